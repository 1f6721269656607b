"""The text of an export that is read in chunks, whatever encoding it is in and whatever it says of that.

What a file declares is often wrong: UTF-8 under the name of ISO 8859-1, Windows-1252 under the name of UTF-8, both in
one file. Nothing is decided before the first byte that is not ASCII.
"""

import codecs
import re

from articles.document import Problem
from articles.document.encoding import MIXED, WINDOWS_1252, Encoding, decode

_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# Python knows more: "idna" and "unicode_escape" are no encodings of files.
_ENCODINGS = re.compile(
    r"utf-8|iso(?:8859|2022)|cp\d|koi8|shift_jis|euc_|gb|big5|ascii|mac-|hz|johab|tis|kz1048"
)
# What browsers read under these names (https://encoding.spec.whatwg.org/#names-and-labels).
_AS_BROWSERS_DO = {
    "iso8859-1": WINDOWS_1252, "ascii": WINDOWS_1252, "cp1252": WINDOWS_1252, "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with theirs
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STRAYS = "windows-1252-strays"
_SAMPLE = 1 << 16


class ExportDecoder:
    """Decodes the bytes of one file, chunk by chunk. `problem` says afterwards what had to be guessed, if anything."""

    def __init__(self) -> None:
        self.problem: Problem | None = None
        self._declared = ""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = False
        self._line = 1

    def decode(self, data: bytes) -> str:
        """The text of the next bytes; empty ones are the end of the file."""
        if not self._begun and data:
            self._begin(data)
        if self._decoder is None and data.isascii():
            self._line += data.count(b"\n")
            return data.decode("ascii")
        text = self._decoded(data, self._decoder or self._decided(data))
        self._line += text.count("\n")
        return text

    def _begin(self, data: bytes) -> None:
        self._begun = True
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                self._use(encoding, strict=encoding == "utf-8")
                return
        if data[:2] in {b"<\0", b"{\0"} or data[:2] in {b"\0<", b"\0{"}:
            self._use("utf-16-le" if data[1] == 0 else "utf-16-be")
            return
        found = _DECLARED.search(data[:1024])
        try:
            name = codecs.lookup(found[1].decode()).name if found else ""
        except LookupError:
            name = ""
        self._declared = name if _ENCODINGS.match(name) else ""

    def _decided(self, data: bytes) -> codecs.IncrementalDecoder:
        """By the first bytes that are not ASCII."""
        declared = self._declared or "utf-8"
        try:
            codecs.getincrementaldecoder("utf-8")("strict").decode(data)
        except UnicodeDecodeError:
            is_utf8 = False
        else:
            is_utf8 = True
        if is_utf8:
            if declared != "utf-8":
                self._tell(f"The file says that it is {declared}, but is UTF-8.", data)
            return self._use("utf-8", strict=True)
        if declared == "utf-8":
            end = data.rfind(b"\n", 0, _SAMPLE)
            found = decode(data[:end] if end > 0 else data[:_SAMPLE])[1]
            codec = found.codec if found.codec not in {"utf-8", MIXED} else ""
            if codec:
                self._tell(f"The file is not valid UTF-8; it was read as {Encoding(codec).label}.", data)
            return self._use(codec or "utf-8", strict=not codec)
        return self._use(_AS_BROWSERS_DO.get(declared, declared))

    def _use(self, encoding: str, *, strict: bool = False) -> codecs.IncrementalDecoder:
        self._decoder = codecs.getincrementaldecoder(encoding)("strict" if strict else "replace")
        return self._decoder

    def _decoded(self, data: bytes, decoder: codecs.IncrementalDecoder) -> str:
        state = decoder.getstate()
        try:
            return decoder.decode(data, final=not data)
        except UnicodeDecodeError:
            # From here on, what is no UTF-8 is what somebody pasted into it.
            self._tell("The file is not valid UTF-8; what is not was read as Windows-1252.", data)
            self._decoder = codecs.getincrementaldecoder("utf-8")(_STRAYS)
            self._decoder.setstate(state)
            return self._decoder.decode(data, final=not data)

    def _tell(self, message: str, data: bytes) -> None:
        if self.problem is None:
            first = next((place for place, byte in enumerate(data) if byte > 0x7F), 0)
            self.problem = Problem("encoding-guessed", message, self._line + data.count(b"\n", 0, first))
