"""What the body says in plain text: for search, for counting, for the excerpt."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from articles.markup.rendered import RenderRefused
from articles.markup.tree import (
    Element,
    code_number,
    collapse,
    is_element,
    is_more,
    plain,
)

EXCERPT_LENGTH = 300
"""Characters of an excerpt that is cut; one that the author marked may be longer."""
MARKED_EXCERPT_LENGTH = 1000
MAX_DEPTH = 150
"""Elements inside each other."""
REAL_PARAGRAPH = 60
"""Characters that make a paragraph worth being an excerpt; greetings and bylines are shorter."""

_INLINE = frozenset(
    """a abbr b bdi bdo cite code data del dfn em i img ins kbd label mark q rp rt ruby s samp small span strong
    sub sup time u var wbr input""".split()  # noqa: SIM905
)
_UNSAID = frozenset({"footnote-ref", "footnote-backref"})
# The elements that can have one of those classes.
_NOTED = frozenset({"a", "sup"})
_CELLS = frozenset({"td", "th"})
_NOT_EXCERPT = frozenset({"figure", "table", "aside", "section"})
_NOT_PROSE = _NOT_EXCERPT | {"blockquote", "li", "dd", "details"}
# The edge of a block, while text is gathered: a character that XML cannot have.
_EDGE = "\0"
# What stands around an element, if that is no edge.
_EDGES: dict[str, str] = {**dict.fromkeys(_INLINE, ""), **dict.fromkeys(_CELLS, " ")}
_WORD = re.compile(r"\w\S*")
# Of ASCII text in bytes: what makes no word and parts none; and a space for what parts words, a letter for the rest.
_NO_LETTERS = bytes(code for code in range(128) if not re.match(r"[\w\s]", chr(code)))
_SPACED = bytes(32 if chr(code).isspace() else 97 for code in range(256))
# The same of what most texts have beyond ASCII.
_TYPOGRAPHY = "’‘“”–—…"
# Han and Kana (Hangul has spaces between words).
_CJK = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s)|[。！？]")


def text(root: Element, code: Callable[[int], str]) -> str:
    """Everything that is read, a line for each block; `code(n)` is the source of the n-th block of code.

    Raises RenderRefused when elements are nested deeper than `MAX_DEPTH`.
    """
    reader = _Reader(code)
    reader.read(root, 0)
    return "\n".join(reader.chunks())


def _lines(parts: list[str]) -> str:
    return "\n".join(line for block in "".join(parts).split(_EDGE) if (line := _line(block)))


def _line(block: str) -> str:
    """White space as single spaces, none at the ends."""
    if block.isprintable() and "  " not in block:
        # Of white space only the space can be printed.
        return block.strip()
    return " ".join(block.split())


class _Reader:
    """Gathers what is read: the blocks of code, and the prose between them."""

    def __init__(self, code: Callable[[int], str]) -> None:
        self._code = code
        self._chunks: list[str] = []
        self._prose: list[str] = []

    def chunks(self) -> list[str]:
        self._end_prose()
        return [chunk for chunk in self._chunks if chunk]

    def read(self, element: Element, depth: int) -> None:
        """Add the pieces of text inside of an element in their order, with edges around blocks."""
        if depth > MAX_DEPTH:
            raise RenderRefused(
                "nesting",
                f"The text is nested too deeply: more than {MAX_DEPTH} quotes, lists or tags inside each other.",
            )
        add = self._prose.append
        if text := element.text:
            add(text)
        for child in element:
            tag, tail = child.tag, child.tail
            if not isinstance(tag, str):
                self._read_code(child)
            elif tag == "br":
                add(_EDGE)
            elif tag not in _NOTED or child.get("class") not in _UNSAID:
                edge = _EDGES.get(tag, _EDGE)
                add(edge)
                if len(child) or depth == MAX_DEPTH:
                    self.read(child, depth + 1)
                elif text := child.text:
                    add(text)
                add(edge)
                if edge and tail == "\n":
                    # As it stands between blocks; at an edge, white space says nothing.
                    continue
            if tail:
                add(tail)

    def _read_code(self, place: Element) -> None:
        number = code_number(place)
        if number is not None:
            self._end_prose()
            self._chunks.append(self._code(number).strip("\n"))

    def _end_prose(self) -> None:
        self._chunks.append(_lines(self._prose))
        self._prose.clear()


def count_words(text: str) -> int:
    """Words as an editor counts them: what stands between spaces, and each Han or Kana character."""
    plain = text
    if not text.isascii():
        for mark in _TYPOGRAPHY:
            plain = plain.replace(mark, "")
        plain = plain.replace("\xa0", " ")
    if plain.isascii():
        words = plain.encode().translate(_SPACED, _NO_LETTERS)
        return words.count(b" a") + words.startswith(b"a")
    characters = len(_CJK.findall(text))
    rest = _CJK.sub(" ", text) if characters else text
    return characters + len(_WORD.findall(rest))


def excerpt(root: Element) -> str:
    """What stands before the author's mark; without one, the first sentences of the first real paragraph."""
    if any(is_more(node) for node in root.iter(etree.PI)):
        before = _said_before_mark(root)
        if before:
            return cut(before, MARKED_EXCERPT_LENGTH)
    first = ""
    for paragraph in root.iter("p"):
        if next(paragraph.iterancestors(*_NOT_PROSE), None) is not None:
            continue
        said = plain(paragraph)
        if len(said) >= REAL_PARAGRAPH or len(said) + 2 * len(_CJK.findall(said)) >= REAL_PARAGRAPH:
            return cut(said, EXCERPT_LENGTH)
        first = first or said
    return cut(first, EXCERPT_LENGTH)


def _said_before_mark(root: Element) -> str:
    said: list[str] = []
    for node in root.iter("p", "li", etree.PI):
        if is_element(node):
            in_prose = next(node.iterancestors(*_NOT_EXCERPT), None) is None
            if in_prose and (node.tag == "p" or node.find("p") is None):
                said.append(plain(node))
        elif is_more(node):
            break
    return collapse(" ".join(said))


def cut(text: str, length: int) -> str:
    """The first sentences of `text` within `length` characters, or as many words and an ellipsis."""
    if len(text) <= length:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, length + 1) if match.end() <= length]
    if ends and ends[-1] >= length * 0.4:
        return text[: ends[-1]]
    kept = text[: length - 1]
    word_end = kept.rfind(" ")
    if word_end > length * 0.6 and not text[length - 1].isspace():
        kept = kept[:word_end]
    return kept.rstrip(" ,;:.-–—") + "…"
