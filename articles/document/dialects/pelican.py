"""Pelican's and MultiMarkdown's headers: `Title: Hello` lines before the first blank line, without a fence."""

from __future__ import annotations

import re

from .tree import Fault, Member, Node, Reading

_HEADER = re.compile(
    r"(?P<key>[A-Za-z0-9][A-Za-z0-9_ -]{0,30}?)[ \t]*:(?:[ \t]+|(?=[\r\n]|\Z))(?P<value>[^\r\n]*)"
)
_CONTINUED = re.compile(r"(?: {4,}|\t)[ \t]*(?P<value>[^\s][^\r\n]*)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BLANK = re.compile(r"[ \t]*(?:\r\n|\n|\r|\Z)")

MAX_LINES = 200  # longer blocks of `key: value` lines are data, no headers

# A text that begins with one of these is a document with headers; one that begins with "Note:" is not.
KNOWN = frozenset(
    """title date modified updated category tags tag keywords slug author authors summary status lang language
    template series translation save_as url subtitle description image cover layout""".split()  # noqa: SIM905
)


def measure(text: str, start: int) -> tuple[int, int] | None:
    """Return where the headers beginning at `start` end and where the body begins; None where there are none."""
    keys: list[str] = []
    at = start
    for _ in range(MAX_LINES + 1):
        if at >= len(text) or _BLANK.match(text, at):
            break
        header = _HEADER.match(text, at)
        if header:
            keys.append(header["key"].lower())
        elif not keys or not _CONTINUED.match(text, at):
            return None
        at = _LINE.match(text, at).end()  # type: ignore[union-attr]
    else:
        return None
    known = KNOWN.intersection(keys)
    if not keys or keys[0] not in KNOWN or ("title" not in known and len(known) < 2):
        return None
    blank = _BLANK.match(text, at)
    return at, blank.end() if blank else at


def read(source: str) -> Reading:
    """Read the headers; a continued value is one text whose lines are parted by line feeds."""
    tree = Node("map", 0, len(source), "block")
    faults: list[Fault] = []
    at = 0
    while at < len(source):
        header = _HEADER.match(source, at)
        continued = _CONTINUED.match(source, at)
        if header:
            value = header["value"].rstrip()
            key = header["key"]
            if any(member.key.lower() == key.lower() for member in tree.members):
                message = f"The key {key!r} is written more than once; the last one counts."
                faults.append(Fault("key-duplicate", message, at, key))
            start = header.start("value")
            node = Node("scalar", start, start + len(value), "plain", value)
            tree.members.append(Member(key, at, header.end("key"), node))
        elif continued and tree.members:
            node = tree.members[-1].node
            value = continued["value"].rstrip()
            node.value = f"{node.value}\n{value}" if node.value else value
            node.end = continued.start("value") + len(value)
        at = _LINE.match(source, at).end()  # type: ignore[union-attr]
    return Reading(tree, faults)
