"""Rewriting one key of a YAML frontmatter, in the style in which it was written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .lists import flow_list
from .tree import Member, Node, Path
from .yaml import read
from .yaml_values import INDENT, block_lines, block_scalar, entry, inline, is_scalar, item_lines, scalar, text

_ANCHOR = re.compile(r"&\S+[ \t]+")
_COLON = re.compile("[:：]")  # the wide one of a Chinese keyboard is read too (`yaml_salvage`)
_LINE_END = re.compile(r"[\r\n]|\Z")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*")


def put(source: str, root: Node, path: Path, value: object, *, newline: str, key: str | None = None) -> str:
    """Return `source` with another value at `path`, and under another key where `key` is given."""
    member = root.find(path)
    if member is None:
        raise KeyError(path)
    node, flow = member.node, _in_flow(root, path)
    if isinstance(value, Mapping) and node.kind == "map" and node.style == "block" and key is None:
        return _put_members(source, path, value, newline)
    found = _COLON.search(source, member.key_end)
    if found is None:
        raise KeyError(path)
    colon = found.end()
    head = source[: member.start] + (key or source[member.start : member.key_end])
    head += source[member.key_end : found.start()] + ":"
    in_place = _in_place(source, root, member, value, newline, flow=flow)
    if in_place is not None:
        anchor = _ANCHOR.match(source, node.start, node.end) if node.style != "alias" else None
        gap = source[colon : anchor.end() if anchor else node.start]
        gap = gap if gap[-1:].isspace() else gap + " "
        return head + gap + in_place[0] + source[in_place[1] :]
    # The value changes between one line and lines of its own; a comment behind it stays behind the key.
    if node.style == "block":
        comment, rest = source[colon : _line_end(source, colon)], source[node.end :]
    else:
        line_end = _line_end(source, node.end)
        comment, rest = source[node.end : line_end], source[line_end:]
    if is_scalar(value) or not value:
        return head + " " + inline(value, flow=False) + comment.rstrip() + rest
    indent = _column(source, member.start)
    indent += _list_indent(source, root) if isinstance(value, list) else INDENT
    return head + comment.rstrip() + newline + newline.join(block_lines(value, indent)) + rest


def add(
    source: str, root: Node, key: str, value: object, *, newline: str, after: Member | None = None
) -> str:
    """Return `source` with a new top-level key, behind `after` or at the end."""
    if root.style == "flow":
        return _add_to_flow(source, root, key, value)
    indent, at = "", len(source)
    if root.members:
        indent = _column(source, root.members[0].start)
        at = span(source, after or max(root.members, key=lambda member: member.node.end))[1]
    lines = entry(key, value, indent, block=_prefers_block(root))
    return _with_lines(source, at, lines, newline)


def drop(source: str, root: Node, path: Path, *, newline: str) -> str:
    """Return `source` without the lines of the key at `path`, and of a table that would be left empty."""
    member = root.find(path)
    parent = root.find(path[:-1])
    if member is None:
        return source
    if parent is not None and len(parent.node.members) == 1:
        return drop(source, root, path[:-1], newline=newline)
    if _in_flow(root, path):
        table = parent.node if parent else root
        entries = [source[one.start : one.node.end] for one in table.members if one is not member]
        return source[: table.start] + "{" + ", ".join(entries) + "}" + source[table.end :]
    start, end = span(source, member)
    return source[:start] + source[end:]


def span(source: str, member: Member) -> tuple[int, int]:
    """Return the place of the whole lines of a key."""
    node = member.node
    end = _match_end(_LINE, source, max(node.end, member.key_end))
    if node.style in {"|", ">"} and "+" in source[node.start : node.start + 3]:
        end = _match_end(_BLANK_LINES, source, end)  # `+`: the blank lines below belong to the text
    return member.start - len(_column(source, member.start)), end


def _in_flow(root: Node, path: Path) -> bool:
    tables = [root] + [member.node for at in range(1, len(path)) if (member := root.find(path[:at]))]
    return any(table.style == "flow" for table in tables)


def _put_members(source: str, path: Path, table: Mapping[str, object], newline: str) -> str:
    """Change, add and remove the keys of a block map, leaving those that stay as they are."""
    member = _tree(source).find(path)
    old = {one.key: one.node.plain() for one in member.node.members} if member else {}
    for key, value in table.items():
        root = _tree(source)
        parent = root.find(path)
        if key in old and old[key] != value:
            source = put(source, root, (*path, key), value, newline=newline)
        elif key not in old and parent is not None and parent.node.members:
            indent = _column(source, parent.node.members[0].start)
            at = span(source, parent.node.members[-1])[1]
            source = _with_lines(source, at, entry(key, value, indent, block=False), newline)
    for key in old:
        if key not in table:
            source = drop(source, _tree(source), (*path, key), newline=newline)
    return source


def _tree(source: str) -> Node:
    reading = read(source)
    return reading.tree if reading else Node("map", 0, 0, "block")


def _with_lines(source: str, at: int, lines: list[str], newline: str) -> str:
    before = source[:at]
    if before and before[-1] not in "\r\n":
        before += newline
    return before + newline.join(lines) + newline + source[at:]


def _in_place(
    source: str, root: Node, member: Member, value: object, newline: str, *, flow: bool
) -> tuple[str, int] | None:
    """Return what to write where the value stands, and up to where it stands; None where it needs other lines."""
    node = member.node
    if isinstance(value, list) and value and node.kind == "list" and node.style != "alias":
        if node.style == "block":
            return _block_list(source, node, value, newline)
        if flow or all(map(is_scalar, value)):
            style = next((item.style for item in node.items if item.kind == "scalar"), "plain")
            return flow_list(source, node, value, lambda item: inline(item, style)), node.end
    if node.style == "block":
        return None
    if isinstance(value, str) and node.style in {"|", ">"}:
        written = block_scalar(value, node.style, _text_indent(source, member), newline)
        if written is not None:
            return written, node.end
    if is_scalar(value):
        style = node.style if node.style in {"'", '"'} else '"' if node.style == "broken" else "plain"
        like = source[node.start : node.end].strip("'\"")
        return scalar(value, style, flow=flow, like=like), node.end
    fits = isinstance(value, list) and all(map(is_scalar, value)) and not _prefers_block(root)
    return (inline(value), node.end) if flow or fits or not value or node.style == "flow" else None


def _block_list(source: str, node: Node, values: list[object], newline: str) -> tuple[str, int]:
    """Rewrite a list of `- ` lines, leaving those that stay, each with the comments above and behind it."""
    items = node.items
    indent = _column(source, node.start)
    style = next((item.style for item in items if item.kind == "scalar"), "plain")
    ends = [_line_end(source, item.end) for item in items]
    tops = [node.start, *(_match_end(_LINE, source, end) for end in ends)]
    parts = [source[tops[at] : ends[at]] for at in range(len(items))]
    parts[0] = indent + parts[0]
    left = [(item.plain(), part) for item, part in zip(items, parts, strict=True)]
    lines: list[str] = []
    for value in values:
        place = next((at for at, (old, _) in enumerate(left) if old == value), None)
        lines.append(newline.join(item_lines(value, indent, style)) if place is None else left.pop(place)[1])
    written = newline.join(lines)
    return written.removeprefix(indent), ends[-1]


def _text_indent(source: str, member: Member) -> str:
    """Return the indentation of the lines of a `|` or `>` scalar."""
    lines = source[_line_end(source, member.node.start) : member.node.end].lstrip("\r\n")
    return lines[: len(lines) - len(lines.lstrip(" "))] or _column(source, member.start) + INDENT


def _prefers_block(root: Node) -> bool:
    """Tell whether the lists of this frontmatter have a line for each item."""
    styles = {
        member.node.style for member in root.members if member.node.kind == "list" and member.node.items
    }
    return styles == {"block"}


def _list_indent(source: str, root: Node) -> str:
    """Return how far the lists of this frontmatter are indented; two spaces where it has none."""
    for member in root.members:
        if member.node.kind == "list" and member.node.style == "block" and member.node.items:
            indent = _column(source, member.node.start)
            return indent if not indent.strip() else INDENT
    return INDENT


def _add_to_flow(source: str, root: Node, key: str, value: object) -> str:
    pair = f"{text(key, 'plain')}: {inline(value)}"
    if not root.members:
        return source[: root.start] + "{" + pair + "}" + source[root.end :]
    at = root.members[-1].node.end
    return source[:at] + ", " + pair + source[at:]


def _column(source: str, offset: int) -> str:
    """Return what stands on the line before `offset`: the indentation of a key or an item."""
    return source[max(source.rfind("\n", 0, offset), source.rfind("\r", 0, offset)) + 1 : offset]


def _line_end(source: str, offset: int) -> int:
    match = _LINE_END.search(source, offset)
    return match.start() if match else len(source)


def _match_end(pattern: re.Pattern[str], source: str, offset: int) -> int:
    match = pattern.match(source, offset)
    return match.end() if match else offset
