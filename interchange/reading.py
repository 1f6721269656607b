"""The files of a source in order, read ahead of the one that is being written: by threads, without the database.

Rendering happens in processes of its own (`articles.markup.bounded`), so that all processors are at work.
"""

import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from zipfile import BadZipFile

from articles.document import Problem
from articles.markup import Rendered, RenderRefused
from articles.projection import render_document

from .apply import File
from .archives import Entry
from .items import Context, Item, Line, NoItem
from .media import Shelf, unseen
from .models import Origin
from .readers.markdown import READER_VERSION, read
from .readers.parts import Part, Parts
from .readers.references import references
from .recognition import EXPORTS
from .sources import Found, Source

# How many files are looked up in the database at once, and how many are read ahead.
_BATCH = 200
_BATCH_BYTES = 8 * 1024 * 1024
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
            known = _origins(keys)
            for each in batch:
                if each.export and each.context and each.entry.identity not in self.seen:
                    self.seen.add(each.entry.identity)
                    yield from self._start_parts(each.entry, each.export, self.wish(each.context))
                else:
                    yield self._start(each, known)

    def _start_parts(self, entry: Entry, kind: str, context: Context) -> Iterator[Arrival]:
        """The items of a file that holds many, in their order, and last the file itself."""
        reader = EXPORTS[kind][1]
        try:
            for batch in _batches(reader(entry.path, entry.open, context)):
                keys = [digest(entry.identity, each.path) for each in batch if isinstance(each, Part)]
                known = _origins(keys)
                for each in batch:
                    if isinstance(each, Part):
                        yield self._start_part(each, entry, context, known)
                    else:
                        yield Line(each.path, each.result, warnings=each.warnings, error=each.reason)
        except (OSError, BadZipFile, EOFError, zlib.error) as error:
            problem = Problem("unreadable", f"The file can't be read to its end: {error}.", severity="error")
            yield Line(entry.path, "rejected", error=problem)

    def _start_part(
        self, part: Part, entry: Entry, context: Context, known: dict[str, Origin]
    ) -> Known | Fresh:
        key = digest(entry.identity, part.path)
        file = File(key, str(self.source.path), part.path, part.digest, self._recipe(context))
        origin = known.get(key)
        changed = origin is None or origin.sha256 != file.sha256
        if origin is not None and self._is_settled(origin, file):
            return Known(part.path, origin)
        return Fresh(file, context, origin, self.pool.submit(self._read_part, part, render=changed))

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
        if origin is not None and self._is_settled(origin, file):
            return Known(entry.path, origin)
        return Fresh(file, context, origin, self.pool.submit(self._read, data, context, render=changed))

    def _file(self, entry: Entry, data: bytes, context: Context) -> File:
        how = self._recipe(context)
        return File(digest(entry.identity), str(self.source.path), entry.path, sha256(data).hexdigest(), how)

    @staticmethod
    def _recipe(context: Context) -> str:
        return recipe(
            flavour=context.flavour,
            own_layout=context.own_layout,
            status=context.status,
            category=context.category,
            said=context.said.digest,
        )

    def _is_settled(self, origin: Origin, file: File) -> bool:
        """Whether a file is as it was when it was last taken over, would be read alike, and so would its pictures."""
        same = origin.sha256 == file.sha256 and origin.recipe == file.recipe
        return same and not unseen(origin.media, self.shelf, beside=file.path)

    def _read(self, data: bytes, context: Context, *, render: bool) -> Read:
        """Runs in a thread of the pool."""
        return self._rendered(read(data, context), render=render)

    def _read_part(self, part: Part, *, render: bool) -> Read:
        """Runs in a thread of the pool."""
        return self._rendered(part.read(), render=render)

    def _rendered(self, item: Item | NoItem, *, render: bool) -> Read:
        if isinstance(item, NoItem) or not render or not self.render or self._will_change(item):
            return Read(item)
        try:
            return Read(item, rendered=render_document(item.document))
        except RenderRefused as refused:
            return Read(item, refused=refused)

    def _will_change(self, item: Item) -> bool:
        """Whether pictures will get other names in the body, so that rendering it now would be in vain."""
        return any(
            each.start >= 0 and self.shelf.find(each.path, beside=item.path)
            for each in references(item.document, item.hosts)
        )


def _origins(keys: list[str]) -> dict[str, Origin]:
    """What is remembered of the files with these keys. Their articles are only named: what readers see is left out."""
    heavy = (f"article__{name}" for name in ("html", "text", "contents", "faq", "links"))
    origins = Origin.objects.filter(key__in=keys).select_related("article").defer(*heavy)
    return {origin.key: origin for origin in origins}


def _batches(parts: Parts) -> Iterator[list[Part | NoItem]]:
    """As many at once as fit into the memory for it."""
    batch: list[Part | NoItem] = []
    size = 0
    for part in parts:
        batch.append(part)
        size += part.size if isinstance(part, Part) else 0
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def recipe(
    *, flavour: str, own_layout: bool, status: str = "keep", category: str = "", said: str = ""
) -> str:
    """A digest of everything but its bytes that decides how a file is read."""
    return digest(str(READER_VERSION), flavour, status, category, str(own_layout), said)
