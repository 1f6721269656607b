"""Folders, single files, zips and tars as one thing: a tree of entries that is safe to walk.

An entry's path is relative, uses `/`, and never leads out of the tree. What breaks a rule (a link, an absolute path,
a member that is too large) is an entry too, with the reason in `refusal`, so that a report can name it; it can't be
read. Nothing is ever written to a path that an archive chose.
"""

import os
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from articles.document import Problem

MAX_ENTRIES = 200_000
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_ARCHIVE_BYTES = 4 * 1024 * 1024 * 1024
# Text compresses to a tenth, zeros to a thousandth. The bound counts only for members that are large as well.
MAX_RATIO = 200
RATIO_FROM_BYTES = 4 * 1024 * 1024
# Exports of whole sites are read as a stream, however long they are.
STREAMED_SUFFIXES = frozenset({".xml", ".json", ".rss", ".atom"})
MAX_STREAMED_BYTES = 2 * 1024 * 1024 * 1024
ARCHIVE_SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_FLAG_ENCRYPTED = 0x1
_FLAG_UTF8 = 0x800


class UnreadableSource(Exception):
    """The path can't be opened as a source at all. The message is for the operator."""


@dataclass(frozen=True)
class Entry:
    """One file of a tree. `path` is shown and stored; `identity` is what tells it from every other file anywhere."""

    path: str
    identity: str
    size: int
    # Changes when the content does; cheaper than reading it.
    fingerprint: str
    open: Callable[[], IO[bytes]] = field(repr=False, compare=False)
    modified: datetime | None = None
    refusal: Problem | None = None

    def read(self) -> bytes:
        """The whole content. Raises OSError, also for what was refused and for a file larger than it claimed."""
        if self.refusal is not None:
            raise OSError(f"it was refused: {self.refusal.message}")
        limit = min(self.size, MAX_FILE_BYTES) if self.size else MAX_FILE_BYTES
        try:
            with self.open() as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
            raise OSError(f"the archive is damaged here ({error})") from error
        if len(data) > limit:
            raise OSError("the file is larger than its archive says")
        return data


class Tree(AbstractContextManager["Tree"]):
    """A source's entries, in the order of their paths. Use it as a context manager: tars are unpacked aside."""

    def __init__(self, name: str, entries: list[Entry], *, close: Callable[[], None] | None = None) -> None:
        self.name = name
        self.entries = sorted(entries, key=lambda entry: entry.path)
        self._by_path = {entry.path: entry for entry in self.entries if entry.refusal is None}
        self._close = close

    def find(self, path: str) -> Entry | None:
        """The readable entry at exactly `path`."""
        return self._by_path.get(path)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, path: object) -> bool:
        return path in self._by_path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._close:
            self._close()


def is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVE_SUFFIXES)


