"""What documents are filed under: the categories, series, authors and tags that they name, found or made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from .document import AuthorRef, Document
from .inline import inline_text
from .models import Author, Category, Series, Tag
from .slugs import slug_for

MAX_NAME = 200
Filed = TypeVar("Filed", Category, Series, Author, Tag)


@dataclass(frozen=True)
class Filing:
    """The related records that one document names, in its order."""

    category: Category | None
    series: Series | None
    authors: tuple[Author, ...]
    tags: tuple[Tag, ...]


class Register:
    """The records that some documents name, by slug. One query for each kind that is named at all."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._records: dict[tuple[type[Any], str], Any] = {}
        named = _Named()
        for document in documents:
            named.read(document)
        for model, unsaved in named.by_model.items():
            found = {record.slug: record for record in model._default_manager.filter(slug__in=unsaved)}
            for slug, record in unsaved.items():
                self._records[model, slug] = found.get(slug, record)

    def save(self) -> "Register":
        """Put the records that are new into the database; where somebody else was faster, theirs is taken."""
        new: dict[type[Any], dict[str, Any]] = {}
        for (model, slug), record in self._records.items():
            if record.pk is None:
                new.setdefault(model, {})[slug] = record
        for model, records in new.items():
            model._default_manager.bulk_create(records.values(), ignore_conflicts=True)
            for record in model._default_manager.filter(slug__in=records):
                self._records[model, record.slug] = record
        return self

    def filing(self, document: Document) -> Filing:
        """What one of the documents is filed under."""
        named = _Named()
        named.read(document)
        return Filing(
            category=next(self._of(Category, named), None),
            series=next(self._of(Series, named), None),
            authors=tuple(self._of(Author, named)),
            tags=tuple(self._of(Tag, named)),
        )

    def _of(self, model: type[Filed], named: "_Named") -> Iterator[Filed]:
        return (self._records[model, slug] for slug in named.by_model.get(model, ()))


class _Named:
    """The records that documents name, unsaved, in the order in which they are named."""

    def __init__(self) -> None:
        self.by_model: dict[type[Any], dict[str, Any]] = {}

    def read(self, document: Document) -> None:
        fields = document.fields
        self._add(Category, inline_text(fields.category))
        if fields.series:
            self._add(Series, inline_text(fields.series.name))
        for name in fields.tags:
            self._add(Tag, inline_text(name))
        for ref in fields.authors:
            if slug := ref.slug or ref.name:
                self.by_model.setdefault(Author, {}).setdefault(slug_for(slug), _author(slug_for(slug), ref))

    def _add(self, model: type[Any], name: str) -> None:
        if name := name[:MAX_NAME]:
            slug = slug_for(name)
            self.by_model.setdefault(model, {}).setdefault(slug, model(name=name, slug=slug))


def _author(slug: str, ref: AuthorRef) -> Author:
    return Author(
        slug=slug,
        name=(inline_text(ref.name) or ref.slug)[:MAX_NAME],
        bio=ref.bio,
        url=ref.url if ref.url.startswith(("https://", "http://")) else "",
    )
