"""The lines of a report in order, and the new articles among them, which are written together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import DataError, IntegrityError

from articles.document import Problem
from articles.markup import RenderRefused
from articles.models import Article
from articles.prepared import Prepared
from articles.publishing import PublishingError

from .apply import File, Ledger
from .items import Line
from .media import Brought
from .plan import Plan

# New articles written in one transaction, and about how many characters of them: enough that the queries are shared and
# the search index is written in few pieces, few enough to be held in memory and to be done again in a moment.
TOGETHER = 200
_CHARACTERS = 2_000_000
# Lines kept back at most while articles wait to be written.
_LONGEST = 500

# What a plan may run into while it is carried out; the item is rejected, the rest goes on.
REFUSALS = (RenderRefused, PublishingError, DataError, IntegrityError)


@dataclass(frozen=True)
class Creation:
    """A new article waiting to be written, its body being prepared meanwhile. `preparing` may raise RenderRefused."""

    plan: Plan
    file: File
    brought: Brought
    preparing: Callable[[], Prepared]


@dataclass(frozen=True)
class _Ready:
    """A new article that is ready to be written."""

    plan: Plan
    file: File
    brought: Brought
    prepared: Prepared


class Outbox:
    """Holds lines back until the articles before them are written. `wrote` is told of each new article."""

    def __init__(self, ledger: Ledger | None, wrote: Callable[[Article], None]) -> None:
        self._ledger = ledger
        self._wrote = wrote
        self._entries: list[Line | Creation] = []
        self._slugs: set[str] = set()
        self._characters = 0

    def put(self, entry: Line | Creation) -> None:
        self._entries.append(entry)
        if isinstance(entry, Creation):
            self._slugs.add(entry.plan.slug)
            self._characters += len(entry.plan.document.text)

    def holds(self, slug: str) -> bool:
        """Whether an article that waits will have the address `slug`, which the database does not know yet."""
        return slug in self._slugs

    def ready(self, *, all: bool = False) -> Iterator[Line]:  # noqa: A002  (reads best at the call)
        """The lines that may go out, in order; with `all` every one."""
        is_enough = len(self._slugs) >= TOGETHER or self._characters >= _CHARACTERS
        if all or is_enough or len(self._entries) >= _LONGEST:
            self.write()
        if not self._slugs:
            lines = [entry for entry in self._entries if isinstance(entry, Line)]
            self._entries = []
            yield from lines

    def write(self) -> None:
        """Write the articles that wait. If one of them is refused, each is tried by itself."""
        if not self._slugs or self._ledger is None:
            return
        entries = [_ready(entry) if isinstance(entry, Creation) else entry for entry in self._entries]
        waiting = [entry for entry in entries if isinstance(entry, _Ready)]
        try:
            created = iter(self._ledger.create(waiting) if waiting else ())
        except REFUSALS:
            self._entries = [self._alone(each) if isinstance(each, _Ready) else each for each in entries]
        else:
            self._entries = [
                self._done(*next(created)) if isinstance(each, _Ready) else each for each in entries
            ]
        self._slugs.clear()
        self._characters = 0

    def _alone(self, ready: _Ready) -> Line:
        plan, brought = ready.plan, ready.brought
        try:
            if self._ledger is None:
                raise ValueError("a plan creates nothing")
            done = self._ledger.carry_out(plan, ready.file, brought, ready.prepared.rendered)
        except REFUSALS as error:
            return _rejected(plan, brought, error)
        return self._done(*done)

    def _done(self, plan: Plan, article: Article) -> Line:
        self._wrote(article)
        return written(plan, article)


def _ready(creation: Creation) -> _Ready | Line:
    """The article as soon as its body is prepared; the line of one that has none."""
    plan, brought = creation.plan, creation.brought
    try:
        prepared = creation.preparing()
    except RenderRefused as refused:
        return _rejected(plan, brought, refused)
    return _Ready(plan.noting(prepared.rendered.problems), creation.file, brought, prepared)


def _rejected(plan: Plan, brought: Brought, error: Exception) -> Line:
    brought.discard()
    return Line(plan.item.path, "rejected", warnings=plan.warnings, error=refusal(error))


def written(plan: Plan, article: Article) -> Line:
    """The line of an item with the article that it belongs to."""
    url = article.get_absolute_url()
    return Line(plan.item.path, plan.result, article.slug, url, article.status, plan.warnings, plan.error)


def refusal(error: Exception) -> Problem:
    """Why an item was rejected, for the report."""
    if isinstance(error, RenderRefused):
        return Problem(f"render-{error.rule}", error.message, severity="error")
    if isinstance(error, PublishingError):
        return Problem("unpublishable", str(error), severity="error")
    return Problem("not-storable", f"The database refused it: {error}", severity="error")
