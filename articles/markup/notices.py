"""Callouts as template tags set them: Hugo's and Hexo's themes, GitBook.

    {{< admonition tip "Try it" >}} … {{< /admonition >}}
    {{% notice warning %}} … {{% /notice %}}
    {% note info %} … {% endnote %}
    {{< details "More" >}} … {{< /details >}}, {% details More %} … {% enddetails %}

    > Try it.
    {: .prompt-tip }                      Chirpy's, for Jekyll; Minimal Mistakes' are paragraphs with {: .notice--info}

The last become GitHub's, `> [!TIP]`, the others those of Docusaurus, `:::tip[Try it]`, which `blocks` knows. What is
never closed stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from articles.markup.callouts import KINDS

_GENERAL = "admonition|notice|alert|callout|message|hint|note"
_KINDS = "tip|info|warning|danger|important|caution|attention|success|error"
# What readers open. Hugo has the first; dev.to and Hexo's themes all but the second.
_OPENED = "details|expand|collapse|collapsible|spoiler|fold|folding|hideToggle|hideBlock"
_TAGS = f"note|tip|hint|message|{_OPENED}"
TAGS = frozenset(f"{_GENERAL}|{_KINDS}|{_TAGS}|end{_TAGS.replace('|', '|end')}".lower().split("|"))
"""The names of such tags."""

# Bounded, and without braces inside, as in `pictures`. Further in, a line may belong to a list.
_OPEN = re.compile(
    r"(?P<indent> {0,3})"
    rf"(?:\{{\{{[<%][ \t]*(?P<short>{_GENERAL}|{_KINDS}|{_OPENED})(?P<said>[ \t][^{{}}\n]{{0,300}})?[>%]\}}\}}"
    rf"|\{{%-?[ \t]*(?P<tag>{_TAGS})(?P<given>[ \t][^{{}}\n]{{0,300}})?-?%\}})(?P<rest>.*)\Z",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    rf"(?P<before>.*?)(?:\{{\{{[<%][ \t]*/[ \t]*(?P<short>{_GENERAL}|{_KINDS}|{_OPENED})[ \t]*[>%]\}}\}}"
    rf"|\{{%-?[ \t]*end(?P<tag>{_TAGS})[ \t]*-?%\}})[ \t]*\Z",
    re.IGNORECASE,
)
_MAY = re.compile(rf"\{{\{{[<%][ \t]*/|\{{%-?[ \t]*end(?:{_TAGS})\b")
_VALUE = r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[\w-]+))"
_NAMED = re.compile(rf"\b(?P<name>[\w-]+)[ \t]*=[ \t]*{_VALUE}")
# How themes call what stands above a callout.
_TITLES = ("title", "header", "heading", "summary")
_WORD = re.compile(r"\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'=]+)(?=\s|\Z)")
_COLONS = ":" * 7
# Callouts inside of others, and ones that are never closed, among which an opening is looked for.
_DEEPEST = 20
# Pandoc's, as Quarto has them: `::: {.callout-note title="Try it"}`.
_QUARTO = re.compile(
    rf"(?P<colons> {{0,3}}:{{3,}}) ?\{{\.callout-(?P<kind>{'|'.join(KINDS)})(?P<said>[^{{}}\n]*)\}}[ \t]*\Z"
)


# kramdown's attributes of the block before them, by which themes of Jekyll's know a callout.
ATTRIBUTES = re.compile(
    r" {0,3}\{:[^{}\n]{0,200}?"
    r"\.(?:(?:alert|block|box|prompt)-|notice(?:--|(?![\w-]))|(?=(?:note|tip|info|warning|danger|important)\b))"
    r"(?P<kind>[a-z]*)(?![\w-])[^{}\n]{0,200}\}[ \t]*\Z"
)
_MAY_HAVE_ATTRIBUTES = re.compile(
    r"\.(?:(?:alert|block|box|prompt)-|notice|note|tip|info|warning|danger|important)[a-z-]*[^{}\n]{0,200}\}"
)
_QUOTED_HEADING = re.compile(r" {0,3}>[ \t]*#{1,6}[ \t]+(?P<title>\S[^\n]*)")
# They are no paragraph: an item, a heading, a row, a tag, a fence.
_NO_PARAGRAPH = re.compile(r" {0,3}(?:[-*+#|<]|\d{1,9}[.)]|```|~~~)(?!\*)| {4}|\t")


INDENTED = re.compile(r" {0,3}\t| {4}")
"""How a line of code without a fence begins; one that goes on with an item may begin so, too."""


class Fences(Protocol):
    """Tells which lines are code."""

    def hold(self, line: str) -> bool: ...


def may_have_attributes(body: str) -> bool:
    """Whether a block in `body` may be a callout by its attributes."""
    return "{:" in body and _MAY_HAVE_ATTRIBUTES.search(body) is not None


def with_marks(lines: list[str], fences: Fences) -> list[str]:
    """`lines` with GitHub's marks in place of the attributes of callouts. Those of lists, tables and headings stay."""
    written: list[str] = []
    # Where the block begins to which attributes would belong.
    start = 0
    for line in lines:
        is_code = fences.hold(line)
        found = None if is_code else ATTRIBUTES.match(line)
        block = _quoted(written[start:]) if found else []
        if found and block:
            kind = found["kind"] if found["kind"] in KINDS else "note"
            heading = _QUOTED_HEADING.match(block[0])
            title = f" {heading['title'].strip()}" if heading else ""
            # Nothing behind it is part of the quotation.
            written[start:] = [f"> [!{kind.upper()}]{title}", *block[1 if heading else 0 :], ""]
            start = len(written)
            continue
        written.append(line)
        if is_code or not line.strip():
            start = len(written)
    return written


