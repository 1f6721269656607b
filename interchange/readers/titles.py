"""A title for a document that has none: of its first heading, its file's name, or its first words."""

import re

from articles.document import Document
from articles.inline import inline_text

from ..naming import PathFacts, title_from

_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+(?P<text>\S.*)$")
# What may be a title; the patterns that clean it are quadratic in the worst case.
_LONGEST_HEADING = 500
_SETEXT = re.compile(r"^ {0,3}=+[ \t]*$")

# Marks that nobody sees: a title of these alone is none.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")


def is_title(text: str) -> bool:
    """Whether a text has anything for readers to see."""
    return bool(_UNSEEN.sub("", inline_text(text)).strip())


def title_of(document: Document, facts: PathFacts) -> tuple[str, str, str]:
    """A title for a document without one, with the warning's code and message."""
    if heading := first_heading(document.body):
        return heading, "title-from-heading", "The title was taken from the first heading."
    title = title_from(facts.slug)
    if title:
        return title, "title-from-filename", "The title was made of the file's name."
    words = " ".join(document.body.split()[:10])
    return words[:100], "title-from-text", "The title was made of the first words."


def first_heading(body: str) -> str:
    """The text of the first heading of level 1, else of the heading that the body begins with; "" without one."""
    fence, before, begins = "", "", ""
    for line in body.splitlines():
        if found := _FENCE.match(line):
            mark = found[1]
            if not fence:
                fence = mark
            elif mark.startswith(fence):
                fence = ""
            before = ""
            continue
        if fence:
            continue
        if found := _ATX.match(line):
            if len(found[1]) == 1:
                return _plain(found["text"])
            if not before and not begins:
                begins = _plain(found["text"])
        elif _SETEXT.match(line) and before:
            return _plain(before)
        if line.strip():
            before = line.strip()
            begins = begins or "\0"
    return begins.strip("\0")


def _plain(text: str) -> str:
    text = text.rstrip()[:_LONGEST_HEADING]
    if (bare := text.rstrip("#")).endswith((" ", "\t")):
        text = bare.rstrip()
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*\)", r"\1", text)
    text = re.sub(r"\s*\{[:#.][^{}]*\}\s*$", "", text)
    return re.sub(r"(\*\*|__|`+|(?<!\w)[*_]|[*_](?!\w))", "", text).strip()
