"""The index in PostgreSQL: two `tsvector`s an article, one to find it by and a small one to rank it by.

The vectors are written out here, token by token, and not by `to_tsvector`: what a word is, is decided in
`articles.words`, the same for both databases. Hits count by the weights in the function `articles_search_hits`: title
(A), labels (B), description (C), body (D).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from .entries import Entry
from .query import Query, Term

# What PostgreSQL can hold: positions up to 16383, 256 of them for a lexeme, a vector of a megabyte.
_MAX_POSITION = 16_383
_MAX_POSITIONS = 255
_MAX_BYTES = 900_000
# Phrases are not found across two fields or two tags.
_GAP = 2
# What the body is ranked by: its most frequent tokens, and how often each of them counts at most.
_FREQUENT = 64
_MAX_FREQUENCY = 3


def replace(entries: Sequence[Entry]) -> None:
    """Put `entries` into the index, in place of what it held of their articles."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO articles_search (article_id, head, vector) VALUES (%s, %s::tsvector, %s::tsvector) "
            "ON CONFLICT (article_id) DO UPDATE SET head = EXCLUDED.head, vector = EXCLUDED.vector",
            [(entry.article_id, head(entry), vector(entry)) for entry in entries],
        )


def remove(article_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search WHERE article_id = ANY(%s)", [list(article_ids)])


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")


def optimise() -> None:
    """Let the planner know the index after much was written."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_search")


def settle() -> None:
    """Nothing is left behind that autovacuum does not see to."""


def ranked(
    query: Query, among: tuple[str, Sequence[Any]], *, limit: int, offset: int
) -> tuple[list[int], int]:
    """The keys of the best matches and how many there are in all. No rows, no count: then the count is 0.

    `among` is the SQL of a query, with its parameters, that gives `id` and `date` of the articles to choose from.
    """
    among_sql, among_params = among
    # Joined hit by hit (OFFSET 0 keeps it so): however wrong the planner's numbers are after a great import, the time
    # grows with the hits and never with hits times articles.
    sql = f"""
        SELECT hits.id, COUNT(*) OVER ()
        FROM articles_search_hits(%s::tsquery, %s::tsquery) AS hits
        CROSS JOIN LATERAL (SELECT date FROM ({among_sql}) AS among WHERE among.id = hits.id OFFSET 0) AS shown
        ORDER BY hits.score DESC, shown.date DESC, hits.id DESC LIMIT %s OFFSET %s
    """  # noqa: S608 (no part of it is typed by anybody)
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression(query), ranking(query), *among_params, limit, offset])
        rows = cursor.fetchall()
    return [pk for pk, _ in rows], rows[0][1] if rows else 0


def expression(query: Query) -> str:
    """The query as a `tsquery`."""
    wanted = " & ".join(f"({_any(group)})" for group in query.groups)
    return f"{wanted} & !({_any(query.excluded)})" if query.excluded else wanted


def ranking(query: Query) -> str:
    """The `tsquery` to rank by: any of the wanted tokens, wherever they stand. Filters say nothing of relevance."""
    lexemes = (
        f"'{token}'{':*' if term.prefix and token == term.tokens[-1] else ''}"
        for term in query.wanted
        for token in term.tokens
    )
    return " | ".join(dict.fromkeys(lexemes))


def head(entry: Entry) -> str:
    """The `tsvector` to rank by: title, labels and description, and the most frequent tokens of the body."""
    places = _places(_positions(entry, body=False))
    frequent = [
        (token, count) for token, count in Counter(entry.body.split()).most_common(_FREQUENT) if count > 1
    ]
    for token, count in frequent:
        places.setdefault(token, []).extend(
            f"{_MAX_POSITION - number}D" for number in range(min(count, _MAX_FREQUENCY))
        )
    return _literal(places)


def vector(entry: Entry) -> str:
    """The `tsvector` to find by: every token with its positions."""
    return _literal({**{token: [] for token in entry.filters}, **_places(_positions(entry, body=True))})


def _places(positions: Iterator[tuple[str, int, str]]) -> dict[str, list[str]]:
    """Where each token stands, as `12B`, as far as the database can hold it."""
    places: dict[str, list[str]] = {}
    size = 0
    for token, position, weight in positions:
        found = places.get(token)
        if found is None:
            size += len(token.encode()) + 8
            if size > _MAX_BYTES:
                break
            found = places[token] = []
        if len(found) < _MAX_POSITIONS:
            found.append(f"{min(position, _MAX_POSITION)}{weight}")
            size += 2
    return places


def _literal(places: dict[str, list[str]]) -> str:
    return " ".join(
        f"'{token}':{','.join(found)}" if found else f"'{token}'" for token, found in places.items()
    )


def _positions(entry: Entry, *, body: bool) -> Iterator[tuple[str, int, str]]:
    """Each token with its position from the title on, and the weight of its field."""
    position = 1
    fields = [(entry.title, "A"), *((label, "B") for label in entry.labels), (entry.description, "C")]
    if body:
        fields.append((entry.body.split(), "D"))
    for tokens, weight in fields:
        for token in tokens:
            yield token, position, weight
            position += 1
        position += _GAP


def _any(terms: Sequence[Term]) -> str:
    return " | ".join(map(_phrase, terms))


def _phrase(term: Term) -> str:
    lexemes = [f"'{token}'" for token in term.tokens]
    return f"({' <-> '.join(lexemes)}{':*' if term.prefix else ''})"
