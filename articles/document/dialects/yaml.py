"""YAML frontmatter: what it means and where everything is, in one pass."""

from __future__ import annotations

import re

import yaml

from .seams import Sewn
from .tree import Fault, Node, Reading
from .yaml_plain import read_plain
from .yaml_salvage import salvage
from .yaml_tree import STAND_IN, TooMuchError, UnknownAliasError, build, written

__all__ = ["read", "written"]

MAX_SIZE = 131_072  # characters

# No YAML reader takes control characters; they are read as STAND_IN and dropped from values.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# So many keys, and nothing else, are no text by chance.
_PLAINLY_KEYS = 2
_SPACE_ITEM = re.compile(r"^[ ]+\t*- ", re.MULTILINE)
_TAB_WIDTHS = (4, 2, 8)
_INDENT = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)


def read(source: str) -> Reading | None:
    """Read a frontmatter; None where it is YAML but no map, so that it cannot be a frontmatter.

    What cannot be read as a whole is read key by key (`yaml_salvage`); faults say what was.
    """
    if len(source) > MAX_SIZE:
        message = f"The frontmatter has {len(source):,} characters; at most {MAX_SIZE:,} are read."
        return _refused(message)
    faults: list[Fault] = []
    readable = _CONTROL.sub(STAND_IN, source)
    try:
        tree = read_plain(readable) or build(readable, faults)
    except TooMuchError as error:
        return _refused(str(error))
    except (yaml.MarkedYAMLError, UnknownAliasError):
        return _read_with_spaces(readable) or salvage(readable)
    if tree is None:
        tree = Node("map", len(source), len(source), "block")
    if tree.kind != "map":
        return _only_keys(readable)
    return Reading(tree, faults)


def _read_expanded(source: str) -> Node | None:
    """Read lists of which some items are indented with tabs and others with spaces, as editors show them: in one line.

    None where that is not so, or is no YAML however wide a tab is.
    """
    if not _SPACE_ITEM.search(source):
        return None
    for width in _TAB_WIDTHS:
        expanded, at = Sewn(), 0
        for indent in _INDENT.finditer(source):
            expanded.text += source[at : indent.start()]
            expanded.sew(*indent.span(), indent[0].expandtabs(width))
            at = indent.end()
        expanded.text += source[at:]
        try:
            tree = build(expanded.text, [])
        except (yaml.MarkedYAMLError, UnknownAliasError, TooMuchError):
            continue
        if (
            tree is None
            or tree.kind != "map"
            or any(_swallows_items(expanded.text, node) for node in tree.walk())
        ):
            continue
        tree.start, tree.end = 0, len(source)
        for member in tree.members:
            expanded.settle(member)
        return tree
    return None


def _swallows_items(text: str, node: Node) -> bool:
    """Whether a text goes on with lines that were meant to be items of a list."""
    is_plain = node.kind == "scalar" and node.style == "plain"
    return is_plain and re.search(r"\n[ ]*- ", text[node.start : node.end]) is not None


def _refused(message: str) -> Reading:
    return Reading(Node("map", 0, 0, "block"), [Fault("frontmatter-refused", message, 0, fatal=True)])


def _only_keys(source: str) -> Reading | None:
    """Read what is one text to YAML because each line lacks a space, as in `title:Hello`; None for another text."""
    reading = salvage(source)
    if reading is None or len(reading.tree.members) < _PLAINLY_KEYS:
        return None
    return None if any(fault.code == "frontmatter-line-skipped" for fault in reading.faults) else reading


def _read_with_spaces(source: str) -> Reading | None:
    """Read a frontmatter indented with tabs, which YAML forbids and many editors write: one space for each."""
    first = _INDENT.search(source)
    if first is None:
        return None
    if mixed := _read_expanded(source):
        message = "The frontmatter is indented with tabs and spaces, which YAML does not allow; they were read alike."
        return Reading(mixed, [Fault("frontmatter-tabs", message, first.start())])
    spaced = _INDENT.sub(lambda match: " " * len(match[0]), source)
    faults: list[Fault] = []
    reading: Reading | None
    try:
        tree = build(spaced, faults)
    except (yaml.MarkedYAMLError, UnknownAliasError):
        reading = salvage(spaced)
    except TooMuchError:
        return None
    else:
        reading = Reading(tree, faults) if tree is not None and tree.kind == "map" else None
    if reading is None:
        return None
    message = "The frontmatter is indented with tabs, which YAML does not allow; they were read as spaces."
    return Reading(reading.tree, [Fault("frontmatter-tabs", message, first.start()), *reading.faults])
