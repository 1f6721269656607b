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
            tokenize = "ascii tokenchars '+#_:-'", prefix = '1 2 3'
        )
        """,
    ],
    # `vector` is everything, to be found by; it is never unpacked, except for phrases. `head` is small enough to lie in
    # the row itself, to be ranked by: ranking by `vector` would read the whole index for a common word.
    "postgresql": [
        """
        CREATE TABLE articles_search (
            article_id bigint PRIMARY KEY, head tsvector NOT NULL, vector tsvector NOT NULL
        )
        """,
        "ALTER TABLE articles_search ALTER COLUMN head SET STORAGE MAIN, ALTER COLUMN vector SET STORAGE EXTERNAL",
        # Without a pending list: a search should not pay for the last import.
        "CREATE INDEX articles_search_vector ON articles_search USING gin (vector) WITH (fastupdate = off)",
        # The planner does not know what it costs to fetch a vector, and would read them all where a word is common.
        """
        CREATE FUNCTION articles_search_hits(wanted tsquery, ranked tsquery)
        RETURNS TABLE (id bigint, score real) LANGUAGE sql STABLE
        SET enable_seqscan = off SET jit = off
        AS $$
            SELECT article_id, ts_rank('{0.1, 0.3, 0.6, 1.0}', head, ranked)
            FROM articles_search WHERE vector @@ wanted
        $$
        """,
    ],
}
DROP = {
    "sqlite": ["DROP TABLE articles_search"],
    "postgresql": ["DROP FUNCTION articles_search_hits(tsquery, tsquery)", "DROP TABLE articles_search"],
}


def create_index(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_roles")]

    operations = [migrations.RunPython(create_index, drop_index)]
