"""JSON frontmatter: what it means and where everything is, from one scan."""

from __future__ import annotations

import json
import re
from typing import Final

from .tree import Fault, Member, Node, Reading

MAX_SIZE = 131_072  # characters
MAX_DEPTH = 40

_STRINGS: Final = json.JSONDecoder(strict=False)  # reads one string and says where it ends
_SPACE = re.compile(r"[ \t\r\n]*")
_ATOM = re.compile(r"[^\s,\]}\"\[{:]+")
_PLAIN_START = re.compile(r'\{\s*"[^"\r\n]*"\s*:')
_PAIR = re.compile(r"""^[ \t{,]*(?P<key>"[^"\r\n]*")[ \t]*:[ \t]*(?P<value>\S)""", re.MULTILINE)
_SURROGATES = re.compile("[\ud800-\udfff]")


def read(source: str) -> Reading | None:
    """Read a frontmatter that is one JSON object; None where it is no object."""
    if len(source) > MAX_SIZE:
        message = f"The frontmatter has {len(source):,} characters; at most {MAX_SIZE:,} are read."
        return Reading(Node("map", 0, 0, "flow"), [Fault("frontmatter-refused", message, 0, fatal=True)])
    faults: list[Fault] = []
    scanner = _Scanner(source, faults)
    try:
        tree = scanner.value(_SPACE.match(source, 0).end(), 0)  # type: ignore[union-attr]
        rest = source[tree.end :].strip()
        if rest:
            raise json.JSONDecodeError("Extra data", source, tree.end)
    except _TooDeepError:
        message = f"The frontmatter is nested deeper than {MAX_DEPTH} levels."
        return Reading(Node("map", 0, 0, "flow"), [Fault("frontmatter-refused", message, 0, fatal=True)])
    except json.JSONDecodeError as error:
        message = f"The frontmatter is not valid JSON: {error.msg}."
        return _read_by_line(source, Fault("frontmatter-unreadable", message, error.pos, fatal=True))
    return Reading(tree, faults) if tree.kind == "map" else None


def _read_by_line(source: str, fault: Fault) -> Reading:
    """Read an object with a comma or a bracket too many or too few: the keys that have a line each."""
    tree = Node("map", 0, source.rfind("}") + 1 or len(source), "flow")
    for line in _PAIR.finditer(source):
        scanner = _Scanner(source, [])
        try:
            node = scanner.value(line.start("value"), 0)
        except json.JSONDecodeError:
            continue
        key, end = scanner.string(line.start("key"))
        tree.members.append(Member(key, line.start("key"), end, node))
    if not tree.members:
        return Reading(tree, [fault])
    message = f"{fault.message} Its keys were read one by one."
    return Reading(tree, [Fault("frontmatter-mended", message, fault.offset)])


def measure(text: str, start: int, closing: str = "") -> int | None:
    """Return where the JSON object beginning at `start` ends; None where none is plainly meant.

    It has a line's end behind it, or `closing` and that. One that is not valid JSON ends at the first line that is a
    lone brace, or that with `closing` behind it.
    """
    if not _PLAIN_START.match(text, start) and not re.compile(r"\{\s*\}").match(text, start):
        return None
    try:
        end = _Scanner(text[: start + MAX_SIZE], []).value(start, 0).end
    except json.JSONDecodeError as error:
        # Nobody writes what is nested that deeply as the beginning of a text.
        begins = "" if isinstance(error, _TooDeepError) else "^"
        line = re.compile(rf"{begins}\}}{closing}[ \t]*$", re.MULTILINE).search(text, start)
        return line.start() + 1 if line else None
    return end if re.compile(rf"{closing}[ \t]*(?:\r|\n|\Z)").match(text, end) else None


class _TooDeepError(json.JSONDecodeError):
    """It is nested more deeply than anybody means."""


class _Scanner:
    def __init__(self, source: str, faults: list[Fault]) -> None:
        self.source = source
        self.faults = faults

    def value(self, at: int, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _TooDeepError(f"more than {MAX_DEPTH} levels deep", self.source, at)
        mark = self.source[at : at + 1]
        if mark == '"':
            text, end = self.string(at)
            return Node("scalar", at, end, '"', text)
        if mark in {"{", "["}:
            return self._container(at, depth)
        atom = _ATOM.match(self.source, at)
        if atom is None:
            raise json.JSONDecodeError("Expecting value", self.source, at)
        try:
            value = json.loads(atom[0])
        except ValueError:
            raise json.JSONDecodeError("Expecting value", self.source, at) from None
        return Node("scalar", at, atom.end(), "plain", value)

    def string(self, at: int) -> tuple[str, int]:
        text, end = _STRINGS.raw_decode(self.source, at)
        return _SURROGATES.sub("\ufffd", text), end

    def _space(self, at: int) -> int:
        match = _SPACE.match(self.source, at)
        return match.end() if match else at

    def _container(self, at: int, depth: int) -> Node:
        is_map = self.source[at] == "{"
        closing = "}" if is_map else "]"
        node = Node("map" if is_map else "list", at, at, "flow")
        at = self._space(at + 1)
        while not self.source.startswith(closing, at):
            start = at
            if is_map:
                if not self.source.startswith('"', at):
                    raise json.JSONDecodeError("Expecting a key in double quotes", self.source, at)
                key, key_end = self.string(at)
                at = self._space(key_end)
                if not self.source.startswith(":", at):
                    raise json.JSONDecodeError("Expecting ':'", self.source, at)
                item = self.value(self._space(at + 1), depth + 1)
                if depth == 0 and any(member.key == key for member in node.members):
                    message = f"The key {key!r} is written more than once; the last one counts."
                    self.faults.append(Fault("key-duplicate", message, start, key))
                node.members.append(Member(key, start, key_end, item))
            else:
                item = self.value(at, depth + 1)
                node.items.append(item)
            at = self._space(item.end)
            if self.source.startswith(",", at):
                at = self._space(at + 1)
                if self.source.startswith(closing, at):
                    raise json.JSONDecodeError("Comma before the closing bracket", self.source, at)
            elif not self.source.startswith(closing, at):
                raise json.JSONDecodeError("Expecting ','", self.source, at)
        node.end = at + 1
        return node
