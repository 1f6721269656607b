"""TOML frontmatter: tomllib says what it means; a small scanner says where everything is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from .quotes import meant
from .tree import Fault, Member, Node, Path, Reading

MAX_SIZE = 131_072  # characters
MAX_DEPTH = 40

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
_REST = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BEHIND = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_WORD = re.compile(r"[^,\]}#\r\n]*")
_STRINGS = tuple(
    (quote, re.compile(pattern, re.DOTALL))
    for quote, pattern in (
        ('"""', r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'),
        ("'''", r"'''(?:[^']|'(?!''))*'{3,5}"),
        ('"', r'"(?:[^"\\\r\n]|\\.)*"'),
        ("'", r"'[^'\r\n]*'"),
    )
)


def read(source: str) -> Reading | None:
    """Read a frontmatter. Where it is no TOML as a whole, each `key = value` is read by itself; a fault says so."""
    if len(source) > MAX_SIZE:
        message = f"The frontmatter has {len(source):,} characters; at most {MAX_SIZE:,} are read."
        return Reading(Node("map", 0, 0, "block"), [Fault("frontmatter-refused", message, 0, fatal=True)])
    scanner = _Scanner(source)
    tree = scanner.tree()
    if scanner.too_deep:
        message = f"The frontmatter is nested more than {MAX_DEPTH} levels deep."
        return Reading(Node("map", 0, 0, "block"), [Fault("frontmatter-refused", message, 0, fatal=True)])
    faults: list[Fault] = []
    try:
        data = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        data = None
        found = bool(tree.members)
        message = f"The frontmatter is not valid TOML: {error}."
        if found:
            message += " Its keys were read one by one."
        code = "frontmatter-mended" if found else "frontmatter-unreadable"
        at = _offset(source, str(error))
        faults.append(Fault(code, message, at, _key_at(tree, at), fatal=not found))
    if data is not None:
        for member in tree.members:
            if member.key in data:
                _fill(member.node, data[member.key])
        # What the scanner has no place for is still there to be read.
        known = {member.key for member in tree.members}
        for key, value in data.items():
            if key not in known:
                tree.members.append(Member(key, 0, 0, Node("scalar", 0, 0, "absent", value)))
    return Reading(tree, faults)


def _offset(source: str, message: str) -> int:
    place = re.search(r"at line (\d+)", message)
    if place is None:
        return 0
    lines = source.split("\n")
    return sum(len(line) + 1 for line in lines[: int(place[1]) - 1])


def _key_at(tree: Node, offset: int) -> str | None:
    """Return the key of the line that begins at `offset`."""
    return next((member.key for member in tree.members if member.start >= offset), None)


def _fill(node: Node, value: object) -> None:
    """Give the nodes of the scanner the values that tomllib read."""
    node.value = value
    if node.kind == "map" and isinstance(value, dict):
        for member in node.members:
            if member.key in value:
                _fill(member.node, value[member.key])
    elif node.kind == "list" and isinstance(value, list) and len(value) == len(node.items):
        for item, one in zip(node.items, value, strict=True):
            _fill(item, one)


@dataclass(slots=True)
class _StopError(Exception):
    """The scanner cannot make sense of what stands at `offset`."""

    offset: int


