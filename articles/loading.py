"""The articles that readers' pages show, with all that the pages name of them, each kind of page in one query.

Which articles stand on a page is known before, by their keys (`articles.listed`, `articles.views.surroundings`). The
queries are ready (`articles.statements`); the authors and tags of an article come as JSON in its own row.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Func, JSONField, OuterRef, Q, Subquery
from django.utils import timezone

from .models import Article, Author, Byline, Image, Tag, TaggedArticle
from .models.status import Status, live_condition
from .statements import Parameter, Query, Statement, instance_of

NOW = Parameter("now")

_CARD = (
    "slug", "title", "description", "excerpt", "date", "language", "reading_time", "image_alt", "series_position",
    "category__name", "category__slug",
    "image__file", "image__width", "image__height", "image__variants", "image__alt",
)  # fmt: skip
_PAGE = (
    *_CARD, "status", "updated", "expires", "image_caption", "image__size", "html", "contents", "faq", "words",
    "canonical", "noindex", "series__name", "series__slug",
)  # fmt: skip
_AUTHOR = ("id", "name", "slug", "bio", "url", "image_id")
_PORTRAIT = ("file", "width", "height", "variants")
_TAG = ("id", "name", "slug")
# For so many articles at a time a query is ready; a shorter list is filled up.
_SIZES = (4, 8, 12, 20, 50)


def article_page(slug: str) -> Article | None:
    """The article at `slug`, ready for its own page, if readers may know of it: it is live, or was withdrawn."""
    found = _page(slug=slug, now=timezone.now())
    return _with_names(found[0]) if found else None


def cards(keys: Sequence[int], *, bylines: bool = True) -> list[Article]:
    """The articles with `keys` that are live, in that order, ready for a list; without `bylines`, to be linked to."""
    found: dict[int, Article] = {}
    now = timezone.now()
    for start in range(0, len(keys), _SIZES[-1]):
        some = keys[start : start + _SIZES[-1]]
        size = next(size for size in _SIZES if size >= len(some))
        values = {f"key{place}": some[min(place, len(some) - 1)] for place in range(size)}
        for article in _cards(size, bylines)(now=now, **values):
            found[article.pk] = _with_names(article) if bylines else article
    return [found[pk] for pk in keys if pk in found]


# -- The queries ------------------------------------------------------------------------------------------------


class _JsonRows(Func):
    """The rows of a subquery as one JSON list of lists."""

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "JSON_GROUP_ARRAY(JSON_ARRAY(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "JSONB_AGG(JSONB_BUILD_ARRAY(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)


def _packed(rows: Query, *columns: str) -> Subquery:
    packed = _JsonRows(*columns, output_field=JSONField())
    return Subquery(rows.order_by().annotate(packed=packed).values("packed"))


def _bylines() -> Subquery:
    portrait = (f"author__image__{column}" for column in _PORTRAIT)
    columns = (*(f"author__{column}" for column in _AUTHOR), *portrait)
    return _packed(Byline.objects.filter(article=OuterRef("pk")), "position", *columns)


def _tags() -> Subquery:
    columns = (f"tag__{column}" for column in _TAG)
    return _packed(TaggedArticle.objects.filter(content_object=OuterRef("pk")), "pk", *columns)


def _build_page() -> Query:
    known = live_condition(at=NOW) | Q(status=Status.WITHDRAWN)
    articles = Article.objects.filter(known, slug=Parameter("slug")).order_by()
    articles = articles.select_related("category", "image", "series").only(*_PAGE)
    return articles.annotate(packed_bylines=_bylines(), packed_tags=_tags())


_page = Statement(_build_page)


@cache
def _cards(size: int, bylines: bool) -> Statement:
    def build() -> Query:
        keys: Any = [Parameter(f"key{place}") for place in range(size)]
        articles = Article.objects.filter(live_condition(at=NOW), pk__in=keys).order_by()
        articles = articles.select_related("category", "image").only(*_CARD)
        return articles.annotate(packed_bylines=_bylines()) if bylines else articles

    return Statement(build)


# -- What comes packed ------------------------------------------------------------------------------------------


def _with_names(article: Any) -> Article:
    article.known_authors = [_author(row) for row in _rows(article.packed_bylines)]
    if "packed_tags" in article.__dict__:
        article.known_tags = [
            instance_of(Tag, _TAG, row, DEFAULT_DB_ALIAS) for row in _rows(article.packed_tags)
        ]
    known: Article = article
    return known


def _rows(packed: list[list[Any]] | None) -> list[list[Any]]:
    """The packed rows in the order that each begins with, which is left out."""
    return [row[1:] for row in sorted(packed or (), key=lambda row: row[0])]


def _author(row: list[Any]) -> Author:
    own, portrait = row[: len(_AUTHOR)], row[len(_AUTHOR) :]
    author: Author = instance_of(Author, _AUTHOR, own, DEFAULT_DB_ALIAS)
    image = None
    if author.image_id is not None:
        *columns, variants = portrait
        # SQLite hands JSON inside of JSON on as a string.
        variants = json.loads(variants) if isinstance(variants, str) else variants
        image = instance_of(
            Image, ("id", *_PORTRAIT), [author.image_id, *columns, variants], DEFAULT_DB_ALIAS
        )
    author._state.fields_cache["image"] = image
    return author
