"""XML with many records, read piece by piece: each record is cut out of the stream and parsed by itself.

So memory stays small however long the file is, and what is wrong with one record does not reach the next. Nothing is
fetched and no entity is expanded: a file that declares entities is refused. What programs really write is mended on
the way: bare ampersands, HTML's named characters, prefixes that were never declared, control characters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from html import escape, unescape
from sys import getsizeof
from typing import IO, Literal

from lxml import etree

from articles.document import Problem

from .export_encoding import ExportDecoder
from .xml_mending import CONTROLS, with_own_characters, without_stray_tags

_CHUNK = 1 << 18
MAX_PIECE = 6 * 1024 * 1024
"""Characters of one record. The body of an article may have two million of them."""
MAX_MEMORY = 2 * MAX_PIECE
"""And its bytes: with a single emoji in it, a text takes four for each of its characters."""
# Of what is left out of a record, in characters, before the memory for it is given back.
_MOST_PASSED = 1 << 20
_MAX_HEAD = 1 << 20
_DEEPEST = 4
_MOST_ATTRIBUTES = 100
# The longest mark that is searched for, in characters, and some room: where a chunk ends, one may be cut in two.
_OVERLAP = 64

_NAMESPACE = re.compile(r"\sxmlns(?::([\w.-]+))?\s*=\s*[\"']([^\"'<>]*)[\"']")
_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)\b[^>]*>")
_HALVES = re.compile(
    r"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));?"
)
_PREFIXES = (
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/excerpt/?"), "excerpt:"),
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/?"), "wp:"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?"), "content:"),
    (
        re.compile(r"https?://(?:purl\.org/dc/elements/1\.[01]|dublincore\.org/documents/dcmi-namespace)/?"),
        "dc:",
    ),
    (re.compile(r"https?://purl\.org/dc/terms/?"), "dcterms:"),
    (re.compile(r"https?://search\.yahoo\.com/mrss/?"), "media:"),
    (re.compile(r"https?://www\.itunes\.com/dtds/podcast-1\.0\.dtd", re.IGNORECASE), "itunes:"),
    (re.compile(r"https?://www\.w3\.org/2005/Atom|http://purl\.org/atom/ns#"), "atom:"),
)


class HostileXML(Exception):
    """The file is refused as a whole. The message is for the report."""


@dataclass
class Piece:
    """One record as it stands in the file. `line` is where it begins; `fault` says what is wrong with it, if anything.

    A record that is `too_long` has lost its text. `passed_over` counts what was in it and is not in its text.
    """

    name: str
    text: str
    line: int
    fault: Literal["", "cut-off", "not-closed", "too-long"] = ""
    passed_over: int = 0


@dataclass
class Node:
    """An element as a value: its name (`wp:post_id`, `title`), all text in it, what it holds."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    # What it was made of, if that has children.
    element: etree._Element | None = None

    @cached_property
    def markup(self) -> str:
        """What is inside, as markup; only for elements that have children."""
        if self.element is None:
            return ""
        # Halves of characters, as a comment may have them, are nobody's.
        inner = [etree.tostring(child, encoding="utf-8").decode("utf-8", "ignore") for child in self.element]
        return escape(self.element.text or "", quote=False) + "".join(inner)

    def all(self, *names: str) -> list["Node"]:
        return [child for child in self.children if child.name in names]

    def first(self, *names: str) -> "Node | None":
        return next((child for name in names for child in self.children if child.name == name), None)

    def said(self, *names: str) -> str:
        """The text of the first child of one of these names that has any, without the white space around it."""
        return next((text for name in names for child in self.all(name) if (text := child.text.strip())), "")


