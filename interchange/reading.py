"""The files of a source, and the items of exports, in order: read and rendered ahead of the one that is being written,
by processes of their own.
"""

import logging
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple, Protocol
from zipfile import BadZipFile

from articles.document import Problem
from articles.markup import RenderRefused
from articles.markup.bounded import allowed
from articles.markup.crew import Crew, Task
from articles.projection import site_host

from .address_book import AddressBook
from .apply import File
from .archives import Entry
from .items import Context, Line, NoItem
from .media import Shelf, unseen
from .models import Origin
from .preparing import READ, READ_PART, Read, Unanswered
from .readers.addresses import TooManyItems
from .readers.lookups import Lookups
from .readers.markdown import READER_VERSION, read
from .readers.parts import Part, Parts
from .recognition import EXPORTS
from .sources import Found, Source

logger = logging.getLogger(__name__)

# How many files are looked up in the database at once, and how many are read ahead, with how many bytes: what is made
# of a text takes some ten times as much memory.
_BATCH = 200
_BATCH_BYTES = 4 * 1024 * 1024
_AHEAD = 256
_AHEAD_BYTES = 3 * 1024 * 1024
# What a part says of its size is of bytes in memory.
_BYTES_A_CHARACTER = 4
# White space and the marks of encodings.
_NOTHING = b"\xef\xbb\xbf\xff\xfe \t\r\n"


class Reading(Protocol):
    """What is being read."""

    def result(self) -> Read: ...


class Remembered(NamedTuple):
    """What is remembered of a file (see `Origin`), with its article: enough to tell that nothing has changed."""

    key: str
    sha256: str
    recipe: str
    warnings: list[list[Any]]
    media: dict[str, Any]
    article: int
    slug: str
    status: str


@dataclass(frozen=True)
class Known:
    """A file that is as it was when it was last taken over."""

    path: str
    remembered: Remembered


@dataclass(frozen=True)
class Fresh:
    """A file that is new, or changed, or to be read differently; `reading` gives it when it is there."""

    file: File
    context: Context
    origin: Origin | None
    reading: Reading
    size: int


# A line is a file that is finished before it was begun: ignored, or not readable. A NoItem says what has moved.
Arrival = Line | NoItem | Known | Fresh


class Seen:
    """The identities of the files that an import has had, and of those that it shall `leave`.

    One source gives its files in the order of their paths, so that of it the last one is enough to know: it may have
    hundreds of thousands. Where there are `several`, what one has may lie in another.
    """

    def __init__(self, leave: Iterable[str] = (), *, several: bool) -> None:
        self._known = set(leave)
        self._several = several
        self._last = ""

    def __contains__(self, identity: str) -> bool:
        return identity == self._last or identity in self._known

    def add(self, identity: str) -> None:
        self._last = identity
        if self._several:
            self._known.add(identity)


