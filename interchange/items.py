"""What readers hand over, and what a report says of it. Plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import IO, Literal

from articles.document import Document, Problem

from .permalinks.rule import Rule
from .readers.addresses import Placing, as_asked
from .readers.languages import SiteLanguage
from .readers.local_times import Clock
from .readers.publish_dates import Embargo
from .site_facts import Said

Result = Literal["created", "updated", "unchanged", "merged", "conflict", "rejected", "ignored"]


def _nobody(path: str) -> None:
    """Where there is no other file."""


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
    # Whether it lies in a vault of Obsidian's.
    is_vault: bool = False
    # Part of an export of ours: the file's name is the slug.
    own_layout: bool = False
    # Why the item is taken for a page of the old site, unless it has a date; "" for a post.
    page: str = ""
    # Whether it is one whatever date it has.
    page_though_dated: bool = False
    # What the site says of the post, where it does not say it itself.
    said: Said = field(default_factory=Said)
    # Where the site's posts were found, if that is known.
    rule: Rule | None = None
    # The clock of the site it comes from.
    clock: Clock = field(default_factory=Clock)
    # The language of that site as a whole.
    language: SiteLanguage = field(default_factory=SiteLanguage)
    # What its links to other documents of the source become: {as written: new}, "" for one that leads nowhere.
    links: Mapping[str, str] = field(default_factory=dict)
    # Those of them, as written, that lead to articles that readers do not see yet.
    to_drafts: frozenset[str] = frozenset()
    # The pictures of the page bundle that it is, by their paths in it.
    pictures: tuple[str, ...] = ()
    # What the file of metadata beside it says, as Nikola has them; "" where there is none.
    header: str = ""
    # Whether its folder says what it is about, and its own name does not (`naming.called_after_folders`).
    by_folder: bool = False
    # The language of a translation whose original is in the source too; "" for any other document.
    translation: str = ""
    # When the file was last written, where that says something (a folder, not an archive).
    modified: datetime | None = None
    # Other files of the source, by their path from the item's folder; None for one that is not there.
    sibling: Callable[[str], bytes | None] = field(default=_nobody, compare=False)
    # The source's other exports of the same kind, to be opened: large sites are exported in several files.
    others: tuple[Callable[[], IO[bytes]], ...] = field(default=(), compare=False)
    # Where the posts in them really will be.
    placing: Placing = field(default=as_asked, compare=False)
    # What a reader has found out from all of them, kept for the next one.
    shared: dict[str, object] = field(default_factory=dict, compare=False)

    def __getstate__(self) -> dict[str, object]:
        """What is pickled: nothing by which other files could be reached."""
        return {**vars(self), "sibling": _nobody, "others": (), "shared": {}, "placing": as_asked}

    def completed(self, **values: object) -> "Context":
        """What `dataclasses.replace` gives, in a tenth of the time: there is one for each file."""
        made = object.__new__(Context)
        vars(made).update({**vars(self), **values})
        return made

    @property
    def told(self) -> str:
        """Changes with anything that the source says of the item; "" where it says nothing."""
        rule = self.rule.digest if self.rule else ""
        beside = "\0".join((*self.pictures, self.header, *(["by folder"] if self.by_folder else [])))
        return f"{self.said.digest}{rule}{self.clock.digest}{self.translation}{self.language.digest}{beside}"


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
    # The links in it that lead to no document of its source.
    dead: tuple[str, ...] = ()
    # What the document itself says of its language.
    language: str = ""
    # Until when its site kept it back, where that is not its date.
    embargo: Embargo | None = None

    def warned(self, *problems: Problem) -> "Item":
        return replace(self, warnings=(*self.warnings, *problems)) if problems else self


@dataclass(frozen=True)
class Moved:
    """Paths of the old site that only send readers on to `target`, a path or an address."""

    paths: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class Note:
    """What a source says of an author, a category or a series that articles name by `name` or `slug`.

    `values` are texts by column, `image` is the address of a portrait.
    """

    kind: Literal["authors", "categories", "series"]
    name: str
    slug: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    image: str = ""

    def __bool__(self) -> bool:
        return bool(self.image or any(self.values.values()))


@dataclass(frozen=True)
class NoItem:
    """A file that gives no article: nothing to publish is in it ("ignored"), or it can't be read ("rejected")."""

    path: str
    result: Literal["ignored", "rejected"]
    reason: Problem
    warnings: tuple[Problem, ...] = ()
    # Set where the file says that something has moved.
    moved: Moved | None = None
    # What it says of authors and categories.
    notes: tuple[Note, ...] = ()


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
    # The PATH in which the source is, as the operator gave it, where several were given; else "".
    path: str = ""

    @property
    def where(self) -> str:
        """The source, for people."""
        return f"{self.path}: {self.source}" if self.path else self.source

    def as_json(self) -> dict[str, object]:
        return {
            **({"path": self.path} if self.path else {}),
            "source": self.source,
            "result": self.result,
            "slug": self.slug,
            "url": self.url,
            "status": self.status,
            "warnings": [described(problem) for problem in self.warnings],
            "error": described(self.error) if self.error else None,
        }


def described(problem: Problem) -> dict[str, object]:
    return {"code": problem.code, "message": problem.message, "line": problem.line}
