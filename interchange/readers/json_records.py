"""JSON with many records, read as a stream: one object in memory at a time, whatever the size of the file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sys import getsizeof
from typing import IO, Any

import ijson

from articles.document import Problem

from .export_encoding import ExportDecoder
from .parts import MAX_DEPTH
from .xml_mending import CONTROLS

# Bytes of one text in the file, and of all texts of one record in memory.
MAX_TEXT = 8 * 1024 * 1024
MAX_RECORD = 12 * 1024 * 1024

Record = dict[str, Any]


# JSON holds none of these in its texts, but some programs write them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# What stands for them in a text.
_ESCAPES = str.maketrans({"\n": "\\n", "\r": "\\r", "\t": "\\t"})
_BREAKS = re.compile(r"[\n\r\t]")
_BROKEN = (
    "Line breaks or tabs stand in its texts as they are, which JSON does not allow; they were read as meant."
)
# Python reads no longer ones, and the parser does not survive that.
_LONG_NUMBER = re.compile(r"[0-9]{4000}")
_DIGITS = "0123456789"


class UnreadableJSON(Exception):
    """The file is no JSON, breaks off, or breaks a limit. The message is for the report."""


@dataclass(frozen=True)
class NoRecord:
    """What stands in a list of records and is none; `shown` says what it is instead."""

    shown: str

    @property
    def why_not(self) -> tuple[str, str]:
        """The code and message of its line in the report."""
        return "no-record", f"It is {self.shown} where a post was expected, which is an object in JSON."


class _Metered:
    """The stream, refusing to go on when too much was read without anything having ended in it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decoder = ExportDecoder()
        self._begun = False
        self._texts = _Texts()
        self._controls: set[str] = set()
        self.since = 0

    @property
    def problems(self) -> list[Problem]:
        """What had to be guessed of its encoding, mended, or removed."""
        mended = Problem("json-repaired", _BROKEN, self._texts.first) if self._texts.first else None
        removed = None
        if self._controls:
            names = ", ".join(sorted(self._controls)[:20])
            message = f"Control characters that feeds and databases can't hold were removed: {names}."
            removed = Problem("control-characters-removed", message)
        return [each for each in (self._decoder.problem, mended, removed) if each]

    def cleaned(self, text: str, controls: re.Pattern[str] = CONTROLS, by: str = "") -> str:
        """The text without control characters, which are remembered."""
        if found := controls.findall(text):
            self._controls |= {f"U+{ord(character):04X}" for character in found}
            return controls.sub(by, text)
        return text

    def read(self, size: int = -1) -> bytes:
        if not size:
            return b""
        data = b""
        while not data:
            raw = self._stream.read(size)
            text = self.cleaned(self._decoder.decode(raw), _CONTROLS, by=" ")
            text = self._texts.mended(text, last=not raw)
            data = text.encode("utf-8", "replace")
            if not self._begun:
                self._begun, data = True, data.removeprefix(b"\xef\xbb\xbf")
            if not raw:
                break
        self.since += len(data)
        if self.since > MAX_TEXT:
            raise UnreadableJSON(f"A single text in it is longer than {MAX_TEXT // 2**20} MB.")
        return data


class _Texts:
    """Escapes the line ends and tabs that stand within texts, chunk by chunk. `first` is the line of the first.

    Raises UnreadableJSON for a number that nothing can read. A text may be of as many digits.
    """

    def __init__(self) -> None:
        self.first = 0
        self._inside = False
        self._digits = ""
        self._held = ""
        self._line = 1

    def mended(self, text: str, *, last: bool) -> str:
        text = self._held + text
        # An escape may lie between two chunks.
        end = len(text) if last else len(text.rstrip("\\"))
        self._held, text = text[end:], text[:end]
        bare = text.replace("\\\\", "\0\0").replace('\\"', "\0\0") if "\\" in text else text
        self._refuse_long_numbers(bare)
        if _BREAKS.search(text):
            text = self._escaped(text, bare)
        self._inside ^= bare.count('"') % 2 == 1
        self._line += bare.count("\n")
        return text

    def _refuse_long_numbers(self, bare: str) -> None:
        before = len(self._digits)
        for found in _LONG_NUMBER.finditer(self._digits + bare):
            start = max(found.start() - before, 0)
            if self._inside == (bare.count('"', 0, start) % 2 == 1):
                raise UnreadableJSON("A number in it has more than 4,000 digits.")
        whole = bare if bare.rstrip(_DIGITS) else self._digits + bare
        self._digits = whole[len(whole.rstrip(_DIGITS)) :][-4000:]

    def _escaped(self, text: str, bare: str) -> str:
        parts, at, inside = [], 0, self._inside
        for part in bare.split('"'):
            written = text[at : at + len(part)]
            if inside and (found := _BREAKS.search(part)):
                self.first = self.first or self._line + bare.count("\n", 0, at + found.start())
                written = written.translate(_ESCAPES)
            parts.append(written)
            at += len(part) + 1
            inside = not inside
        return '"'.join(parts)


