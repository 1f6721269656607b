"""The files of a source in order, read ahead of the one that is being written: by threads, without the database.

Rendering happens in processes of its own (`articles.markup.bounded`), so that all processors are at work.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from articles.document import Document, Problem
from articles.markup import Rendered, RenderRefused
from articles.projection import render_document

from .apply import File
from .archives import Entry
from .items import Context, Item, Line, NoItem
from .media import Shelf, unseen
from .models import Origin
from .readers.markdown import READER_VERSION, read
from .readers.references import references
from .sources import Found, Source

# How many files are looked up in the database at once, and how many are read ahead.
_BATCH = 200
_AHEAD = 16


@dataclass(frozen=True)
class Read:
    """A file as a thread hands it over. `refused` says why its body can't be rendered."""

    item: Item | NoItem
    rendered: Rendered | None = None
    refused: RenderRefused | None = None


@dataclass(frozen=True)
class Known:
    """A file that is as it was when it was last taken over."""

    path: str
    origin: Origin


@dataclass(frozen=True)
class Fresh:
    """A file that is new, or changed, or to be read differently; `reading` gives it when it is there."""

    file: File
    context: Context
    origin: Origin | None
    reading: "Future[Read]"


# A line is a file that is finished before it was begun: ignored, or not readable.
Arrival = Line | Known | Fresh


@dataclass
class Desk:
    """What reading the files of one source takes. `seen` are the files that this import has had already."""

    source: Source
    shelf: Shelf
    pool: ThreadPoolExecutor
    seen: set[str]
    # Completes a file's context with the operator's wishes.
    wish: Callable[[Context], Context]
    render: bool = True

    def arrivals(self) -> Iterator[Arrival]:
        """Every file once, in the order of their paths."""
        window: deque[Arrival] = deque()
        for arrival in self._started():
            window.append(arrival)
            if len(window) > _AHEAD:
                yield window.popleft()
        yield from window

    def _started(self) -> Iterator[Arrival]:
        files = self.source.files()
        while batch := list(islice(files, _BATCH)):
            keys = [digest(each.entry.identity) for each in batch if each.context]
            origins = Origin.objects.filter(key__in=keys).select_related("article")
            # Their articles are only named; what readers see of them stays in the database.
            light = origins.defer(
                *(f"article__{name}" for name in ("html", "text", "contents", "faq", "links"))
            )
            known = {origin.key: origin for origin in light}
            for each in batch:
                yield self._start(each, known)

    def _start(self, found: Found, known: dict[str, Origin]) -> Arrival:
        entry = found.entry
        if found.context is None:
            return Line(entry.path, found.result, error=found.reason)
        if entry.identity in self.seen:
            again = Problem(
                "found-twice", "Found under another of the given paths already.", severity="error"
            )
            return Line(entry.path, "ignored", error=again)
        self.seen.add(entry.identity)
        try:
            data = entry.read()
        except OSError as error:
            problem = Problem("unreadable", f"The file can't be read: {error}.", severity="error")
            return Line(entry.path, "rejected", error=problem)
        context = self.wish(found.context)
        file = self._file(entry, data, context)
        origin = known.get(file.key)
        changed = origin is None or origin.sha256 != file.sha256
        settled = origin is not None and not changed and origin.recipe == file.recipe
        if origin is not None and settled and not unseen(origin.media, self.shelf, beside=entry.path):
            return Known(entry.path, origin)
        return Fresh(file, context, origin, self.pool.submit(self._read, data, context, render=changed))

    def _file(self, entry: Entry, data: bytes, context: Context) -> File:
        how = recipe(
            flavour=context.flavour,
            own_layout=context.own_layout,
            status=context.status,
            category=context.category,
        )
        return File(digest(entry.identity), str(self.source.path), entry.path, sha256(data).hexdigest(), how)

    def _read(self, data: bytes, context: Context, *, render: bool) -> Read:
        """Runs in a thread of the pool."""
        item = read(data, context)
        if (
            isinstance(item, NoItem)
            or not render
            or not self.render
            or self._will_change(item.document, context.path)
        ):
            return Read(item)
        try:
            return Read(item, rendered=render_document(item.document))
        except RenderRefused as refused:
            return Read(item, refused=refused)

    def _will_change(self, document: Document, path: str) -> bool:
        """Whether pictures will get other names in the body, so that rendering it now would be in vain."""
        return any(
            each.start >= 0 and self.shelf.find(each.path, beside=path) for each in references(document)
        )


def digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def recipe(*, flavour: str, own_layout: bool, status: str = "keep", category: str = "") -> str:
    """A digest of everything but its bytes that decides how a file is read."""
    return digest(str(READER_VERSION), flavour, status, category, str(own_layout))
