"""Marks that not every Markdown has: emoji by name, `==highlighted==`, `H~2~O`, notes within a line, abbreviations.

Which of them a text has is a matter of what it was written for (`site_marks`). They are said in what all Markdown has:
characters, elements of HTML, notes at the end.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from importlib import import_module
from typing import Literal

from articles.document import Document, Problem

from .references import INDENTED, prose

Mark = Literal["abbreviation", "emoji", "insert", "mark", "note", "subscript", "superscript"]
"""`*[HTML]: Hypertext…` explains a word; then `:tada:`, `++x++`, `==x==`, `^[Said below.]`, `H~2~O` and `2^10^`."""

_SIGNS: Mapping[str, str] = {
    "abbreviation": "*[",
    "emoji": ":",
    "insert": "++",
    "mark": "==",
    "note": "^[",
    "subscript": "~",
    "superscript": "^",
}
_ELEMENTS: Mapping[str, str] = {"insert": "ins", "mark": "mark", "subscript": "sub", "superscript": "sup"}
_PATTERNS: Mapping[str, str] = {
    # One or some in a row; no part of a time, an address or a longer word.
    "emoji": r"(?<![\w:/.\\])(?P<emoji>(?::[a-z0-9_+-]{1,40}:)+)(?![\w:/])",
    # Signs stand right beside what they are around; as markdown-it has them, within a word too.
    "insert": r"(?<![+\w\\])\+\+(?![\s+])(?P<insert>[^+\n]{1,1000}?)(?<!\s)\+\+(?![+\w])",
    "mark": r"(?<![=\\])==(?![\s=])(?P<mark>[^=\n]{1,1000}?)(?<!\s)==(?!=)",
    # Brackets in it belong together.
    "note": r"(?<!\\)\^\[(?P<note>(?:[^\[\]\n]|\[[^\[\]\n]{0,300}\]){1,2000})\]",
    "subscript": r"(?<![~\\])~(?P<subscript>[^~\s\[\]()]{1,60})~(?!~)",
    "superscript": r"(?<![\^\[\\])\^(?P<superscript>[^\^\s\[\]()]{1,60})\^(?!\^)",
}
# Addresses, tags and formulas, in which the signs are no marks.
_NO_TEXT = r"\$[^$\n]+\$|\]\([^()\s]*\)|<[^<>\n]*>|https?://[^\s<>\"')\]]+|^[ ]{0,3}\[[^\]\n]+\]:.*$"
_EXPLAINED = re.compile(r"[ ]{0,3}\*\[(?P<short>[^\[\]\n]{1,60})\]:(?P<long>[^\n]{0,500})\n?\Z")
_NAME = re.compile(r":[a-z0-9_+-]{1,40}:")
_FIELD = re.compile(r"^(:[a-zA-Z0-9_+-]{1,40}:)[ \t]", re.MULTILINE)
# A text with more is a glossary.
_MOST_EXPLAINED = 100
# Around formulas of several lines.
_FORMULA = "$$"


def with_common_marks(document: Document, marks: Iterable[Mark]) -> tuple[Document, list[Problem]]:
    """A body with those of these marks that it has said otherwise. Code stays; no line is added but at its end."""
    body = document.body
    present = tuple(mark for mark in marks if _may_be_in(body, mark))
    if not present:
        return document, []
    explained = _explained(body) if "abbreviation" in present else {}
    expression = _expression(present, tuple(explained))
    notes = _Notes(body)
    pieces, at, first = list[str](), 0, 0
    is_formula = False
    for line, start, text in prose(
        body, document.body_line, [*map(_SIGNS.__getitem__, present), *explained, _FORMULA]
    ):
        if text.count(_FORMULA) % 2:
            is_formula = not is_formula
        if is_formula:
            continue
        for begin, end, said in _edits(text, body[start : start + len(text)], expression, explained, notes):
            pieces += body[at : start + begin], said
            at, first = start + end, first or line
    if not pieces:
        return document, []
    message = "Marks that only the old site's Markdown has are characters, elements or notes, which all have."
    problem = Problem("marks-written-out", message, first)
    return document.with_body(notes.behind("".join((*pieces, body[at:])))), [problem]


def _may_be_in(body: str, mark: Mark) -> bool:
    if _SIGNS[mark] not in body:
        return False
    if mark != "emoji":
        return True
    # Most texts have colons, and some names of other things between them: `std::fmt::Write`.
    return any(name in _emoji() for name in _NAME.findall(body)) and not _has_fields(body)


def _has_fields(body: str) -> bool:
    """Whether lines begin with names in colons that show nothing: `:author: Ada`, as AsciiDoc has them."""
    return any(found[1] not in _emoji() for found in _FIELD.finditer(body))


class _Notes:
    """The notes of a text, each with a name that the text has not."""

    def __init__(self, body: str) -> None:
        self._said: list[str] = []
        self._name = "note"
        while f"[^{self._name}-" in body:
            self._name += "-here"

    def mark(self, said: str) -> str:
        self._said.append(said.strip())
        return f"[^{self._name}-{len(self._said)}]"

    def behind(self, text: str) -> str:
        """The text with what is noted below it."""
        said = [f"[^{self._name}-{number}]: {each}\n" for number, each in enumerate(self._said, start=1)]
        return f"{text.rstrip()}\n\n{''.join(said)}" if said else text


def _explained(body: str) -> dict[str, str]:
    """What a text explains of its abbreviations, the longest first: one may begin with another."""
    lines = (_EXPLAINED.match(text) for _, _, text in prose(body, 1, ("*[",)))
    found = {each["short"].strip(): each["long"].strip() for each in lines if each}
    shorts = sorted(filter(None, found), key=len, reverse=True)
    return {short: found[short] for short in shorts[:_MOST_EXPLAINED]}


@cache
def _marks(present: tuple[Mark, ...]) -> str:
    return "|".join((f"(?P<apart>{_NO_TEXT})", *(_PATTERNS[mark] for mark in present if mark in _PATTERNS)))


def _expression(present: tuple[Mark, ...], explained: Iterable[str]) -> re.Pattern[str]:
    """What finds the marks that a text may have, and what is apart from its text."""
    words = "|".join(map(re.escape, explained))
    return re.compile(_marks(present) + (rf"|(?<!\w)(?P<abbreviation>{words})(?!\w)" if words else ""))


def _edits(
    text: str, written: str, expression: re.Pattern[str], explained: Mapping[str, str], notes: _Notes
) -> Iterator[tuple[int, int, str]]:
    """From where to where something else is said in a line, and what; `text` is the line without its code."""
    if INDENTED.match(written):
        return
    explanation = _EXPLAINED.match(text) if explained else None
    if explanation and explanation["short"].strip() in explained:
        line = written.rstrip("\r\n")
        yield 0, len(line), f"<!-- {line.strip().replace('--', '- -')} -->"
        return
    for found in expression.finditer(text):
        said = _said(found.lastgroup or "", written[found.start() : found.end()], explained, notes)
        if said is not None:
            yield found.start(), found.end(), said


def _said(kind: str, written: str, explained: Mapping[str, str], notes: _Notes) -> str | None:
    """What stands for a mark; None for what stays as it is."""
    if kind == "emoji":
        shown = _NAME.sub(lambda found: _emoji().get(found[0], found[0]), written)
        return shown if shown != written else None
    if kind == "note":
        return notes.mark(written[2:-1])
    if kind == "abbreviation":
        long = explained[written]
        return f'<abbr title="{escape(long)}">{written}</abbr>' if long else None
    if name := _ELEMENTS.get(kind):
        length = len(_SIGNS[kind])
        return f"<{name}>{written[length:-length]}</{name}>"
    return None


@cache
def _emoji() -> Mapping[str, str]:
    """GitHub's names of emoji, in colons, and what they show. It takes a moment to load, and few blogs need it."""
    data = import_module("pymdownx.gemoji_db")
    known = {
        name: "".join(chr(int(code, 16)) for code in (said.get("unicode_alt") or said["unicode"]).split("-"))
        for name, said in data.emoji.items()
    }
    return known | {alias: known[name] for alias, name in data.aliases.items() if name in known}
