"""The address book of a source, with the slugs that the site has by now."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
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
from .models import Origin
from .plan import Past
from .preparing import GLANCE, LINKS
from .readers.glances import Glance
from .reading import digest
from .shelfmarks import Shelfmarks
from .site_links import linking, links_of
from .sources import Source

# How many documents are looked at ahead of the one that is taken down.
_AHEAD = 96
# Documents that are worth being read by workers for their links alone.
_MANY = 100


def address_book_of(
    source: Source, wish: Callable[[Context], Context], crew: Crew, past: Past
) -> AddressBook:
    """The book of the documents in `source`, each read, by `crew`, as `wish` completes its context."""
    glances = partial(_glances, crew)
    return AddressBook(source, site=lambda: _shelfmarks(source, past), key=digest, wish=wish, glances=glances)


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


def _shelfmarks(source: Source, past: Past) -> Shelfmarks:
    origins = Origin.objects.filter(source=str(source.path)).order_by("pk")
    rows = list(origins.values_list("key", "path", "article__slug"))
    known = {key: slug for key, _, slug in rows}
    # Of the items of one name in several exports the first one's, as when they came.
    parts = {path.rpartition("#")[2]: slug for _, path, slug in reversed(rows)}
    slugs = frozenset(Article.objects.order_by().values_list("slug", flat=True))
    shown = frozenset(Article.objects.live().order_by().values_list("slug", flat=True))

    def is_version(slug: str, title: str, date: Moment | None) -> bool:
        found = Article.objects.filter(slug=slug, title=title).values_list("pk", "date").first()
        if found is None or found[0] in past.touched:
            return False
        return date is None or found[1] is None or moment(date) == found[1]

    return Shelfmarks(known, parts, slugs, is_version, shown)
