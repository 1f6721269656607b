"""What the body says in plain text: for search, for counting, for the excerpt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml import etree

from articles.markup.rendered import RenderRefused
from articles.markup.tree import (
    Element,
    collapse,
    is_element,
    is_more,
    place_name,
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
EDGE = "\0"
"""The edge of a block, while text is gathered: a character that XML cannot have."""
# Of ASCII text in bytes: a space for all that is white space.
_SPACES = bytes(32 if chr(code).isspace() else code for code in range(128)) + bytes(128)
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


def text(root: Element, contents: Mapping[str, str]) -> str:
    """Everything that is read, a line for each block; `contents` is what is read in its places, by their names.

    Raises RenderRefused when elements are nested deeper than `MAX_DEPTH`.
    """
    reader = _Reader(contents)
    reader.read(root, 0)
    return "\n".join(reader.chunks())


def lines(text: str) -> str:
    """A line for each block that says something: white space as single spaces, none at the ends."""
    if text.isascii():
        # Asked of all blocks at once what would take longer for each.
        text = text.encode().translate(_SPACES).decode()
        is_single = "  " not in text
        found = [block.strip() if is_single else " ".join(block.split()) for block in text.split(EDGE)]
    else:
        found = [_line(block) for block in text.split(EDGE)]
    return "\n".join(filter(None, found))


def _line(block: str) -> str:
    if block.isprintable() and "  " not in block:
        # Of white space only the space can be printed.
        return block.strip()
    return " ".join(block.split())


class _Reader:
    """Gathers what is read: in places, and the prose between them."""

    def __init__(self, contents: Mapping[str, str]) -> None:
        self._contents = contents
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
                self._read_place(child)
                if tail == "\n":
                    continue
            elif tag == "br":
                add(EDGE)
            elif tag not in _NOTED or child.get("class") not in _UNSAID:
                edge = _EDGES.get(tag, EDGE)
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

    def _read_place(self, place: Element) -> None:
        if name := place_name(place):
            self._end_prose()
            self._chunks.append(self._contents.get(name, "").strip("\n"))

    def _end_prose(self) -> None:
        self._chunks.append(lines("".join(self._prose)))
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


def excerpt(root: Element, paragraphs_at: Callable[[str], Iterable[str]]) -> str:
    """What stands before the author's mark; without one, the first sentences of the first real paragraph.

    `paragraphs_at` gives those that are read in a place, by its name.
    """
    if any(is_more(node) for node in root.iter(etree.PI)):
        before = _said_before_mark(root)
        if before:
            return cut(before, MARKED_EXCERPT_LENGTH)
    first = ""
    for said in _paragraphs(root, paragraphs_at):
        if len(said) >= REAL_PARAGRAPH or len(said) + 2 * len(_CJK.findall(said)) >= REAL_PARAGRAPH:
            return cut(said, EXCERPT_LENGTH)
        first = first or said
    return cut(first, EXCERPT_LENGTH)


def _paragraphs(root: Element, paragraphs_at: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """What the paragraphs say, but for those of quotes, lists and the like."""
    for node in root.iter("p", etree.PI):
        if not is_element(node):
            yield from map(collapse, paragraphs_at(place_name(node)))
        elif next(node.iterancestors(*_NOT_PROSE), None) is None:
            yield plain(node)


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
