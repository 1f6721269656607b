"""Between text and elements: a tree that is exactly what the sanitiser's HTML5 parser built.

libxml2's own HTML parser mends markup in its own way (and escapes addresses when it writes them), so
that the well-formed fragment of `sanitize.normalise` is read as XML instead. What is left on the way is
told by processing instructions, which no author can write: HTML turns theirs into comments.

    <?more?>       the author's end of the excerpt
    <?code 3?>     the place of the fourth highlighted block
    <?passage 3?>  and of the fourth passage (see `passages`)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from lxml import etree

from articles.markup.rendered import RenderRefused

Element = etree._Element
T = TypeVar("T")

_OPAQUE = re.compile(r"<!--(.*?)-->|(<iframe\b[^>]*>).*?(?=</iframe>)", re.DOTALL)
_VOID = re.compile(r"(<(?:br|hr|img|input|col|wbr|source|embed)\b[^>]*)>")
# Canonical XML closes every element; a closing </br> would be read as a second line break.
_NOT_HTML = ("</br>", "</hr>", "</img>", "</input>", "</wbr>", "</col>", "<?more?>")
# What XML cannot have, https://www.w3.org/TR/xml/#charsets: of ASCII as bytes, and beyond.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_NO_CHARACTERS = str.maketrans("", "", "\ufffe\uffff")
_MORE = re.compile(
    r"\s*(?:more|truncate|excerpt|end[ _-]?excerpt|PELICAN_END_SUMMARY|readmore)\b", re.IGNORECASE
)
_PLACE = re.compile(r"<\?((?:code|passage) \d+)\?>")
_PLACES = frozenset({"code", "passage"})
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def parse(html: str) -> Element:
    """The tree of a fragment that `sanitize.normalise` wrote, under a `<div>` of its own.

    Raises RenderRefused when it is nested deeper than the parser goes.
    """
    if "<!--" in html or "<iframe" in html:
        html = _OPAQUE.sub(_read_opaque, html)
    return parse_xml(_VOID.sub(r"\1/>", html).replace("&nbsp;", "\xa0"))


def parse_xml(xml: str) -> Element:
    """The tree of a fragment that is well-formed as it is. Raises RenderRefused as `parse` does."""
    if "\ufffe" in xml or "\uffff" in xml:
        xml = xml.translate(_NO_CHARACTERS)
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True, encoding="utf-8")
    try:
        return etree.fromstring(f"<div>{xml}</div>".encode().translate(None, _CONTROLS), parser)
    except etree.XMLSyntaxError as error:
        raise RenderRefused(
            "nesting", "The text is nested too deeply: quotes, lists or tags inside each other."
        ) from error


def _read_opaque(match: re.Match[str]) -> str:
    """Keep a comment only where it ends the excerpt, and no content of a frame (it is never shown)."""
    if match[2]:
        return match[2]
    return "<?more?>" if _MORE.match(match[1]) else ""


def serialise(node: Element) -> str:
    """The HTML inside of `node`, and that of a place the place itself: `fill` knows what belongs there."""
    if not is_element(node):
        name = place_name(node)
        return f"<?{name}?>" if name else ""
    html = serialise_whole(node)
    return html[html.index(">") + 1 : html.rindex("<")]


def serialise_whole(element: Element) -> str:
    """The HTML of `element` itself, without what follows it."""
    html = etree.tostring(element, method="c14n", with_comments=False).decode()
    for written in _NOT_HTML:
        html = html.replace(written, "")
    return html


def fill(html: str, contents: Mapping[str, str]) -> str:
    """`html` with what belongs in its places, by their names; other places stay."""
    parts = _PLACE.split(html)
    parts[1::2] = [contents.get(name, f"<?{name}?>") for name in parts[1::2]]
    return "".join(parts)


def is_element(node: Element) -> bool:
    """Whether `node` is an element and not a processing instruction."""
    return isinstance(node.tag, str)


def make(tag: str, attributes: Mapping[str, str] | None = None, *content: Element | str) -> Element:
    """An element that holds `content`, text or elements, in order."""
    element = etree.Element(tag, dict(attributes or {}))
    for part in content:
        if not isinstance(part, str):
            element.append(part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + part
        else:
            element.text = (element.text or "") + part
    return element


def append(parent: Element, tag: str, attributes: Mapping[str, str], text: str) -> None:
    """Add an element with a text to the end of `parent`."""
    etree.SubElement(parent, tag, dict(attributes)).text = text


def is_more(node: Element) -> bool:
    """Whether `node` marks the end of the excerpt."""
    return isinstance(node, etree._ProcessingInstruction) and node.target == "more"


def code_place(number: int) -> Element:
    """What stands where the block of code with that number goes."""
    return etree.ProcessingInstruction("code", str(number))


def place_name(node: Element) -> str:
    """The name of the place that `node` is, as `code 3` or `passage 3`; "" for anything else."""
    if isinstance(node, etree._ProcessingInstruction) and node.target in _PLACES:
        return f"{node.target} {node.text}"
    return ""


def by_name(kind: str, contents: Iterable[T]) -> dict[str, T]:
    """What belongs in the places of one kind, by their names."""
    return {f"{kind} {number}": each for number, each in enumerate(contents)}


def open_places(root: Element, contents: Mapping[str, str]) -> None:
    """Put elements in those places whose `contents` are given, as HTML."""
    for node in list(root.iter(etree.PI)):
        if place_name(node) in contents:
            place = parse(contents[place_name(node)])
            replace(node, place)
            unwrap(place)


def elements(parent: Element) -> Iterator[Element]:
    """The child elements of `parent`."""
    return parent.iterchildren("*")


def classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def collapse(text: str) -> str:
    """Runs of white space as one space, none at the ends; no-break spaces stay."""
    if text.isprintable() and "  " not in text:
        # Of white space only the space can be printed.
        return text.strip()
    return _SPACE.sub(" ", text).strip()


def plain(element: Element) -> str:
    """The text of `element` on one line, without the marks of footnotes."""
    if not len(element):
        return collapse(element.text or "")
    parts: list[str] = [element.text or ""]
    for child in element:
        if is_element(child) and child.tag == "br":
            parts.append(" ")
        elif is_element(child) and not is_footnote_mark(child):
            parts.append(plain(child))
        parts.append(child.tail or "")
    return collapse("".join(parts))


def is_footnote_mark(element: Element) -> bool:
    return element.tag == "sup" and element.get("class") == "footnote-ref"


def remove(node: Element) -> None:
    """Take `node` out with all it holds; the text behind it stays."""
    append_text_before(node, node.tail or "")
    node.tail = None
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def replace(node: Element, other: Element) -> None:
    """Put `other` where `node` is; the text behind it stays there."""
    other.tail, node.tail = node.tail, None
    parent = node.getparent()
    if parent is not None:
        parent.replace(node, other)


def unwrap(element: Element) -> None:
    """Take the tags of `element` away and leave what it holds."""
    parent = element.getparent()
    if parent is None:
        return
    append_text_before(element, element.text or "")
    tail = element.tail or ""
    place = parent.index(element)
    children = list(element)
    parent[place : place + 1] = children
    if not tail:
        return
    if children:
        children[-1].tail = (children[-1].tail or "") + tail
    elif place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def append_text_before(node: Element, text: str) -> None:
    """Add `text` right before `node`."""
    if not text:
        return
    previous = node.getprevious()
    parent = node.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def is_alone(element: Element) -> bool:
    """Whether `element` is all that its parent holds, white space aside."""
    parent = element.getparent()
    return (
        parent is not None
        and len(parent) == 1
        and not (parent.text or "").strip()
        and not (element.tail or "").strip()
    )


def move_content(source: Element, target: Element) -> None:
    """Hand over everything inside of `source` to the end of `target`, which holds nothing yet but children."""
    if len(target):
        target[-1].tail = (target[-1].tail or "") + (source.text or "")
    else:
        target.text = (target.text or "") + (source.text or "")
    source.text = None
    target.extend(list(source))
