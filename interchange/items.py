"""What readers hand over, and what a report says of it. Plain values."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import IO, Literal

from articles.document import Document, Problem

from .site_facts import Said

Result = Literal["created", "updated", "unchanged", "merged", "conflict", "rejected", "ignored"]


@dataclass(frozen=True)
class Context:
    """What a reader may know of an item beside its bytes."""

    path: str
    # The folder's or archive's own name, for an item that stands at its root.
    source: str = ""
    # The program the tree was written for ("hugo", "jekyll", "pelican"...), "" when it can't be told.
    flavour: str = ""
    # The operator's wishes: import_articles --status and --category.
    status: Literal["keep", "draft", "published"] = "keep"
    category: str = ""
    # The folder inside the source in which the site begins, ending in "/"; "" for the source itself.
    root: str = ""
    # Part of an export of ours: the file's name is the slug.
    own_layout: bool = False
    # Why the item is taken for a page of the old site, unless it has a date; "" for a post.
    page: str = ""
    # What the site says of the post, where it does not say it itself.
    said: Said = field(default_factory=Said)
    # When the file was last written, where that says something (a folder, not an archive).
    modified: datetime | None = None
    # Other files of the source, by their path from the item's folder; None for one that is not there.
    sibling: Callable[[str], bytes | None] = field(default=lambda path: None, compare=False)
    # The source's other exports of the same kind, to be opened: large sites are exported in several files.
    others: tuple[Callable[[], IO[bytes]], ...] = field(default=(), compare=False)
    # What a reader has found out from all of them, kept for the next one.
    shared: dict[str, object] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Item:
    """An article found in a source, read as far as it can be read without the database."""

    path: str
    document: Document
    # The document before anything was added that it does not say itself: what an export of ours is compared by.
    original: Document
    # From the file's name; used where the document names none.
    slug: str = ""
    # A moment to fall back on where neither document nor path gives a date.
    fallback_date: datetime | date | None = None
    warnings: tuple[Problem, ...] = ()
    # Hosts of the site it comes from: an address there means a file of that site.
    hosts: tuple[str, ...] = ()
    # The line on which it begins in a file that holds many, 0 where that has none; the lines of its document are
    # not those of the file then.
    line: int | None = None

    def warned(self, *problems: Problem) -> "Item":
        return replace(self, warnings=(*self.warnings, *problems))


@dataclass(frozen=True)
class NoItem:
    """A file that gives no article: nothing to publish is in it ("ignored"), or it can't be read ("rejected")."""

    path: str
    result: Literal["ignored", "rejected"]
    reason: Problem
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of the report; the shape is part of the contract."""

    source: str
    result: Result
    slug: str = ""
    url: str = ""
    status: str = ""
    warnings: tuple[Problem, ...] = ()
    error: Problem | None = None
    # What would change or has changed, field by field, for people; not part of the JSON.
    changes: tuple[str, ...] = field(default=(), compare=False)

    def as_json(self) -> dict[str, object]:
        return {
            "source": self.source,
            "result": self.result,
            "slug": self.slug,
            "url": self.url,
            "status": self.status,
            "warnings": [_described(problem) for problem in self.warnings],
            "error": _described(self.error) if self.error else None,
        }


def _described(problem: Problem) -> dict[str, object]:
    return {"code": problem.code, "message": problem.message, "line": problem.line}
