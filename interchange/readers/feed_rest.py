"""What a feed says of an entry and nothing here understands: kept in its document as texts, and named."""

import json
from collections.abc import Iterator

from articles.document import Problem

from .json_records import Record
from .xml_pieces import Node

Rest = tuple[tuple[str, str], ...]
"""Names with what is said under them; a name may be there several times."""

KEPT_UNDER = "feed"
_LONGEST = 10_000  # characters of one text that is kept
_MOST = 100
# Without the prefix that Atom's elements may have; of unknown namespaces there is none.
_ELEMENTS = """title link id guid updated published issued created modified content summary description content:encoded
    body fullitem author pubDate category enclosure origLink feedburner:origLink type status control app:control
    in-reply-to filename metaDescription dc:title dc:description dc:creator dc:author dc:subject dc:date
    dc:language dcterms:created dcterms:issued dcterms:modified media:content media:thumbnail media:group
    itunes:title itunes:summary itunes:author itunes:image"""
# About comments, and for programs that edit.
_ELEMENTS_OF_NO_USE = """comments comment commentRss total post-id parent trashed inReplyTo extendedProperty edited
    app:edited"""
_KEYS = """id url external_url title content_html content_text summary image date_published date_modified author authors
    tags language attachments"""
_READ = frozenset(f"{_ELEMENTS} {_ELEMENTS_OF_NO_USE}".split())
_READ_IN_JSON = frozenset(_KEYS.split())
_RELATIONS = frozenset({"", "alternate", "self", "edit", "enclosure", "replies", "hub", "next", "previous"})


def rest_of(node: Node) -> Rest:
    """What else an element of Atom or RSS holds."""
    return tuple(_others(node))[:_MOST]


def _others(node: Node) -> Iterator[tuple[str, str]]:
    for child in node.children:
        name = child.name.removeprefix("atom:")
        if name == "link" and (relation := child.attributes.get("rel", "")) not in _RELATIONS:
            yield f"link.{relation}", child.attributes.get("href", "")
        elif name not in _READ:
            said = _said(child) or " ".join(child.attributes.values())
            yield from [(name, said)] if said else ()


def _said(element: Node) -> str:
    """The text of an element on one line; those of the elements that it consists of apart from each other."""
    whole = " ".join(element.text.split())
    parts = [text for child in element.children if (text := " ".join(child.text.split()))]
    return ", ".join(parts) if "".join(parts).replace(" ", "") == whole.replace(" ", "") else whole


def rest_of_record(record: Record) -> Rest:
    """What else an item of JSON Feed holds; lists and tables as JSON."""
    # The banner is the picture where there is no other.
    read = _READ_IN_JSON if record.get("image") else _READ_IN_JSON | {"banner_image"}
    others = {
        key: value for key, value in record.items() if key not in read and value not in (None, "", [], {})
    }
    return tuple(
        (key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for key, value in others.items()
    )[:_MOST]


def kept(rest: Rest, warnings: list[Problem]) -> dict[str, object]:
    """The rest as a document keeps it, with a warning that names it."""
    said: dict[str, list[str]] = {}
    for name, text in rest:
        said.setdefault(name, []).append(text)
    if not said:
        return {}
    short = {name: texts for name, texts in said.items() if sum(map(len, texts)) <= _LONGEST}
    where = f"Not understood, but kept under “{KEPT_UNDER}”: {', '.join(short)}." if short else ""
    left = ", ".join(name for name in said if name not in short)
    message = f"{where} Too long to be kept: {left}." if left else where
    warnings.append(Problem("key-unknown", message.strip(), field=KEPT_UNDER))
    values = {name: texts if len(texts) > 1 else texts[0] for name, texts in short.items()}
    return {KEPT_UNDER: values} if values else {}
