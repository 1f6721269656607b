"""Folders and single files as trees. Links are not followed, not even one that takes a file's place meanwhile."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO

from articles.document import Problem

from .entries import Entry, Readable, printable, problem, refused, too_large
from .gzips import unpacking
from .rules import pruned, unprintable_name

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def folder_entries(root: Path) -> Iterator[Entry]:
    """The entries of everything below `root`. What can't be looked at is one too, with the reason.

    Raises OSError for `root` itself.
    """
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(f"{root}/{folder}" if folder else root) as found:
                children = list(found)
        except OSError as error:
            if not folder:
                raise
            yield _unreadable(f"{folder}/", root, error)
            continue
        names = {child.name for child in children}
        while children:
            # Of hundreds of thousands, what the system said of each goes as its entry comes.
            child = children.pop()
            path = f"{folder}/{child.name}" if folder else child.name
            if child.is_dir(follow_symlinks=False) and not pruned(path, beside=names):
                waiting.append(path)
            else:
                yield _entry(child, path, root, names)


def _entry(child: "os.DirEntry[str]", path: str, root: Path, names: set[str]) -> Entry:
    if child.is_symlink():
        why = problem("link", "A symbolic link; links are not followed.")
    elif child.is_dir(follow_symlinks=False):
        path = f"{path}/"
        why = problem("pruned", pruned(path.rstrip("/"), beside=names))
    elif child.is_file(follow_symlinks=False):
        try:
            return file_entry(str(root), path)
        except OSError as error:
            return _unreadable(path, root, error)
    else:
        why = problem("not-a-file", "Neither a file nor a folder.")
    return refused(printable(path), f"{root}/{path}", why)


@dataclass(frozen=True, slots=True)
class File(Readable):
    """A file in the folder `root`."""

    path: str
    root: str
    # Its name as the system has it.
    name: str
    size: int
    # When it was last written, in nanoseconds since 1970.
    written: int
    refusal: Problem | None = None

    @property
    def identity(self) -> str:
        return printable(os.path.join(self.root, self.name))

    @property
    def fingerprint(self) -> str:
        return f"{self.size}-{self.written}"

    @property
    def modified(self) -> datetime | None:
        try:
            return _BEGIN + timedelta(microseconds=self.written // 1000)
        except OverflowError:
            return None

    def open(self) -> IO[bytes]:
        return unpacking(self.name, partial(_opened, os.path.join(self.root, self.name)))()


def file_entry(root: str, name: str) -> File:
    """The entry of the file `name` in `root`. Raises OSError."""
    status = os.stat(os.path.join(root, name), follow_symlinks=False)
    refusal = unprintable_name(name) or too_large(status.st_size, name)
    return File(printable(name), root, name, status.st_size, status.st_mtime_ns, refusal)


def _opened(path: str) -> IO[bytes]:
    """The file for reading: the very one, and not for ever if a pipe has taken its place."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("it is no file any more")
    return os.fdopen(descriptor, "rb")


def _unreadable(path: str, root: Path, error: OSError) -> Entry:
    why = problem("unreadable", f"It can't be read: {error.strerror or error}.")
    return refused(printable(path), f"{root}/{path}", why)
