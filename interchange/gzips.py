"""Exports that were packed by themselves (`export.xml.gz`), read as what they hold."""

import gzip
import io
import zlib
from collections.abc import Callable
from functools import partial
from typing import IO, Any

from . import rules
from .entries import MAX_STREAMED_BYTES, STREAMED_SUFFIXES

SUFFIX = ".gz"
_CHUNK = 1 << 16
# What a damaged one raises beside OSError.
_DAMAGES = (EOFError, zlib.error, ValueError)


def unpacked_name(name: str) -> str:
    """The name of what a packed export holds; of any other file, its own."""
    bare = name[: -len(SUFFIX)] if name.lower().endswith(SUFFIX) else name
    return bare if bare.lower().endswith(tuple(STREAMED_SUFFIXES)) else name


def unpacking(name: str, open_file: Callable[[], IO[bytes]]) -> Callable[[], IO[bytes]]:
    """How the file `name` is opened: for a packed export what it holds, for any other file itself."""
    return open_file if unpacked_name(name) == name else partial(_opened, open_file)


def _opened(open_file: Callable[[], IO[bytes]]) -> IO[bytes]:
    return io.BufferedReader(_Unpacked(open_file()), _CHUNK)


class _Unpacked(io.RawIOBase):
    """The content of a packed file, as far as it goes. Whatever else is wrong with it is an OSError, a bomb too."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = _Counted(packed)
        self._content = gzip.GzipFile(fileobj=self._packed)  # type: ignore[call-overload]
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._content.read(len(buffer))
        except _DAMAGES as error:
            if self._read:
                # It breaks off here; whoever reads it sees that by what it holds.
                return 0
            raise OSError(f"what it holds is damaged ({error})") from error
        self._read += len(data)
        if self._read > MAX_STREAMED_BYTES or rules.is_bomb(self._read, self._packed.count):
            raise OSError(rules.bomb().message)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._content.close()
            self._packed.stream.close()
        super().close()


class _Counted:
    """A stream of which is known how much was read; a member of an archive can't tell where it is."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.count += len(data)
        return data
