"""Folders, single files, zips and tars as one thing: a tree of entries that is safe to walk.

Nothing is ever written to a path that an archive chose.
"""

import zipfile
from contextlib import ExitStack
from pathlib import Path

from . import tars, zips
from .entries import STREAMED_SUFFIXES, Entry, MissingSource, Tree, UnreadableSource
from .folders import file_entry, folder_entries
from .rules import each_once, without_pruned

__all__ = [
    "STREAMED_SUFFIXES",
    "Entry",
    "MissingSource",
    "Tree",
    "UnreadableSource",
    "is_archive",
    "open_tree",
]

ARCHIVE_SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")


def is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVE_SUFFIXES)


def open_tree(path: Path) -> Tree:
    """The tree at `path`: a folder, a zip, a tar, or any other single file. Raises UnreadableSource."""
    path = _resolved(path)
    try:
        if path.is_dir():
            return Tree(path.name, list(folder_entries(path)))
        if not path.is_file():
            raise MissingSource(f"{path}: this is neither a file nor a folder.")
        if is_archive(path.name):
            return _archive(path)
        return Tree(path.parent.name, [file_entry(str(path).removesuffix(path.name), path.name)])
    except (OSError, *tars.DAMAGES, *zips.DAMAGES) as error:
        raise UnreadableSource(f"{path}: this cannot be opened ({error}).") from error


def _resolved(path: Path) -> Path:
    try:
        return path.resolve(strict=True)
    except FileNotFoundError:
        raise MissingSource(f"{path}: there is no such file or folder.") from None
    except (OSError, RuntimeError) as error:
        # RuntimeError is what pathlib says of links that lead in a circle.
        raise UnreadableSource(f"{path}: this cannot be opened ({error}).") from error


def _archive(path: Path) -> Tree:
    with ExitStack() as opened:
        read = zips.zip_entries if zipfile.is_zipfile(path) else tars.tar_entries
        entries = without_pruned(each_once(read(path, opened)))
        return Tree(_stem(path), entries, close=opened.pop_all().close)


def _stem(path: Path) -> str:
    name = path.name
    for suffix in sorted(ARCHIVE_SUFFIXES, key=len, reverse=True):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return path.stem