def _quoted(block: list[str]) -> list[str]:
    """The lines of a quotation, or of a paragraph as one; none for what is neither."""
    if not block:
        return []
    if block[0].lstrip(" ").startswith(">"):
        return block
    return [] if _NO_PARAGRAPH.match(block[0]) else [f"> {line}" for line in block]


def may_be_in(body: str) -> bool:
    """Whether one can be closed in `body` at all."""
    return "{.callout-" in body or bool(_MAY.search(body))


def rewrite(lines: list[str], fences: Fences) -> Iterator[str]:
    """`lines` with such callouts in colons."""
    is_code = [fences.hold(line) for line in lines]
    starts, ends = _pairs(lines, is_code)
    for number, written in enumerate(lines):
        line = written
        if not is_code[number] and (quarto := _QUARTO.match(line)):
            yield f"{quarto['colons']}{_titled(quarto['kind'], _title(quarto['said']))}"
            continue
        found = starts.get(number)
        if found is not None:
            yield f"{found['indent']}{_COLONS}{_kind(found)}"
            line = found["rest"].strip()
        end = _CLOSE.match(line) if number in ends else None
        text = end["before"] if end else line
        if text.strip() or (found is None and end is None):
            yield text
        if end is not None:
            yield _COLONS


def _pairs(lines: list[str], is_code: list[bool]) -> tuple[dict[int, re.Match[str]], set[int]]:
    """The lines on which a callout is opened, and those on which one is closed that was."""
    starts: dict[int, re.Match[str]] = {}
    ends: set[int] = set()
    waiting: list[tuple[str, int, re.Match[str]]] = []
    for number, line in enumerate(lines):
        if is_code[number] or "{" not in line:
            continue
        opened = _OPEN.match(line)
        if opened:
            waiting.append((_name(opened), number, opened))
        closed = _CLOSE.match(opened["rest"] if opened else line)
        if closed and any(name == _name(closed) for name, _, _ in waiting[-_DEEPEST:]):
            name, start, match = waiting.pop()
            while name != _name(closed):
                name, start, match = waiting.pop()
            starts[start] = match
            ends.add(number)
    return starts, ends


def _name(found: re.Match[str]) -> str:
    return (found["short"] or found["tag"]).lower()


def _kind(found: re.Match[str]) -> str:
    """The kind of a callout, and its title in brackets where it has one."""
    said = found["said"] or found["given"] or ""
    named = {each["name"].lower(): _text(each) for each in _NAMED.finditer(said)}
    words = [_text(each) for each in _WORD.finditer(_NAMED.sub(" ", said))]
    kind = _name(found)
    if kind in _OPENED.lower().split("|"):
        first = words[0] if words and found["short"] else found["given"] or ""
        # Beside the title there are colours, before it or behind it.
        first = first.partition(",")[0] if kind.startswith("hide") else first
        first = first.rpartition(",")[2] if kind == "folding" else first.rpartition("@")[2]
        return _titled("details", first_said(named, (*_TITLES, "text", "label")) or first.strip(" \"'"))
    asked = first_said(named, ("type", "style", "level", "color")) or (words[0] if words else "")
    if asked.lower() in KINDS:
        kind = asked.lower()
    title = first_said(named, _TITLES) or (words[1] if found["short"] and len(words) > 1 else "")
    return _titled(kind if kind in KINDS else "note", title)


def first_said(named: Mapping[str, str], keys: Iterable[str]) -> str:
    """What a tag says of itself under the first of `keys` that says anything."""
    return next((named[key] for key in keys if named.get(key)), "")


def _title(said: str) -> str:
    return next((_text(each) for each in _NAMED.finditer(said) if each["name"] == "title"), "")


def _titled(kind: str, title: str) -> str:
    return f"{kind}[{title}]" if title.strip() else kind


def _text(found: re.Match[str]) -> str:
    return next(each for each in (found["double"], found["single"], found["bare"]) if each is not None)
