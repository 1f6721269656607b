"""Rewriting one of Pelican's headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from ..dates import write_date
from .tree import Member, Node, Path

# What parts the terms of one text, where there is no semicolon.
_PARTING = re.compile("[,，،、]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


def put(source: str, root: Node, path: Path, value: object, *, newline: str, key: str | None = None) -> str:
    """Return `source` with another value at `path`, and under another key where `key` is given."""
    member = root.find(path)
    if member is None:
        raise KeyError(path)
    node = member.node
    name = _cased(key, root) if key else source[member.start : member.key_end]
    gap = source[member.key_end : node.start]
    written = _render(value, newline, source[node.start : node.end])
    gap = gap if gap[-1:].isspace() or not written else gap + " "
    return source[: member.start] + name + gap + written + source[node.end :]


def add(
    source: str, root: Node, key: str, value: object, *, newline: str, after: Member | None = None
) -> str:
    """Return `source` with a new header, behind `after` or at the end."""
    at = span(source, after or root.members[-1])[1]
    before = source[:at]
    if before and before[-1] not in "\r\n":
        before += newline
    return f"{before}{_cased(key, root)}: {_render(value, newline)}{newline}{source[at:]}"


def drop(source: str, root: Node, path: Path, *, newline: str) -> str:
    """Return `source` without the lines of a header."""
    member = root.find(path)
    if member is None:
        return source
    start, end = span(source, member)
    return source[:start] + source[end:]


def span(source: str, member: Member) -> tuple[int, int]:
    """Return the place of the whole lines of a header."""
    match = _LINE.match(source, max(member.node.end, member.key_end))
    return member.start, match.end() if match else len(source)


def _cased(key: str, root: Node) -> str:
    """Write a new key as its neighbours are: "Title" or "title"."""
    return key.capitalize() if root.members and root.members[0].key[:1].isupper() else key


def _render(value: object, newline: str, like: str = "") -> str:
    """Write a value; headers know no quotes, so that space around lines and empty lines are lost."""
    if isinstance(value, (date, datetime)):
        return write_date(value, like)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("src") or ""
    if isinstance(value, list):
        items = [_render(item, " ") for item in value]
        separator = "; " if any(_PARTING.search(item) for item in items) else ", "
        written = separator.join(items)
        return written + ";" if separator == "; " and len(items) == 1 else written
    lines = [" ".join(line.split()) for line in re.split(r"\r\n|\n|\r", str(value))]
    return (newline + "    ").join(line for line in lines if line)
