"""A tree of files that is safe to walk, whatever they lie in: a folder, a zip, a tar.

An entry's path is relative, uses `/`, and never leads out of the tree. What breaks a rule (a link, an absolute path,
a member that is too large) is an entry too, with the reason in `refusal`, so that a report can name it; it can't be
read.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from io import BytesIO
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Protocol

from articles.document import Problem

from .naming import composed

MAX_FILE_BYTES = 64 * 1024 * 1024
# From here on it is worth a file to have a content in no memory.
_LARGE = 1024 * 1024
_CHUNK = 1 << 18
# Exports of whole sites are read as a stream, however long they are.
STREAMED_SUFFIXES = frozenset({".xml", ".json", ".rss", ".atom", ".rdf", ".txt"})
MAX_STREAMED_BYTES = 2 * 1024 * 1024 * 1024


class UnreadableSource(Exception):
    """The path can't be opened as a source at all. The message is for the operator."""

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.code = code


class MissingSource(UnreadableSource):
    """There is nothing at the path that could be a source."""


class Entry(Protocol):
    """One file of a tree. There may be hundreds of thousands, so each kind keeps of its file what it can't work out."""

    @property
    def path(self) -> str:
        """By which it is shown and stored."""

    @property
    def identity(self) -> str:
        """What tells it from every other file anywhere."""

    @property
    def size(self) -> int: ...

    @property
    def fingerprint(self) -> str:
        """Changes when the content does; cheaper than reading it."""

    @property
    def modified(self) -> datetime | None: ...

    @property
    def refusal(self) -> Problem | None: ...

    @property
    def open(self) -> Callable[[], IO[bytes]]:
        """Raises OSError, as does the stream that it gives, whatever is wrong with the file."""

    def read(self) -> bytes:
        """The whole content. Raises OSError, also for what was refused and for a file larger than it claimed."""

    def aside(self) -> AbstractContextManager[IO[bytes]]:
        """The content as a file without a name: no large one is in memory. Raises OSError as `read` does."""


class Readable:
    """What is the same for entries of all kinds."""

    __slots__ = ()

    def read(self: Entry) -> bytes:
        limit = _limit(self)
        with self.open() as stream:
            # Asked for so much, a stream makes room for all of it, and most files without a size are empty.
            data = stream.read(min(limit + 1, _CHUNK))
            if len(data) == _CHUNK:
                data += stream.read(limit + 1 - _CHUNK)
        if len(data) > limit:
            raise _larger()
        return data

    @contextmanager
    def aside(self: Entry) -> Iterator[IO[bytes]]:
        if 0 < self.size < _LARGE:
            yield BytesIO(self.read())
            return
        left = _limit(self) + 1
        with TemporaryFile(prefix="trendsite-import-") as file:
            with self.open() as stream:
                while data := stream.read(min(left, _CHUNK)):
                    file.write(data)
                    left -= len(data)
            if not left:
                raise _larger()
            file.flush()
            yield file


@dataclass(frozen=True, slots=True)
class Member(Readable):
    """A file in an archive, or what is refused."""

    path: str
    identity: str
    size: int
    fingerprint: str
    open: Callable[[], IO[bytes]] = field(repr=False, compare=False)
    modified: datetime | None = None
    refusal: Problem | None = None


def _limit(entry: Entry) -> int:
    if entry.refusal is not None:
        raise OSError(f"it was refused: {entry.refusal.message}")
    return min(entry.size, MAX_FILE_BYTES) if entry.size else MAX_FILE_BYTES


def _larger() -> OSError:
    return OSError("the file is larger than it was said to be")


class Tree(AbstractContextManager["Tree"]):
    """A source's entries, in the order of their paths. Use it as a context manager: tars are unpacked aside."""

    def __init__(self, name: str, entries: list[Entry], *, close: Callable[[], None] | None = None) -> None:
        self.name = name
        self.entries = sorted(entries, key=lambda entry: entry.path)
        self._by_path = {entry.path: entry for entry in self.entries if entry.refusal is None}
        self._close = close

    def find(self, path: str) -> Entry | None:
        """The readable entry at `path`, in whichever form its letters are."""
        return self._by_path.get(path) or (None if path.isascii() else self._by_composed.get(composed(path)))

    @cached_property
    def is_vault(self) -> bool:
        """Whether it is one of Obsidian's, which has its settings."""
        return any(entry.path.endswith(".obsidian/") for entry in self.entries)

    @cached_property
    def _by_composed(self) -> dict[str, Entry]:
        return {composed(path): entry for path, entry in self._by_path.items() if not path.isascii()}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self.find(path) is not None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._close:
            self._close()


def refused(path: str, identity: str, reason: Problem) -> Entry:
    """The entry of something that is not read, and why."""
    return Member(path, printable(identity), 0, "", open=_nothing, refusal=reason)


def too_large(size: int, name: str) -> Problem | None:
    """Why a file of `size` bytes is not read."""
    if size <= MAX_FILE_BYTES:
        return None
    most = MAX_STREAMED_BYTES if PurePosixPath(name).suffix.lower() in STREAMED_SUFFIXES else MAX_FILE_BYTES
    if size > most:
        limit = most // 2**20
        return problem("file-too-large", f"{size / 2**20:,.0f} MB is over the limit of {limit} MB.")
    return None


def problem(code: str, message: str) -> Problem:
    return Problem(code, message, severity="error")


def printable(name: str) -> str:
    """A name that every database and report can hold: bytes that are no UTF-8 are written out (`\\xff`), NUL goes.

    Names that differ stay different.
    """
    if name.isascii() and "\0" not in name:
        return name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace("\0", "\ufffd")


def _nothing() -> IO[bytes]:
    raise OSError("it was refused")
