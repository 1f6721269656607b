"""Markdown as it was before CommonMark, in the words that everybody here knows.

- headings without a space behind their marks, as Markdown.pl had them: `##Setup`, `##Setup##`
- kramdown's boxes in which Markdown is read, `<div markdown="1">`, and to it and to MDX the text right behind HTML
"""

import re

from articles.document import Document, Problem

from .references import prose

_FENCE = re.compile(r"[ \t>]*(```+|~~~+)")
_HEADING = re.compile(r"(?P<indent> {0,3})(?P<marks>#{1,6})(?!#)(?P<space>[ \t]*)(?P<text>\S.*)")
# What a text has in it where a heading of several marks lacks a space: most have none.
_LACKING = re.compile(r"##(?<!###)#*+(?:[^\s#]|[^\n]{0,400}[^\s#\\]##)")
# A hashtag has one mark, the first line of a script too, and neither is a heading's only slip.
_NO_HEADING = re.compile(r"[!\[{/]|.*\s#\w")
# What holds code without a fence, or nothing that is shown: its name says how it ends.
_ASIDE = re.compile(
    r"\s*(?:\{%-?\s*(?P<tag>highlight|codeblock|code)\b|\{\{[<%]\s*(?P<short>highlight)\b"
    r"|<(?P<html>pre|script|style|textarea)\b|(?P<comment><!--))",
    re.IGNORECASE,
)

_OPENED = re.compile(
    r" {0,3}<(?P<tag>div|section|article|aside|details|center|figure|blockquote|main|header|footer|nav|ol|ul|li)\b"
    r"[^<>]*\smarkdown\s*=\s*[\"']?(?:1|block|span)[\"']?[^<>]*>\s*\Z",
    re.IGNORECASE,
)
_CLOSED = re.compile(r" {0,3}</(?P<tag>\w+)\s*>\s*\Z")

_WITH_PYTHON_MARKDOWN = frozenset({"pelican", "mkdocs", "nikola"})
_WITH_KRAMDOWN = frozenset({"jekyll", "bridgetown", "middleman"})
# https://spec.commonmark.org/0.31.2/#html-blocks: those of the sixth kind, and a tag that has the line for itself.
_BLOCK = re.compile(
    r" {0,3}</?(?:address|article|aside|blockquote|center|details|div|dl|fieldset|figure|footer|form|h[1-6]|header"
    r"|hr|iframe|main|nav|ol|p|section|table|ul)\b",
    re.IGNORECASE,
)
_TAG_ALONE = re.compile(r" {0,3}<(?:[^<>\"']|\"[^\"]*\"|'[^']*')+>\s*\Z")
# Not those that hold nothing and never end, nor, as kramdown and MDX have it, `<a/>`.
_BEGIN = re.compile(
    r"<(?!(?:area|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)[a-z](?![^<>]*/>)",
    re.IGNORECASE,
)


def is_python_markdown(document: Document, flavour: str) -> bool:
    """Whether Python-Markdown has rendered it."""
    return document.format == "pelican" or flavour in _WITH_PYTHON_MARKDOWN


def with_spaced_headings(document: Document, flavour: str) -> tuple[Document, list[Problem]]:
    """A document whose headings have a space behind their marks. Python-Markdown needs none.

    A single mark, which may be that of a hashtag, counts where other headings of the document are without a space.
    """
    body = document.body
    dialect = document.fields.dialect
    if not _LACKING.search(body) or (
        dialect == "python-markdown" if dialect else is_python_markdown(document, flavour)
    ):
        return document, []
    found = [(number, start, heading) for number, start, heading in _headings(document) if _is_slip(heading)]
    if not any(len(heading["marks"]) > 1 for _, _, heading in found):
        return document, []
    for _, start, heading in reversed(found):
        end = start + heading.end("text")
        body = f"{body[:start]}{heading['indent']}{heading['marks']} {_text(heading)}{body[end:]}"
    line, _, first = found[0]
    others = f", and {len(found) - 1} others" if len(found) > 1 else ""
    message = f"“{first['marks']}{first['text'][:60]}”{others}: read as a heading, though it lacks a space."
    return document.with_body(body), [Problem("heading-mended", message, line)]


