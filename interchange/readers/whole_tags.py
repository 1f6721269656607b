"""Tags of template engines that go over several lines, each put on one: everything here looks for them line by line.

{{< figure src="a.png"
    caption="What it shows" >}}
"""

import re

from articles.document import Document

from .references import prose

_MOST_LINES = 30
_BEGIN = re.compile(r"\{\{[<%]|\{%")
# Bounded, without braces inside, and over no blank line.
_SPLIT = re.compile(
    r"(?P<begin>\{\{[<%]|\{%)(?=[^{}\n]{0,2000}\n)(?P<said>(?:[^{}\n]|\n(?![ \t]*\n)){1,3000}?)(?P<end>[>%]\}\}|%\})"
)


def with_whole_tags(document: Document) -> Document:
    """The document with such tags on the lines on which they begin. Code stays; no line is added or removed."""
    body = document.body
    begins = {
        start + last.start()
        for _, start, line in prose(body, 1, ("{{<", "{{%", "{%"))
        if (last := next(reversed(list(_BEGIN.finditer(line))), None)) and "}" not in line[last.end() :]
    }
    if not begins:
        return document
    pieces, at, owed = list[str](), 0, 0
    for found in _SPLIT.finditer(body):
        lines = found["said"].count("\n")
        if found.start() in begins and lines <= _MOST_LINES and len(found["begin"]) == len(found["end"]):
            before, owed = _with_lines(body[at : found.start()], owed)
            whole = " ".join(line.strip() for line in found["said"].split("\n")).strip()
            pieces += before, f"{found['begin']} {whole} {found['end']}"
            owed += lines
            at = found.end()
    rest, owed = _with_lines(body[at:], owed)
    put = "".join((*pieces, rest, "\n" * owed))
    return document.with_body(put) if put != body else document


def _with_lines(text: str, owed: int) -> tuple[str, int]:
    """`text` with as many blank lines after its first line as are owed; and how many still are."""
    first, end, rest = text.partition("\n")
    return (f"{first}\n{chr(10) * owed}{rest}", 0) if end else (text, owed)
