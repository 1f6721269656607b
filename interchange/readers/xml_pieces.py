"""XML with many records, read piece by piece: each record is cut out of the stream and parsed by itself.

So memory stays small however long the file is, and what is wrong with one record does not reach the next. Nothing is
fetched and no entity is expanded: a file that declares entities is refused. What programs really write is mended on
the way: bare ampersands, HTML's named characters, prefixes that were never declared, control characters.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from typing import IO, Literal

from lxml import etree

_CHUNK = 1 << 18
MAX_PIECE = 6 * 1024 * 1024
"""Characters of one record. The body of an article may have two million of them."""
_MAX_HEAD = 1 << 20
_DEEPEST = 4
_MOST_ATTRIBUTES = 100
# The longest mark that is searched for, in characters, and some room: where a chunk ends, one may be cut in two.
_OVERLAP = 64

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# Python knows more: "idna" and "unicode_escape" are no encodings of files.
_ENCODINGS = re.compile(
    r"utf-(?:8|16|32)|iso(?:8859|2022)|cp\d|koi8|shift_jis|euc_|gb|big5|ascii|mac-|hz|johab|tis|kz1048"
)
_NAMESPACE = re.compile(r"\sxmlns(?::([\w.-]+))?\s*=\s*[\"']([^\"'<>]*)[\"']")
_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)\b[^>]*>")
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_AMPERSAND = re.compile(r"&(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_OWN_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_PREFIXES = (
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/excerpt/?"), "excerpt:"),
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/?"), "wp:"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?"), "content:"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?"), "dc:"),
    (re.compile(r"https?://purl\.org/dc/terms/?"), "dcterms:"),
    (re.compile(r"https?://search\.yahoo\.com/mrss/?"), "media:"),
    (re.compile(r"https?://www\.itunes\.com/dtds/podcast-1\.0\.dtd"), "itunes:"),
    (re.compile(r"https?://www\.w3\.org/2005/Atom|http://purl\.org/atom/ns#"), "atom:"),
)


class HostileXML(Exception):
    """The file is refused as a whole. The message is for the report."""


@dataclass
class Piece:
    """One record as it stands in the file. `line` is where it begins; `fault` says what is wrong with it, if anything.

    A record that is `too_long` has lost its text.
    """

    name: str
    text: str
    line: int
    fault: Literal["", "cut-off", "not-closed", "too-long"] = ""


@dataclass
class Node:
    """An element as a value: its name (`wp:post_id`, `title`), all text in it, what it holds."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    # What is inside, as markup; only for elements that have children.
    markup: str = ""

    def all(self, *names: str) -> list["Node"]:
        return [child for child in self.children if child.name in names]

    def first(self, *names: str) -> "Node | None":
        return next((child for name in names for child in self.children if child.name == name), None)

    def said(self, *names: str) -> str:
        """The text of the first child of one of these names that has any, without the white space around it."""
        return next((text for name in names for child in self.all(name) if (text := child.text.strip())), "")


class Pieces:
    """The records called one of `names` in an XML file, in order, each once; `head` is what stands before the first.

    Iterate once. Afterwards `truncated` says whether the file broke off, and `controls` which control characters
    were removed. Raises HostileXML.
    """

    def __init__(self, stream: IO[bytes], names: Iterable[str]) -> None:
        self.head = ""
        self.truncated = False
        self.controls: set[str] = set()
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = None
        self._buffer = ""
        self._line = 1
        self._exhausted = False
        self._begin = re.compile(
            r"<!\[CDATA\[|<!--|<!ENTITY\b|</(?:\w+:)?(?:rss|feed|RDF)\s*>"
            rf"|<(?P<name>{'|'.join(sorted(names))})(?=[\s>/])"
        )

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
        ends = re.compile(rf"<!\[CDATA\[|<!--|</{name}\s*>|<{name}(?=[\s>/])")
        at = len(name) + 1
        try:
            while (found := self._search(ends, at)) is not None:
                if found[0] in _UNPARSED:
                    at = self._end_of(found[0], found.end())
                elif found[0].startswith("</"):
                    return self._cut(name, found.end())
                else:
                    return self._cut(name, found.start(), "not-closed")
        except _TooLongError:
            return self._cut(name, len(self._buffer) - _OVERLAP, "too-long")
        self.truncated = True
        return self._cut(name, len(self._buffer), "cut-off")

    def _cut(
        self, name: str, end: int, fault: Literal["", "cut-off", "not-closed", "too-long"] = ""
    ) -> Piece:
        piece = Piece(name, "" if fault == "too-long" else self._buffer[:end], self._line, fault)
        self._drop(end)
        return piece

    def _end_of(self, mark: str, at: int) -> int:
        """Where the CDATA section or comment ends that began with `mark` just before `at`; the end of all without."""
        end = _UNPARSED[mark]
        found = self._search(re.compile(re.escape(end)), at)
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
            if len(self._buffer) > MAX_PIECE:
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
        if self._decoder is None:
            self._decoder = codecs.getincrementaldecoder(_encoding_of(data))("replace")
        text = self._decoder.decode(data, final=not data)
        self._exhausted = not data
        if found := _CONTROLS.findall(text):
            self.controls |= {f"U+{ord(character):04X}" for character in found}
            text = _CONTROLS.sub("", text)
        self._buffer += text.removeprefix("\ufeff") if not self._buffer else text