class _Scanner:
    """Finds keys and values without judging them; a line it cannot read is passed over."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.root = Node("map", 0, len(source), "block")
        self.names: dict[int, dict[str, Member]] = {}  # by the id of a map
        self.too_deep = False

    def tree(self) -> Node:
        table, at = self.root, 0
        while at < len(self.source):
            at = self._match(_BLANK, at)
            if at >= len(self.source):
                break
            try:
                if self.source[at] == "[":
                    table, at = self._header(at)
                else:
                    at = self._pair(table, at)
            except _StopError:
                pass
            at = self._match(_REST, at)
        return self.root

    def _match(self, pattern: re.Pattern[str], at: int) -> int:
        match = pattern.match(self.source, at)
        return match.end() if match else at

    def _header(self, at: int) -> tuple[Node, int]:
        repeated = self.source.startswith("[[", at)
        start = at
        path, at = self._path(at + 1 + repeated)
        table = self._descend(self.root, path[:-1], start)
        if repeated:
            member = self._get(table, path[-1])
            if member is None:
                array = Node("list", start, start, "tables")
                member = self._append(table, Member(path[-1], start, start, array))
            node = Node("map", start, at, "table")
            member.node.items.append(node)
            return node, at
        return self._descend(table, path[-1:], start), at

    def _descend(self, node: Node, path: Path, start: int) -> Node:
        for key in path:
            member = self._get(node, key)
            if member is None:
                member = self._append(node, Member(key, start, start, Node("map", start, start, "table")))
            node = member.node
            if node.kind == "list" and node.items:
                node = node.items[-1]
        return node

    def _get(self, node: Node, key: str) -> Member | None:
        return self.names.get(id(node), {}).get(key)

    def _append(self, node: Node, member: Member) -> Member:
        node.members.append(member)
        self.names.setdefault(id(node), {})[member.key] = member
        return member

    def _pair(self, table: Node, at: int) -> int:
        start = at
        path, at = self._path(at)
        key_end = at
        if not self.source.startswith("=", at):
            raise _StopError(at)
        value_start = self._match(_SPACE, at + 1)
        try:
            node = self._value(value_start, 0)
        except _StopError:
            node = self._whole_line(value_start)
        if node.kind == "scalar" and _BEHIND.match(self.source, node.end) is None:
            node = self._whole_line(value_start)
        if node.value is None:
            _fill(node, _alone(self.source[node.start : node.end]))
        self._append(self._descend(table, path[:-1], start), Member(path[-1], start, key_end, node))
        for above in (table, self.root):
            above.end = max(above.end, node.end)
        return node.end

    def _whole_line(self, at: int) -> Node:
        """Read a value that is no TOML as the text of its line, without quotes around it. Raises _StopError."""
        line = _REST.match(self.source, at)
        raw = line[0].strip() if line else ""
        if not raw or self.too_deep:
            raise _StopError(at)
        return Node("scalar", at, at + len(raw), "broken", meant(raw))

    def _path(self, at: int) -> tuple[Path, int]:
        keys: list[str] = []
        while True:
            at = self._match(_SPACE, at)
            end = self._string(at) or self._match(_BARE, at)
            if end == at:
                raise _StopError(at)
            raw = self.source[at:end]
            keys.append(str(_alone(raw)) if raw[0] in "\"'" else raw)
            at = self._match(_SPACE, end)
            if not self.source.startswith(".", at):
                return tuple(keys), at
            at += 1
            if len(keys) > MAX_DEPTH:
                self.too_deep = True
                raise _StopError(at)

    def _string(self, at: int) -> int | None:
        for quote, pattern in _STRINGS:
            if self.source.startswith(quote, at):
                match = pattern.match(self.source, at)
                if match is None:
                    raise _StopError(at)
                return match.end()
        return None

    def _value(self, at: int, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self.too_deep = True
            raise _StopError(at)
        end = self._string(at)
        if end is not None:
            quote = next(quote for quote, _ in _STRINGS if self.source.startswith(quote, at))
            return Node("scalar", at, end, quote)
        if self.source.startswith(("[", "{"), at):
            return self._flow(at, depth)
        end = at + len(self.source[at : self._match(_WORD, at)].rstrip())
        if end == at:
            raise _StopError(at)
        return Node("scalar", at, end, "plain")

    def _flow(self, at: int, depth: int) -> Node:
        is_list = self.source[at] == "["
        node = Node("list" if is_list else "map", at, at, "flow")
        at = self._match(_BLANK, at + 1)
        while not self.source.startswith("]" if is_list else "}", at):
            if is_list:
                item = self._value(at, depth + 1)
                node.items.append(item)
            else:
                start = at
                path, at = self._path(at)
                key_end = at
                if not self.source.startswith("=", at):
                    raise _StopError(at)
                item = self._value(self._match(_SPACE, at + 1), depth + 1)
                self._append(self._descend(node, path[:-1], start), Member(path[-1], start, key_end, item))
            at = self._match(_BLANK, item.end)
            if self.source.startswith(",", at):
                at = self._match(_BLANK, at + 1)
            elif not self.source.startswith(("]", "}"), at):
                raise _StopError(at)
        node.end = at + 1
        return node


def _alone(raw: str) -> object:
    try:
        return tomllib.loads(f"value = {raw}")["value"]
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return raw
