"""Records as readers' pages show them: values, made of the columns that a query reads for that, and of nothing else.

They go by the names that the models have for the same, so that a template takes either. Two that are equal look alike
on every page; what is rendered of one is remembered by it (`articles.templating`).
"""

from datetime import datetime
from typing import Any, NamedTuple

from .models.image import media_url, srcset
from .paths import path_to


class ShownImage(NamedTuple):
    """`variants` is the JSON of `Image.variants`."""

    pk: int
    path: str
    width: int
    height: int
    variants: str
    alt: str = ""
    size: int = 0

    @property
    def url(self) -> str:
        return media_url(self.path)

    def srcset(self) -> str:
        return srcset(self.path, self.width, self.variants)


class ShownShelf(NamedTuple):
    """What an article is filed under: `kind` is "category", "series" or "tag"."""

    kind: str
    pk: int
    name: str
    slug: str

    def get_absolute_url(self) -> str:
        return path_to(self.kind, self.slug)


class ShownAuthor(NamedTuple):
    pk: int
    name: str
    slug: str
    bio: str
    url: str
    image: ShownImage | None

    @property
    def kind(self) -> str:
        return "author"

    def get_absolute_url(self) -> str:
        return path_to("author", self.slug)


class ShownArticle(NamedTuple):
    """An article in a list. `byline` is empty where a list names no authors."""

    pk: int
    slug: str
    title: str
    description: str
    excerpt: str
    date: datetime
    language: str
    reading_time: int
    image_alt: str
    series_position: int | None
    category: ShownShelf | None
    image: ShownImage | None
    byline: tuple[ShownAuthor, ...]

    @property
    def kind(self) -> str:
        return "article"

    def get_absolute_url(self) -> str:
        return path_to("article", self.slug)

    @property
    def summary(self) -> str:
        return self.description or self.excerpt


class ShownPage(NamedTuple):
    """An article on its own page."""

    pk: int
    slug: str
    title: str
    description: str
    excerpt: str
    date: datetime
    language: str
    reading_time: int
    image_alt: str
    status: str
    updated: datetime | None
    expires: datetime | None
    image_caption: str
    html: str
    contents: list[dict[str, Any]]
    faq: list[dict[str, str]]
    words: int
    canonical: str
    noindex: bool
    category: ShownShelf | None
    image: ShownImage | None
    series: ShownShelf | None
    byline: tuple[ShownAuthor, ...]
    tag_list: tuple[ShownShelf, ...]

    @property
    def kind(self) -> str:
        return "article"

    def get_absolute_url(self) -> str:
        return path_to("article", self.slug)

    @property
    def summary(self) -> str:
        return self.description or self.excerpt


Shown = ShownArticle | ShownAuthor | ShownPage | ShownShelf
