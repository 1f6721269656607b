"""SQLite's search index without the lists of longer beginnings of words, which were most of what writing it cost.

Beginnings of one character are what a search for a single Chinese or Japanese character asks for; longer ones are asked
for with a star only, and found in the index itself.
"""

from django.db import migrations

_TABLE = """
    CREATE VIRTUAL TABLE articles_search USING fts5(
        title, labels, description, body, filters,
        tokenize = "ascii tokenchars '+#_:-'", prefix = '{prefixes}'
    )
"""
_COLUMNS = "rowid, title, labels, description, body, filters"


def _made_anew(prefixes):
    """An operation that puts the rows of the index into a new one."""

    def make_anew(apps, schema_editor):
        if schema_editor.connection.vendor != "sqlite":
            return
        for statement in (
            "ALTER TABLE articles_search RENAME TO articles_search_before",
            _TABLE.format(prefixes=prefixes),
            f"INSERT INTO articles_search ({_COLUMNS}) SELECT {_COLUMNS} FROM articles_search_before",  # noqa: S608
            "DROP TABLE articles_search_before",
        ):
            schema_editor.execute(statement)

    return make_anew


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_series_index")]

    operations = [migrations.RunPython(_made_anew("1"), _made_anew("1 2 3"))]
