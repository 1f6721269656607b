"""The import: sources read, planned against the database, applied article by article, reported line by line."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import lru_cache
from os import cpu_count
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import reset_queries
from django.utils import timezone

from articles import search
from articles.document import Problem
from articles.elbow_room import giving_way
from articles.markup.bounded import workers_resting
from articles.markup.crew import Crew

from .archives import MissingSource, UnreadableSource, open_tree
from .filing import filing_marks
from .items import Context, Line
from .media import Shelf
from .models import Origin, Run
from .newcomers import Newcomers
from .placing import address_book_of, with_workers
from .plan import OnConflict, Past
from .preparing import READ
from .readers.languages import SiteLanguage
from .readers.local_times import Clock
from .reading import Desk, Seen
from .source_import import SourceImport
from .sources import Source, open_source, parted
from .tuning import few_checkpoints, few_collections, keep_no_pieces
from .turns import turn

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
    given = [Path(path) for path in paths]
    with ExitStack() as opened:
        if not options.plan:
            opened.enter_context(turn())
        keep_no_pieces()
        opened.enter_context(few_collections())
        opened.enter_context(few_checkpoints())
        sources, refused = _opened(opened, given, options.format)
        extra = [opened.enter_context(open_tree(Path(path))) for path in options.media]
        jobs = options.jobs or cpu_count() or 1
        crew = opened.enter_context(Crew(jobs))
        opened.enter_context(giving_way(crew.resting, workers_resting))
        total = sum(len(source.tree.entries) for source in sources)
        if total and not Origin.objects.filter(source__in=[str(each.path) for each in sources]).exists():
            # Nothing of it can be unchanged, so there will be work.
            crew.get_ready(READ)
        run = None if options.plan else _new_run(sources, options)
        newcomers = Newcomers(run) if run else None
        outcome = Outcome(run.pk if run else None)
        total += len(refused)
        seen = Seen(options.leave, several=len(sources) > 1)
        past = Past()

        def lines() -> Iterator[Line]:
            several = len(given) > 1
            yield from (replace(line, path=line.path if several else "") for line in refused)
            for source in (with_workers(each, crew) for each in sources):
                shelf = Shelf(source.everything, source.root, extra, newcomers)
                book = address_book_of(
                    source, options.wish, crew, past, run=run, on_conflict=options.on_conflict
                )
                desk = Desk(source, shelf, crew, seen, options.wish, book, render=not options.plan)
                for line in SourceImport(source, options.on_conflict, desk, run, past).lines():
                    yield replace(line, path=source.given) if several else line

        for done, line in enumerate(lines(), 1):
            outcome.counts[line.result] += 1
            outcome.warnings += len(line.warnings)
            if progress:
                progress(done, max(done, total), line)
            if settings.DEBUG:
                # Django keeps every query while debugging; texts are long, and there may be thousands.
                reset_queries()
        if newcomers:
            newcomers.finish()
        if run and (outcome.counts["created"] or outcome.counts["updated"]):
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
            refused.append(Line(path.name, "rejected", error=reason, path=str(path)))
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
