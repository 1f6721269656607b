"""The import: sources read, planned against the database, applied article by article, reported line by line."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from os import cpu_count
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import reset_queries
from django.utils import timezone

from articles import history, search
from articles.document import Document, Problem
from articles.elbow_room import giving_way
from articles.inline import inline_text
from articles.markup import Rendered
from articles.markup.bounded import allowed, workers_resting
from articles.markup.crew import Crew
from articles.models import Article
from articles.paths import path_to
from articles.prepared import Prepared
from articles.projection import site_host
from articles.publishing import declared_status
from articles.slugs import chosen_slug

from .apply import Ledger, Overtaken
from .archives import MissingSource, UnreadableSource, open_tree
from .displaced import Displaced
from .filing import filing_marks
from .foreseen import lost_aliases
from .history_import import HistoryImport
from .items import Context, Item, Line, NoItem
from .media import Brought, Shelf, bring
from .models import Origin, Run
from .notes import take_notes
from .outbox import REFUSALS, Creation, Outbox, refusal, written
from .placing import address_book_of, with_workers
from .plan import OnConflict, Past, Plan, Surroundings, differences, plan, wanted_slug
from .preparing import PREPARE, READ, Read, wanted_of
from .readers.languages import SiteLanguage
from .readers.local_times import Clock
from .reading import Desk, Fresh, Known, digest
from .redirect_import import RedirectImport
from .renames import Renames, renamed
from .site_import import SiteImport
from .sources import Source, open_source, parted
from .tuning import few_checkpoints, few_collections
from .turns import turn
from .unseen_links import still_true

# How often an item is planned again because somebody saved its article in between.
_ATTEMPTS = 5

Progress = Callable[[int, int, Line], None]


@dataclass(frozen=True)
class Options:
    """What an operator can ask of an import; the names are those of import_articles."""

    status: Literal["keep", "draft", "published"] = "keep"
    category: str = ""
    media: Sequence[Path] = ()
    jobs: int = 0  # 0: one for each processor
    on_conflict: OnConflict = "merge"
    plan: bool = False
    format: str = "auto"  # or "markdown", or a kind of export
    # Files (by their whole path) that somebody else has dealt with.
    leave: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, object]:
        return {
            "status": self.status,
            "category": self.category,
            "media": [str(path) for path in self.media],
            "on_conflict": self.on_conflict,
        }

    def wish(self, context: Context) -> Context:
        """A file's context completed with what the operator asked for."""
        clock = _beside(context.clock, settings.TIME_ZONE)
        language = _in_language(context.language, settings.LANGUAGE_CODE)
        return context.completed(status=self.status, category=self.category, clock=clock, language=language)


@lru_cache
def _beside(clock: Clock, here: str) -> Clock:
    """All files of a source have one clock."""
    return clock.beside(here)


@lru_cache
def _in_language(language: SiteLanguage, here: str) -> SiteLanguage:
    return language.beside(here)


@dataclass
class Outcome:
    """What an import came to. `run` is None for a plan."""

    run: int | None
    counts: Counter[str] = field(default_factory=Counter)
    warnings: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return not self.counts["rejected"] and not self.counts["conflict"]

    def summary(self) -> str:
        """The last line of import_articles; other programs read it."""
        of = self.counts
        return (
            f"imported: {of['created']} created, {of['updated']} updated, {of['unchanged']} unchanged, "
            f"{of['merged']} merged, {of['conflict']} conflicts, {of['rejected']} rejected, "
            f"{self.warnings} warnings in {self.seconds:.1f} s"
        )


