"""Rewriting one key of a YAML frontmatter, in the style in which it was written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

import yaml

from ..dates import write_date
from .lists import flow_list, kept
from .tree import Member, Node, Path
from .yaml import read

_RESOLVER = yaml.resolver.Resolver()
_TEXT_TAG = "tag:yaml.org,2002:str"
_UNPRINTABLE = re.compile(
    "[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ueffd\uefff-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9]")
_ANCHOR = re.compile(r"&\S+[ \t]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
_INDENT = "  "


def put(source: str, root: Node, path: Path, value: object, newline: str, key: str | None = None) -> str:
    """Return `source` with another value at `path`, and under another key where `key` is given."""
    member = root.find(path)
    if member is None:
        raise KeyError(path)
    flow = _in_flow(root, path)
    if (
        not flow
        and isinstance(value, Mapping)
        and member.node.kind == "map"
        and member.node.style == "block"
        and key is None
    ):
        return _put_members(source, root, path, value, newline)
    head = source[: member.start] + (key or source[member.start : member.key_end])
    colon = source.index(":", member.key_end) + 1
    head += source[member.key_end : colon]
    node = member.node
    in_place = _value(source, root, node, value, newline, flow=flow)
    if in_place is not None:
        start = node.start + _anchor_length(source, node)
        gap = source[colon:start] or " "
        return head + (gap if gap[-1].isspace() else gap + " ") + in_place + source[node.end :]
    # The value changes between one line and lines of its own; a comment behind the key stays there.
    line_end = _line_end(source, colon)
    indent = _column(source, member.start)
    if node.style == "block" and node.kind != "scalar":
        comment, tail = source[colon:line_end], source[node.end :]
    else:
        comment, tail = source[node.end : _line_end(source, node.end)], source[_line_end(source, node.end) :]
    if flow or _is_scalar(value) or not value:
        return head + " " + _flow(value, _style_of(node)) + comment.rstrip() + tail
    lines = _block(
        value, indent + _list_indent(source, root) if isinstance(value, list) else indent + _INDENT
    )
    return head + comment.rstrip() + newline + newline.join(lines) + tail


def add(source: str, root: Node, key: str, value: object, newline: str, after: Member | None = None) -> str:
    """Return `source` with a new top-level key, behind `after` or at the end."""
    if root.style == "flow":
        return _add_to_flow(source, root, key, value)
    if not root.members:
        indent, at = "", len(source)
    else:
        indent = _column(source, root.members[0].start)
        at = _end_of_lines(source, after or max(root.members, key=lambda member: member.node.end))
    before = source[:at]
    if before and before[-1] not in "\r\n":
        before += newline
    return before + newline.join(_entry(key, value, indent, _prefers_block(root))) + newline + source[at:]


def drop(source: str, root: Node, path: Path, newline: str) -> str:
    """Return `source` without the lines of the key at `path`, and of a table that would be left empty."""
    while len(path) > 1:
        above = root.find(path[:-1])
        if above is None or len(above.node.members) > 1:
            break
        path = path[:-1]
    member = root.find(path)
    if member is None:
        return source
    if _in_flow(root, path):
        parent = root.find(path[:-1]) if len(path) > 1 else None
        node = parent.node if parent else root
        return source[: node.start] + _without(source, node, member) + source[node.end :]
    start, end = span(source, member)
    return source[:start] + source[end:]


def span(source: str, member: Member) -> tuple[int, int]:
    """Return the place of the whole lines of a key."""
    return member.start - len(_column(source, member.start)), _end_of_lines(source, member)


def _in_flow(root: Node, path: Path) -> bool:
    node = root
    for key in path[:-1]:
        member = node.find((key,))
        if member is None or node.style == "flow":
            break
        node = member.node
    return node.style == "flow"


def _put_members(source: str, root: Node, path: Path, table: Mapping[str, object], newline: str) -> str:
    """Change, add and remove the keys of a block map, leaving those that stay as they are."""
    member = root.find(path)
    old = member.node.plain() if member else {}
    for key in [key for key in old if key not in table]:  # type: ignore[attr-defined]
        source = drop(source, _tree(source), (*path, key), newline)
    for key, value in table.items():
        root = _tree(source)
        if root.find((*path, key)) is not None:
            if old[key] != value:  # type: ignore[index]
                source = put(source, root, (*path, key), value, newline)
            continue
        parent = root.find(path)
        if parent is None or not parent.node.members:
            return source
        last = parent.node.members[-1]
        indent = _column(source, parent.node.members[0].start)
        at = _end_of_lines(source, last)
        ending = "" if source[at - 1 : at] in {"\r", "\n"} else newline
        source = (
            source[:at]
            + ending
            + newline.join(_entry(key, value, indent, block=False))
            + newline
            + source[at:]
        )
    return source


def _tree(source: str) -> Node:
    reading = read(source)
    return reading.tree if reading else Node("map", 0, 0, "block")


def _value(source: str, root: Node, node: Node, value: object, newline: str, *, flow: bool) -> str | None:
    """Return what to write in the very place of `node`; None where that place cannot take the value."""
    if node.style == "alias" or (node.kind == "scalar" and node.style != "broken"):
        if _is_scalar(value):
            return _scalar(value, source, node, newline, flow=flow)
        if flow or not value:
            return _flow(value)
        if isinstance(value, list) and all(map(_is_scalar, value)) and not _prefers_block(root):
            return _flow(value)
        return None
    if node.style == "broken":
        return _flow(value, '"') if _is_scalar(value) or not isinstance(value, Mapping) else None
    if isinstance(value, list) and node.kind == "list" and value:
        if node.style == "flow":
            style = next((item.style for item in node.items if item.kind == "scalar"), "plain")
            return flow_list(source, node, value, lambda item: _flow(item, style))
        return _block_list(source, node, value, newline)
    if node.style == "flow" and (
        flow or not (isinstance(value, list) and any(isinstance(item, dict) for item in value))
    ):
        return _flow(value, '"' if isinstance(value, str) else "plain")
    return None


def _block_list(source: str, node: Node, values: list[object], newline: str) -> str | None:
    """Rewrite a list of `- ` lines, leaving those that stay, with the comments between them."""
    items = node.items
    if not items or source[node.start : node.start + 1] != "-":
        return None
    head, tail = kept(items, values)
    indent = _column(source, node.start)
    style = next((item.style for item in items if item.kind == "scalar"), "plain")
    ends = [_line_end(source, item.end) for item in items]
    lines: list[str] = []
    for value in values[head : len(values) - tail]:
        lines += _item(value, indent, style)
    kept_head = source[node.start : ends[head - 1]] if head else ""
    after_head = ends[len(items) - tail - 1] if tail < len(items) else node.start
    kept_tail = source[after_head : node.end] if tail else ""
    if tail == len(items):
        kept_tail = newline + indent + kept_tail
    text = kept_head + (newline if kept_head and lines else "") + newline.join(lines)
    if not kept_head:
        text = text.removeprefix(indent)
        if not lines:
            text = kept_tail.lstrip("\r\n").removeprefix(indent)
            return text if text.startswith("-") else None
    comment = "" if tail or not items else source[node.end : ends[-1]]
    # What stands behind the last item that goes away must not end up behind another.
    return None if comment.strip() and not head == len(items) else text + kept_tail


def _is_scalar(value: object) -> bool:
    return not isinstance(value, (list, Mapping))


def _style_of(node: Node) -> str:
    return node.style if node.kind == "scalar" and node.style in {"'", '"'} else "plain"


def _entry(key: str, value: object, indent: str, block: bool) -> list[str]:
    name = _text(key, "plain", flow=False)
    if _is_scalar(value) or not value:
        return [f"{indent}{name}: {_flow(value, flow=False)}"]
    if isinstance(value, list) and not block and all(map(_is_scalar, value)):
        return [f"{indent}{name}: {_flow(value)}"]
    return [f"{indent}{name}:", *_block(value, indent + _INDENT)]


def _block(value: object, indent: str) -> list[str]:
    if isinstance(value, Mapping):
        return [line for key, item in value.items() for line in _entry(str(key), item, indent, block=True)]
    lines: list[str] = []
    for item in value:  # type: ignore[attr-defined]
        lines += _item(item, indent, "plain")
    return lines


def _item(value: object, indent: str, style: str) -> list[str]:
    if isinstance(value, Mapping) and value:
        first, *rest = _block(value, indent + _INDENT)
        return [f"{indent}- {first.lstrip()}", *rest]
    return [f"{indent}- {_flow(value, style, flow=not _is_scalar(value))}"]


def _flow(value: object, style: str = "plain", *, flow: bool = True) -> str:
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{_text(str(key), 'plain')}: {_flow(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item, style) for item in value) + "]"
    return _plain_data(value, style, flow=flow)


def _scalar(value: object, source: str, node: Node, newline: str, *, flow: bool) -> str:
    if isinstance(value, str) and node.style in {"|", ">"}:
        written = _block_scalar(value, source, node, newline)
        if written is not None:
            return written
    like = source[node.start : node.end].strip("'\"")
    return _plain_data(value, _style_of(node), flow=flow, like=like)


def _plain_data(value: object, style: str, *, flow: bool, like: str = "") -> str:
    if isinstance(value, (date, datetime)):
        text = write_date(value, like)
        return f"{style}{text}{style}" if style in {"'", '"'} else text
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return _text(str(value), style, flow=flow)


def _block_scalar(text: str, source: str, node: Node, newline: str) -> str | None:
    lines = text.removesuffix("\n").split("\n")
    if (
        not lines[0].strip()
        or lines[0][0] == " "
        or lines[-1] == ""
        or _UNPRINTABLE.search(text.replace("\n", ""))
    ):
        return None
    first_line = source[_line_end(source, node.start) : node.end].lstrip("\r\n")
    indent = first_line[: len(first_line) - len(first_line.lstrip(" "))] or _INDENT
    chomping = "" if text.endswith("\n") else "-"
    if node.style == ">":
        lines = [part for line in lines for part in (line, "")][:-1]
    body = newline.join(indent + line if line else "" for line in lines)
    written = f"{node.style}{chomping}{newline}{body}"
    check = read(f"k:\n{indent[1:]}k: {written}{newline}" if len(indent) > 1 else f"k: {written}{newline}")
    found = check.tree.find(("k", "k") if len(indent) > 1 else ("k",)) if check and not check.faults else None
    return written if found and found.node.value == text else None


def _text(text: str, style: str, *, flow: bool = True) -> str:
    """Return `text` as a YAML scalar in the quotes of `style`, or in those that it needs."""
    printable = not _UNPRINTABLE.search(text) and "\n" not in text
    if style == "plain":
        if printable and _may_be_plain(text, flow=flow):
            return text
        style = "'" if printable and ('"' in text or "\\" in text) and "'" not in text else '"'
    if style == "'" and printable:
        return "'" + text.replace("'", "''") + "'"
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    return '"' + _UNPRINTABLE.sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _may_be_plain(text: str, *, flow: bool) -> bool:
    if not text or "\t" in text or text != text.strip() or _NUMBER_LIKE.match(text):
        return False
    if _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) != _TEXT_TAG or text.lower() in {"y", "n"}:
        return False
    if text.startswith(("---", "...")):
        return False
    check = read(f"k: [{text}]" if flow else f"k: {text}\n")
    if check is None or check.faults or len(check.tree.members) != 1:
        return False
    node = check.tree.members[0].node
    if flow:
        node = node.items[0] if len(node.items) == 1 else node
    return node.kind == "scalar" and node.style == "plain" and node.value == text


def _column(source: str, offset: int) -> str:
    """Return what stands on the line before `offset`: the indentation of a key or an item."""
    start = max(source.rfind("\n", 0, offset), source.rfind("\r", 0, offset)) + 1
    return source[start:offset]


def _line_end(source: str, offset: int) -> int:
    match = re.compile(r"[\r\n]").search(source, offset)
    return match.start() if match else len(source)


def _end_of_lines(source: str, member: Member) -> int:
    """Return where the line after the last line of a key begins."""
    node = member.node
    end = max(node.end, member.key_end)
    keeps_blank_lines = node.style in {"|", ">"} and "+" in source[node.start : node.start + 3]
    pattern = r"[^\r\n]*(?:\r\n|\n|\r|\Z)" + (r"(?:[ \t]*(?:\r\n|\n|\r))*" if keeps_blank_lines else "")
    match = re.compile(pattern).match(source, end)
    return match.end() if match else len(source)


def _anchor_length(source: str, node: Node) -> int:
    match = _ANCHOR.match(source, node.start, node.end)
    return len(match[0]) if match and node.style != "alias" else 0


def _prefers_block(root: Node) -> bool:
    styles = [
        member.node.style for member in root.members if member.node.kind == "list" and member.node.items
    ]
    return "block" in styles and "flow" not in styles


def _list_indent(source: str, root: Node) -> str:
    """Return how far the lists of this frontmatter are indented; two spaces where it has none."""
    for member in root.members:
        node = member.node
        if node.kind == "list" and node.style == "block" and node.items:
            indent = _column(source, node.start)
            return indent if not indent.strip() else _INDENT
    return _INDENT


def _add_to_flow(source: str, root: Node, key: str, value: object) -> str:
    entry = f"{_text(key, 'plain')}: {_flow(value)}"
    if not root.members:
        return source[: root.start + 1] + entry + source[root.end - 1 :]
    at = root.members[-1].node.end
    return source[:at] + ", " + entry + source[at:]


def _without(source: str, node: Node, member: Member) -> str:
    entries = [source[one.start : one.node.end] for one in node.members if one is not member]
    return "{" + ", ".join(entries) + "}"