def open_tree(path: Path) -> Tree:
    """The tree at `path`: a folder, a zip, a tar, or any other single file. Raises UnreadableSource."""
    try:
        path = path.resolve(strict=True)
        if path.is_dir():
            return Tree(path.name, list(_walk(path, path)))
        if is_archive(path.name):
            return _zip(path) if zipfile.is_zipfile(path) else _tar(path)
        return Tree(path.parent.name, [_on_disk(path, path.name)])
    except FileNotFoundError:
        raise UnreadableSource(f"{path}: there is no such file or folder.") from None
    except (OSError, tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise UnreadableSource(f"{path}: this cannot be opened ({error}).") from error


# -- Folders ----------------------------------------------------------------------------------------------------


def _walk(root: Path, folder: Path) -> Iterator[Entry]:
    with os.scandir(folder) as found:
        children = sorted(found, key=lambda child: child.name)
    names = {child.name for child in children}
    for child in children:
        path = Path(child.path)
        relative = _printable(path.relative_to(root).as_posix())
        if child.is_symlink():
            yield _refused(relative, str(path), "link", "A symbolic link; links are not followed.")
        elif child.is_dir(follow_symlinks=False):
            if reason := pruned(relative, beside=names):
                yield _refused(f"{relative}/", str(path), "pruned", reason)
            else:
                yield from _walk(root, path)
        elif child.is_file(follow_symlinks=False):
            yield _on_disk(path, relative)
        else:
            yield _refused(relative, str(path), "not-a-file", "Neither a file nor a folder.")


def _on_disk(path: Path, relative: str) -> Entry:
    status = path.stat()
    return Entry(
        path=relative,
        identity=_printable(str(path)),
        size=status.st_size,
        fingerprint=f"{status.st_size}-{status.st_mtime_ns}",
        open=lambda: path.open("rb"),
        modified=datetime.fromtimestamp(status.st_mtime, UTC),
        refusal=_too_large(status.st_size, relative),
    )


# -- Archives ---------------------------------------------------------------------------------------------------


def _zip(path: Path) -> Tree:
    archive = zipfile.ZipFile(path)
    entries: dict[str, Entry] = {}
    budget = _Budget()
    for member in archive.infolist():
        if member.is_dir():
            continue
        name = _zip_name(member)
        kind = stat.S_IFMT(member.external_attr >> 16)
        refusal = (
            _unsafe_name(name)
            or (
                _problem("link", "A symbolic link; links are not followed.") if kind == stat.S_IFLNK else None
            )
            or (
                _problem("encrypted", "Encrypted; import an archive without a password.")
                if _locked(member)
                else None
            )
            or budget.refusal(member.file_size, name, packed=member.compress_size)
        )
        entry = Entry(
            path=_printable(name),
            identity=f"{path}!/{_printable(name)}",
            size=member.file_size,
            fingerprint=f"{member.file_size}-{member.CRC:08x}",
            open=_zip_opener(archive, member),
            refusal=refusal,
        )
        _place(entries, entry)
    return Tree(_stem(path), _without_pruned(entries.values()), close=archive.close)


def _zip_opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(member)


def _zip_name(member: zipfile.ZipInfo) -> str:
    """The member's name. Without the UTF-8 flag the format means CP437, but most programs wrote UTF-8 all the same."""
    name = member.orig_filename
    if not member.flag_bits & _FLAG_UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _locked(member: zipfile.ZipInfo) -> bool:
    return bool(member.flag_bits & _FLAG_ENCRYPTED)


def _tar(path: Path) -> Tree:
    """A tar can't be read out of order, so its files are spooled aside under names of our own."""
    spool = tempfile.TemporaryDirectory(prefix="trendsite-import-")
    entries: dict[str, Entry] = {}
    budget = _Budget()
    try:
        with tarfile.open(path, "r|*", encoding="utf-8") as archive:
            for number, member in enumerate(archive):
                if not member.isdir():
                    _place(entries, _tar_entry(archive, member, path, Path(spool.name, str(number)), budget))
    except BaseException:
        spool.cleanup()
        raise
    return Tree(_stem(path), _without_pruned(entries.values()), close=spool.cleanup)


def _tar_entry(
    archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path, spooled: Path, budget: "_Budget"
) -> Entry:
    name = member.name.removeprefix("./").replace("\\", "/")
    refusal = _unsafe_name(name)
    if refusal is None and (member.issym() or member.islnk()):
        refusal = _problem("link", "A link; links are not followed.")
    elif refusal is None and not member.isreg():
        refusal = _problem("not-a-file", "Neither a file nor a folder.")
    refusal = refusal or budget.refusal(member.size, name)
    stream = None if refusal else archive.extractfile(member)
    if stream is not None:
        with stream, spooled.open("wb") as target:
            while chunk := stream.read(1 << 20):
                target.write(chunk)
    return Entry(
        path=_printable(name),
        identity=f"{path}!/{_printable(name)}",
        size=member.size,
        fingerprint=f"{member.size}-{int(member.mtime)}",
        open=lambda: spooled.open("rb"),
        refusal=refusal,
    )


class _Budget:
    """What one archive may still unpack to."""

    def __init__(self) -> None:
        self.entries = MAX_ENTRIES
        self.bytes = MAX_ARCHIVE_BYTES

    def refusal(self, size: int, name: str, *, packed: int | None = None) -> Problem | None:
        self.entries -= 1
        if self.entries < 0:
            raise UnreadableSource(f"The archive has more than {MAX_ENTRIES:,} files.")
        if packed is not None and size > RATIO_FROM_BYTES and size > MAX_RATIO * max(packed, 1):
            return _problem("archive-bomb", f"Unpacks to more than {MAX_RATIO} times its size.")
        if refusal := _too_large(size, name):
            return refusal
        self.bytes -= size
        if self.bytes < 0:
            raise UnreadableSource(f"The archive unpacks to more than {MAX_ARCHIVE_BYTES // 2**30} GB.")
        return None


def _place(entries: dict[str, Entry], entry: Entry) -> None:
    """Every member is reported: a second one of the same name gets a path of its own, and is not read."""
    path, number = entry.path, 1
    while path in entries:
        number += 1
        path = f"{entry.path} ({number})"
    if number > 1:
        refusal = _problem("same-name", f"The archive has {entry.path} more than once; the first one counts.")
        entry = _refused(path, f"{entry.identity} ({number})", refusal.code, refusal.message)
    entries[path] = entry


def _without_pruned(entries: Iterable[Entry]) -> list[Entry]:
    """The same with one entry for each folder that is left out as a whole."""
    entries = list(entries)
    siblings: dict[str, set[str]] = {}
    for entry in entries:
        folder, _, name = entry.path.rpartition("/")
        siblings.setdefault(folder, set()).add(name)
    kept: dict[str, Entry] = {}
    for entry in entries:
        folder, reason = _pruned_parent(entry.path, siblings)
        if reason and entry.refusal is None:
            kept.setdefault(f"{folder}/", _refused(f"{folder}/", entry.identity, "pruned", reason))
        else:
            kept[entry.path] = entry
    return list(kept.values())


def _pruned_parent(path: str, siblings: Mapping[str, Container[str]]) -> tuple[str, str]:
    parts = path.split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        parent, folder = "/".join(parts[: depth - 1]), "/".join(parts[:depth])
        if reason := pruned(folder, beside=siblings.get(parent, ())):
            return folder, reason
    return "", ""


# -- Rules ------------------------------------------------------------------------------------------------------

_MACHINERY = {
    "node_modules": "packages of a build tool",
    "bower_components": "packages of a build tool",
    "__pycache__": "files of a program",
    "__MACOSX": "files of an operating system",
    "_includes": "templates",
    "_layouts": "templates",
    "_sass": "style sheets",
    "_plugins": "programs",
    "_site": "a built site",
}
# These are machinery only beside a generator's configuration: elsewhere somebody may write about layouts.
_MACHINERY_OF_A_SITE = {
    "archetypes": "templates for new posts",
    "scaffolds": "templates for new posts",
    "layouts": "templates",
    "themes": "themes",
}
_CONFIGURATIONS = tuple(
    f"{name}.{suffix}" for name in ("config", "_config", "hugo") for suffix in ("toml", "yaml", "yml", "json")
)


def pruned(folder: str, *, beside: Container[str]) -> str:
    """Why nothing below `folder` (a relative path) is looked at; "" when it is. `beside` are its siblings' names."""
    name = folder.rpartition("/")[2]
    if name.startswith("."):
        return "A hidden folder."
    kind = _MACHINERY.get(name)
    if kind is None and name in _MACHINERY_OF_A_SITE and any(each in beside for each in _CONFIGURATIONS):
        kind = _MACHINERY_OF_A_SITE[name]
    return f"A folder of {kind}." if kind else ""


def _unsafe_name(name: str) -> Problem | None:
    parts = name.split("/")
    if (
        not name
        or name.startswith("/")
        or ".." in parts
        or (len(name) > 1 and name[1] == ":")
        or "\0" in name
    ):
        return _problem("unsafe-path", "The path would lead out of the archive.")
    if len(name) > 1000:
        return _problem("unsafe-path", "The path is longer than 1,000 characters.")
    return None


def _too_large(size: int, name: str) -> Problem | None:
    most = MAX_STREAMED_BYTES if Path(name).suffix.lower() in STREAMED_SUFFIXES else MAX_FILE_BYTES
    if size > most:
        limit = most // 2**20
        return _problem("file-too-large", f"{size / 2**20:,.0f} MB is over the limit of {limit} MB.")
    return None


def _refused(path: str, identity: str, code: str, message: str) -> Entry:
    return Entry(path, _printable(identity), 0, "", open=_nothing, refusal=_problem(code, message))


def _nothing() -> IO[bytes]:
    raise OSError("it was refused")


def _problem(code: str, message: str) -> Problem:
    return Problem(code, message, severity="error")


def _printable(name: str) -> str:
    """A name that every database and report can hold: bytes that are no UTF-8 become U+FFFD, NUL goes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", "\ufffd")


def _stem(path: Path) -> str:
    name = path.name
    for suffix in sorted(ARCHIVE_SUFFIXES, key=len, reverse=True):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return path.stem