def run_import(
    paths: Iterable[Path | str], options: Options | None = None, progress: Progress | None = None
) -> Outcome:
    """Import every article found at `paths`. `progress` is called with (done, total, line) for each file.

    Each article is written in a transaction of its own, so an interrupted import is finished by starting it again.
    An archive that can't be opened is rejected as a whole. Raises `archives.UnreadableSource` before anything is
    written if there is nothing at a path, or if what `options.media` names can't be opened.
    """
    begun = time.monotonic()
    options = options or Options()
    with ExitStack() as opened:
        if not options.plan:
            opened.enter_context(turn())
        opened.enter_context(few_collections())
        opened.enter_context(few_checkpoints())
        sources, refused = _opened(opened, map(Path, paths), options.format)
        extra = [opened.enter_context(open_tree(Path(path))) for path in options.media]
        jobs = options.jobs or cpu_count() or 1
        crew = opened.enter_context(Crew(jobs))
        opened.enter_context(giving_way(crew.resting, workers_resting))
        total = sum(len(source.tree.entries) for source in sources)
        if total and not Origin.objects.filter(source__in=[str(each.path) for each in sources]).exists():
            # Nothing of it can be unchanged, so there will be work.
            crew.get_ready(READ)
        run = None if options.plan else _new_run(sources, options)
        outcome = Outcome(run.pk if run else None)
        total += len(refused)
        seen = set(options.leave)
        past = Past()

        def lines() -> Iterator[Line]:
            yield from refused
            for source in (with_workers(each, crew) for each in sources):
                shelf = Shelf(source.everything, source.root, extra)
                book = address_book_of(source, options.wish, crew, past)
                desk = Desk(source, shelf, crew, seen, options.wish, book, render=not options.plan)
                yield from _SourceImport(source, options, desk, run, past).lines()

        for done, line in enumerate(lines(), 1):
            outcome.counts[line.result] += 1
            outcome.warnings += len(line.warnings)
            if progress:
                progress(done, max(done, total), line)
            if settings.DEBUG:
                # Django keeps every query while debugging; texts are long, and there may be thousands.
                reset_queries()
        if run and outcome.counts["created"]:
            search.settle()
        outcome.seconds = time.monotonic() - begun
        if run:
            run.finished, run.counts = timezone.now(), {**outcome.counts, "warnings": outcome.warnings}
            run.save(update_fields=["finished", "counts"])
    return outcome


def _opened(stack: ExitStack, paths: Iterable[Path], wanted: str) -> tuple[list[Source], list[Line]]:
    """The sources at `paths`, and a line for each that can't be opened. Raises `archives.MissingSource`."""
    sources, refused = [], []
    for path in paths:
        try:
            source = open_source(path, wanted)
        except MissingSource:
            raise
        except UnreadableSource as error:
            reason = Problem(error.code, str(error), severity="error")
            refused.append(Line(path.name, "rejected", error=reason))
        else:
            stack.enter_context(source.tree)
            sources += parted(source)
    return sources, refused


def _new_run(sources: list[Source], options: Options) -> Run:
    return Run.objects.create(
        paths=list(dict.fromkeys(str(source.path) for source in sources)),
        options=options.as_json(),
        marks=filing_marks(),
    )


