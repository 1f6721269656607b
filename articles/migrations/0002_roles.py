"""The three roles of the desk, as groups that an administrator may change afterwards."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

AUTHOR = [
    "add_article",
    "change_article",
    "view_article",
    "delete_article",
    "view_revision",
    "view_event",
    "add_image",
    "view_image",
    "view_category",
    "view_tag",
    "view_series",
    "view_author",
]
EDITOR = [
    *AUTHOR,
    "edit_others_articles",
    "change_image",
    "delete_image",
    *(
        f"{action}_{model}"
        for action in ("add", "change")
        for model in ("category", "tag", "series", "author")
    ),
    *(f"{action}_redirect" for action in ("add", "change", "delete", "view")),
]
PUBLISHER = [
    *EDITOR,
    "publish_article",
    *(f"delete_{model}" for model in ("category", "tag", "series", "author")),
]
ROLES = {"Author": AUTHOR, "Editor": EDITOR, "Publisher": PUBLISHER}


def create_roles(apps, schema_editor):
    # Django makes permissions only after all migrations have run; the groups need them now.
    create_permissions(
        installed_apps.get_app_config("articles"),
        verbosity=0,
        apps=apps,
        using=schema_editor.connection.alias,
    )
    group_model = apps.get_model("auth", "Group")
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="articles")
    by_codename = {permission.codename: permission for permission in permissions}
    for name, codenames in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=name)
        group.permissions.add(*(by_codename[codename] for codename in codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
