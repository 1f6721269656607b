"""The lines of a report in order, and the articles among them that are written together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from sys import getsizeof

from django.db import DataError, IntegrityError, transaction

from articles.document import Problem
from articles.markup import RenderRefused
from articles.models import Article
from articles.prepared import Prepared
from articles.publishing import PublishingError

from .apply import File, Ledger, Overtaken
from .items import Line
from .media import Brought
from .plan import Plan

# Articles written in one transaction, and about how many bytes of their texts: enough that the queries are shared and
# the search index is written in few pieces, few enough to be held in memory and to be done again in a moment.
TOGETHER = 200
_BYTES = 2_000_000
# What is made of a text of so many bytes does not wait: it takes several times as many.
_LARGE = 400_000
# Lines kept back at most while articles wait to be written.
_LONGEST = 2_000

# What a plan may run into while it is carried out; the item is rejected, the rest goes on.
REFUSALS = (RenderRefused, PublishingError, DataError, IntegrityError)


@dataclass(frozen=True)
class Writing:
    """An article waiting to be written, its body being prepared meanwhile. `preparing` may raise RenderRefused; `again`
    plans and writes it anew where somebody saved it in between.
    """

    plan: Plan
    file: File
    brought: Brought
    preparing: Callable[[], Prepared]
    again: Callable[[], Line]


@dataclass(frozen=True)
class Noting:
    """A file that brings its article nothing new, of which something is to be noted all the same."""

    plan: Plan
    file: File
    brought: Brought


@dataclass(frozen=True)
class _Ready:
    """An article that is ready to be written."""

    plan: Plan
    file: File
    brought: Brought
    prepared: Prepared
    again: Callable[[], Line]


class Outbox:
    """Holds lines back until the articles before them are written. `wrote` is told of each of these."""

    def __init__(self, ledger: Ledger | None, wrote: Callable[[Article], None]) -> None:
        self._ledger = ledger
        self._wrote = wrote
        self._entries: list[Line | Writing | Noting] = []
        self._slugs: set[str] = set()
        self._bytes = 0

    def put(self, entry: Line | Writing | Noting) -> None:
        self._entries.append(entry)
        if not isinstance(entry, Line):
            self._slugs.add(entry.plan.slug)
            size = getsizeof(entry.plan.document.text)
            self._bytes += size if size < _LARGE else _BYTES

    def holds(self, slug: str) -> bool:
        """Whether an article that waits will have the address `slug`, which the database does not know yet."""
        return slug in self._slugs

    def ready(self, *, all: bool = False) -> Iterator[Line]:  # noqa: A002  (reads best at the call)
        """The lines that may go out, in order; with `all` every one."""
        is_enough = len(self._slugs) >= TOGETHER or self._bytes >= _BYTES
        if all or is_enough or len(self._entries) >= _LONGEST:
            self.write()
        yield from self._finished()

    def _finished(self) -> list[Line]:
        """The lines before the first article that waits, which are let go."""
        waiting = (place for place, entry in enumerate(self._entries) if not isinstance(entry, Line))
        end = next(waiting, len(self._entries))
        lines = [entry for entry in self._entries[:end] if isinstance(entry, Line)]
        if lines:
            del self._entries[:end]
        return lines

    def write(self) -> None:
        """Write the articles that wait. If one of them is refused, each is tried by itself."""
        if not self._slugs or self._ledger is None:
            return
        entries = [_ready(entry) if isinstance(entry, Writing) else entry for entry in self._entries]
        waiting = [entry for entry in entries if not isinstance(entry, Line)]
        # Who is tried again meanwhile finds the others in the database, or not yet.
        self._slugs.clear()
        self._bytes = 0
        try:
            done = iter(self._together(self._ledger, waiting))
        except (*REFUSALS, Overtaken):
            self._entries = [
                each if isinstance(each, Line) else self._alone(self._ledger, each) for each in entries
            ]
        else:
            self._entries = [each if isinstance(each, Line) else self._done(*next(done)) for each in entries]

    @staticmethod
    def _together(ledger: Ledger, waiting: Sequence[_Ready | Noting]) -> list[tuple[Plan, Article]]:
        """What was written, in order: the new texts of articles that are here first, and new articles then."""
        notings = [each for each in waiting if isinstance(each, Noting)]
        ready = [each for each in waiting if isinstance(each, _Ready)]
        changes = [each for each in ready if each.plan.article is not None]
        creations = [each for each in ready if each.plan.article is None]
        with transaction.atomic():
            noted = iter(ledger.remember(notings) if notings else ())
            changed = iter(ledger.change(changes) if changes else ())
            created = iter(ledger.create(creations) if creations else ())
        return [
            next(noted if isinstance(each, Noting) else created if each.plan.article is None else changed)
            for each in waiting
        ]

    def _alone(self, ledger: Ledger, ready: _Ready | Noting) -> Line:
        plan, brought = ready.plan, ready.brought
        if isinstance(ready, Noting):
            return self._done(*ledger.remember([ready])[0])
        try:
            done = ledger.carry_out(plan, ready.file, brought, ready.prepared.rendered)
        except Overtaken:
            brought.discard()
            return ready.again()
        except REFUSALS as error:
            return rejected(plan, brought, error)
        return self._done(*done)

    def _done(self, plan: Plan, article: Article) -> Line:
        self._wrote(article)
        return written(plan, article)


def _ready(writing: Writing) -> _Ready | Line:
    """The article as soon as its body is prepared; the line of one that has none."""
    plan, brought = writing.plan, writing.brought
    try:
        prepared = writing.preparing()
    except RenderRefused as refused:
        return rejected(plan, brought, refused)
    plan = plan.noting(prepared.rendered.problems)
    return _Ready(plan, writing.file, brought, prepared, writing.again)


def rejected(plan: Plan, brought: Brought, error: Exception) -> Line:
    """The line of an item that is refused. Its pictures came for nothing."""
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