class _SourceImport:
    """The import of one source. Without a run it is a plan, and nothing is written."""

    def __init__(self, source: Source, options: Options, desk: Desk, run: Run | None, past: Past) -> None:
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
            on_conflict=options.on_conflict,
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
            yield from self.displaced.passing(self.outbox.ready())
        yield from self.displaced.passing(self.outbox.ready(all=True))
        yield from self.displaced.lines()
        self.desk.shelf.clear()
        self.site.finish()
        if self.ledger is not None:
            take_notes(self.notes, run=self.ledger.run, source=self.desk.source, shelf=self.desk.shelf)
        yield from self.redirects.lines()
        yield from self.histories.lines()

    def _unchanged(self, known: Known) -> Line:
        found = known.remembered
        self.around.touch_at(found.article, found.slug)
        warnings = tuple(Problem(*each) for each in still_true(found.warnings))
        return Line(
            known.path, "unchanged", found.slug, path_to("article", found.slug), found.status, warnings
        )

    def _settle(self, fresh: Fresh) -> None:
        reading = fresh.reading.result()
        item = reading.item
        if isinstance(item, Item):
            self.outbox.put(self._settled(fresh, item, reading))
        else:
            self._settle_without(item)

    def _settle_without(self, item: NoItem) -> None:
        self.notes += item.notes
        line = Line(item.path, item.result, warnings=item.warnings, error=item.reason)
        if not self.redirects.takes(line, item.moved):
            self.outbox.put(line)

    def _settled(self, fresh: Fresh, item: Item, reading: Read) -> Line | Creation:
        origin = fresh.origin
        if origin is None and not fresh.context.own_layout:
            origin = self.renames.origin_of(fresh.file, item)
            if origin is not None:
                self.renames.adopt(origin)
                item = renamed(item, origin)
        for _ in range(_ATTEMPTS):
            try:
                return self._tried(fresh, item, origin, reading)
            except Overtaken:
                origin = Origin.objects.filter(key=fresh.file.key).select_related("article").first() or origin
        busy = Problem("busy", "Others kept saving this article; import it again.", severity="error")
        return Line(item.path, "rejected", warnings=item.warnings, error=busy)

    def _tried(self, fresh: Fresh, item: Item, origin: Origin | None, reading: Read) -> Line | Creation:
        """The item planned and, unless only a plan was asked for, written or about to be. Raises Overtaken."""
        known = origin.media.get("found") if origin is not None else None
        writing = self.ledger is not None
        brought = bring(item, reading.pictures, self.desk.shelf, known=known, store=writing)
        if item.document is not brought.document:
            item = replace(item, document=brought.document)
        item = item.warned(*brought.warnings)
        made = self._planned(fresh, item, origin)
        if self.ledger is None:
            return self._promised(made)
        try:
            if made.result == "created":
                return Creation(made, fresh.file, brought, self._preparing(made, reading))
            rendered = None
            if made.shows:
                rendered = self._preparing(made, reading)().rendered
                made = made.noting(rendered.problems)
            made, article = self._written(self.ledger, made, fresh, brought, rendered)
        except Overtaken:
            brought.discard()
            raise
        except REFUSALS as error:
            brought.discard()
            return Line(item.path, "rejected", warnings=made.warnings, error=refusal(error))
        if article is None:
            brought.discard()
            return Line(item.path, made.result, warnings=made.warnings, error=made.error)
        self.around.touch(article)
        if made.shows:
            self.displaced.wrote(item.path, article, made.document)
        return written(made, article)

    def _preparing(self, made: Plan, reading: Read) -> Callable[[], Prepared]:
        """What gives the body prepared: at once, if reading has done that for this very body, else from a worker."""
        if isinstance(reading.item, Item) and _renders_alike(reading.item.document, made.document):
            if reading.refused is not None:
                raise reading.refused
            if reading.prepared is not None:
                return partial(_given, reading.prepared)
        document = made.document
        task = self.desk.crew.ask(
            PREPARE, wanted_of(document, site_host()), seconds=allowed(len(document.body))
        )
        return task.result

    def _planned(self, fresh: Fresh, item: Item, origin: Origin | None) -> Plan:
        """The plan, made on what the database will hold once the articles that wait are written."""
        own_layout = fresh.context.own_layout
        if self.outbox.holds(wanted_slug(item, own_layout=own_layout)):
            # It may be the same article.
            self.outbox.write()
        made = plan(item, origin, self.around, own_layout=own_layout)
        if self.outbox.holds(made.slug):
            self.outbox.write()
            made = plan(item, origin, self.around, own_layout=own_layout)
        return made

    def _written(
        self, ledger: Ledger, made: Plan, fresh: Fresh, brought: Brought, rendered: Rendered | None
    ) -> tuple[Plan, Article | None]:
        article = made.article
        if made.writes:
            return ledger.carry_out(made, fresh.file, brought, rendered)
        if made.result == "unchanged" and made.settled and article is not None:
            ledger.remember(made, fresh.file, article, brought)
        return made, article

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
