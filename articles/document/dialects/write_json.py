"""Rewriting one key of a JSON frontmatter, with its indentation."""

from __future__ import annotations

import json
from datetime import date, datetime

from ..dates import write_date
from .lists import flow_list
from .tree import Member, Node, Path


def put(source: str, root: Node, path: Path, value: object, *, newline: str, key: str | None = None) -> str:
    """Return `source` with another value at `path`, and under another key where `key` is given."""
    member = root.find(path)
    if member is None:
        raise KeyError(path)
    node = member.node
    if isinstance(value, list) and node.kind == "list":
        written = flow_list(source, node, value, _render)
    else:
        written = _render(value, source[node.start : node.end].strip('"'), _indent(source, member), newline)
    name = _render(key) if key else source[member.start : member.key_end]
    return source[: member.start] + name + source[member.key_end : node.start] + written + source[node.end :]


def add(
    source: str, root: Node, key: str, value: object, *, newline: str, after: Member | None = None
) -> str:
    """Return `source` with a new top-level key, behind `after` or at the end."""
    if not root.members:
        return (
            source[: root.start]
            + "{"
            + newline
            + f"  {_render(key)}: {_render(value)}"
            + newline
            + "}"
            + source[root.end :]
        )
    before = after or root.members[-1]
    indent = _indent(source, root.members[0])
    gap = newline + indent if indent is not None else " "
    at = before.node.end
    return source[:at] + f",{gap}{_render(key)}: {_render(value, '', indent, newline)}" + source[at:]


def drop(source: str, root: Node, path: Path, *, newline: str) -> str:
    """Return `source` without the key at `path`."""
    parent = root.find(path[:-1]) if len(path) > 1 else None
    node = parent.node if parent else root
    member = root.find(path)
    if member is None:
        return source
    if len(node.members) == 1 and len(path) > 1:
        return drop(source, root, path[:-1], newline=newline)
    start, end = _span(member, node)
    return source[:start] + source[end:]


def _span(member: Member, parent: Node) -> tuple[int, int]:
    """Return the place of a key with the comma and the space that part it from its neighbour."""
    place = parent.members.index(member)
    if place + 1 < len(parent.members):
        return member.start, parent.members[place + 1].start
    return (parent.members[place - 1].node.end if place else member.start), member.node.end


def _indent(source: str, member: Member) -> str | None:
    """Return the indentation of a key that begins its line; None where several stand on one."""
    start = max(source.rfind("\n", 0, member.start), source.rfind("\r", 0, member.start)) + 1
    before = source[start : member.start]
    return before if start and not before.strip() else None


def _render(value: object, like: str = "", indent: str | None = None, newline: str = "\n") -> str:
    if isinstance(value, (date, datetime)):
        value = write_date(value, like)
    if (
        indent
        and isinstance(value, (dict, list))
        and any(isinstance(item, (dict, list)) for item in _values(value))
    ):
        lines = json.dumps(
            value, ensure_ascii=False, indent=indent if indent.strip(" ") == "" else "\t"
        ).split("\n")
        return (newline + indent).join(lines)
    return json.dumps(value, ensure_ascii=False)


def _values(value: dict[str, object] | list[object]) -> list[object]:
    return list(value.values()) if isinstance(value, dict) else value
