"""What the public site shows at one moment, as plain rows: enough to tell what every page is made of.

No body is read here. Of an article's text its row tells by `modified` and the key of the live revision.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Author, Byline, Category, Image, Redirect, Series, Tag, TaggedArticle
from articles.models.status import live_condition

FILED: dict[str, type[Any]] = {"category": Category, "tag": Tag, "author": Author, "series": Series}
# The columns of a record that pages show; the rest (the desk's) may change without a trace on them.
_COLUMNS: dict[type[Any], tuple[str, ...]] = {
    Category: ("slug", "name", "description"),
    Series: ("slug", "name", "description"),
    Tag: ("slug", "name"),
    Author: ("slug", "name", "bio", "url", "image"),
    Image: ("file", "width", "height", "size", "alt", "variants"),
}


class Row(NamedTuple):
    """A live article, without its body."""

    pk: int
    slug: str
    title: str
    description: str
    excerpt: str
    date: datetime
    updated: datetime | None
    modified: datetime | None
    expires: datetime | None
    category_id: int | None
    series_id: int | None
    series_position: int | None
    image_id: int | None
    image_alt: str
    image_caption: str
    featured: bool
    noindex: bool
    language: str
    canonical: str
    reading_time: int
    words: int
    live_revision_id: int


@dataclass(frozen=True)
class Filed:
    """A category, tag, author or series that has a page: its columns, and its articles in the page's order."""

    kind: str
    pk: int
    slug: str
    columns: tuple[Any, ...]
    articles: tuple[int, ...]


@dataclass(frozen=True)
class Snapshot:
    """The live articles, newest first, and everything that their pages and lists name."""

    moment: datetime
    rows: dict[int, Row]
    authors: Mapping[int, tuple[int, ...]]
    tags: Mapping[int, tuple[int, ...]]
    columns: dict[str, dict[int, tuple[Any, ...]]]
    images: dict[int, tuple[Any, ...]]
    # [(old path, target)], as the live site redirects; one to a withdrawn article leads nowhere here.
    redirects: tuple[tuple[str, str], ...]

    @classmethod
    def take(cls) -> "Snapshot":
        moment = timezone.now()
        # Relations first: what they lead to may have come since, but is not missing unless it was deleted.
        authors = _grouped(Byline.objects.order_by("position").values_list("article_id", "author_id"))
        tags = _grouped(TaggedArticle.objects.order_by("pk").values_list("content_object_id", "tag_id"))
        found = Article.objects.live(at=moment).values_list(*Row._fields)
        return cls(
            moment=moment,
            rows={values[0]: Row(*values) for values in found.iterator(5_000)},
            authors=authors,
            tags=tags,
            columns={kind: _rows(model) for kind, model in FILED.items()},
            images=_rows(Image),
            redirects=tuple(_redirects(moment)),
        )

    @cached_property
    def cards(self) -> dict[int, str]:
        """A digest of what lists show of each article."""
        return {pk: digest(row, *self._named(row)) for pk, row in self.rows.items()}

    def _named(self, row: Row) -> Iterable[Any]:
        yield self.columns["category"].get(row.category_id or 0)
        yield self.images.get(row.image_id or 0)
        for author in self.authors.get(row.pk, ()):
            columns = self.columns["author"].get(author)
            yield columns
            if columns:
                yield self.images.get(columns[-1] or 0)

    def page_names(self, row: Row) -> list[Any]:
        """What an article's page shows beside its card and what stands around it: its tags and series."""
        tags = [self.columns["tag"].get(tag) for tag in self.tags.get(row.pk, ())]
        return [tags, self.columns["series"].get(row.series_id or 0)]

    @cached_property
    def filed(self) -> dict[tuple[str, int], Filed]:
        """Everything under which readers find an article."""
        found: dict[tuple[str, int], list[int]] = defaultdict(list)
        for pk, row in self.rows.items():
            if row.category_id:
                found["category", row.category_id].append(pk)
            if row.series_id:
                found["series", row.series_id].append(pk)
            for tag in self.tags.get(pk, ()):
                found["tag", tag].append(pk)
            for author in self.authors.get(pk, ()):
                found["author", author].append(pk)
        return {
            (kind, key): Filed(kind, key, columns[0], columns, tuple(self._ordered(kind, articles)))
            for (kind, key), articles in sorted(found.items())
            if (columns := self.columns[kind].get(key))
        }

    def _ordered(self, kind: str, articles: list[int]) -> list[int]:
        return sorted(articles, key=self.series_place) if kind == "series" else articles

    def series_place(self, pk: int) -> tuple[Any, ...]:
        """Where an article stands in its series: by its own number, those without one last, oldest first."""
        row = self.rows[pk]
        return (row.series_position is None, row.series_position or 0, row.date, pk)

    def describe(self, filed: Filed | None) -> Any:
        """What a page says of the category, tag, author or series that it is of."""
        if filed is None or filed.kind != "author":
            return filed and filed.columns
        return filed.columns, self.images.get(filed.columns[-1] or 0)

    @cached_property
    def stamp(self) -> str:
        """A digest of the whole snapshot, its moment left out."""
        return digest(self.rows, self.authors, self.tags, self.columns, self.images, self.redirects)

    @cached_property
    def everything(self) -> str:
        """A digest of all of it, for the few pages that sum the whole site up."""
        filed = [(each.kind, each.columns, len(each.articles)) for each in self.filed.values()]
        portraits = [self.images.get(columns[-1] or 0) for columns in self.columns["author"].values()]
        return digest(sorted(self.cards.items()), filed, portraits)


def digest(*parts: Any) -> str:
    """A short digest of plain values."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _rows(model: type[Any]) -> dict[int, tuple[Any, ...]]:
    columns = model._default_manager.order_by("pk").values_list("pk", *_COLUMNS[model])
    return {pk: tuple(rest) for pk, *rest in columns}


def _redirects(moment: datetime) -> Iterable[tuple[str, str]]:
    known = Redirect.objects.filter(Q(article=None) | live_condition("article__", at=moment))
    for redirect in known.select_related("article").order_by("path"):
        yield redirect.path, redirect.target