class Pieces:
    """The records called one of `names` in an XML file, in order, each once; `head` is what stands before the first.

    Elements called `passing` in them are left out: a record may have very many, and they may be longer than it is.
    Iterate once. Afterwards `truncated` says whether the file broke off, and `remarks` what had to be done to read it.
    Raises HostileXML.
    """

    def __init__(self, stream: IO[bytes], names: Iterable[str], *, passing: str = "") -> None:
        self.head = ""
        self.truncated = False
        self.controls: set[str] = set()
        self._stream = stream
        self._decoder = ExportDecoder()
        self._buffer = ""
        self._line = 1
        self._exhausted = False
        self._passing = passing
        self._begin = re.compile(
            r"<!\[CDATA\[|<!--|<!ENTITY\b|</(?:\w+:)?(?:rss|feed|RDF)\s*>"
            rf"|<(?P<name>{'|'.join(sorted(names))})(?=[\s>/])"
        )

    @property
    def remarks(self) -> list[Problem]:
        """What there is to say of the file's letters: those that XML can't hold, an encoding that had to be guessed."""
        said = [self._decoder.problem] if self._decoder.problem else []
        if self.controls:
            names = ", ".join(sorted(self.controls)[:20])
            message = f"Control characters that XML can't hold were removed: {names}."
            said.append(Problem("control-characters-removed", message))
        return said

    def __iter__(self) -> Iterator[Piece]:
        heading, closed = True, False
        while True:
            try:
                found = self._search(self._begin, 0)
            except _TooLongError:
                self._drop(len(self._buffer) - _OVERLAP, heading=heading)
                continue
            if found is None:
                break
            mark, name = found[0], found["name"]
            if mark == "<!ENTITY":
                raise HostileXML(
                    "The file declares XML entities. They are never expanded; the file is refused."
                )
            if name:
                self._drop(found.start(), heading=heading)
                heading = False
                yield self._piece(name)
            elif mark in _UNPARSED:
                self._drop(self._end_of(mark, found.end()), heading=heading)
            else:
                closed = True
                self._drop(found.end(), heading=heading)
        self._drop(len(self._buffer), heading=heading)
        self.truncated = self.truncated or not closed

    # -- Cutting records out

    def _piece(self, name: str) -> Piece:
        """The record that the buffer begins with. Where a second one begins, the first was never closed."""
        passing = rf"|<{self._passing}(?=[\s>])" if self._passing else ""
        ends = re.compile(rf"<!\[CDATA\[|<!--|</{name}\s*>|<{name}(?=[\s>/]){passing}")
        at = len(name) + 1
        out = _Spans()
        try:
            while (found := self._search(ends, at)) is not None:
                if found[0] in _UNPARSED:
                    at = self._end_of(found[0], found.end())
                elif found[0] == f"<{self._passing}":
                    at = self._pass(found.start(), name, out)
                elif found[0].startswith("</"):
                    return self._cut(name, found.end(), out=out)
                else:
                    return self._cut(name, found.start(), "not-closed", out=out)
        except _TooLongError:
            return self._cut(name, len(self._buffer) - _OVERLAP, "too-long")
        self.truncated = True
        return self._cut(name, len(self._buffer), "cut-off", out=out)

    def _pass(self, start: int, name: str, out: "_Spans") -> int:
        """Where the text goes on behind the element that begins at `start`, which is left out."""
        ends = re.compile(rf"<!\[CDATA\[|<!--|</{self._passing}\s*>|</{name}\s*>")
        at = start + 1
        while (found := self._search(ends, at)) is not None and found[0] in _UNPARSED:
            at = self._end_of(found[0], found.end())
        whole = found is not None and found[0].startswith(f"</{self._passing}")
        end = len(self._buffer) if found is None else found.end() if whole else found.start()
        out.add(start, end)
        if out.length < _MOST_PASSED:
            return end
        self._buffer, at = out.without(self._buffer, end)
        return at

    def _cut(
        self,
        name: str,
        end: int,
        fault: Literal["", "cut-off", "not-closed", "too-long"] = "",
        *,
        out: "_Spans | None" = None,
    ) -> Piece:
        passed = out.count if out else 0
        if out and out.length:
            self._buffer, end = out.without(self._buffer, end)
        piece = Piece(name, "" if fault == "too-long" else self._buffer[:end], self._line, fault, passed)
        self._drop(end)
        return piece

    def _end_of(self, mark: str, at: int) -> int:
        """Where the CDATA section or comment ends that began with `mark` just before `at`; the end of all without."""
        found = self._search(_UNPARSED[mark], at)
        return len(self._buffer) if found is None else found.end()

    def _search(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """The first match at or after `at`, reading on as far as it takes. Raises _TooLongError."""
        while True:
            found = pattern.search(self._buffer, at)
            # What ends the buffer may go on in the next chunk: `<item` may be the beginning of `<items`.
            if found and (self._exhausted or found.end() < len(self._buffer) - 1):
                return found
            if self._exhausted:
                return None
            if len(self._buffer) > MAX_PIECE or getsizeof(self._buffer) > MAX_MEMORY + 4 * _CHUNK:
                raise _TooLongError
            at = max(at, len(self._buffer) - _OVERLAP)
            self._read_on()

    def _drop(self, end: int, *, heading: bool = False) -> None:
        end = max(end, 0)
        if heading and len(self.head) < _MAX_HEAD:
            self.head += self._buffer[:end]
        self._line += self._buffer.count("\n", 0, end)
        self._buffer = self._buffer[end:]

    # -- Decoding

    def _read_on(self) -> None:
        data = self._stream.read(_CHUNK)
        text = self._decoder.decode(data)
        self._exhausted = not data
        if found := CONTROLS.findall(text):
            self.controls |= {f"U+{ord(character):04X}" for character in found}
            text = CONTROLS.sub("", text)
        self._buffer += text.removeprefix("\ufeff") if not self._buffer else text


class _Spans:
    """Parts of the buffer that are left out, all but their line ends, so that lines are counted right."""

    def __init__(self) -> None:
        self.count = 0
        self.length = 0
        self._spans: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> None:
        self.count += 1
        self.length += end - start
        self._spans.append((start, end))

    def without(self, text: str, at: int) -> tuple[str, int]:
        """The text without them, and the place in it that `at` was, which lies behind them all."""
        kept, last = [], 0
        for start, end in self._spans:
            kept += [text[last:start], "\n" * text.count("\n", start, end)]
            last = end
        before = "".join([*kept, text[last:at]])
        self._spans, self.length = [], 0
        return before + text[at:], len(before)


class _TooLongError(Exception):
    """Nothing was found within the longest record that is read."""


# What no tags are looked for in: how each begins, and its end.
_UNPARSED = {"<![CDATA[": re.compile("]]>"), "<!--": re.compile("-->")}


# -- Parsing one record ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parsed:
    """A record as a value, and what had to be mended in it: (line in the file, what the parser said)."""

    node: Node
    mended: tuple[tuple[int, str], ...] = ()


def parse_piece(piece: Piece, namespaces: str = "") -> Parsed | None:
    """The record in `piece`; None when nothing of it can be read. `namespaces` are the root's declarations."""
    text = with_own_characters(piece.text)
    try:
        root, errors = _read(text, namespaces)
        if errors and not piece.fault and (calmer := without_stray_tags(text)) != text:
            other, left = _read(calmer, namespaces)
            root = other if len(left) < len(errors) else root
    except etree.XMLSyntaxError:
        return None
    first = next(root.iterchildren("*"), None) if root is not None else None
    if first is None:
        return None
    try:
        node = _node(first)
    except UnicodeDecodeError:
        # Where a section of CDATA was none, its halves of characters are read as such.
        halves = _HALVES.sub("", piece.text)
        return None if halves == piece.text else parse_piece(replace(piece, text=halves), namespaces)
    said = [(piece.line + line - 1, message) for line, message in errors]
    return Parsed(node, tuple(said) if not piece.fault else ())


def _read(text: str, namespaces: str) -> tuple[etree._Element | None, list[tuple[int, str]]]:
    """The root around a record, and what is wrong with that: (line, what). Raises XMLSyntaxError."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    root = etree.fromstring(f"<all{namespaces}>{text}</all>".encode(), parser)
    # Elements whose prefix nobody declared are read under the name they have.
    errors = [each for each in parser.error_log if each.type_name != "NS_ERR_UNDEFINED_NAMESPACE"]
    return root, [(each.line, each.message) for each in errors]


def parse_head(head: str) -> Node:
    """The beginning of a file, of which nothing is closed yet: its root with the channel's own elements."""
    parsed = parse_piece(Piece("head", re.sub(r"<\?xml.*?\?>|<!DOCTYPE[^<>\[]*>", "", head), 1, "cut-off"))
    return parsed.node if parsed else Node("")


def namespaces_of(head: str) -> str:
    """The namespaces that the root declares, as they are written in a start tag."""
    root = _ROOT.search(head)
    found = dict(_NAMESPACE.findall(root[0])) if root else {}
    return "".join(
        f' xmlns{":" if prefix else ""}{prefix}="{address}"'
        for prefix, address in found.items()
        if address or not prefix
    )


def base_of(head: str) -> str:
    """What the root says that relative addresses begin at (https://www.w3.org/TR/xmlbase/), "" where it does not."""
    root = _ROOT.search(head)
    said = re.search(r"\sxml:base\s*=\s*[\"']([^\"'<>]*)[\"']", root[0]) if root else None
    return unescape(said[1]) if said else ""


def _node(element: etree._Element, depth: int = 0) -> Node:
    """The element as a value, with as many levels of children as formats have: each level holds its text again."""
    name, attributes = _name(str(element.tag)), _attributes(element)
    if not len(element):
        # Most have nothing but a text.
        return Node(name, element.text or "", attributes)
    children = [_node(child, depth + 1) for child in element.iterchildren("*")] if depth < _DEEPEST else []
    text = "".join(map(str, element.itertext()))
    return Node(name, text, attributes, children, element if children else None)


def _attributes(element: etree._Element) -> dict[str, str]:
    """None of an element that has absurdly many: reading each takes the longer the more there are."""
    attributes = element.attrib
    if not 0 < len(attributes) <= _MOST_ATTRIBUTES:
        return {}
    found: dict[str, str] = {}
    for name, value in attributes.items():
        own = str(name).rpartition("}")[2].rpartition(":")[2]
        if own == name or own not in found:
            found[own] = str(value)
    return found


@lru_cache(maxsize=1024)
def _name(tag: str) -> str:
    """`{http://wordpress.org/export/1.2/}post_id` -> `wp:post_id`; of unknown namespaces nothing but the name stays."""
    if not tag.startswith("{"):
        return tag
    address, _, name = tag[1:].partition("}")
    return next((prefix + name for pattern, prefix in _PREFIXES if pattern.fullmatch(address)), name)
