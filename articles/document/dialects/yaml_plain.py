"""YAML as most frontmatter is written, read without YAML's parser: keys whose values are texts of one line, or lists.

    title: "Hello"
    date: 2020-01-02T10:00:00Z
    tags: [one, 'two words']
    categories:
      - Notes

Whatever else there may be (escapes, anchors, tags, tables, texts of several lines, a key twice) is left to the parser,
and so is all that it would refuse. What is read here has the very tree that `yaml_tree.build` makes of it.
"""

from __future__ import annotations

import re

from .tree import Member, Node
from .yaml_tree import meaning

LONGEST = 10_000  # characters: so few hold no more values than are allowed

# What YAML takes beyond ASCII for no character, for the end of a line, or for that which stands for others.
_NEVER = "\x80-\x9f\u2028\u2029\ud800-\udfff\ueffe\ufeff\ufffe\uffff"


def _characters(of_ascii: str) -> str:
    """A set of these characters of ASCII and of all beyond it.

    It is said by what is not in it: Python goes through all characters that a set names, which can take 3 ms.
    """
    is_one = re.compile(f"[{of_ascii}]", re.ASCII).match
    others = "".join(re.escape(chr(code)) for code in range(128) if not is_one(chr(code)))
    return f"[^{others}{_NEVER}]"


_DOUBLE = _characters(r" !#-\[\]-~") + "*"
_SINGLE = _characters(" -&(-~") + "*"
_FIRST = _characters(r"\w/")
# A number sign belongs to a text where something stands right before it, a colon where something stands behind it.
_IN_WORD = rf"(?:{_characters('!-9;-~')}|:(?![ \n]|\Z))*"
_BEHIND_SPACE = _characters('!"$-9;-~')
_TEXT = rf"{_FIRST}{_IN_WORD}(?: +{_BEHIND_SPACE}{_IN_WORD})*"
_VALUE = rf"(?:\"({_DOUBLE})\"|'({_SINGLE})'|({_TEXT}))"
# Within brackets.
_WORD = _characters(r"\w$()+./;<=\\^~-")
_WORDS = rf"{_FIRST}{_WORD}*(?: +{_WORD}+)*"
_ITEM = rf"(?:\"{_DOUBLE}\"|'{_SINGLE}'|{_WORDS})"
_LIST = rf"\[ *(?:{_ITEM}(?: *, *{_ITEM})*)? *\]"
_END = r" *(?:\n|\Z)"

_ENTRY = re.compile(rf"([A-Za-z_][\w-]*):(?: +(?:{_VALUE}|({_LIST})))?{_END}", re.ASCII)
_BLOCK_ITEM = re.compile(rf"( *)- +{_VALUE}{_END}", re.ASCII)
_FLOW_ITEM = re.compile(rf"\"({_DOUBLE})\"|'({_SINGLE})'|({_WORDS})", re.ASCII)
_BETWEEN = re.compile(rf"(?:(?:#{_characters(' -~')}*)?\n)*")


def read_plain(source: str) -> Node | None:
    """Return the tree of a frontmatter of such lines only; None for any other."""
    if len(source) > LONGEST:
        return None
    members: list[Member] = []
    at, end = _after_blank_lines(source, 0), len(source)
    while at < end:
        found = _ENTRY.match(source, at)
        if found is None:
            return None
        key = found[1]
        at = found.end()
        if found[5] is not None:
            node = _flow_list(found)
        elif found.lastindex == 1:
            node, at = _block_list_or_nothing(source, found.end(1) + 1, at)
        else:
            node = _scalar(found, 2)
        members.append(Member(key, found.start(1), found.end(1), node))
        at = _after_blank_lines(source, at)
    keys = {member.key for member in members}
    if not keys or len(keys) < len(members) or "null" in keys:
        return None
    return Node("map", members[0].start, members[-1].node.end, "block", members=members)


def _after_blank_lines(source: str, at: int) -> int:
    """Return where the next line begins that is neither empty nor a comment."""
    found = _BETWEEN.match(source, at)
    return found.end() if found else at


def _scalar(found: re.Match[str], group: int) -> Node:
    """Return the text that is in a group of a match (in double quotes), the next (in single ones) or the third."""
    place = found.lastindex or group
    start, end = found.span(place)
    text = found[place]
    if place == group + 2:
        return Node("scalar", start, end, "plain", meaning(text))
    return Node("scalar", start - 1, end + 1, '"' if place == group else "'", text)


def _flow_list(found: re.Match[str]) -> Node:
    start, end = found.span(5)
    items = [_scalar(item, 1) for item in _FLOW_ITEM.finditer(found.string, start, end)]
    return Node("list", start, end, "flow", items=items)


def _block_list_or_nothing(source: str, nothing: int, at: int) -> tuple[Node, int]:
    """Return the list that begins at `at`, or what is nothing where there is none, and where the next line begins."""
    first = found = _BLOCK_ITEM.match(source, at)
    if first is None:
        return Node("scalar", nothing, nothing, "plain", None), at
    items: list[Node] = []
    while found and found[1] == first[1]:
        items.append(_scalar(found, 2))
        at = found.end()
        found = _BLOCK_ITEM.match(source, at)
    return Node("list", first.end(1), items[-1].end, "block", items=items), at
