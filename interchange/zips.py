"""Zips as trees. Members are read in place; what one decompresses to never exceeds what is asked for."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from articles.document import Problem
from articles.document.encoding import decode

from . import rules
from .entries import Entry, Member, printable, problem
from .gzips import unpacking

_FLAG_ENCRYPTED = 0x1
_FLAG_UTF8 = 0x800
# zipfile decompresses the other methods without bound: a few bytes can fill the memory.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_CHUNK = 1 << 16
_LONGEST_REASON = 200
# A time of no member's own, which is asked of none.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
# What systems in China, Taiwan, Japan, Korea and Thailand wrote names in.
_EASTERN = frozenset({"gb18030", "big5", "big5hkscs", "cp932", "euc_jp", "cp949", "cp874"})
_SAMPLE = 1 << 16
_RUSSIAN = re.compile("[а-яё]{3}")
_MIXED_WORD = re.compile("[A-Za-z][А-Яа-яЁё]|[А-Яа-яЁё][A-Za-z]|[\u2500-\u259f]")
_END, _END_64, _MEMBER = b"PK\x05\x06", b"PK\x06\x06", b"PK\x01\x02"
_END_BYTES, _END_64_BYTES = 22, 20 + 56
# What a damaged zip raises beside OSError.
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


def zip_entries(path: Path, stack: ExitStack) -> list[Entry]:
    """The entries of the zip at `path`, readable until `stack` is closed.

    Raises UnreadableSource, OSError or one of DAMAGES.
    """
    if _members(path) > rules.MAX_ENTRIES:
        raise rules.too_many()
    archive = stack.enter_context(zipfile.ZipFile(path))
    budget = rules.Budget()
    members = archive.infolist()
    encoding = _encoding_of(members)
    found = ((member, _name(member, encoding)) for member in members if not member.is_dir())
    # Members are opened by what is known of them. A hundred thousand take some room.
    archive.NameToInfo.clear()
    return [_entry(archive, member, name, path, budget) for member, name in found]


def _entry(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, path: Path, budget: rules.Budget
) -> Entry:
    budget.count(name)
    refusal = (
        rules.unsafe_name(name)
        or _kind(member)
        or budget.refusal(member.file_size, name, packed=member.compress_size)
    )
    shown = printable(rules.shortened(name))
    member.date_time = _LONG_AGO
    return Member(
        path=shown,
        identity=f"{path}!/{shown}",
        size=member.file_size,
        fingerprint=f"{member.file_size}-{member.CRC:08x}",
        open=unpacking(name, partial(_opened, archive, member)),
        refusal=refusal,
    )


def _name(member: zipfile.ZipInfo, encoding: str) -> str:
    """The member's name. Without the UTF-8 flag the format means CP437, but programs wrote UTF-8 all the same, or what
    the system was in: `encoding`, "" for CP437."""
    name = member.orig_filename
    if not member.flag_bits & _FLAG_UTF8:
        for each in filter(None, ("utf-8", encoding)):
            with suppress(UnicodeError):
                name = name.encode("cp437").decode(each)
                break
    return name.replace("\\", "/").removeprefix("./")


def _encoding_of(members: Sequence[zipfile.ZipInfo]) -> str:
    """In which encoding of Asia or of Russia the names are that are neither flagged nor UTF-8; "" for neither."""
    names, size = [], 0
    for member in members:
        if member.flag_bits & _FLAG_UTF8 or member.orig_filename.isascii():
            continue
        try:
            raw = member.orig_filename.encode("cp437")
        except UnicodeError:
            continue
        if size < _SAMPLE and not _is_utf8(raw):
            names.append(raw)
            size += len(raw)
    if not names:
        return ""
    joined = b"\n".join(names)
    codec = decode(joined)[1].codec
    if codec in _EASTERN:
        return codec
    # Words are all of one alphabet; capitals alone would be the letters of a third one.
    text = joined.decode("cp866")
    return "cp866" if _RUSSIAN.search(text) and not _MIXED_WORD.search(text) else ""


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _kind(member: zipfile.ZipInfo) -> Problem | None:
    """Why a member is no file that can be read."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return problem("link", "A symbolic link; links are not followed.")
    if kind not in {0, stat.S_IFREG}:
        return problem("not-a-file", "Neither a file nor a folder.")
    if member.flag_bits & _FLAG_ENCRYPTED:
        return problem("encrypted", "Encrypted; import an archive without a password.")
    if member.compress_type not in _METHODS:
        return problem("compression-unknown", "Compressed in a way that is not read here; use Deflate.")
    return None


def _members(path: Path) -> int:
    """About how many members a zip has: its directory takes ten times its size in memory once it is read."""
    with path.open("rb") as file:
        end = file.seek(0, io.SEEK_END)
        tail_at = max(0, end - _END_BYTES - 0xFFFF - _END_64_BYTES)
        file.seek(tail_at)
        tail = file.read()
        found = tail.rfind(_END)
        if found < 0:
            return 0
        size = int.from_bytes(tail[found + 12 : found + 16], "little")
        if tail[max(0, found - _END_64_BYTES) : found].startswith(_END_64):
            found -= _END_64_BYTES
            size = int.from_bytes(tail[found + 40 : found + 48], "little")
        file.seek(max(0, tail_at + found - size))
        count, left, rest = 0, size, b""
        while left > 0 and (chunk := file.read(min(left, _CHUNK))):
            left -= len(chunk)
            count += (rest + chunk).count(_MEMBER)
            rest = chunk[-3:]
    return count


# -- Reading --------------------------------------------------------------------------------------------------------


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    return io.BufferedReader(_Member(archive, member), _CHUNK)


class _Member(io.RawIOBase):
    """A member's content. Whatever is wrong with it is an OSError."""

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        try:
            self._content = archive.open(member)
        except DAMAGES as error:
            raise _damaged(error) from error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._content.read(len(buffer))
        except DAMAGES as error:
            raise _damaged(error) from error
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._content.close()
        super().close()


def _damaged(error: Exception) -> OSError:
    # It may hold the name of the member, which may be as long as it likes.
    return OSError(f"the archive is damaged here ({str(error)[:_LONGEST_REASON]})")
