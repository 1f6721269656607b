"""The lines of a report in order, and the new articles among them, which are written together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import DataError, IntegrityError

from articles.document import Problem
from articles.markup import Rendered, RenderRefused
from articles.models import Article
from articles.publishing import PublishingError

from .apply import File, Ledger
from .items import Line
from .media import Brought
from .plan import Plan

# New articles written in one transaction: enough that the queries are shared, few enough to be done again in a moment.
TOGETHER = 50
# Lines kept back at most while articles wait to be written.
_LONGEST = 500

# What a plan may run into while it is carried out; the item is rejected, the rest goes on.
REFUSALS = (RenderRefused, PublishingError, DataError, IntegrityError)


@dataclass(frozen=True)
class Creation:
    """A new article waiting to be written."""

    plan: Plan
    file: File
    brought: Brought
    rendered: Rendered


class Outbox:
    """Holds lines back until the articles before them are written. `wrote` is told of each new article."""

    def __init__(self, ledger: Ledger | None, wrote: Callable[[Article], None]) -> None:
        self._ledger = ledger
        self._wrote = wrote
        self._entries: list[Line | Creation] = []
        self._slugs: set[str] = set()

    def put(self, entry: Line | Creation) -> None:
        self._entries.append(entry)
        if isinstance(entry, Creation):
            self._slugs.add(entry.plan.slug)

    def holds(self, slug: str) -> bool:
        """Whether an article that waits will have the address `slug`, which the database does not know yet."""
        return slug in self._slugs

    def ready(self, *, all: bool = False) -> Iterator[Line]:  # noqa: A002  (reads best at the call)
        """The lines that may go out, in order; with `all` every one."""
        if all or len(self._slugs) >= TOGETHER or len(self._entries) >= _LONGEST:
            self.write()
        if not self._slugs:
            lines = [entry for entry in self._entries if isinstance(entry, Line)]
            self._entries = []
            yield from lines

    def write(self) -> None:
        """Write the articles that wait. If one of them is refused, each is tried by itself."""
        waiting = [entry for entry in self._entries if isinstance(entry, Creation)]
        if not waiting or self._ledger is None:
            return
        try:
            articles = iter(self._ledger.create(waiting))
        except REFUSALS:
            self._entries = [
                self._alone(each) if isinstance(each, Creation) else each for each in self._entries
            ]
        else:
            self._entries = [
                self._done(each, next(articles)) if isinstance(each, Creation) else each
                for each in self._entries
            ]
        self._slugs.clear()

    def _alone(self, creation: Creation) -> Line:
        plan, brought = creation.plan, creation.brought
        try:
            if self._ledger is None:
                raise ValueError("a plan creates nothing")
            article = self._ledger.carry_out(plan, creation.file, brought, creation.rendered)
        except REFUSALS as error:
            brought.discard()
            return Line(plan.item.path, "rejected", warnings=plan.warnings, error=refusal(error))
        return self._done(creation, article)

    def _done(self, creation: Creation, article: Article) -> Line:
        self._wrote(article)
        return written(creation.plan, article)


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
