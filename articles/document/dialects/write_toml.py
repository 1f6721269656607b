"""Rewriting one key of a TOML frontmatter, in the style in which it was written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from ..dates import write_date
from .lists import flow_list
from .toml import read
from .tree import Member, Node, Path

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_OPENED = frozenset({"table", "tables"})  # styles of what has a [header] of its own


def put(source: str, root: Node, path: Path, value: object, *, newline: str, key: str | None = None) -> str:
    """Return `source` with another value at `path`, and under another key where `key` is given."""
    member = root.find(path)
    if member is None:
        raise KeyError(path)
    node = member.node
    if node.style in _OPENED:
        if isinstance(value, Mapping) and node.kind == "map" and key is None:
            return _put_members(source, path, value, newline)
        source = drop(source, root, path, newline=newline)
        return add(source, _tree(source), key or path[-1], value, newline=newline)
    head = source[: member.start] + (_key(key) if key else source[member.start : member.key_end])
    return (
        head
        + source[member.key_end : node.start]
        + _in_place(source, node, value, newline)
        + source[node.end :]
    )


def add(
    source: str, root: Node, key: str, value: object, *, newline: str, after: Member | None = None
) -> str:
    """Return `source` with a new top-level key, behind `after` or at the end of what stands before the tables."""
    return _insert(source, root, f"{_key(key)} = {_render(value)}{newline}", newline, after)


def drop(source: str, root: Node, path: Path, *, newline: str) -> str:
    """Return `source` without the lines of the key at `path`."""
    member = root.find(path)
    if member is None:
        return source
    parent = root.find(path[:-1]) if len(path) > 1 else None
    if parent and parent.node.style == "flow":
        if len(parent.node.members) == 1:
            return drop(source, root, path[:-1], newline=newline)
        return source[: parent.node.start] + _without(source, parent.node, member) + source[parent.node.end :]
    start, end = span(source, member)
    return source[:start] + source[end:]


def span(source: str, member: Member) -> tuple[int, int]:
    """Return the place of the whole lines of a key; of a table, up to the next one."""
    start = max(source.rfind("\n", 0, member.start), source.rfind("\r", 0, member.start)) + 1
    if member.node.style not in _OPENED:
        return start, _next_line(source, member.node.end)
    end = _next_line(source, member.start)
    nodes = [node for node in member.node.walk() if node.end > node.start]
    end = max([end, *(_next_line(source, node.end) for node in nodes)])
    return start, end


def _put_members(source: str, path: Path, table: Mapping[str, object], newline: str) -> str:
    member = _tree(source).find(path)
    old = {one.key: one.node.plain() for one in member.node.members} if member else {}
    for key in [key for key in old if key not in table]:
        source = drop(source, _tree(source), (*path, key), newline=newline)
    for key, value in table.items():
        root = _tree(source)
        if key in old:
            if old[key] != value:
                source = put(source, root, (*path, key), value, newline=newline)
            continue
        member = root.find(path)
        if member is None:
            return source
        pairs = [one for one in member.node.members if one.node.style not in _OPENED]
        at = _next_line(source, pairs[-1].node.end if pairs else member.start)
        ending = "" if source[at - 1 : at] in {"\r", "\n"} else newline
        source = source[:at] + ending + f"{_key(key)} = {_render(value)}{newline}" + source[at:]
    return source


def _insert(source: str, root: Node, entry: str, newline: str, after: Member | None) -> str:
    pairs = [member for member in root.members if member.node.style not in _OPENED and member.node.end]
    if after is not None and after in pairs:
        at = _next_line(source, after.node.end)
    elif pairs:
        at = _next_line(source, max(member.node.end for member in pairs))
    else:
        opened = [member.start for member in root.members]
        at = min(opened) if opened else len(source)
        at = max(source.rfind("\n", 0, at), source.rfind("\r", 0, at)) + 1 if opened else at
        entry += newline if opened else ""
    before = source[:at]
    if before and before[-1] not in "\r\n":
        before += newline
    return before + entry + source[at:]


def _tree(source: str) -> Node:
    reading = read(source)
    return reading.tree if reading else Node("map", 0, 0, "block")


def _in_place(source: str, node: Node, value: object, newline: str) -> str:
    if isinstance(value, list) and node.kind == "list" and node.style == "flow":
        style = next((item.style for item in node.items if item.kind == "scalar"), '"')
        return flow_list(source, node, value, lambda item: _render(item, style))
    if isinstance(value, (date, datetime)) and node.style != "plain" and node.kind == "scalar":
        return _render(write_date(value, source[node.start : node.end].strip("'\"")), node.style)
    if isinstance(value, datetime):
        return _render(value, like=source[node.start : node.end])
    if isinstance(value, str) and node.style in {'"""', "'''"} and "\n" in value:
        return _long_text(value, newline)
    return _render(value, node.style if node.kind == "scalar" else '"')


def _render(value: object, style: str = '"', like: str = "") -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(str(key))} = {_render(item)}" for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_render(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date):
        return _moment(value, like)
    return _text("" if value is None else str(value), style)


def _moment(value: date, like: str) -> str:
    offset = value.utcoffset() if isinstance(value, datetime) else None
    if isinstance(value, datetime) and offset is not None and offset.total_seconds() % 60:
        value = value.astimezone(UTC)  # TOML's offsets have no seconds
    return write_date(value, like)


def _text(text: str, style: str) -> str:
    if style in {"'", "'''"} and not ("'" in text or "\n" in text or "\r" in text or _CONTROL.search(text)):
        return f"'{text}'"
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    return '"' + _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'


def _long_text(text: str, newline: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "\\r")
    escaped = _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)
    if newline != "\n":
        # TOML leaves it open what a line end inside means to the reader.
        return _text(text, '"')
    return f'"""{newline}{escaped}"""'


def _key(key: str) -> str:
    return key if _BARE.match(key) else _text(key, '"')


def _next_line(source: str, offset: int) -> int:
    match = _LINE.match(source, offset)
    return match.end() if match else len(source)


def _without(source: str, node: Node, member: Member) -> str:
    entries = [source[one.start : one.node.end] for one in node.members if one is not member]
    return "{ " + ", ".join(entries) + " }"
