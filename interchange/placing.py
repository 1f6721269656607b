"""The address book of a source, with the slugs that the site has by now."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial

from articles.markup import RenderRefused
from articles.markup.bounded import allowed
from articles.markup.crew import Crew, Task
from articles.models import Article

from .address_book import AddressBook, Shelfmarks
from .archives import Entry
from .items import Context
from .models import Origin
from .preparing import GLANCE
from .readers.glances import Glance
from .reading import digest
from .sources import Source

# How many documents are looked at ahead of the one that is taken down.
_AHEAD = 96


def address_book_of(source: Source, wish: Callable[[Context], Context], crew: Crew) -> AddressBook:
    """The book of the documents in `source`, each read, by `crew`, as `wish` completes its context."""
    glances = partial(_glances, crew)
    return AddressBook(source, site=lambda: _shelfmarks(source), key=digest, wish=wish, glances=glances)


def _glances(crew: Crew, documents: Iterable[tuple[Entry, Context]]) -> Iterator[tuple[Entry, Glance]]:
    """What is seen of the documents that can be read."""
    waiting: deque[tuple[Entry, Task]] = deque()
    for entry, context in documents:
        try:
            data = entry.read()
        except OSError:
            continue
        waiting.append(
            (entry, crew.ask(GLANCE, {"data": data, "context": context}, seconds=allowed(len(data))))
        )
        if len(waiting) > _AHEAD:
            yield from _seen(*waiting.popleft())
    for each in waiting:
        yield from _seen(*each)


def _seen(entry: Entry, task: Task) -> Iterator[tuple[Entry, Glance]]:
    # One that takes too much is refused when it is read.
    with suppress(RenderRefused):
        if seen := task.result():
            yield entry, seen


def _shelfmarks(source: Source) -> Shelfmarks:
    rows = list(Origin.objects.filter(source=str(source.path)).values_list("key", "path", "article__slug"))
    known = {key: slug for key, _, slug in rows}
    parts = {path.rpartition("#")[2]: slug for _, path, slug in rows}
    slugs = frozenset(Article.objects.order_by().values_list("slug", flat=True))
    return Shelfmarks(
        known, parts, slugs, lambda slug, title: Article.objects.filter(slug=slug, title=title).exists()
    )