def _headings(document: Document) -> list[tuple[int, int, re.Match[str]]]:
    """The lines that begin as headings do, where there is no code."""
    found, aside = [], ""
    for number, start, line in prose(document.body, document.body_line, ("#", "<", "{", "--")):
        written = document.body[start : start + len(line)].rstrip()  # with its code
        if aside:
            aside = "" if aside in line.replace(" ", "").lower() else aside
        elif heading := _HEADING.match(written):
            found.append((number, start, heading))
        elif begin := _ASIDE.match(line):
            end = _end(begin)
            aside = "" if end in line[begin.end() :].replace(" ", "").lower() else end
    return found


def _end(begin: re.Match[str]) -> str:
    if begin["tag"]:
        return f"end{begin['tag'].lower()}"
    if begin["html"]:
        return f"</{begin['html'].lower()}"
    return "-->" if begin["comment"] else "/highlight"


def _is_slip(heading: re.Match[str]) -> bool:
    if len(heading["marks"]) == 1:
        return not heading["space"] and not _NO_HEADING.match(heading["text"])
    return not heading["space"] or _text(heading) != heading["text"]


def _text(heading: re.Match[str]) -> str:
    """What a heading says, without as many marks at its end as there are before it."""
    text, marks = heading["text"], heading["marks"]
    bare = text.removesuffix(marks)
    is_closed = len(marks) > 1 and bare != text and bare.strip() and not bare.endswith(("#", " ", "\t", "\\"))
    return bare if is_closed else text


def with_blank_lines_around_html(document: Document, flavour: str, *, is_mdx: bool = False) -> Document:
    """A document with blank lines where kramdown and MDX read Markdown next to HTML without any, as others need them.

    https://kramdown.gettalong.org/syntax.html#html-blocks
    """
    body = document.body
    if "<" not in body or document.fields.dialect == "python-markdown":
        return document
    lines = body.split("\n")
    if "markdown=" in body:
        lines = _opened_boxes(lines)
    if flavour in _WITH_KRAMDOWN or is_mdx:
        lines = _ended_html(lines)
    put = "\n".join(lines)
    return document.with_body(put) if put != body else document


def _opened_boxes(lines: list[str]) -> list[str]:
    """The lines with blank ones inside of the boxes in which Markdown is read."""
    open_tags, put = list[str](), list[str]()
    for line, seen in zip(lines, _without_fences(lines), strict=True):
        if (closed := _CLOSED.match(seen)) and open_tags and open_tags[-1] == closed["tag"].lower():
            open_tags.pop()
            put += [] if not put or not put[-1].strip() else [""]
        put.append(line)
        if opened := _OPENED.match(seen):
            open_tags.append(opened["tag"].lower())
            put.append("")
    return put


def _ended_html(lines: list[str]) -> list[str]:
    """The lines with a blank one where a block of HTML has ended and text follows.

    To CommonMark a block goes on until a blank line, and what is in it is no Markdown.
    """
    bare, put = _without_fences(lines), list[str]()
    depth, brackets, is_html, before = 0, 0, False, ""
    for line, seen, following in zip(lines, bare, [*bare[1:], ""], strict=True):
        put.append(line)
        if not is_html and (_BLOCK.match(seen) or (not before.strip() and _TAG_ALONE.match(seen))):
            depth, brackets, is_html = 0, 0, True
        is_html = is_html and bool(seen.strip())
        if is_html:
            depth += len(_BEGIN.findall(seen)) - seen.count("</")
            brackets += seen.count("<") - seen.count(">")
            if depth <= 0 and not brackets and _is_text(following):
                put.append("")
                is_html = False
        before = seen
    return put


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(("    ", "\t")) and not line.lstrip().startswith("<")


def _without_fences(lines: list[str]) -> list[str]:
    """The lines, those of fenced code as empty ones."""
    fence, seen = "", []
    for line in lines:
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip().strip(mark[1][0]):
            fence = ""
            seen.append("")
            continue
        seen.append("" if fence else line)
    return seen