@dataclass
class Desk:
    """What reading the files of one source takes."""

    source: Source
    shelf: Shelf
    crew: Crew
    seen: Seen
    # Completes a file's context with the operator's wishes.
    wish: Callable[[Context], Context]
    book: AddressBook
    render: bool = True

    def arrivals(self) -> Iterator[Arrival]:
        """Every file once, in the order of their paths."""
        window: deque[Arrival] = deque()
        ahead = 0
        for arrival in self._started():
            window.append(arrival)
            ahead += _size(arrival)
            while window and (len(window) > _AHEAD or ahead > _AHEAD_BYTES):
                ahead -= _size(window[0])
                yield window.popleft()
        yield from window

    def _started(self) -> Iterator[Arrival]:
        files = self.source.files()
        while batch := list(islice(files, _BATCH)):
            keys = [digest(each.entry.identity) if each.context else "" for each in batch]
            known = _remembered([key for key in keys if key])
            for each, key in zip(batch, keys, strict=True):
                if each.export and each.context and each.entry.identity not in self.seen:
                    self.seen.add(each.entry.identity)
                    yield from self._start_parts(each.entry, each.export, self.wish(each.context))
                else:
                    yield self._start(each, key, known)

    def _start_parts(self, entry: Entry, kind: str, context: Context) -> Iterator[Arrival]:
        """The items of a file that holds many, in their order, and last the file itself."""
        reader = EXPORTS[kind][1]
        context = replace(context, placing=self.book.placing)
        lookups = Lookups()
        try:
            for batch in _batches(reader(entry.path, entry.open, context)):
                keys = [digest(entry.identity, each.path) for each in batch if isinstance(each, Part)]
                known = _remembered(keys)
                while batch:
                    # An item may be large: nothing here has it any more while a worker does.
                    yield self._start_item(batch.popleft(), entry, context, known, lookups)
        except TooManyItems as error:
            yield Line(entry.path, "rejected", error=Problem("too-many-items", str(error), severity="error"))
        except (OSError, BadZipFile, EOFError, zlib.error) as error:
            problem = Problem("unreadable", f"The file can't be read to its end: {error}.", severity="error")
            yield Line(entry.path, "rejected", error=problem)
        except Exception:  # whatever a file may be, it does not cost the others
            logger.exception("%s could not be read to its end", entry.path)
            yield Line(entry.path, "rejected", error=_mistake("The rest of the file"))

    def _start_item(
        self,
        item: Part | NoItem,
        entry: Entry,
        context: Context,
        known: dict[str, Remembered],
        lookups: Lookups,
    ) -> Arrival:
        if isinstance(item, Part):
            return self._start_part(item, entry, context, known, lookups)
        if item.moved is not None or item.notes:
            return item
        return Line(item.path, item.result, warnings=item.warnings, error=item.reason)

    def _start_part(
        self, part: Part, entry: Entry, context: Context, known: dict[str, Remembered], lookups: Lookups
    ) -> Known | Fresh:
        key = digest(entry.identity, part.path)
        file = File(key, str(self.source.path), part.path, part.digest, self._recipe(context))
        remembered = known.get(key)
        if remembered is not None and self._is_settled(remembered, file):
            return Known(part.path, remembered)
        origin = _origin(key) if remembered is not None else None
        changed = remembered is None or remembered.sha256 != file.sha256
        reading = _Item(self.crew, part, lookups, render=changed and self.render)
        return Fresh(file, context, origin, reading, part.size)

    def _start(self, found: Found, key: str, known: dict[str, Remembered]) -> Arrival:
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
        hashed = sha256(data).hexdigest()
        file = File(key, str(self.source.path), entry.path, hashed, self._recipe(context))
        remembered = known.get(file.key)
        if remembered is not None and self._is_settled(remembered, file):
            return Known(entry.path, remembered)
        origin = _origin(file.key) if remembered is not None else None
        changed = remembered is None or remembered.sha256 != file.sha256
        if (
            not data.strip(_NOTHING)
            and not context.header
            and isinstance(nothing := read(data, context), NoItem)
        ):
            # Nothing of it is remembered, so it would need a worker at each import.
            return nothing
        context = self.book.linked(context, data)
        reading = _File(self.crew, data, context, render=changed and self.render)
        return Fresh(file, context, origin, reading, len(data))

    @staticmethod
    def _recipe(context: Context) -> str:
        return recipe(
            flavour=context.flavour,
            own_layout=context.own_layout,
            status=context.status,
            category=context.category,
            said=context.told,
        )

    def _is_settled(self, known: Remembered, file: File) -> bool:
        """Whether a file is as it was when it was last taken over and would be read alike, pictures and links too."""
        same = known.sha256 == file.sha256 and known.recipe == file.recipe
        if not same or unseen(known.media, self.shelf, beside=file.path):
            return False
        return not self.book.finds_now(known.media.get("dead", ()), file.path)