class _TooLongError(Exception):
    """Nothing was found within the longest record that is read."""


_UNPARSED = {"<![CDATA[": "]]>", "<!--": "-->"}


def _encoding_of(data: bytes) -> str:
    """The encoding of a file that begins with `data`: by its byte order mark, its declaration, else UTF-8."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return encoding
    declared = _DECLARED.search(data[:1024])
    try:
        name = codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError:
        return "utf-8"
    return name if _ENCODINGS.match(name) else "utf-8"


# -- Parsing one record ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parsed:
    """A record as a value, and what had to be mended in it: (line in the file, what the parser said)."""

    node: Node
    mended: tuple[tuple[int, str], ...] = ()


def parse_piece(piece: Piece, namespaces: str = "") -> Parsed | None:
    """The record in `piece`; None when nothing of it can be read. `namespaces` are the root's declarations."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(f"<all{namespaces}>{_mended(piece.text)}</all>".encode(), parser)
    except etree.XMLSyntaxError:
        return None
    first = next(root.iterchildren("*"), None) if root is not None else None
    if first is None:
        return None
    said = [
        (piece.line + error.line - 1, error.message)
        for error in parser.error_log
        # Elements whose prefix nobody declared are read under the name they have.
        if error.type_name != "NS_ERR_UNDEFINED_NAMESPACE"
    ]
    return Parsed(_node(first), tuple(said) if not piece.fault else ())


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


def _mended(text: str) -> str:
    """The text with every ampersand that is none of XML's own written out, CDATA sections left alone."""
    parts: list[str] = []
    at = 0
    for section in _CDATA.finditer(text):
        parts += [_AMPERSAND.sub(_character, text[at : section.start()]), section[0]]
        at = section.end()
    return "".join([*parts, _AMPERSAND.sub(_character, text[at:])])


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name in _OWN_ENTITIES:
        return found[0]
    if name.startswith("#"):
        number = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
        fits = number < 0x110000 and not _CONTROLS.match(chr(number))
        return found[0] if fits else ""
    known = html5.get(name)
    return known.replace("&", "&amp;").replace("<", "&lt;") if known else f"&amp;{name}"


def _node(element: etree._Element, depth: int = 0) -> Node:
    """The element as a value, with as many levels of children as formats have: each level holds its text again."""
    children = [_node(child, depth + 1) for child in element.iterchildren("*")] if depth < _DEEPEST else []
    markup = ""
    if children:
        inner = [etree.tostring(child, encoding="unicode") for child in element]
        markup = escape(element.text or "", quote=False) + "".join(inner)
    return Node(
        _name(str(element.tag)),
        "".join(str(part) for part in element.itertext()),
        _attributes(element),
        children,
        markup,
    )


def _attributes(element: etree._Element) -> dict[str, str]:
    """None of an element that has absurdly many: reading each takes the longer the more there are."""
    if len(element.attrib) > _MOST_ATTRIBUTES:
        return {}
    return {etree.QName(name).localname: str(value) for name, value in element.attrib.items()}


def _name(tag: str) -> str:
    """`{http://wordpress.org/export/1.2/}post_id` -> `wp:post_id`; of unknown namespaces nothing but the name stays."""
    if not tag.startswith("{"):
        return tag
    address, _, name = tag[1:].partition("}")
    return next((prefix + name for pattern, prefix in _PREFIXES if pattern.fullmatch(address)), name)
