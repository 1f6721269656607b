"""The canonical view of a frontmatter: typed values, whatever its keys are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal

from .compact import Compact

Moment = datetime | date
Status = Literal["", "draft", "review", "scheduled", "published", "withdrawn"]
Dialect = Literal["", "commonmark", "python-markdown"]
Layout = Literal["", "listing"]

# Characters that the site keeps at most: of a category, series, author or tag's name; of an author's address; of an old
# address; of a language's code.
MAX_NAME, MAX_URL, MAX_ALIAS, MAX_LANGUAGE = 200, 200, 1000, 35


@dataclass(frozen=True, slots=True)
class AuthorRef(Compact):
    """An author as a document names one; missing parts are ""."""

    name: str
    slug: str = ""
    url: str = ""
    email: str = ""
    bio: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class ImageRef(Compact):
    """The picture of an article: a path or URL as written, what it shows, and what is said below it."""

    src: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class SeriesRef(Compact):
    """The series an article belongs to, and its place in it."""

    name: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Fields(Compact):
    """What a document says of itself. Missing text is "", never None; dates are aware or naive as written."""

    title: str = ""
    description: str = ""
    date: Moment | None = None
    updated: Moment | None = None
    category: str = ""
    tags: tuple[str, ...] = ()
    authors: tuple[AuthorRef, ...] = ()
    image: ImageRef | None = None
    slug: str = ""
    aliases: tuple[str, ...] = ()
    status: Status = ""
    series: SeriesRef | None = None
    featured: bool = False
    canonical: str = ""
    language: str = ""
    noindex: bool = False
    expires: Moment | None = None
    dialect: Dialect = ""
    layout: Layout = ""
    # Keys that nothing here understands, as written; a dot leads into a table.
    unknown: tuple[str, ...] = ()
    # Canonical key -> the key it is written under.
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __reduce__(self) -> tuple[type[Any], tuple[Any, ...]]:
        kind, values = Compact.__reduce__(self)
        return kind, (*values[:-1], dict(self.sources))
