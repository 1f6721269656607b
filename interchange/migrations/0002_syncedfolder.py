"""What `sync_content` remembers of each folder."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interchange", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SyncedFolder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(help_text="SHA-256 of the folder's path.", max_length=64, unique=True),
                ),
                ("folder", models.TextField()),
                ("files", models.JSONField(default=dict)),
                (
                    "site_file",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the site.yaml that was written.", max_length=64
                    ),
                ),
            ],
            options={"ordering": ["folder"]},
        ),
    ]
