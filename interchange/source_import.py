"""The import of one source: each item planned, written or about to be, and its line of the report."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial

from django.db.models import Q
from django.utils import timezone

from articles import history
from articles.document import Document, Problem
from articles.inline import inline_text
from articles.markup import Rendered, RenderRefused
from articles.markup.bounded import allowed
from articles.models import Article
from articles.paths import path_to
from articles.prepared import Prepared
from articles.projection import site_host
from articles.publishing import declared_status
from articles.slugs import chosen_slug

from .apply import File, Ledger, Overtaken
from .displaced import Displaced
from .foreseen import lost_aliases
from .history_import import HistoryImport
from .items import Item, Line, NoItem
from .media import Brought, bring
from .models import Origin, Run
from .notes import take_notes
from .outbox import REFUSALS, Noting, Outbox, Writing, rejected, written
from .plan import OnConflict, Past, Plan, Surroundings, differences, plan, wanted_slug
from .preparing import PREPARE, Read, wanted_of
from .reading import Arrival, Desk, Fresh, Known, digest
from .redirect_import import RedirectImport
from .remembered_warnings import not_of_reading, still_true
from .renames import Renames, renamed
from .site_import import SiteImport
from .sources import Source

# Bytes of what is read, more than hardly an item has.
_LARGE = 1024 * 1024
# How often an item is planned again because somebody saved its article in between.
_ATTEMPTS = 5


@dataclass(frozen=True)
class _Found:
    """An item, what is remembered of its file, and what reading has made of it."""

    item: Item
    file: File
    own_layout: bool
    origin: Origin | None
    reading: Read


class SourceImport:
    """The import of one source. Without a run it is a plan, and nothing is written."""

    def __init__(
        self, source: Source, on_conflict: OnConflict, desk: Desk, run: Run | None, past: Past
    ) -> None:
        self.desk = desk
        self.ledger = Ledger(run) if run else None
        self.site = SiteImport(source, desk.shelf, self.ledger)
        self.redirects = RedirectImport(source, desk.book, self.ledger)
        self.histories = HistoryImport(source, self.ledger)
        # Hardly an import has to know them.
        keys = cache(lambda: {digest(entry.identity) for entry in source.everything if not entry.refusal})
        self.renames = Renames(str(source.path), keys)
        self.around = Surroundings(
            started=run.started if run else timezone.now(),
            on_conflict=on_conflict,
            is_present=lambda origin: origin.key in keys() or _is_part_of(origin, source),
            past=past,
        )
        self.outbox = Outbox(self.ledger, wrote=self.around.touch)
        self.around.is_waiting = self.outbox.holds
        self.displaced = Displaced(run, self.around)
        self.notes = list(source.notes)

    def lines(self) -> Iterator[Line]:
        """A line for each file, in the order of their paths; those whose address was taken, and redirects, come last.

        The work is done as they are asked for.
        """
        site_line = self.site.begin()
        for arrival in self.desk.arrivals():
            self._take(arrival, site_line)
            # It has the text as it came, which nobody needs any more while what was made of it is written.
            del arrival
            yield from self.displaced.passing(self.outbox.ready())
        yield from self.displaced.passing(self.outbox.ready(all=True))
        yield from self.displaced.lines()
        self.site.finish()
        if self.ledger is not None:
            take_notes(self.notes, run=self.ledger.run, source=self.desk.source, shelf=self.desk.shelf)
        yield from self.redirects.lines()
        yield from self.histories.lines()

    def _take(self, arrival: Arrival, site_line: Line | None) -> None:
        if isinstance(arrival, Known):
            self.outbox.put(self._unchanged(arrival))
        elif isinstance(arrival, Fresh):
            self._settle(arrival)
        elif isinstance(arrival, NoItem):
            self._settle_without(arrival)
        elif site_line is not None and arrival.source == site_line.source:
            self.outbox.put(site_line)
        elif not (self.redirects.takes(arrival) or self.histories.takes(arrival)):
            self.outbox.put(arrival)

    def _unchanged(self, known: Known) -> Line:
        found = known.remembered
        self.around.touch_at(found.article, found.slug)
        warnings = tuple(still_true(found.warnings))
        return Line(
            known.path, "unchanged", found.slug, path_to("article", found.slug), found.status, warnings
        )

    def _settle(self, fresh: Fresh) -> None:
        if fresh.size >= _LARGE:
            # Reading it may take much memory, and so does what waits.
            self.outbox.write()
        reading = fresh.reading.result()
        item = reading.item
        if isinstance(item, Item):
            self.outbox.put(self._settled(self._found(fresh, item, reading)))
        else:
            self._settle_without(item)

    def _settle_without(self, item: NoItem) -> None:
        self.notes += item.notes
        line = Line(item.path, item.result, warnings=item.warnings, error=item.reason)
        if not self.redirects.takes(line, item.moved):
            self.outbox.put(line)

    def _found(self, fresh: Fresh, item: Item, reading: Read) -> _Found:
        origin = fresh.origin
        own_layout = fresh.context.own_layout
        if origin is not None and not own_layout and self.renames.is_former(origin, item):
            if self.ledger is not None:
                self.renames.free(origin)
            origin = None
        if origin is None and not own_layout:
            origin = self.renames.origin_of(fresh.file, item)
            if origin is not None:
                self.renames.adopt(origin)
                item = renamed(item, origin)
        return _Found(item, fresh.file, own_layout, origin, reading)

    def _settled(self, found: _Found) -> Line | Writing | Noting:
        """The item planned and, unless only a plan was asked for, written or about to be."""
        made, brought = self._weighed(found)
        if self.ledger is None:
            return self._promised(made)
        # Held while the item waits, and so without the texts from before.
        known = found.origin.pk if found.origin is not None else None
        again = partial(self._again, self.ledger, replace(found, origin=None), known)
        if made.result == "created" or made.stays_put:
            try:
                return Writing(made, found.file, brought, self._preparing(made, found.reading), again)
            except RenderRefused as refused:
                return rejected(made, brought, refused)
        if made.is_to_be_noted:
            return Noting(made, found.file, brought)
        # What is broken off has been written up to some file: all that follows finds the same when it is started again.
        self.outbox.write()
        try:
            return self._alone(self.ledger, found, made, brought)
        except Overtaken:
            return again()

    def _again(self, ledger: Ledger, found: _Found, known: int | None) -> Line:
        """The item planned anew, as somebody saved its article in between, and written by itself."""
        for _ in range(_ATTEMPTS):
            origins = Origin.objects.select_related("article").filter(Q(key=found.file.key) | Q(pk=known))
            now = replace(found, origin=origins.first())
            try:
                return self._alone(ledger, now, *self._weighed(now))
            except Overtaken:
                continue
        busy = Problem("busy", "Others kept saving this article; import it again.", severity="error")
        return Line(found.item.path, "rejected", warnings=found.item.warnings, error=busy)

    def _weighed(self, found: _Found) -> tuple[Plan, Brought]:
        """What becomes of the item, and the pictures that were brought for it."""
        item, origin = found.item, found.origin
        known = origin.media.get("found") if origin is not None else None
        # What an export of ours has in its texts was there on the site as well.
        wanted = [each for each in found.reading.pictures if not (found.own_layout and each.is_embedded)]
        brought = bring(item, wanted, self.desk.shelf, known=known)
        if item.document is not brought.document:
            item = replace(item, document=brought.document)
        item = item.warned(*brought.warnings)
        return self._planned(item, origin, own_layout=found.own_layout), brought

    def _alone(self, ledger: Ledger, found: _Found, made: Plan, brought: Brought) -> Line:
        """The item written by itself, now. Raises Overtaken."""
        try:
            rendered = None
            if made.shows:
                rendered = self._preparing(made, found.reading)().rendered
                made = made.noting(rendered.problems)
            made, article = self._written(ledger, made, found.file, brought, rendered)
        except Overtaken:
            brought.discard()
            raise
        except REFUSALS as error:
            return rejected(made, brought, error)
        if article is None:
            brought.discard()
            return Line(made.item.path, made.result, warnings=made.warnings, error=made.error)
        self.around.touch(article)
        if made.shows:
            self.displaced.wrote(made.item.path, article, made.document)
        return written(made, article)

    def _preparing(self, made: Plan, reading: Read) -> Callable[[], Prepared]:
        """What gives the body prepared: at once, if reading has done that for this very body, else from a worker."""
        if isinstance(reading.item, Item) and _renders_alike(reading.item.document, made.document):
            if reading.refused is not None:
                raise reading.refused.anew()
            if reading.prepared is not None:
                return partial(_given, reading.prepared)
        document = made.document
        task = self.desk.crew.ask(
            PREPARE, wanted_of(document, site_host()), seconds=allowed(len(document.body))
        )
        return task.result

    def _planned(self, item: Item, origin: Origin | None, *, own_layout: bool) -> Plan:
        """The plan, made on what the database will hold once the articles that wait are written."""
        if self.outbox.holds(wanted_slug(item, own_layout=own_layout)):
            # It may be the same article.
            self.outbox.write()
        made = plan(item, origin, self.around, own_layout=own_layout)
        if self.outbox.holds(made.slug):
            self.outbox.write()
            made = plan(item, origin, self.around, own_layout=own_layout)
        if origin is not None and made.result == "unchanged":
            # It is neither rendered nor written, and what that found before is still so.
            made = made.noting(not_of_reading(origin.warnings))
        return made

    @staticmethod
    def _written(
        ledger: Ledger, made: Plan, file: File, brought: Brought, rendered: Rendered | None
    ) -> tuple[Plan, Article | None]:
        if made.writes:
            return ledger.carry_out(made, file, brought, rendered)
        if made.is_to_be_noted:
            return ledger.remember([Noting(made, file, brought)])[0]
        return made, made.article

    def _promised(self, made: Plan) -> Line:
        """The line of a plan: nothing is written."""
        article, document, path = made.article, made.document, made.item.path
        if article is None:
            if made.result == "ignored":
                return Line(path, "ignored", warnings=made.warnings, error=made.error)
            self.around.past.promised[made.slug] = document.sha256
            changes = tuple(differences(None, document))
            slug, status = made.slug, str(declared_status(document))
        else:
            self.around.touch(article)
            before = article.live_revision if made.staged else history.latest(article)
            changes = tuple(differences(before.document, document)) if before and made.writes else ()
            slug, status = article.slug, article.status
            if made.shows:
                slug = chosen_slug(document.fields.slug) or slug
                status = str(declared_status(document))
                self.displaced.would_move(path, article, slug)
        made = made.noting(lost_aliases(made, slug, self.around.past))
        return Line(path, made.result, slug, f"/articles/{slug}/", status, made.warnings, made.error, changes)


def _is_part_of(origin: Origin, source: Source) -> bool:
    """Whether an article came from a file of `source` that holds many."""
    file, mark, _ = origin.path.rpartition("#")
    return origin.source == str(source.path) and (file if mark else origin.path) in source.everything


def _given(prepared: Prepared) -> Prepared:
    return prepared


def _renders_alike(one: Document, other: Document) -> bool:
    return one is other or (
        one.body == other.body
        and one.fields.dialect == other.fields.dialect
        and inline_text(one.fields.title) == inline_text(other.fields.title)
    )
