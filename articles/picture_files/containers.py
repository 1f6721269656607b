"""What pictures tell beside what they show, cut out of their files without decoding them.

For pictures whose decoding and encoding again would take too much memory: what is shown stays as it is, byte for byte.
"""

import re
import struct
from collections.abc import Callable, Iterator

# A tag of EXIF (the way up), and an EXIF block that says nothing else.
_TURNED = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0"
# An EXIF item of an AVIF that says nothing.
EMPTY = b"\0MM*\x08"
_NOTHING = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"

_JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_JPEG_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_JPEG_COMMENT, _JPEG_SCAN, _JPEG_END = 0xFE, 0xDA, 0xD9
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT acTL fcTL fdAT".split(),
)
_WEBP_KEPT = frozenset([b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP", b"ANIM", b"ANMF"])
_WEBP_SAYS = 0x08 | 0x04  # that there is EXIF, that there is XMP
_GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")


def without_words(raw: bytes, kind: str, *, orientation: int = 1) -> bytes:
    """The picture `raw`, of a kind as Pillow calls it, without what it tells of where, when and how it was made.

    The way up of a JPEG stays, as nothing else says it; an AVIF says it elsewhere. Raises ValueError for what is no
    such picture.
    """
    try:
        return b"".join(_CUTTERS[kind](raw, orientation))
    except (IndexError, struct.error) as error:
        raise ValueError(f"it ends before its {kind} does") from error


def _jpeg(raw: bytes, orientation: int) -> Iterator[bytes]:
    yield raw[:2]
    if orientation != 1:
        said = _TURNED % orientation
        yield struct.pack(">HH", 0xFFE1, len(said) + 2) + said
    at = 2
    while found := _JPEG_MARKER.search(raw, at):
        marker, at = raw[found.end() - 1], found.end()
        if marker == _JPEG_END:
            yield b"\xff\xd9"
            # What lies behind is not shown.
            return
        end = at + struct.unpack_from(">H", raw, at)[0]
        begins = _JPEG_KEPT.get(marker)
        is_word = 0xE0 <= marker <= 0xEF or marker == _JPEG_COMMENT
        if not is_word or (begins and raw.startswith(begins, at + 2)):
            yield raw[at - 2 : end]
        if marker == _JPEG_SCAN:
            following = _JPEG_MARKER.search(raw, end)
            yield raw[end : following.start() if following else len(raw)]
        at = end


def _png(raw: bytes, _: int) -> Iterator[bytes]:
    yield raw[:8]
    at = 8
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", raw, at)
        if kind in _PNG_KEPT:
            yield raw[at : at + 12 + length]
        at += 12 + length


def _webp(raw: bytes, _: int) -> Iterator[bytes]:
    kept = list(_webp_chunks(raw))
    yield b"RIFF" + struct.pack("<I", 4 + sum(map(len, kept))) + b"WEBP"
    yield from kept


def _webp_chunks(raw: bytes) -> Iterator[bytes]:
    at, end = 12, min(len(raw), 8 + struct.unpack_from("<I", raw, 4)[0])
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", raw, at)
        chunk = raw[at : at + 8 + length + (length & 1)]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_SAYS]) + chunk[9:]
        if kind in _WEBP_KEPT:
            yield chunk
        at += len(chunk)


def _gif(raw: bytes, _: int) -> Iterator[bytes]:
    at = 13 + _gif_colours(raw[10])
    yield raw[:at]
    while raw[at] != 0x3B:
        begin, is_kept = at, True
        if raw[at] == 0x2C:
            at += 10 + _gif_colours(raw[at + 9]) + 1
        elif raw[at] == 0x21:
            is_kept = raw[at + 1] == 0xF9 or (raw[at + 1] == 0xFF and raw.startswith(_GIF_KEPT, at + 3))
            at += 2
        else:
            raise ValueError("it has a block that no GIF has")
        while length := raw[at]:
            at += 1 + length
        at += 1
        if is_kept:
            yield raw[begin:at]
    yield b";"


def _gif_colours(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0


# -- AVIF: boxes in boxes (ISO/IEC 14496-12); where its items lie is said by their place in the file, so none may move


def _avif(raw: bytes, _: int) -> Iterator[bytes]:
    at = 0
    for start, end in sorted(_avif_words(raw)):
        if start < at or end > len(raw):
            raise ValueError("its items lie over one another")
        length = end - start
        yield raw[at:start]
        yield _NOTHING.ljust(length, b"\0") if length >= len(_NOTHING) else bytes(length)
        at = end
    yield raw[at:]


def _boxes(raw: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The kind of each box, and where its content begins and ends."""
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", raw, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", raw, at + 8)[0], 16
        size = size or end - at
        if size < head:
            raise ValueError("it has a box that is smaller than a box")
        yield kind, at + head, min(at + size, end)
        at += size


def _avif_words(raw: bytes) -> Iterator[tuple[int, int]]:
    """Where the items lie that are texts."""
    for kind, start, end in _boxes(raw, 0, len(raw)):
        if kind != b"meta":
            continue
        inside = {name: (begin, stop) for name, begin, stop in _boxes(raw, start + 4, end)}
        if b"iinf" not in inside or b"iloc" not in inside:
            continue
        told = set(_told_items(raw, *inside[b"iinf"]))
        base = inside.get(b"idat", (0, 0))[0]
        yield from _extents(raw, inside[b"iloc"][0], told, base)


def _told_items(raw: bytes, start: int, end: int) -> Iterator[int]:
    """The numbers of the items that are EXIF or any text."""
    for kind, begin, _ in _boxes(raw, start + (6 if raw[start] == 0 else 8), end):
        version = raw[begin]
        if kind != b"infe" or version not in {2, 3}:
            continue
        number, _, item = struct.unpack_from(">HH4s" if version == 2 else ">IH4s", raw, begin + 4)
        if item in {b"Exif", b"mime", b"uri "}:
            yield number


def _extents(raw: bytes, at: int, wanted: set[int], idat: int) -> Iterator[tuple[int, int]]:
    """Where the parts of items lie, as `iloc` says it."""
    version = raw[at]
    sizes = struct.unpack_from(">H", raw, at + 4)[0]
    of_offset, of_length, of_base = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    of_index = sizes & 15 if version else 0
    wide = 4 if version == 2 else 2
    at += 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(raw[at - size : at])

    for _ in range(number(wide)):
        item = number(wide)
        method = number(2) & 15 if version else 0
        number(2)
        base = number(of_base) + (idat if method == 1 else 0)
        for _ in range(number(2)):
            number(of_index)
            start = base + number(of_offset)
            length = number(of_length)
            if item in wanted:
                yield start, start + length


_CUTTERS: dict[str, Callable[[bytes, int], Iterator[bytes]]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "GIF": _gif,
    "AVIF": _avif,
}
