"""Pictures made smaller strip by strip, so that never the whole of one is in memory."""

import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import IO

from PIL import Image as Picture

# What the rows of a strip take in the file, in bytes.
_STRIP = 1024 * 1024
_READ = 1 << 16
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# The type of colour whose pixels have so many bytes, each of them a sample.
_OF_BYTES = {1: 0, 2: 4, 3: 2, 4: 6}
# What has to be known before the pixels.
_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS"})


def shown(picture: Picture.Image) -> Picture.Image:
    """The picture in a mode in which it can be made smaller; a grey one stays so, at a quarter of the memory."""
    is_grey = picture.mode == "L" and "transparency" not in picture.info
    if picture.mode in {"RGB", "RGBA"} or is_grey:
        return picture
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    return picture.convert("RGBA" if has_alpha else "RGB")


def reduced(picture: Picture.Image, factor: int) -> Picture.Image:
    """A picture that is in memory at 1/`factor` of its width and height, without a second one of its size."""
    rows = max(1, _STRIP // (4 * picture.width) // factor) * factor
    boxes = ((top, min(top + rows, picture.height)) for top in range(0, picture.height, rows))
    strips = (picture.crop((0, top, picture.width, bottom)) for top, bottom in boxes)
    return _put_together(strips, picture.size, factor)


def _put_together(strips: Iterator[Picture.Image], size: tuple[int, int], factor: int) -> Picture.Image:
    """One smaller picture of strips that have whole multiples of `factor` rows, but for the last."""
    width, height = (-(-each // factor) for each in size)
    whole: Picture.Image | None = None
    at = 0
    for strip in strips:
        small = shown(strip).reduce(factor)
        if whole is None:
            whole = Picture.new(small.mode, (width, height))
        whole.paste(small, (0, at))
        at += small.height
    if whole is None or at != height:
        raise ValueError("it ends before its last row")
    return whole


# -- PNG ------------------------------------------------------------------------------------------------------------


def reduced_png(file: IO[bytes], factor: int) -> Picture.Image:
    """The PNG in `file` at 1/`factor` of its width and height; it must not be interlaced.

    Raises ValueError, OSError or zlib.error where it is damaged.
    """
    file.seek(0)
    if file.read(len(_SIGNATURE)) != _SIGNATURE:
        raise ValueError("it is no PNG")
    header: _Header | None = None
    before = {}
    while (kind_and_length := _next_chunk(file))[0] != b"IDAT":
        kind, length = kind_and_length
        data = b"".join(_content(file, kind, length)) if kind in _KEPT else b""
        if kind == b"IHDR":
            header = _Header.read(data)
        elif kind in _KEPT:
            before[kind] = data
        else:
            file.seek(length + 4, os.SEEK_CUR)
    if header is None:
        raise ValueError("it does not begin with what it is")
    rows = _Rows(header, _unpacked(file, kind_and_length[1]), before)
    return _put_together(rows.strips(factor), (header.width, header.height), factor)


@dataclass(frozen=True)
class _Header:
    width: int
    height: int
    depth: int
    colours: int

    @classmethod
    def read(cls, data: bytes) -> "_Header":
        width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", data)
        if interlaced or colours not in _SAMPLES:
            raise ValueError("its rows are not in their order")
        return cls(width, height, depth, colours)

    def said(self) -> bytes:
        return struct.pack(">IIBBBBB", self.width, self.height, self.depth, self.colours, 0, 0, 0)

    @property
    def row(self) -> int:
        """Bytes of a row, without the one that names its filter."""
        return (self.width * _SAMPLES[self.colours] * self.depth + 7) // 8

    @property
    def pixel(self) -> int:
        """Bytes from one pixel to the next, as filters count them."""
        return max(1, _SAMPLES[self.colours] * self.depth // 8)


def _next_chunk(file: IO[bytes]) -> tuple[bytes, int]:
    """The kind and length of a chunk."""
    head = file.read(8)
    if len(head) < 8:
        raise ValueError("it is cut off")
    length, kind = struct.unpack(">I4s", head)
    return kind, length


def _content(file: IO[bytes], kind: bytes, length: int) -> Iterator[bytes]:
    """What is in a chunk, piece by piece, and its checksum looked at."""
    checksum = zlib.crc32(kind)
    while length:
        data = file.read(min(_READ, length))
        if not data:
            raise ValueError("it is cut off")
        checksum = zlib.crc32(data, checksum)
        length -= len(data)
        yield data
    if file.read(4) != checksum.to_bytes(4):
        raise ValueError("a checksum in it is wrong")


def _unpacked(file: IO[bytes], length: int) -> Iterator[bytes]:
    """What the pixels are packed from, in pieces of a bounded size."""
    unpacker = zlib.decompressobj()
    kind = b"IDAT"
    while kind == b"IDAT":
        for data in _content(file, kind, length):
            while data and not unpacker.eof:
                yield unpacker.decompress(data, _STRIP)
                data = unpacker.unconsumed_tail  # noqa: PLW2901  # what there was no room for
        kind, length = _next_chunk(file)


class _Rows:
    """The rows of a PNG as they come, decoded by Pillow: each strip is a PNG of its own.

    What rows are filtered by is the one above them, so that each strip begins with the last row of the one before.
    """

    def __init__(self, header: _Header, unpacked: Iterator[bytes], before: dict[bytes, bytes]) -> None:
        self._header = header
        self._unpacked = unpacked
        self._before = b"".join(_chunk(kind, data) for kind, data in before.items())

    def strips(self, factor: int) -> Iterator[Picture.Image]:
        header = self._header
        line = 1 + header.row
        count = max(1, _STRIP // line // factor) * factor
        above = bytes(header.row)
        waiting = bytearray()
        left = header.height
        while left:
            count = min(count, left)
            while len(waiting) < count * line:
                piece = next(self._unpacked, None)
                if piece is None:
                    raise ValueError("it ends before its last row")
                waiting += piece
            rows = b"\0" + above + bytes(memoryview(waiting)[: count * line])
            del waiting[: count * line]
            left -= count
            strip = self._decoded(rows, replace(header, height=count + 1))
            yield strip.crop((0, 1, header.width, count + 1))
            above = self._last(rows, count + 1) if left else b""

    def _decoded(self, rows: bytes, header: _Header, rawmode: str = "") -> Picture.Image:
        chunks = (
            _chunk(b"IHDR", header.said()),
            self._before,
            _chunk(b"IDAT", zlib.compress(rows, 0)),
            _chunk(b"IEND", b""),
        )
        picture = Picture.open(BytesIO(_SIGNATURE + b"".join(chunks)), formats=["PNG"])
        if rawmode:
            picture.tile = [each._replace(args=rawmode) for each in picture.tile]
        picture.load()
        return picture

    def _last(self, rows: bytes, height: int) -> bytes:
        """The bytes of the last row as they were before they were filtered."""
        header = self._header
        if (colours := _OF_BYTES.get(header.pixel)) is not None:
            # Whatever the bits mean, filters take bytes: pixels of as many bytes have the same.
            wide = header.row // header.pixel
            picture = self._decoded(rows, _Header(wide, height, 8, colours))
            return picture.crop((0, height - 1, wide, height)).tobytes()
        # Pillow keeps one half of each sample of 16 bits.
        last = bytearray(header.row)
        mode = "RGB" if header.colours == 2 else "RGBA"
        for half, rawmode in enumerate((f"{mode};16B", f"{mode};16L")):
            picture = self._decoded(rows, replace(header, height=height), rawmode)
            last[half::2] = picture.crop((0, height - 1, header.width, height)).tobytes()
        return bytes(last)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
