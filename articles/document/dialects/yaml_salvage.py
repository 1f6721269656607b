"""A frontmatter that YAML refuses, read as its author plainly meant it: key by key, and where need be value by value.

A colon or an odd first character in a text without quotes, quotes inside of quotes, a bracket that is never closed, a
missing space behind a key: each spoils a whole frontmatter for YAML, and none leaves a doubt of what is meant.
The text itself stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

import yaml

from ..keys import MEANINGS, normal
from .quotes import meant
from .seams import Sewn
from .tree import Fault, Member, Node, Reading
from .yaml_tree import TooMuchError, UnknownAliasError, build

MAX_PARTS = 200  # keys, and lines without one, that are read one by one
MAX_LINES = 200  # of one key
MAX_VALUES = 2_000  # that are tried alone; no frontmatter has so many
MAX_TRIES = 8  # with fewer and fewer lines of one key

_FAILURES = (yaml.MarkedYAMLError, TooMuchError, UnknownAliasError)
_TOP_KEY = re.compile(
    r"""^(?P<key>"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|(?:[^\s#&*!|>'"%@`,{}\[\]?:-]|-\S)[^\r\n]*?)
    [ \t]*:(?=[ \t\r\n]|\Z)""",
    re.MULTILINE | re.VERBOSE,
)
# A known key may be indented, have no space behind its colon, or the colon of a Chinese or Japanese keyboard.
_LOOSE_KEY = re.compile(r"(?P<indent>[ \t\xa0]{0,8})(?P<key>[A-Za-z_][\w-]{0,40})[ \t]*[:：][ \t\xa0\u3000]*")
_KEY = r"""(?:"[^"\r\n]*"|'[^'\r\n]*'|[\w@.-][\w .@-]{0,60}?):"""
# A value behind a key, behind the dash of an item, or behind both; not a key alone.
_ENTRY = re.compile(
    rf"""(?P<before>[ ]*(?:(?:-[ ]+)+(?:{_KEY}[ \t]+)?|{_KEY}[ \t]+))(?!{_KEY}[ \t]*\Z)(?P<value>\S.*?)[ \t]*\Z""",
    re.VERBOSE,
)
# "#12" is meant to be read.
_COMMENT = re.compile(r"[ \t]+#[ \t]")
_BLOCK_TEXT = re.compile(r"[|>][+-]?\d?[+-]?(?:[ \t]+#.*)?\Z")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_ITEM = re.compile(
    r"""\s*(?P<item>"(?:[^"\\]|\\.)*"(?=\s*(?:,|\Z))|'[^']*'(?=\s*(?:,|\Z))|[^,]*?)\s*(?:,|\Z)"""
)
_PAIR = re.compile(
    r"""\s*[\w-]+:[ ]+(?P<value>"(?:[^"\\]|\\.)*"(?=\s*(?:,|\Z))|'[^']*'(?=\s*(?:,|\Z))|[^,]*?)\s*(?:,|\Z)"""
)
# A list of plain items, one of which stands farther in or out than the first.
_UNEVEN = re.compile(r"[^\s:][^:\n]*:[ ]*\r?\n(?:[ ]*- (?![\w-]+: )[^\r\n]*(?:\r?\n|\Z)|[ ]*\r?\n)+")
_ITEM_INDENT = re.compile(r"^[ ]*(?=- )", re.MULTILINE)
_SHOWN = 60


def salvage(source: str) -> Reading | None:
    """Read what `yaml_tree.build` refuses; None where not one key is found.

    Each value that was read otherwise than YAML would, and each line that says nothing, is a fault, not a fatal one.
    """
    tree = Node("map", 0, len(source), "block")
    faults: list[Fault] = []
    starts = [match.start() for match in islice(_TOP_KEY.finditer(source), MAX_PARTS)]
    ends = [*starts[1:], len(source)]
    budget = _Budget()
    _Part(source, 0, starts[0] if starts else len(source), tree, faults, budget).read_loosely()
    for start, end in zip(starts, ends, strict=False):
        _Part(source, start, end, tree, faults, budget).read()
    _note_repeated(tree, faults)
    return Reading(tree, faults) if tree.members else None


def _note_repeated(tree: Node, faults: list[Fault]) -> None:
    known: set[str] = set()
    for member in tree.members:
        if member.key in known:
            message = f"The key {member.key!r} is written more than once; the last one counts."
            faults.append(Fault("key-duplicate", message, member.start, member.key))
        known.add(member.key)


@dataclass(slots=True)
class _Budget:
    """What may still be tried, so that no text takes longer than a moment."""

    values: int = MAX_VALUES
    lines: int = MAX_PARTS

    def spend_value(self) -> bool:
        self.values -= 1
        return self.values >= 0

    def spend_line(self) -> bool:
        self.lines -= 1
        return self.lines >= 0


@dataclass(slots=True)
class _Part:
    """`source[start:end]`: a key with what belongs to it, or lines that belong to none."""

    source: str
    start: int
    end: int
    tree: Node
    faults: list[Fault]
    budget: _Budget

    def read(self) -> None:
        """Read a part that begins with a key: whole, or its lines with quotes where YAML wants them, or fewer lines."""
        lines = _LINE.findall(self.source[self.start : self.end])[:MAX_LINES]
        number = len(lines)
        for _ in range(MAX_TRIES):
            quoted = _Quoted.of("".join(lines[:number]), self.budget)
            members = _members(quoted.text)
            if members is not None:
                self._take(quoted, members, self.start + sum(map(len, lines[:number])))
                return
            number = min(number - 1, _failing_line(quoted.text) or 1)
            if number < 1:
                break
        self.read_loosely()

    def _take(self, quoted: _Quoted, members: list[Member], rest: int) -> None:
        for member in members:
            quoted.settle(member)
            _shift(member, self.start)
        self.tree.members += members
        for at, value in quoted.values:
            self._note_value(members[0].key, self.start + at, value)
        # Below a list or a table, what is indented belongs there, however badly.
        below = any(member.node.kind != "scalar" for member in members)
        rests = _Part(self.source, rest, self.end, self.tree, self.faults, self.budget)
        rests.read_loosely(indented=not below)

    def read_loosely(self, *, indented: bool = True) -> None:
        """Read lines of which YAML makes nothing: those with a key that is known here, `indented` ones too."""
        at = self.start
        while at < self.end:
            line_end = _line_end(self.source, at)
            key = _LOOSE_KEY.match(self.source, at, line_end)
            line = self.source[at:line_end].strip()
            if key and normal(key["key"]) in MEANINGS and (indented or not key["indent"]):
                if not self.budget.spend_line():
                    return
                at = self._read_loose_key(key, line_end)
                continue
            if line and not line.startswith("#"):
                if not self.budget.spend_line():
                    return
                message = f"A line says nothing that can be read and was passed over: “{line[:_SHOWN]}”."
                self.faults.append(Fault("frontmatter-line-skipped", message, at))
            at = line_end

    def _read_loose_key(self, key: re.Match[str], line_end: int) -> int:
        """Read one key with the deeper lines below it; returns where the next line begins."""
        start, value_start, depth = key.start("key"), key.end(), len(key["indent"])
        end = line_end
        while end < self.end:
            below = self.source[end : _line_end(self.source, end)]
            if not below.strip() or (
                len(below) - len(below.lstrip()) <= depth and not below.lstrip().startswith("- ")
            ):
                break
            if (nested := _LOOSE_KEY.match(below)) and normal(nested["key"]) in MEANINGS:
                break
            end += len(below)
        raw = self.source[value_start:end]
        members = _members(f"x: {raw}")
        if members is None:
            end = line_end
            raw = self.source[value_start:end]
            members = _members(f"x: {raw}")
        text = raw.strip()
        if members is not None and len(members) == 1:
            node = members[0].node
            _shift(members[0], value_start - len("x: "))
        else:
            node = Node("scalar", value_start, value_start + len(text), "broken", meant(text))
        self.tree.members.append(Member(key["key"], start, key.end("key"), node))
        self._note_value(key["key"], start, text.split("\n")[0])
        return end

    def _note_value(self, key: str, at: int, value: str) -> None:
        message = f"“{key}” is not written as YAML wants it; it was read as “{value[:_SHOWN].strip()}”."
        self.faults.append(Fault("frontmatter-mended", message, at, key))


@dataclass(slots=True)
class _Quoted(Sewn):
    """A text with quotes put around the values that need them.

    `values` are those that were read as their author meant them, with their place in the text it was.
    """

    values: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, budget: _Budget) -> _Quoted:
        quoted = cls()
        if _members(text) is not None:
            quoted.text = text
            return quoted
        if _UNEVEN.fullmatch(text) and _members((evened := cls._evened(text)).text) is not None:
            return evened
        at, depth = 0, -1  # of a block of text, whose lines are what they are
        while at < len(text):
            line_end = _line_end(text, at)
            line = text[at:line_end].rstrip("\r\n")
            indent = len(line) - len(line.lstrip())
            found = _ENTRY.match(line) if depth < 0 or (line.strip() and indent <= depth) else None
            if found is None or found["value"].startswith("#") or not budget.spend_value():
                quoted.text += text[at:line_end]
                at = line_end
                continue
            value = _COMMENT.split(found["value"], maxsplit=1)[0]
            depth = indent if _BLOCK_TEXT.match(found["value"]) else -1
            start = at + found.start("value")
            end = start + len(value)
            quoted.text += text[at:start]
            if _stands_alone(value):
                quoted.text += value
            elif value.startswith("{") and value.endswith("}") and not value.startswith("{{"):
                quoted._put_table(text, start, end, budget)
            elif value.startswith("[") and (closed := _list_end(text, start, end)):
                end = quoted._put_list(text, start, closed, budget)
                line_end = _line_end(text, end)
            else:
                quoted._put(start, end, meant(value))
            quoted.text += text[end:line_end]
            at = line_end
        return quoted

    def _put(self, start: int, end: int, value: str) -> None:
        """Write `value` in quotes where `start` to `end` stood."""
        self.sew(start, end, "'" + value.replace("'", "''") + "'")
        self.values.append((start, value))

    @classmethod
    def _evened(cls, text: str) -> _Quoted:
        """Write a list whose items are indented unevenly with all of them below each other."""
        quoted, at = cls(), 0
        for indent in _ITEM_INDENT.finditer(text):
            quoted.text += text[at : indent.start()]
            quoted.sew(*indent.span(), "  ")
            at = indent.end()
        quoted.text += text[at:]
        quoted.values.append((text.index("-"), " ".join(text[text.index("-") :].split())))
        return quoted

    def _put_table(self, text: str, start: int, end: int, budget: _Budget) -> None:
        """Write a table in braces, the values that YAML can't read in quotes."""
        at = start
        for pair in _PAIR.finditer(text, start + 1, end - 1):
            if not budget.spend_value() or _members(f"{{x: {pair['value']}}}") is not None:
                continue
            self.text += text[at : pair.start("value")]
            self._put(pair.start("value"), pair.end("value"), meant(pair["value"]))
            at = pair.end("value")
        self.text += text[at:end]

    def _put_list(self, text: str, start: int, end: int, budget: _Budget) -> int:
        """Write a list in brackets, the items that YAML can't read in quotes; a bracket that is missing is added."""
        closed = text[end - 1] == "]"
        inner = end - 1 if closed else end
        self.text += "["
        at = start + 1
        for item in _ITEM.finditer(text, start + 1, inner):
            if item.end() == item.start() or not budget.spend_value():
                break
            self.text += text[at : item.start("item")]
            if _stands_alone(item["item"], flow=True):
                self.text += item["item"]
            else:
                self._put(item.start("item"), item.end("item"), meant(item["item"]))
            at = item.end("item")
        self.text += text[at:inner]
        if closed:
            self.text += "]"
        else:
            self.sew(end, end, "]")
            self.values.append((start, text[start:end]))
        return end


def _members(text: str) -> list[Member] | None:
    """Return the members of the map that `text` is; None where it is none, or not YAML."""
    try:
        tree = build(text, [])
    except _FAILURES:
        return None
    return tree.members if tree is not None and tree.kind == "map" else None


def _failing_line(text: str) -> int:
    """Return the number, from 0, of the line at which YAML gives up."""
    try:
        build(text, [])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return mark.line if mark else 0
    except (TooMuchError, UnknownAliasError):
        return 0
    return 0


def _stands_alone(value: str, *, flow: bool = False) -> bool:
    """Whether YAML reads `value`, that of a key or an item of a list in brackets, and reads it as one value."""
    try:
        tree = build(f"[{value}]" if flow else f"x: {value}", [])
    except _FAILURES:
        return False
    if tree is None:
        return False
    return len(tree.items) <= 1 if flow else len(tree.members) == 1


def _list_end(text: str, start: int, line_end: int) -> int | None:
    """Return where the list that begins at `start` ends; None for a text such as `[Draft] Notes`."""
    if text[line_end - 1] == "]" or "]" not in text[start:]:
        return line_end
    if "]" in text[start:line_end]:
        return None
    closing = text.index("]", line_end) + 1
    return closing if not text[closing : _line_end(text, closing)].strip() else None


def _shift(member: Member, by: int) -> None:
    member.start += by
    member.key_end += by
    for node in member.node.walk():
        node.start += by
        node.end += by
        for below in node.members:
            below.start += by
            below.key_end += by


def _line_end(text: str, at: int) -> int:
    """Return where the line after the one at `at` begins."""
    match = _LINE.match(text, at)
    return match.end() if match else len(text)
