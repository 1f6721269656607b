"""What rendering a body gives: plain values that can be compared, pickled and stored."""

from __future__ import annotations

from dataclasses import dataclass

from articles.document.compact import Compact
from articles.document.problem import Problem

RENDERER_VERSION = 10
"""Raised by one whenever the same body would render differently: stored HTML can be found and renewed."""


@dataclass(frozen=True, slots=True)
class Heading(Compact):
    """One entry of the contents: a heading of the body and those below it."""

    id: str
    text: str
    level: int  # 2 to 6, as in the HTML
    children: tuple[Heading, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """As `dataclasses.asdict` has it."""
        children = [child.as_dict() for child in self.children]
        return {"id": self.id, "text": self.text, "level": self.level, "children": children}


@dataclass(frozen=True, slots=True)
class Question(Compact):
    """A question and its answer from a section of frequently asked questions."""

    question: str
    answer_html: str  # sanitised, without ids, so that it may stand on a page that shows the body too
    answer_text: str


@dataclass(frozen=True, slots=True)
class ImageUse(Compact):
    """An image that the body shows; `src` is as in the HTML, where a space is `%20`."""

    src: str
    alt: str
    title: str


@dataclass(frozen=True, slots=True)
class ImageFile:
    """The stored file that an image's `src` was found to be. Sizes are in pixels."""

    url: str
    width: int
    height: int
    srcset: str = ""


@dataclass(frozen=True, slots=True)
class Rendered(Compact):
    """Everything derived from one body. `html` is sanitised and has no `<h1>`."""

    html: str
    contents: tuple[Heading, ...]
    text: str  # plain, for search: code included, permalinks and footnote marks not
    words: int  # each Han or Kana character counts as one
    images: tuple[ImageUse, ...]
    internal_links: tuple[str, ...]  # hrefs as written, fragments within the page left out
    external_links: tuple[str, ...]
    faq: tuple[Question, ...]
    excerpt: str
    problems: tuple[Problem, ...]


class RenderRefused(Exception):
    """A body broke a limit of rendering.

    `rule` is a stable code (`time`, `memory`, `input-size`, `output-size`, `nesting`, `busy`, `failed`);
    `message` tells an editor which limit it was and what to do.
    """

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(rule, message)
        self.rule = rule
        self.message = message

    def __str__(self) -> str:
        return self.message

    def anew(self) -> RenderRefused:
        """The same, raised by nobody yet: one that is kept would keep all that those held who raised it."""
        return RenderRefused(self.rule, self.message)