class _File:
    """A file that a worker reads."""

    def __init__(self, crew: Crew, data: bytes, context: Context, *, render: bool) -> None:
        self._path = context.path
        self._render = render
        self._ask = partial(self._asked, crew, data, context)
        self._task = self._ask(render)

    @staticmethod
    def _asked(crew: Crew, data: bytes, context: Context, render: bool) -> Task:
        arguments = {"data": data, "context": context, "render": render, "site_host": site_host()}
        return crew.ask(READ, arguments, seconds=allowed(len(data)))

    def result(self) -> Read:
        """What was read. A body that no worker could render costs no more than the rendering."""
        try:
            return self._read(self._task)
        except RenderRefused as refused:
            if self._render:
                with suppress(RenderRefused):
                    return replace(self._read(self._ask(False)), refused=refused.anew())
            problem = Problem(f"render-{refused.rule}", refused.message, severity="error")
            return Read(NoItem(self._path, "rejected", problem))

    @staticmethod
    def _read(task: Task) -> Read:
        read: Read = task.result()
        return read


class _Item:
    """An item of an export that a worker reads."""

    def __init__(self, crew: Crew, part: Part, lookups: Lookups, *, render: bool) -> None:
        self._crew = crew
        self._path = part.path
        self._seconds = allowed(part.size // _BYTES_A_CHARACTER)
        self._lookups = lookups
        self._told = lookups.foreseen(part.rehearse)
        self._packed = lookups.packed(part.read)
        self._wanted: dict[str, Any] = {"convert": "here", "render": render, "site_host": site_host()}
        self._task = self._asked()

    def _asked(self) -> Task:
        arguments = {"packed": self._packed, "told": self._told, **self._wanted}
        return self._crew.ask(READ_PART, arguments, seconds=self._seconds)

    def result(self) -> Read:
        """What was read. A text that takes too much costs its rendering, then its conversion, only then the item."""
        try:
            return self._read(self._task)
        except RenderRefused as refused:
            last = refused.anew()
        for place in ("here", "nowhere"):
            if last.rule == "failed":
                return Read(NoItem(self._path, "rejected", _mistake("This")))
            self._wanted |= {"convert": place, "render": False}
            try:
                return self._read(self._asked())
            except RenderRefused as refused:
                last = refused.anew()
        problem = Problem(f"render-{last.rule}", last.message, severity="error")
        return Read(NoItem(self._path, "rejected", problem))

    def _read(self, task: Task) -> Read:
        while isinstance(answer := task.result(), Unanswered):
            self._told |= self._lookups.answers(answer.questions)
            task = self._asked()
        read: Read = answer
        return read


def _mistake(what: str) -> Problem:
    message = f"{what} could not be read: it met a mistake in the reader."
    return Problem("reader-failed", message, severity="error")


def _size(arrival: Arrival) -> int:
    return arrival.size if isinstance(arrival, Fresh) else 0


def _remembered(keys: list[str]) -> dict[str, Remembered]:
    """What is remembered of the files with these keys. Rows and no instances: there may be ten thousand."""
    columns = (
        "key",
        "sha256",
        "recipe",
        "warnings",
        "media",
        "article_id",
        "article__slug",
        "article__status",
    )
    rows = Origin.objects.filter(key__in=keys).order_by().values_list(*columns) if keys else ()
    return {row[0]: Remembered(*row) for row in rows}


def _origin(key: str) -> Origin | None:
    """All that is remembered of a file. Its article is only named: what readers see is left out."""
    heavy = (f"article__{name}" for name in ("html", "text", "contents", "faq", "links"))
    return Origin.objects.filter(key=key).select_related("article", "base").defer(*heavy).first()


def _batches(parts: Parts) -> Iterator[deque[Part | NoItem]]:
    """As many at once as fit into the memory for it. What came before an error is given before it is raised."""
    while True:
        batch: deque[Part | NoItem] = deque()
        try:
            goes_on = _filled(batch, parts)
        except Exception:
            yield batch
            raise
        yield batch
        if not goes_on:
            return


def _filled(batch: deque[Part | NoItem], parts: Parts) -> bool:
    """Whether there may be more than what was put into `batch`."""
    size = 0
    for part in parts:
        batch.append(part)
        size += part.size if isinstance(part, Part) else 0
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            return True
    return False


def digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache
def recipe(
    *, flavour: str, own_layout: bool, status: str = "keep", category: str = "", said: str = ""
) -> str:
    """A digest of everything but its bytes that decides how a file is read. Most files of a source have the same."""
    return digest(str(READER_VERSION), flavour, status, category, str(own_layout), said)
