"""The blocks of an HTML body, in order: what stands beside each other on the page, without the boxes around it."""

import re
from collections.abc import Iterator

from articles.markup import tree
from articles.markup.tree import Element, is_element, is_more, make

MORE = "<!--more-->"

_BLOCK_TAGS = """aside blockquote details div dl figure figcaption h1 h2 h3 h4 h5 h6 hr iframe li ol p pre section
table tbody td th thead tr ul video audio"""
BLOCKS = frozenset(_BLOCK_TAGS.split())
# Boxes that only lay out what they hold.
BOXES = frozenset({"div", "section", "aside"})
_NEVER_CLOSED = re.compile(r"</(?:hr|img|input|col|wbr|source|embed)>")
_DOUBLED = re.compile(r"</(strong|b|em|i)>(\s*)<\1>", re.IGNORECASE)


def merge_doubled(html: str) -> str:
    """`<b>a</b> <b>b</b>` as one: the marks of the two would touch in Markdown."""
    return _DOUBLED.sub(r"\2", html)


def serialise(element: Element) -> str:
    """The element itself as HTML, without what follows it."""
    return _NEVER_CLOSED.sub("", tree.serialise_whole(element))


def blocks_of(parent: Element) -> Iterator[Element]:
    """The blocks in `parent`. Text and inline elements that stand loose become paragraphs.

    A mark that ends the excerpt is yielded as the processing instruction that it is, also from inside a paragraph.
    """
    loose: list[Element | str] = [parent.text or ""]
    for child in list(parent):
        tail = child.tail or ""
        child.tail = None
        if is_element(child) and not _is_block(child):
            loose += [child, tail]
            continue
        yield from _paragraphs(loose)
        loose = [tail]
        if not is_element(child):
            yield child
        elif child.tag in BOXES or (child.tag == "figure" and _is_mere_wrapper(child)):
            yield from blocks_of(child)
        elif child.tag == "p":
            yield from _paragraphs_and_marks(child)
        else:
            yield child
    yield from _paragraphs(loose)


def _paragraphs_and_marks(paragraph: Element) -> Iterator[Element]:
    """A paragraph, which ends where the excerpt does and goes on behind the mark; marks deeper inside follow it."""
    deeper = [each for child in paragraph for each in child.iterdescendants() if is_more(each)]
    parts: list[Element | str] = [paragraph.text or ""]
    for part in _with_tails(paragraph):
        if isinstance(part, str) or is_element(part):
            parts.append(part)
        elif is_more(part):
            yield from _paragraphs(parts)
            yield part
            parts = []
    yield from _paragraphs(parts)
    yield from deeper


def _is_block(element: Element) -> bool:
    """Whether an element stands on its own; a link around a box does too."""
    return element.tag in BLOCKS


def _is_mere_wrapper(figure: Element) -> bool:
    """A figure that only marks a table, a quotation, code or a single picture, and says nothing itself."""
    if next(figure.iter("figcaption"), None) is not None:
        return False
    inside = [each for each in figure.iterdescendants("*") if each.tag in {"img", *BLOCKS} - {"div"}]
    return sum(each.tag == "img" for each in inside) <= 1 and not (figure.text or "").strip()


def _with_tails(parent: Element) -> list[Element | str]:
    parts: list[Element | str] = []
    for child in list(parent):
        tail = child.tail or ""
        child.tail = None
        parts += [child, tail]
    return parts


def _paragraphs(parts: list[Element | str]) -> Iterator[Element]:
    """Inline content as paragraphs: two line breaks in a row are where the author began a new one."""
    current: list[Element | str] = []
    breaks = 0
    for part in parts:
        if not isinstance(part, str) and part.tag == "br":
            breaks += 1
            if breaks >= 2:
                yield from _paragraph(current)
                current = []
            else:
                current.append(part)
            continue
        if isinstance(part, str) and not part.strip() and breaks:
            continue
        breaks = 0
        current.append(part)
    yield from _paragraph(current)


def _paragraph(parts: list[Element | str]) -> Iterator[Element]:
    while parts and (not _says_something(parts[-1])):
        parts.pop()
    while parts and (not _says_something(parts[0])):
        parts.pop(0)
    if parts:
        yield make("p", None, *parts)


def _says_something(part: Element | str) -> bool:
    return bool(part.strip()) if isinstance(part, str) else part.tag != "br"
