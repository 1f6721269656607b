"""Texts in Textile, as early Jekyll, Movable Type and Textpattern have them: read by python-textile, as Markdown.

python-textile writes HTML, which becomes Markdown as that of exports does. It opens no file and no connection.
"""

import re
from collections import Counter
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import unquote

from textile import textile

from articles.document import Document, Problem

from .html import Converted, to_markdown
from .html_documents import code_as_elements
from .parts import remarks_on
from .text_notes import NOTE, with_footnotes

# Jekyll fills in Liquid before it looks for Textile, which would set its quotes and dashes.
_LIQUID = re.compile(r"\{%[^%\n]*%\}|\{\{[^{}\n]*\}\}")
# python-textile takes the language in it for a part of the code. None of these looks further than the next of its kind.
_PRE = re.compile(r"<pre\b(?:(?!<pre\b).)*?</pre>", re.DOTALL | re.IGNORECASE)
_PRE_ASIDE = re.compile("(?:<p>)?\ue022([0-9]{1,6})\ue023(?:</p>)?")
_LEFT = "Its Textile could not be read; the text stays as it was written."
_NONE_OF_OURS = str.maketrans(dict.fromkeys("\ue020\ue021\ue022\ue023"))
# What python-textile makes of `[1]` and `fn1.`; the identifiers are others each time.
_MARK = re.compile(
    r'<sup class="footnote" id="fnrev[^"]*-(?P<number>\d{1,6})">(?:<a[^>]*>)?\d+(?:</a>)?</sup>'
)
_IDENTIFIER = re.compile(r"fn(?:rev)?[0-9a-f]{32}")
_ON_NOTE = re.compile(rf'(?<=<p class="footnote") id="{_IDENTIFIER.pattern}-\d+"')
_NOTE = re.compile(
    r'\s*<p class="footnote" id="fn[^"]*-(?P<number>\d{1,6})"[^>]*><sup>[^<>]*</sup>(?P<text>(?:(?!<p\b).)*?)</p>',
    re.DOTALL,
)
# python-textile drops a paragraph right above a table.
_ABOVE_TABLE = re.compile(r"^(?![|\s])(?P<line>.+)\n(?=[|])", re.MULTILINE)
# What is no word of a text, and in no attribute of its HTML: names of blocks and of addresses.
_SIGNATURE = re.compile(r"^[ \t]*(?:table|notextile|pre|fn\d+)\b|^\[[^\[\]\n]+\](?=\S)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{3,}")


def in_markdown(document: Document) -> tuple[Document, list[Problem]]:
    """The document with its body as Markdown, and what the report says of that. For a process that can be killed."""
    markdown, problems = converted(document.body, lambda html: to_markdown(html, here=True))
    return document.with_body(f"\n{markdown.strip()}\n"), problems


def converted(text: str, convert: Callable[[str], Converted]) -> tuple[str, list[Problem]]:
    """A text in Textile as Markdown, its HTML converted by `convert`, and what the report says of that."""
    blocks: list[str] = []
    liquid: list[str] = []

    def block_aside(found: re.Match[str]) -> str:
        blocks.append(found[0])
        return f"\n\n\ue022{len(blocks) - 1}\ue023\n\n"

    # Letters, since other signs are encoded in addresses.
    sign = "qz"
    while sign in text:
        sign += "z"

    def liquid_aside(found: re.Match[str]) -> str:
        liquid.append(found[0])
        return f"{sign}{len(liquid) - 1}q"

    source = _PRE.sub(block_aside, code_as_elements(text.translate(_NONE_OF_OURS)))
    source = _ABOVE_TABLE.sub(r"\g<line>\n\n", _LIQUID.sub(liquid_aside, source))
    try:
        html = textile(source, html_type="html5")
    except Exception:
        # Whatever it can't read, the text stays.
        html = ""
    html, notes = _without_notes(html)
    every = "".join((html, *notes))
    are_back = (every.count("\ue022"), every.count(sign)) == (len(blocks), len(liquid))
    if not are_back or not _says_all(every, source) or _IDENTIFIER.search(every):
        return text, [Problem("markup-left", _LEFT)]

    def complete(html: str) -> Converted:
        return convert(_PRE_ASIDE.sub(lambda found: blocks[int(found[1])], html))

    whole = complete(html)
    markdown = with_footnotes(whole.markdown, notes, lambda note: complete(note).markdown)
    return re.sub(rf"{sign}(\d+)q", lambda found: liquid[int(found[1])], markdown), remarks_on(whole)


def _says_all(html: str, source: str) -> bool:
    """Whether each word of a text is in its HTML."""
    words = set(_WORD.findall(_SIGNATURE.sub("", unescape(source))))
    return not words or words <= set(_WORD.findall(unescape(unquote(html))))


def _without_notes(html: str) -> tuple[str, list[str]]:
    """The HTML with a mark for each reference to a note, and the notes in the order of their marks."""
    found_notes = [(found["number"], found["text"].strip()) for found in _NOTE.finditer(html)]
    numbers = Counter(number for number, _ in found_notes)
    marks = dict.fromkeys(_MARK.findall(html))
    # A note to which nothing refers stays where it is, and so do those that have one number.
    texts = {number: text for number, text in found_notes if number in marks and numbers[number] == 1}
    places = {
        number: place for place, number in enumerate((each for each in marks if each in texts), start=1)
    }

    def marked(found: re.Match[str]) -> str:
        number = found["number"]
        return NOTE.format(places[number]) if number in places else f"<sup>{escape(number)}</sup>"

    def taken_out(found: re.Match[str]) -> str:
        return "" if found["number"] in places else found[0]

    rest = _ON_NOTE.sub("", _NOTE.sub(taken_out, _MARK.sub(marked, html)))
    return rest, [texts[number] for number in places]
