"""A search, from what somebody typed to what they are shown."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from articles.models import Article

from .backend import backend
from .highlight import Highlighter
from .query import parse

PER_PAGE = 10
# A result shows a passage of the text, which a card does without.
_NOT_SHOWN = ("html", "contents", "faq", "links")


@dataclass(frozen=True)
class Hit:
    """An article that was found. Both texts are HTML with `<mark>` around what was looked for."""

    article: Article
    title_html: SafeString
    snippet_html: SafeString


@dataclass(frozen=True)
class Results:
    """One page of what was found, best first, and how much there is in all.

    `query` is what was searched for, tidied; `problem` tells the reader what of it was not understood, or is "".
    """

    total: int
    items: tuple[Hit, ...]
    query: str
    problem: str


def find(query: str, page: int = 1, per_page: int = PER_PAGE) -> Results:
    """Search what readers may see. Any text is a query; `page` counts from 1. Three queries.

    Beyond the last page there are no items, but the total is told all the same (by a fourth query).
    """
    parsed = parse(query)
    if not parsed.groups:
        return Results(0, (), parsed.text, parsed.problem)
    live = Article.objects.live()
    among = live.order_by().values("id", "date").query.sql_with_params()
    ids, total = backend().ranked(parsed, among, limit=per_page, offset=(page - 1) * per_page)
    if not ids and page > 1:
        _, total = backend().ranked(parsed, among, limit=1, offset=0)
    highlighter = Highlighter.of(parsed)
    # What expired a moment ago is not shown, although it was counted.
    found = live.cards().defer(None).defer(*_NOT_SHOWN).in_bulk(ids) if ids else {}
    items = tuple(_hit(found[pk], highlighter) for pk in ids if pk in found)
    return Results(total, items, parsed.text, parsed.problem)


def _hit(article: Article, highlighter: Highlighter) -> Hit:
    return Hit(
        article=article,
        # The highlighter escapes what it does not add itself.
        title_html=mark_safe(highlighter.whole(article.title)),  # noqa: S308
        snippet_html=mark_safe(highlighter.passage(article.text, otherwise=article.summary)),  # noqa: S308
    )
