"""The entries of Movable Type's text format, which TypePad, Hatena Blog and others export too: lines in, entries out.

https://www.movabletype.org/documentation/appendices/import-export-format.html
An entry is fields, one a line, and then sections with a line of five hyphens before each; eight hyphens end it. Hyphens
that authors drew themselves are told by what follows them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from articles.document import Problem

from .export_encoding import ExportDecoder

# Characters of one entry, its comments included.
MAX_ENTRY = 6 * 1024 * 1024

_CHUNK = 1 << 16
_END, _BREAK = "-" * 8, "-" * 5
_LINE_END = re.compile(r"\r\n|\n|\r(?!\n)")
_FIELD = re.compile(r"(?P<name>[A-Z][A-Z0-9_ ]{1,60}):[ \t]*(?P<value>.*)")
_BEGINNING = re.compile(
    r"(?:AUTHOR|TITLE|BASENAME|STATUS|ALLOW COMMENTS|ALLOW PINGS|CONVERT BREAKS|DATE|(?:PRIMARY )?CATEGORY|TAGS"
    r"|UNIQUE URL|PERMALINK|NO ENTRY|IMAGE):"
)
_SECTION = re.compile(r"(?P<name>BODY|EXTENDED BODY|EXCERPT|KEYWORDS|COMMENT|PING):(?P<rest>.*)")


@dataclass(frozen=True)
class Entry:
    """One entry: its fields in their order, its texts by name, how often others said something. `line` is its first.

    `fault` says why it can't be read.
    """

    line: int
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    comments: int = 0
    pings: int = 0
    fault: str = ""

    def said(self, *names: str) -> str:
        """The first value under one of these names; "" for none."""
        return next((value for name in names for value in self.fields.get(name, ()) if value), "")


def entries(stream: IO[bytes], told: list[Problem]) -> Iterator[Entry]:
    """The entries of a file, one in memory at a time. `told` is given what had to be guessed of its encoding."""
    held: list[str] = []
    # What may be an end, with the blank lines behind it: the next line tells.
    pending: list[str] = []
    begun = size = 0
    for number, line in enumerate(_lines(stream, told), 1):
        if pending:
            if not line.strip() or line.rstrip() == _END:
                pending.append(line)
                continue
            if _BEGINNING.match(line):
                yield _entry(held, begun, size)
                held, size = [], 0
            elif size <= MAX_ENTRY:
                held += pending
            pending = []
        if line.rstrip() == _END and held:
            pending.append(line)
        elif held or line.strip():
            begun = begun if held else number
            size += len(line) + 1
            if size <= MAX_ENTRY or not held:
                held.append(line[:MAX_ENTRY])
    if held:
        yield _entry(held, begun, size)


def _lines(stream: IO[bytes], told: list[Problem]) -> Iterator[str]:
    decoder = ExportDecoder()
    # The pieces of the line that has not ended yet, and what may be the first half of a line's end.
    pieces: list[str] = []
    length, cut = 0, ""
    while True:
        data = stream.read(_CHUNK)
        text = cut + decoder.decode(data)
        cut = "\r" if data and text.endswith("\r") else ""
        first, *others = _LINE_END.split(text.removesuffix(cut))
        pieces.append(first)
        length += len(first)
        for line in others:
            yield "".join(pieces).lstrip("\ufeff")
            pieces, length = [line], len(line)
        if not data:
            break
        if length > MAX_ENTRY:
            # No line is that long in an export; what follows is of an entry that is refused for its size.
            yield "".join(pieces)
            pieces, length = [], 0
    if decoder.problem:
        told.append(decoder.problem)
    yield "".join(pieces)


def _entry(lines: list[str], line: int, size: int) -> Entry:
    if size > MAX_ENTRY:
        return Entry(line, fault=f"It is longer than {MAX_ENTRY // 2**20} million characters.")
    said, *sections = _parts(lines)
    fields: dict[str, tuple[str, ...]] = {}
    for each in said:
        if found := _FIELD.match(each):
            name = found["name"].strip()
            fields[name] = (*fields.get(name, ()), found["value"].strip())
    if not fields:
        return Entry(line, fault="It does not begin with fields such as “TITLE: …”.")
    texts: dict[str, str] = {}
    names = []
    for first, *rest in sections:
        found = _SECTION.match(first)
        name = found["name"] if found else "BODY"
        names.append(name)
        text = "\n".join([found["rest"].strip() if found else first, *rest]).strip("\n")
        if name not in {"COMMENT", "PING"}:
            texts[name] = f"{texts[name]}\n{text}" if name in texts else text
    return Entry(line, fields, texts, names.count("COMMENT"), names.count("PING"))


def _parts(lines: list[str]) -> list[list[str]]:
    """The fields, and each section from the line that names it."""
    parts: list[list[str]] = [[]]
    place = 0
    while place < len(lines):
        if lines[place].rstrip() == _BREAK:
            after = place + 1
            while after < len(lines) and not lines[after].strip():
                after += 1
            if after == len(lines):
                break
            if _SECTION.match(lines[after]):
                parts.append([])
                place = after
        parts[-1].append(lines[place])
        place += 1
    return parts
