"""The folder that a build writes: which files in it are the build's own, and how they come and go.

`.build_site/manifest.json` says of each file what it was made from and how it looked when it was written. Before
anything is written the manifest already names all that will be, so whatever an interrupted build leaves is known to be
its own. Files that it does not name are never touched.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Self

STATE = ".build_site"
_FORMAT = 1


class FolderRefused(Exception):
    """The folder can't be written to. The message is for the operator."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it was last written. Without a fingerprint it was only planned.

    `size` is in bytes, `mtime` in nanoseconds. `named` are the addresses of media and static files that it holds.
    """

    fingerprint: str = ""
    sha256: str = ""
    size: int = -1
    mtime: int = -1
    named: tuple[str, ...] = ()


class Folder:
    """A folder that one build at a time writes to. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[str, Known] = {}
        # Of the site as it was when a build was last complete.
        self.stamp = ""
        self._state = path / STATE
        self._lock: IO[str] | None = None
        # Those that are known to be folders of this site, not links.
        self._directories: set[str] = set()
        # Whether no build ever wrote anything here.
        self._first = False

    def open(self, *, force: bool = False) -> Self:
        """Make the folder if need be, and make sure that it is ours. Raises FolderRefused, OSError."""
        self.path = Path(os.path.realpath(self.path))
        self._state = self.path / STATE
        if not self._state.is_dir():
            if self.path.is_dir() and any(self.path.iterdir()) and not force:
                raise FolderRefused(
                    f"{self.path} is not empty and was not written by build_site. Name another folder, or give "
                    "--force to write into this one; files that are in the way are then replaced."
                )
            self._state.mkdir(parents=True, exist_ok=True)
        self._lock = (self._state / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise FolderRefused(f"Another build is writing to {self.path}.") from error
        # What a build that was broken off had not finished.
        shutil.rmtree(self._state / "writing", ignore_errors=True)
        (self._state / "writing").mkdir()
        self.known = self._read()
        self._first = not (self._state / "manifest.json").exists()
        self._directories = {str(self.path)}
        return self

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()

    def is_intact(self, file: str) -> bool:
        """Whether a file is as it was written."""
        known = self.known[file]
        try:
            stat = os.stat(f"{self.path}/{file}", follow_symlinks=False)
        except OSError:
            return False
        return (stat.st_size, stat.st_mtime_ns) == (known.size, known.mtime)

    def strangers(self, files: Iterable[str]) -> list[str]:
        """Those of `files` that somebody else has put there."""
        return [file for file in files if file not in self.known and os.path.lexists(f"{self.path}/{file}")]

    # -- Writing ------------------------------------------------------------------------------------------------

    def write(
        self, file: str, data: bytes, fingerprint: str, named: tuple[str, ...] = ()
    ) -> tuple[Known, bool]:
        """Put `data` at `file`, as a whole or not at all; whether that changed anything is said beside."""
        digest = sha256(data).hexdigest()[:32]
        target = f"{self.path}/{file}"
        before = self.known.get(file)
        changes = before is None or before.sha256 != digest or not self.is_intact(file)
        if changes:
            self._make_directory(os.path.dirname(target))
            stat = (self._add(target, data) if self._first else None) or self._replace(target, data)
        else:
            stat = os.stat(target)
        return Known(fingerprint, digest, stat.st_size, stat.st_mtime_ns, named), changes

    def _replace(self, target: str, data: bytes) -> os.stat_result:
        beside = f"{self._state}/writing/{os.getpid()}"
        stat = _write(beside, "wb", data)
        os.replace(beside, target)
        return stat

    def _add(self, target: str, data: bytes) -> os.stat_result | None:
        """Write where nothing is yet; None if there is something.

        Only while the site is made for the first time: nobody reads it yet, and what is left half-written is in the
        manifest without a fingerprint, so that the next build makes it again.
        """
        try:
            return _write(target, "xb", data)
        except FileExistsError:
            return None

    def _make_directory(self, directory: str) -> None:
        """Raises FolderRefused for one that leads out of the folder, or is a file of somebody's."""
        if directory in self._directories:
            return
        self._make_directory(os.path.dirname(directory))
        try:
            os.mkdir(directory)
        except FileExistsError as error:
            if os.path.islink(directory):
                raise FolderRefused(f"{directory} is a link to somewhere else.") from error
            if not os.path.isdir(directory):
                raise FolderRefused(f"{directory} is in the way of a folder.") from error
        self._directories.add(directory)

    def remove(self, file: str) -> None:
        """Take a file away, and the folders that are empty without it."""
        path = self.path / file
        if os.path.realpath(path.parent) != str(path.parent):
            return
        with suppress(FileNotFoundError, IsADirectoryError, PermissionError):
            path.unlink()
        for parent in path.parents:
            if parent == self.path:
                break
            try:
                parent.rmdir()
            except OSError:
                break

    # -- The manifest -------------------------------------------------------------------------------------------

    def note(self, known: dict[str, Known], *, stamp: str = "") -> None:
        """Remember the files that are, or are about to be, the build's own; `stamp` if they are the whole site."""
        self.known, self.stamp = known, stamp
        groups: dict[tuple[str, ...], int] = {}
        files = {}
        for file, each in sorted(known.items()):
            group = groups.setdefault(each.named, len(groups))
            files[file] = [each.fingerprint, each.sha256, each.size, each.mtime, group]
        # Most pages name the same files; each set is written once.
        data = {"format": _FORMAT, "stamp": stamp, "named": [list(each) for each in groups], "files": files}
        beside = self._state / "writing" / "manifest"
        beside.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
        beside.replace(self._state / "manifest.json")

    def _read(self) -> dict[str, Known]:
        try:
            data: Any = json.loads((self._state / "manifest.json").read_bytes())
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise FolderRefused(
                f"{self._state}/manifest.json can't be read ({error}). Build into a new folder."
            ) from error
        if data.get("format") != _FORMAT:
            raise FolderRefused(f"{self.path} was written by another version. Build into a new folder.")
        self.stamp = data["stamp"]
        groups = [tuple(each) for each in data["named"]]
        return {
            file: Known(fingerprint, digest, size, mtime, groups[group])
            for file, (fingerprint, digest, size, mtime, group) in data["files"].items()
        }


def _write(path: str, mode: str, data: bytes) -> os.stat_result:
    """Write a file; how it looks then."""
    with open(path, mode) as stream:
        stream.write(data)
        stream.flush()
        return os.fstat(stream.fileno())