def records(
    stream: IO[bytes], tables: Mapping[str, bool], told: list[Problem] | None = None
) -> Iterator[tuple[str, Record]]:
    """The `entries` that are records; whatever else stands among them is passed over."""
    for table, entry in entries(stream, tables, told):
        if not isinstance(entry, NoRecord):
            yield table, entry


def entries(
    stream: IO[bytes], tables: Mapping[str, bool], told: list[Problem] | None = None
) -> Iterator[tuple[str, Record | NoRecord]]:
    """What is in the lists called one of `tables`, with the name of their list, in the order of the file.

    `tables` says of each whether it is wanted; what else is in the file is passed over. A list counts wherever no other
    list of that kind is around it, so that it may stand at the top, in `data`, or in `db[0].data`.
    Raises UnreadableJSON, after the records that came before the fault. `told` is given what had to be guessed.
    """
    metered = _Metered(stream)
    walker = _Walker(tables)
    try:
        for event, value in ijson.basic_parse(metered, buf_size=1 << 16):
            metered.since = 0
            if event == "string":
                # An escape may stand for what no text may hold.
                value = metered.cleaned(value)  # noqa: PLW2901
            if walker.feed(event, value):
                if told is not None:
                    told[:] = metered.problems
                yield walker.table, walker.entry
    except ijson.JSONError as error:
        raise UnreadableJSON(
            f"It can't be read as JSON any further: {str(error).splitlines()[0]}."
        ) from error


class _Walker:
    """Told the events of a parser one by one, tells when an entry is whole."""

    def __init__(self, tables: Mapping[str, bool]) -> None:
        self.table = ""
        self.entry: Record | NoRecord = {}
        self._tables = tables
        self._keys: list[str] = []  # of the objects around the current place, the innermost last
        self._depth = 0
        self._list_depth = 0
        self._builder: Any = None
        self._weight = 0

    def feed(self, event: str, value: Any) -> bool:
        """Whether `entry`, of `table`, is whole now, and wanted."""
        if event in {"start_map", "start_array"}:
            self._enter(event)
        elif event == "map_key":
            self._keys[-1] = value
        if self._builder is not None:
            self._builder.event(event, value)
            self._weight += getsizeof(value) if isinstance(value, str) else 1
            if self._weight > MAX_RECORD:
                raise UnreadableJSON(f"A record in “{self.table}” is larger than {MAX_RECORD // 2**20} MB.")
        if event in {"end_map", "end_array"}:
            return self._leave(event)
        is_plain = event not in {"start_map", "start_array", "map_key"}
        if is_plain and self.table and self._depth == self._list_depth:
            self.entry = NoRecord(f"“{str(value)[:60]}”" if value is not None else "nothing (null)")
            return self._tables[self.table]
        return False

    def _enter(self, event: str) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnreadableJSON(f"It is nested deeper than {MAX_DEPTH} levels.")
        if event == "start_map":
            if self.table and self._builder is None and self._depth == self._list_depth + 1:
                self._builder, self._weight = ijson.ObjectBuilder(), 0
            self._keys.append("")
        elif not self.table and self._keys and self._keys[-1] in self._tables:
            self.table, self._list_depth = self._keys[-1], self._depth

    def _leave(self, event: str) -> bool:
        self._depth -= 1
        if event == "end_map":
            self._keys.pop()
        if self._builder is not None and self._depth == self._list_depth:
            self.entry, self._builder = self._builder.value, None
            return self._tables[self.table]
        if self.table and self._depth == self._list_depth:
            self.entry = NoRecord("a list")
            return self._tables[self.table]
        if self.table and self._depth == self._list_depth - 1:
            self.table = ""
        return False
