"""The address book of a source, with the slugs that the site has by now."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from typing import Any

from articles.document.fields import Moment
from articles.markup import RenderRefused
from articles.markup.bounded import allowed
from articles.markup.crew import Crew, Task
from articles.models import Article
from articles.projection import moment

from .address_book import AddressBook
from .archives import Entry
from .items import Context
from .models import Run
from .plan import OnConflict, Past, brings_slug
from .preparing import GLANCE, LINKS
from .readers.addresses import Asking
from .readers.glances import Glance
from .reading import digest
from .renames import gone, is_at_its_name, marks_of, title_mark
from .shelfmarks import Shelfmarks
from .site_before import Shelved, SiteBefore
from .site_links import linking, links_of
from .sources import Source

# How many documents are looked at ahead of the one that is taken down.
_AHEAD = 96
# Documents that are worth being read by workers for their links alone.
_MANY = 100


def address_book_of(
    source: Source,
    wish: Callable[[Context], Context],
    crew: Crew,
    past: Past,
    *,
    run: Run | None,
    on_conflict: OnConflict,
) -> AddressBook:
    """The book of the documents in `source`, each read, by `crew`, as `wish` completes its context."""
    site = cache(partial(_shelfmarks, source, past, run, on_conflict))
    return AddressBook(source, site=site, key=digest, wish=wish, glances=partial(_glances, crew))


def with_workers(source: Source, crew: Crew) -> Source:
    """The source, whose links are read by `crew` where that has begun and there are many documents."""
    return replace(source, linked=partial(_linked, crew))


def _linked(crew: Crew, documents: Sequence[Entry]) -> Iterable[tuple[Entry, list[str]]]:
    if len(documents) < _MANY or not crew.has_workers:
        return links_of(documents)
    return _asked(crew, LINKS, ((entry, {"data": data}) for entry, data in linking(documents)))


def _glances(crew: Crew, documents: Iterable[tuple[Entry, Context]]) -> Iterator[tuple[Entry, Glance]]:
    """What is seen of the documents that can be read."""
    found = _asked(crew, GLANCE, _with_content(documents))
    return ((entry, seen) for entry, seen in found if seen)


def _with_content(documents: Iterable[tuple[Entry, Context]]) -> Iterator[tuple[Entry, dict[str, Any]]]:
    for entry, context in documents:
        with suppress(OSError):
            yield entry, {"data": entry.read(), "context": context}


def _asked(
    crew: Crew, function: str, documents: Iterable[tuple[Entry, dict[str, Any]]]
) -> Iterator[tuple[Entry, Any]]:
    """What workers make of the documents, each given with the arguments of `function`, in their order."""
    waiting: deque[tuple[Entry, Task]] = deque()
    for entry, arguments in documents:
        waiting.append((entry, crew.ask(function, arguments, seconds=allowed(len(arguments["data"])))))
        if len(waiting) > _AHEAD:
            yield from _answered(*waiting.popleft())
    for each in waiting:
        yield from _answered(*each)


def _answered(entry: Entry, task: Task) -> Iterator[tuple[Entry, Any]]:
    # One that takes too much is refused when it is read.
    with suppress(RenderRefused):
        yield entry, task.result()


def _shelfmarks(source: Source, past: Past, run: Run | None, on_conflict: OnConflict) -> Shelfmarks:
    before = SiteBefore(source, run)
    known = dict(before.files())
    # Of the items of one name in several exports the first one's, as when they came.
    parts = {each.path.rpartition("#")[2]: each for each in reversed(known.values())}
    slugs, shown = before.slugs()

    def moves(shelved: Shelved, slug: str) -> bool:
        base, latest = before.texts(shelved)
        return base is not None and latest is not None and brings_slug(slug, base, latest, on_conflict)

    @cache
    def lost() -> dict[str, list[Shelved]]:
        present = {digest(entry.identity) for entry in source.everything if not entry.refusal}
        found: dict[str, list[Shelved]] = {}
        for key in gone([(key, each.article) for key, each in known.items()], present):
            base, _ = before.texts(known[key]) if "#" not in known[key].path else (None, None)
            for mark in marks_of(base) if base is not None else ():
                found.setdefault(mark, []).append(known[key])
        return found

    def renamed(asking: Asking) -> Shelved | None:
        mark = title_mark(asking.title, asking.date) if known else ""
        same = lost().get(mark, []) if mark else []
        if len(same) != 1:
            return None
        former = same.pop()
        return replace(former, follows=not asking.is_said and is_at_its_name(former.path, former.slug))

    def is_version(slug: str, title: str, date: Moment | None) -> bool:
        found = Article.objects.filter(slug=slug, title=title).values_list("pk", "date").first()
        if found is None or found[0] in past.touched:
            return False
        return date is None or found[1] is None or moment(date) == found[1]

    return Shelfmarks(known, parts, slugs, is_version, moves, renamed, shown)
