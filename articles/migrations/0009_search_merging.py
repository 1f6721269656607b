"""SQLite's search index merges its segments less often, and more of them at a time.

Writing them again and again was a third of what an import paid for the index; what is left of an import then
is merged at its end (`articles.search.settle`).
"""

from django.db import migrations

_SQLITE_DEFAULTS = {"hashsize": 1024 * 1024, "automerge": 4, "usermerge": 4, "crisismerge": 16}
# Two hundred articles of 10 KB in memory make one segment. From 64 segments of a size on they would be merged at once,
# while somebody waits; by 16 the index has begun to do so little by little.
_OURS = {"hashsize": 8 * 1024 * 1024, "automerge": 16, "usermerge": 8, "crisismerge": 64}


def _set(settings):
    def set_each(apps, schema_editor):
        if schema_editor.connection.vendor != "sqlite":
            return
        for setting in settings.items():
            schema_editor.execute(
                "INSERT INTO articles_search (articles_search, rank) VALUES (%s, %s)", setting
            )

    return set_each


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_open_conflicts")]

    operations = [migrations.RunPython(_set(_OURS), _set(_SQLITE_DEFAULTS))]
