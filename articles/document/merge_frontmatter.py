"""Three-way merge of frontmatter: key by key, each with the lines its side wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from . import frontmatter
from .dialects import write_json, write_pelican, write_toml, write_yaml
from .dialects.tree import Member, Node
from .dialects.writer import Writer
from .diff3 import merge_lines
from .document import Document

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_ENDS = re.compile(r"\r\n|\n|\r")
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class KeyClash:
    """A key that both sides changed differently; None is a whole frontmatter. Texts are None where it is absent."""

    key: str | None
    base: str | None
    ours: str | None
    theirs: str | None


@dataclass(frozen=True)
class _Head:
    """The part of a document above its body, with the place of each top-level key in it."""

    document: Document

    @property
    def text(self) -> str:
        return self.document.text[: self.document.frontmatter.body]

    @property
    def source(self) -> str:
        front = self.document.frontmatter
        return self.document.text[front.start : front.end]

    @property
    def tree(self) -> Node:
        return self.document.frontmatter.tree

    @property
    def is_sound(self) -> bool:
        faults = self.document.frontmatter.faults
        return not any(fault.fatal or fault.code == "key-duplicate" for fault in faults)

    @cached_property
    def members(self) -> dict[str, Member]:
        return {member.key: member for member in self.tree.members}

    def member(self, key: str) -> Member | None:
        return self.members.get(key)

    def value(self, key: str) -> object:
        return self.document.data.get(key, _ABSENT)

    def written(self, key: str) -> str | None:
        """Return a value as written, without its key; of a TOML table all its lines."""
        member = self.member(key)
        if member is None:
            return None
        if member.node.style in {"table", "tables"}:
            return self.lines(key)
        return self.source[member.node.start : member.node.end]

    def lines(self, key: str) -> str | None:
        """Return the lines of a key as written, their ends made one."""
        member = self.member(key)
        if member is None:
            return None
        start, end = _span(self, member)
        return _ENDS.sub("\n", self.source[start:end]).rstrip("\n, ")


def merge_heads(base: Document, ours: Document, theirs: Document) -> tuple[str, list[KeyClash]]:
    """Return the merged text above the body, and the keys that stay as in `ours` though both changed them."""
    b, o, t = _Head(base), _Head(ours), _Head(theirs)
    if t.text in {b.text, o.text}:
        return o.text, []
    if o.text == b.text:
        return t.text, []
    whole = [KeyClash(None, b.text, o.text, t.text)]
    if not (b.is_sound and o.is_sound and t.is_sound) or o.document.format != t.document.format:
        return o.text, whole
    taken, clashes = _decide(b, o, t)
    expected = {key: value for key, value in ours.data.items() if key not in taken}
    expected |= {key: t.value(key) for key in taken if t.value(key) is not _ABSENT}
    if not clashes:
        by_lines = _by_lines(b, o, t)
        if by_lines is not None and _data(by_lines) == expected:
            return by_lines, []
    merged = _transplanted(o, t, taken)
    if _data(merged) != expected:
        return o.text, whole
    return merged, clashes


def take_keys(head: Document, theirs: Document, keys: Sequence[str]) -> str:
    """The text of `head` above its body with the given keys as they are written in `theirs`, which may lack some."""
    return _transplanted(_Head(head), _Head(theirs), keys)


def _decide(base: _Head, ours: _Head, theirs: _Head) -> tuple[list[str], list[KeyClash]]:
    """Return the keys to take from theirs, in their order, and those on which the sides clash."""
    taken: list[str] = []
    clashes: list[KeyClash] = []
    keys = dict.fromkeys([*theirs.document.data, *base.document.data, *ours.document.data])
    for key in keys:
        if theirs.lines(key) == base.lines(key) or theirs.value(key) == ours.value(key):
            continue
        if ours.lines(key) == base.lines(key) or ours.value(key) == base.value(key):
            taken.append(key)
        elif theirs.value(key) != base.value(key):
            clashes.append(KeyClash(key, base.written(key), ours.written(key), theirs.written(key)))
    return taken, clashes


def _by_lines(base: _Head, ours: _Head, theirs: _Head) -> str | None:
    """Return the heads merged as lines where that is clean: it brings comments and the order of keys along."""
    newline = ours.document.newline
    old, left, right = (_LINE.findall(head.text) for head in (base, ours, theirs))
    lines, clashes = merge_lines(old, left, right, newline)
    return None if clashes else "".join(lines)


def _data(head: str) -> Mapping[str, object] | None:
    found = frontmatter.find(head)
    data = found.tree.plain()
    is_whole = found.body == len(head) and not any(fault.fatal for fault in found.faults)
    return data if is_whole and isinstance(data, dict) else None


def _transplanted(ours: _Head, theirs: _Head, keys: Sequence[str]) -> str:
    """Return our head with the given keys as they are written in theirs."""
    head = ours.text
    newline = ours.document.newline
    for key in keys:
        current = _Head(Document(head))
        front = current.document.frontmatter
        source = _with_key(current, theirs, key, newline)
        head = head[: front.start] + source + head[front.end :]
    return head


def _with_key(ours: _Head, theirs: _Head, key: str, newline: str) -> str:
    source, tree = ours.source, ours.tree
    mine, other = ours.member(key), theirs.member(key)
    if other is None:
        return _writer(ours).drop(source, tree, (key,), newline=newline)
    if ours.document.format == "json" or tree.style == "flow" or theirs.tree.style == "flow":
        raw = theirs.source[other.start : other.node.end]
        if mine is not None:
            return source[: mine.start] + raw + source[mine.node.end :]
        if not tree.members:
            return source[: tree.start + 1] + raw + source[tree.end - 1 :]
        last = _anchor(ours, theirs, key) or tree.members[-1]
        line = max(source.rfind("\n", 0, last.start), source.rfind("\r", 0, last.start)) + 1
        gap = newline + source[line : last.start] if line and not source[line : last.start].strip() else " "
        return source[: last.node.end] + "," + gap + raw + source[last.node.end :]
    start, end = _span(theirs, other)
    raw = _ENDS.sub(newline, theirs.source[start:end])
    raw = raw if raw.endswith(newline) else raw + newline
    if mine is not None:
        start, end = _span(ours, mine)
        return source[:start] + raw + source[end:]
    anchor = _anchor(ours, theirs, key)
    return _inserted(ours, other, raw, anchor, newline)


def _inserted(ours: _Head, new: Member, raw: str, anchor: Member | None, newline: str) -> str:
    source = ours.source
    opened = {"table", "tables"}
    same = [
        member for member in ours.tree.members if (member.node.style in opened) == (new.node.style in opened)
    ]
    if anchor is not None and anchor in same:
        at = _span(ours, anchor)[1]
    elif same:
        at = _span(ours, same[-1])[1]
    elif new.node.style in opened or not ours.tree.members:
        at = len(source)
    else:
        at = 0
    before = source[:at]
    before += newline if before and before[-1] not in "\r\n" else ""
    return before + raw + source[at:]


def _anchor(ours: _Head, theirs: _Head, key: str) -> Member | None:
    """Return the key of ours that stands nearest before `key` in theirs."""
    keys = list(theirs.document.data)
    for name in reversed(keys[: keys.index(key)]):
        member = ours.member(name)
        if member is not None:
            return member
    return None


def _span(head: _Head, member: Member) -> tuple[int, int]:
    match head.document.format:
        case "toml":
            return write_toml.span(head.source, member)
        case "pelican":
            return write_pelican.span(head.source, member)
        case "yaml" if head.tree.style == "block":
            return write_yaml.span(head.source, member)
    return member.start, member.node.end


def _writer(head: _Head) -> Writer:
    writers: dict[str, Writer] = {"toml": write_toml, "json": write_json, "pelican": write_pelican}
    return writers.get(head.document.format, write_yaml)
