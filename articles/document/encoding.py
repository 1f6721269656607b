"""Bytes to text and back, without losing which bytes they were."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from .legacy import guess
from .problem import Problem

# Windows-1252 whose five undefined bytes stand for themselves, as in browsers
# (https://encoding.spec.whatwg.org/#windows-1252): every byte has a character and comes back.
WINDOWS_1252 = "sloppy-windows-1252"
MIXED = "utf-8 with windows-1252 strays"

_LABELS = {
    WINDOWS_1252: "Windows-1252", MIXED: "UTF-8 mixed with Windows-1252", "cp932": "Shift JIS", "cp949": "EUC-KR",
    "euc_jp": "EUC-JP", "iso8859-2": "ISO 8859-2", "iso8859-5": "ISO 8859-5", "cp874": "Windows-874",
    **{f"cp125{digit}": f"Windows-125{digit}" for digit in "0134568"},
}  # fmt: skip
_BOMS = (
    ("utf-8", codecs.BOM_UTF8),
    ("utf-32-le", codecs.BOM_UTF32_LE),  # before UTF-16: its mark begins with theirs
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
_SAMPLE = 4096  # bytes looked at to tell UTF-16 without a mark


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a document's text is written as bytes: a Python codec name and the byte order mark before it."""

    codec: str = "utf-8"
    bom: bytes = b""

    @property
    def label(self) -> str:
        """The name a person knows it by."""
        return _LABELS.get(self.codec) or self.codec.upper()


UTF8 = Encoding()


def _sloppy(name: str) -> codecs.CodecInfo | None:
    """The sloppy codecs, which ftfy has; loaded with the first text that is in none of Unicode's encodings."""
    if not name.startswith("sloppy"):
        return None
    found: codecs.CodecInfo | None = import_module("ftfy.bad_codecs").search_function(name)
    return found


codecs.register(_sloppy)


def decode(data: bytes) -> tuple[str, Encoding]:
    """Return the text of `data`, without its byte order mark, and the encoding that was found. Never raises."""
    for codec, bom in _BOMS:
        if data.startswith(bom):
            rest = data[len(bom) :]
            if codec == "utf-8":
                text, found = _decode_unmarked(rest)
                return text, Encoding(found, bom)
            if codec == "utf-32-le" and not _is_valid(rest, codec):
                continue
            return _without_surrogates(rest.decode(codec, "replace")), Encoding(codec, bom)
    plain = _unmarked_utf16(data)
    if plain is not None:
        return data.decode(plain), Encoding(plain)
    text, codec = _decode_unmarked(data)
    return text, Encoding(codec)


def encode(text: str, encoding: Encoding) -> bytes:
    """Return `text` as bytes in `encoding`, or in UTF-8 where that encoding cannot hold it or would be misread."""
    if encoding.codec == "utf-8" and (encoding.bom or not (text.startswith("\ufeff") or "\0" in text)):
        return encoding.bom + text.encode("utf-8")
    codec = "utf-8" if encoding.codec == MIXED else encoding.codec
    try:
        data = encoding.bom + text.encode(codec)
    except UnicodeEncodeError:
        data = text.encode("utf-8")
    if decode(data)[0] == text:
        return data
    return codecs.BOM_UTF8 + text.encode("utf-8")


def in_utf8(data: bytes) -> bytes:
    """Return the bytes of a text in UTF-8, whatever they are written in."""
    if b"\0" not in data and _is_valid(data, "utf-8"):
        return data
    return decode(data)[0].encode("utf-8", "replace")


def encoding_problems(data: bytes, encoding: Encoding) -> tuple[Problem, ...]:
    """Return a warning where the encoding had to be guessed, with the line of the first byte that forced it."""
    if encoding.codec.startswith("utf-") and encoding.codec != MIXED:
        return ()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"The file is not valid UTF-8 (byte {error.start + 1}); it was read as {encoding.label}."
        return (Problem("encoding-guessed", message, line),)
    return ()


def _decode_unmarked(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    marked = data.decode("utf-8", "surrogateescape")
    strays = sum("\udc80" <= character <= "\udcff" for character in marked)
    sound = sum(character > "\x7f" for character in marked) - strays
    if sound and sound >= strays:
        # A UTF-8 file into which somebody pasted a few Windows-1252 bytes.
        return data.decode("utf-8", "windows-1252-strays"), MIXED
    codec = guess(data) or WINDOWS_1252
    return data.decode(codec), codec


def _unmarked_utf16(data: bytes) -> Literal["utf-16-le", "utf-16-be"] | None:
    """Tell UTF-16 by the zero high bytes of its Latin letters; anything less plain is not UTF-16."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or len(data) < 4 or 0 not in sample:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.3 and even <= half * 0.01 and _is_valid(data, "utf-16-le"):
        return "utf-16-le"
    if even > half * 0.3 and odd <= half * 0.01 and _is_valid(data, "utf-16-be"):
        return "utf-16-be"
    return None


def _is_valid(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _stray_bytes(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(WINDOWS_1252), error.end


codecs.register_error("windows-1252-strays", _stray_bytes)
