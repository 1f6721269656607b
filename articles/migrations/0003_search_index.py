"""The search index: a table of the database's own kind, which no model describes.

`manage.py reindex_search` fills it; publishing keeps it.
"""

from django.db import migrations

CREATE = {
    # The tokens come ready made, parted by spaces; what is listed here stands inside of one (c++, c#, :tag:two-words).
    "sqlite": [
        """
        CREATE VIRTUAL TABLE articles_search USING fts5(
            title, labels, description, body, filters,
            tokenize = "ascii tokenchars '+#_:-'"
        )
        """,
    ],
    "postgresql": [
        "CREATE TABLE articles_search (article_id bigint PRIMARY KEY, vector tsvector NOT NULL)",
        # Ranking reads vectors; unpacking them would take longer than reading them whole.
        "ALTER TABLE articles_search ALTER COLUMN vector SET STORAGE EXTERNAL",
        # Without a pending list: a search should not pay for the last import.
        "CREATE INDEX articles_search_vector ON articles_search USING gin (vector) WITH (fastupdate = off)",
    ],
}


def create_index(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE articles_search")


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_roles")]

    operations = [migrations.RunPython(create_index, drop_index)]
