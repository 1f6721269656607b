"""The articles that readers' pages show, with all that the pages name of them, each kind of page in one query.

Which articles stand on a page is known before, by their keys (`articles.listed`, `articles.views.surroundings`). The
queries are ready (`articles.statements`); the authors and tags of an article come as JSON in its own row.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from django.db.models import Func, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from .models import Article, Byline, TaggedArticle
from .models.status import Status, live_condition
from .shown import ShownArticle, ShownAuthor, ShownImage, ShownPage, ShownShelf
from .statements import Parameter, Query, Statement

NOW = Parameter("now")

_OF_BOTH = (
    "pk", "slug", "title", "description", "excerpt", "date", "language", "reading_time", "image_alt",
)  # fmt: skip
_OF_CARDS = (*_OF_BOTH, "series_position")
_OF_PAGES = (
    *_OF_BOTH, "status", "updated", "expires", "image_caption", "html", "contents", "faq", "words", "canonical",
    "noindex",
)  # fmt: skip
_CATEGORY = ("category_id", "category__name", "category__slug")
_SERIES = ("series_id", "series__name", "series__slug")
_IMAGE = (
    "image_id",
    "image__file",
    "image__width",
    "image__height",
    "image_variants",
    "image__alt",
    "image__size",
)
_AUTHOR = ("id", "name", "slug", "bio", "url", "image_id")
_PORTRAIT = ("file", "width", "height", "variants")
_TAG = ("id", "name", "slug")
# For so many articles at a time a query is ready; a shorter list is filled up.
_SIZES = (4, 8, 12, 20, 50)
# How many articles are kept as they were last read for a list. The newest stand in many lists.
_KEPT_CARDS = 1_000
_KEPT_NAMES = 1_000


def article_page(slug: str) -> ShownPage | None:
    """The article at `slug`, if readers may know of it: it is live, or was withdrawn."""
    found = _page(slug=slug, now=timezone.now())
    return found[0] if found else None


def cards(keys: Sequence[int], *, bylines: bool = True) -> list[ShownArticle]:
    """The articles with `keys` that are live, in that order; without `bylines`, to be linked to."""
    found: dict[int, ShownArticle] = {}
    now = timezone.now()
    for start in range(0, len(keys), _SIZES[-1]):
        some = keys[start : start + _SIZES[-1]]
        size = next(size for size in _SIZES if size >= len(some))
        values = {f"key{place}": some[min(place, len(some) - 1)] for place in range(size)}
        found |= {card.pk: card for card in _cards(size, bylines)(now=now, **values)}
    return [found[pk] for pk in keys if pk in found]


# -- The queries ------------------------------------------------------------------------------------------------


class _JsonRows(Func):
    """The rows of a subquery as one JSON list of lists, as text."""

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "JSONB_AGG(JSONB_BUILD_ARRAY(%(expressions)s))::text"
        return self.as_sql(compiler, connection, template=template, **context)


def _packed(rows: Query, *columns: str) -> Subquery:
    packed = _JsonRows(*columns, output_field=TextField())
    return Subquery(rows.order_by().annotate(packed=packed).values("packed"))


def _bylines() -> Subquery:
    portrait = (f"author__image__{column}" for column in _PORTRAIT)
    columns = (*(f"author__{column}" for column in _AUTHOR), *portrait)
    return _packed(Byline.objects.filter(article=OuterRef("pk")), "position", *columns)


def _tags() -> Subquery:
    columns = (f"tag__{column}" for column in _TAG)
    return _packed(TaggedArticle.objects.filter(content_object=OuterRef("pk")), "pk", *columns)


def _variants() -> Cast:
    # What makes of it what a page shows reads it, and not every query.
    return Cast("image__variants", TextField())


def _build_page() -> Query:
    known = live_condition(at=NOW) | Q(status=Status.WITHDRAWN)
    articles = Article.objects.filter(known, slug=Parameter("slug")).order_by()
    articles = articles.annotate(packed_bylines=_bylines(), packed_tags=_tags(), image_variants=_variants())
    return articles.values_list(*_OF_PAGES, *_CATEGORY, *_IMAGE, *_SERIES, "packed_bylines", "packed_tags")


def _shown_page(row: Sequence[Any]) -> ShownPage:
    values = iter(row)
    return ShownPage._make(
        [
            *islice(values, len(_OF_PAGES)),
            _shelf("category", *islice(values, len(_CATEGORY))),
            _image(*islice(values, len(_IMAGE))),
            _shelf("series", *islice(values, len(_SERIES))),
            _authors(next(values)),
            _named_tags(next(values)),
        ]
    )


_page = Statement(_build_page, made=_shown_page)


@cache
def _cards(size: int, bylines: bool) -> Statement:
    def build() -> Query:
        keys: Any = [Parameter(f"key{place}") for place in range(size)]
        articles = Article.objects.filter(live_condition(at=NOW), pk__in=keys).order_by()
        articles = articles.annotate(image_variants=_variants())
        columns = [*_OF_CARDS, *_CATEGORY, *_IMAGE]
        if bylines:
            articles, columns = articles.annotate(packed_bylines=_bylines()), [*columns, "packed_bylines"]
        return articles.values_list(*columns)

    return Statement(build, made=_shown_article, kept=_KEPT_CARDS)


def _shown_article(row: Sequence[Any]) -> ShownArticle:
    values = iter(row)
    return ShownArticle._make(
        [
            *islice(values, len(_OF_CARDS)),
            _shelf("category", *islice(values, len(_CATEGORY))),
            _image(*islice(values, len(_IMAGE))),
            _authors(next(values, None)),
        ]
    )


# -- What an article is read with -------------------------------------------------------------------------------


def _shelf(kind: str, pk: int | None, name: str, slug: str) -> ShownShelf | None:
    return None if pk is None else ShownShelf(kind, pk, name, slug)


def _image(pk: int | None, *columns: Any) -> ShownImage | None:
    return None if pk is None else ShownImage._make([pk, *columns])


@lru_cache(_KEPT_NAMES)
def _authors(packed: str | None) -> tuple[ShownAuthor, ...]:
    return tuple(map(_author, _rows(packed)))


@lru_cache(_KEPT_NAMES)
def _named_tags(packed: str | None) -> tuple[ShownShelf, ...]:
    return tuple(ShownShelf("tag", *row) for row in _rows(packed))


def _rows(packed: str | None) -> Iterator[list[Any]]:
    """The packed rows in the order that each begins with, which is left out."""
    rows = json.loads(packed) if packed else None
    for _, *columns in sorted(rows or (), key=lambda row: row[0]):
        yield columns


def _author(row: list[Any]) -> ShownAuthor:
    *columns, image, file, width, height, variants = row
    # SQLite hands JSON inside of JSON on as a string.
    if not isinstance(variants, str):
        variants = json.dumps(variants)
    picture = None if image is None else ShownImage(image, file, width, height, variants)
    return ShownAuthor._make([*columns, picture])
