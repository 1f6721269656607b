"""The index in SQLite: an FTS5 table whose rowid is the article's key.

The tokens come ready from `articles.words.tokens`; the table's tokenizer only cuts them apart at the spaces.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from .entries import Entry
from .query import Query, Term

# How much a hit counts in title, labels, description, body and filters, in the order of the columns.
_SCORE = "bm25(articles_search, 10.0, 6.0, 3.0, 1.0, 0.0)"
# Pages, of about 4 KB: a few hundredths of a second.
_MERGED_AT_ONCE = 500
# A token that no query has: it keeps a phrase from being found across two tags.
_GAP = " _ "


def replace(entries: Sequence[Entry]) -> None:
    """Put `entries` into the index, in place of what it held of their articles."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT OR REPLACE INTO articles_search (rowid, title, labels, description, body, filters) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [_row(entry) for entry in entries],
        )


def remove(article_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM articles_search WHERE rowid = %s", [(pk,) for pk in article_ids])


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")


def optimise() -> None:
    """Merge the index's segments after much was written."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO articles_search (articles_search) VALUES ('optimize')")


def settle() -> None:
    """Merge the segments that writing much left behind: a few pages at a time, so that others can write in between."""
    with connection.cursor() as cursor:
        while True:
            before = connection.connection.total_changes
            cursor.execute(
                "INSERT INTO articles_search (articles_search, rank) VALUES ('merge', %s)", [_MERGED_AT_ONCE]
            )
            # The statement itself counts as one.
            if connection.connection.total_changes - before < 2:
                return


def ranked(
    query: Query, among: tuple[str, Sequence[Any]], *, limit: int, offset: int
) -> tuple[list[int], int]:
    """The keys of the best matches and how many there are in all. No rows, no count: then the count is 0.

    `among` is the SQL of a query, with its parameters, that gives `id` and `date` of the articles to choose from.
    """
    among_sql, among_params = among
    # CROSS JOIN keeps the order: the index is asked once, and then each hit is looked up by its key.
    sql = f"""
        WITH shown AS MATERIALIZED (
            SELECT among.id, among.date, {_SCORE} AS score
            FROM articles_search CROSS JOIN ({among_sql}) AS among ON among.id = articles_search.rowid
            WHERE articles_search MATCH %s
        )
        SELECT id, (SELECT COUNT(*) FROM shown) FROM shown ORDER BY score, date DESC, id DESC LIMIT %s OFFSET %s
    """  # noqa: S608 (no part of it is typed by anybody)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*among_params, expression(query), limit, offset])
        rows = cursor.fetchall()
    return [pk for pk, _ in rows], rows[0][1] if rows else 0


def expression(query: Query) -> str:
    """The query in FTS5's language."""
    wanted = " AND ".join(f"({' OR '.join(map(_phrase, group))})" for group in query.groups)
    return f"({wanted}) NOT ({' OR '.join(map(_phrase, query.excluded))})" if query.excluded else wanted


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.tokens)}"{" *" if term.prefix else ""}'


def _row(entry: Entry) -> tuple[int, str, str, str, str, str]:
    return (
        entry.article_id,
        " ".join(entry.title),
        _GAP.join(" ".join(label) for label in entry.labels),
        " ".join(entry.description),
        entry.body,
        " ".join(entry.filters),
    )
