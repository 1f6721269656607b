"""Containers in colons, of Docusaurus, VuePress, VitePress, Zenn and pandoc, in the syntax of either dialect.

    :::tip[Try it]          a callout
    ::: details More        what readers open
    :::: tabs               only VuePress knows: its colons go, what it holds stays, its title in bold

What is never closed stays text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from articles.markup.callouts import KINDS, default_title
from articles.markup.notices import Fences

_BEGIN = re.compile(
    r"(?P<indent> {0,3})(?P<colons>:{3,})[ \t]?(?P<name>[\w-]+|\{[^{}\n]{1,300}\})"
    r"(?:\[(?P<bracketed>.*)\]|[ \t]+(?P<words>[^\s:].*))?$"
)
_END = re.compile(r" {0,3}(:{3,})[ \t]*$")
# Zenn's callouts have no title; one word says that they warn.
_ZENN = {"": "note", "alert": "warning"}
NAMES = frozenset({*KINDS, "details", "message"})
"""The names of those that are understood."""


@dataclass(frozen=True)
class _Container:
    indent: str
    kind: str  # one of callouts, "details", or "" for what is not known
    title: str | None

    def begin(self, dialect: str, margin: str) -> Iterator[str]:
        """Its first lines; `margin` is that of Python-Markdown's callouts around it."""
        title = self.title or ""
        if not self.kind:
            yield from ("", f"{margin}**{title}**" if title else "", "")
        elif dialect != "commonmark":
            mark = "???" if self.kind == "details" else "!!!"
            yield from ("", f"{margin}{mark} {self.kind}" + (f' "{title}"' if title else ""))
        elif self.kind == "details":
            yield f"{self.indent}<details><summary>{escape(title) or 'Details'}</summary>"
            yield ""
        else:
            yield from open_html(self.indent, self.kind, self.title)

    def end(self, dialect: str) -> Iterator[str]:
        if self.kind == "details" and dialect == "commonmark":
            yield from ("", f"{self.indent}</details>", "")
        elif self.kind and dialect == "commonmark":
            yield from close_html(self.indent)
        else:
            yield ""


def open_html(indent: str, kind: str, title: str | None) -> Iterator[str]:
    """A callout's beginning for CommonMark; None stands for the kind's own title."""
    yield f'{indent}<div class="admonition {kind}">'
    yield f'{indent}<div class="admonition-title">'
    yield ""
    # The empty tag keeps a title such as "1. First" from becoming a block of its own.
    yield f"{indent}<span></span>{default_title(kind) if title is None else title}"
    yield from close_html(indent)


def close_html(indent: str) -> Iterator[str]:
    """The end of a callout, or of its title."""
    yield from ("", f"{indent}</div>", "")


def rewrite(lines: list[str], fences: Fences, dialect: str) -> Iterator[str]:
    """`lines` with such containers as `dialect` has them."""
    starts, ends = _pairs(lines, fences)
    opened: list[_Container] = []
    margin = ""  # what is in a callout of Python-Markdown is indented
    step = "" if dialect == "commonmark" else "    "
    for number, line in enumerate(lines):
        if number in starts:
            opened.append(starts[number])
            yield from starts[number].begin(dialect, margin)
            margin += step if starts[number].kind else ""
        elif number in ends:
            closed = opened.pop()
            yield from closed.end(dialect)
            margin = margin.removesuffix(step) if closed.kind else margin
        else:
            yield margin + line if line else line


def _pairs(lines: list[str], fences: Fences) -> tuple[dict[int, _Container], set[int]]:
    """The lines that open a container, and those that close one.

    As in Docusaurus one holds others that have fewer colons; one pass, whatever the nesting.
    """
    starts: dict[int, _Container] = {}
    ends: set[int] = set()
    waiting: list[tuple[int, str]] = []
    counts: Counter[str] = Counter()
    for number, line in enumerate(lines):
        if fences.hold(line) or ":::" not in line:
            continue
        start, end = _BEGIN.match(line.rstrip()), _END.match(line)
        if start:
            starts[number] = _container(start)
            waiting.append((number, start["colons"]))
            counts[start["colons"]] += 1
        elif end and counts[end[1]]:
            colons = ""
            while colons != end[1]:
                opener, colons = waiting.pop()
                counts[colons] -= 1
                if colons != end[1]:
                    del starts[opener]
            ends.add(number)
    for opener, _ in waiting:
        del starts[opener]
    return starts, ends


def _container(start: re.Match[str]) -> _Container:
    kind, title = start["name"].strip("{}. ").lower(), start["bracketed"] or start["words"] or None
    if kind == "message":
        kind, title = _ZENN.get((title or "").strip(), "note"), None
    if title and title.startswith("{") and title.endswith("}"):
        title = None  # attributes
    return _Container(start["indent"], kind if kind in NAMES else "", title)
