"""Tars as trees. A tar can't be read out of order, so its files are unpacked aside, into one file without a name:
nothing of it stays, however the import ends. Memory is bounded, whatever headers and compression claim.
"""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import tempfile
import zlib
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any

from articles.document import Problem

from . import rules
from .entries import Entry, Member, UnreadableSource, printable, problem
from .gzips import unpacking

# What may stand between two files of a tar. A name takes a thousand bytes of it, access lists some ten thousand.
_MAX_HEADER_BYTES = 128 * 1024
# What unpacking an xz may take; its highest preset takes 65 MB.
_MAX_XZ_MEMORY = 96 * 1024 * 1024
_CHUNK = 1 << 18
_PACKED_CHUNK = 1 << 14
# What a damaged tar raises beside OSError.
DAMAGES = (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, ValueError, OverflowError)


def tar_entries(path: Path, stack: ExitStack) -> list[Entry]:
    """The entries of the tar at `path`, plain or compressed, readable until `stack` is closed.

    Raises UnreadableSource, OSError or one of DAMAGES.
    """
    spool: IO[bytes] = tempfile.TemporaryFile(prefix="trendsite-import-")  # noqa: SIM115  # `stack` closes it
    stack.callback(spool.close)
    entries: list[Entry] = []
    with path.open("rb") as file:
        stream = _Forward(file)
        with tarfile.open(fileobj=stream, mode="r:", encoding="utf-8") as archive:  # type: ignore[call-overload]
            unpacking = _Unpacking(path, archive, stream, spool)
            while (member := stream.next_header(archive)) is not None:
                if not member.isdir():
                    entries.append(unpacking.entry(member))
                # It would keep every header; there may be very many.
                archive.members.clear()
    return entries


class _Unpacking:
    """One pass through a tar."""

    def __init__(self, path: Path, archive: tarfile.TarFile, stream: "_Forward", spool: IO[bytes]) -> None:
        self._path = path
        self._archive = archive
        self._stream = stream
        self._spool = spool
        self._budget = rules.Budget()

    def entry(self, member: tarfile.TarInfo) -> Entry:
        name = member.name.removeprefix("./").replace("\\", "/")
        self._budget.count(name)
        start = self._spool.seek(0, io.SEEK_END)
        refusal = (
            rules.unsafe_name(name)
            or _kind(member)
            or self._budget.refusal(member.size, name)
            or self._spooled(member)
        )
        if refusal is not None:
            self._spool.truncate(start)
        shown = printable(rules.shortened(name))
        return Member(
            path=shown,
            identity=f"{self._path}!/{shown}",
            size=member.size,
            fingerprint=f"{member.size}-{int(member.mtime)}",
            open=unpacking(name, partial(_opened, self._spool.fileno(), start, member.size)),
            refusal=refusal,
        )

    def _spooled(self, member: tarfile.TarInfo) -> Problem | None:
        """Copy a file to the end of the spool. The reason why not when it turns out to be a bomb."""
        content = self._archive.extractfile(member)
        before, written = self._stream.packed, 0
        while content is not None and (chunk := content.read(_CHUNK)):
            self._spool.write(chunk)
            written += len(chunk)
            # What was read ahead before it began may be its own.
            if rules.is_bomb(written, self._stream.packed - before + _PACKED_CHUNK):
                return rules.bomb()
        self._spool.flush()
        return None


def _kind(member: tarfile.TarInfo) -> Problem | None:
    """Why a member is no file that can be read."""
    if member.issym() or member.islnk():
        return problem("link", "A link; links are not followed.")
    if not member.isreg() or member.size < 0:
        return problem("not-a-file", "Neither a file nor a folder.")
    return None


class _Forward:
    """The tar's bytes as tarfile reads them: forwards only, and of headers no more than a few."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._stream = _decompressed(file)
        self._at = 0
        self._left: int | None = _MAX_HEADER_BYTES
        # What was read of it last.
        self._header = b""

    @property
    def packed(self) -> int:
        """How much of the file has been read."""
        return self._file.tell()

    def next_header(self, archive: tarfile.TarFile) -> tarfile.TarInfo | None:
        """The next member; None at the end. tarfile takes a damaged header for the end, too; that is a ReadError."""
        self._left, self._header = _MAX_HEADER_BYTES, b""
        try:
            member: tarfile.TarInfo | None = archive.next()
        finally:
            self._left = None
        if member is None and self._header.strip(b"\0"):
            raise tarfile.ReadError(f"the header before byte {self._at:,} is damaged")
        return member

    def tell(self) -> int:
        return self._at

    def read(self, size: int) -> bytes:
        if self._left is not None:
            self._left -= size
            if self._left < 0:
                limit = _MAX_HEADER_BYTES // 1024
                raise UnreadableSource(f"The archive has a header of more than {limit} KB.", "archive-bomb")
            self._header = self._taken(size)
            return self._header
        return self._taken(size)

    def seek(self, position: int) -> None:
        if position < self._at:
            raise tarfile.ReadError("a header leads back")
        while self._at < position and self._taken(min(_CHUNK, position - self._at)):
            pass

    def _taken(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._at += len(data)
        if self._at > rules.MAX_ARCHIVE_BYTES:
            raise rules.too_much()
        return data


def _decompressed(file: IO[bytes]) -> IO[bytes]:
    """The content of a file that may be compressed, by what it begins with."""
    head = file.read(6)
    file.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
    if head.startswith(b"BZh"):
        return bz2.BZ2File(file)
    if head.startswith((b"\xfd7zXZ", b"]\0\0")):
        return io.BufferedReader(_Unxz(file), _CHUNK)
    return file


class _Unxz(io.RawIOBase):
    """As lzma.LZMAFile, which has no bound on memory: a file may ask for 4 GB."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decompressor = lzma.LZMADecompressor(memlimit=_MAX_XZ_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = b""
        while not data:
            if self._decompressor.eof:
                return 0
            packed = self._file.read(_PACKED_CHUNK) if self._decompressor.needs_input else b""
            if self._decompressor.needs_input and not packed:
                raise EOFError("it ends before its compressed content does")
            data = self._decompressor.decompress(packed, len(buffer))
        buffer[: len(data)] = data
        return len(data)


# -- Reading back ---------------------------------------------------------------------------------------------------


def _opened(descriptor: int, start: int, size: int) -> IO[bytes]:
    return io.BufferedReader(_Slice(descriptor, start, size), _CHUNK)


class _Slice(io.RawIOBase):
    """A part of the spool, read without moving the spool: several threads may be at it."""

    def __init__(self, descriptor: int, start: int, size: int) -> None:
        self._descriptor = descriptor
        self._at = start
        self._end = start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = os.pread(self._descriptor, min(len(buffer), self._end - self._at), self._at)
        self._at += len(data)
        buffer[: len(data)] = data
        return len(data)
