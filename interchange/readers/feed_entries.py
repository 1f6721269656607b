"""The entries of feeds, as Atom, RSS and JSON Feed have them: one record of the file in, one `Entry` out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from articles.document import AuthorRef, Problem
from articles.document.people import read_authors

from .addresses import host_of
from .feed_dates import FeedDates
from .json_records import Record
from .local_times import Clock
from .xml_pieces import Node

Moment = datetime | date

_KIND = "schemas.google.com/g/2005#kind"


@dataclass(frozen=True)
class Entry:
    """One entry of any feed. `html` is its text; `why_not` says why it is no post: (code, message)."""

    name: str
    title: str = ""
    address: str = ""
    html: str = ""
    summary: str = ""
    date: Moment | None = None
    updated: Moment | None = None
    authors: tuple[AuthorRef, ...] = ()
    tags: tuple[str, ...] = ()
    image: str = ""
    status: str = ""
    language: str = ""
    why_not: tuple[str, str] | None = None
    line: int = 0
    warnings: tuple[Problem, ...] = ()

    @property
    def slug(self) -> str:
        """The last part of its address."""
        try:
            last = unquote(urlsplit(self.address).path).rstrip("/").rpartition("/")[2]
        except ValueError:
            return ""
        return re.sub(r"\.(?:x?html?|php|aspx?)\Z", "", last)


# -- XML --------------------------------------------------------------------------------------------------------


def rss_item(node: Node, clock: Clock) -> Entry:
    content = node.said("content:encoded", "atom:content", "xhtml:body")
    written = node.said("dc:creator", "author", "itunes:author")
    guid = node.first("guid")
    permalink = guid.text.strip() if guid and guid.attributes.get("isPermaLink", "true") != "false" else ""
    address = node.said("link") or link_of(node, "alternate") or (permalink if host_of(permalink) else "")
    dates = FeedDates(clock)
    return Entry(
        name=node.said("guid") or address,
        title=node.said("title"),
        address=address,
        html=content or node.said("description"),
        summary=node.said("description", "itunes:summary") if content else "",
        date=dates.read(node.said("pubDate", "dc:date", "dcterms:created", "atom:published")),
        updated=dates.read(node.said("atom:updated", "dcterms:modified"), "updated"),
        authors=tuple(replace(author, email="") for author in read_authors(written)),
        tags=_terms(" ".join(each.text.split()) for each in node.all("category", "dc:subject")),
        image=_picture(node),
        language=node.said("dc:language"),
        warnings=tuple(dates.warnings),
    )


def atom_entry(node: Node, clock: Clock) -> Entry:
    kinds = [each.attributes.get("term", "") for each in node.all("atom:category", "category")
             if _KIND in each.attributes.get("scheme", "")]  # fmt: skip
    kind = (kinds[0].rpartition("#")[2] if kinds else node.said("type").lower()) or "post"
    if node.first("in-reply-to") is not None:
        kind = "comment"
    status = node.said("status").upper()
    if "TRASHED" in status:
        kind = "trashed"
    hidden = status in {"DRAFT", "SCHEDULED"} or any(
        each.said("draft", "app:draft") == "yes" for each in node.all("control", "app:control")
    )
    tags = (
        each.attributes.get("label") or each.attributes.get("term", "")
        for each in node.all("atom:category", "category")
        if _KIND not in each.attributes.get("scheme", "")
    )
    address = link_of(node, "alternate") or node.said("filename")
    dates = FeedDates(clock)
    return Entry(
        name=node.said("atom:id", "id") or address,
        title=_markup(node.first("atom:title", "title")),
        address=address,
        html=_markup(node.first("atom:content", "content")),
        summary=_markup(node.first("atom:summary", "summary"))
        or escape(node.said("metaDescription"), quote=False),
        date=dates.read(node.said("atom:published", "published", "issued", "created")),
        updated=dates.read(node.said("atom:updated", "updated", "modified"), "updated"),
        authors=people_of(node),
        tags=_terms(tags),
        image=_picture(node),
        status="draft" if hidden else "",
        why_not=None
        if kind == "post"
        else (kind, _KINDS.get(kind, f"Of the kind “{kind}”, which is no post.")),
        warnings=tuple(dates.warnings),
    )


_KINDS = {
    "comment": "A comment; comments are not imported.",
    "page": "A page of the old site, not a post.",
    "settings": "A setting of the old site.",
    "template": "The template of the old site.",
    "trashed": "It was in the trash.",
}


def _markup(node: Node | None) -> str:
    """The HTML of a text construct (RFC 4287, section 3.1)."""
    if node is None:
        return ""
    kind = node.attributes.get("type", "text").lower()
    if kind in {"xhtml", "application/xhtml+xml"} or node.markup:
        return re.sub(r"\sxmlns(?::\w+)?=\"[^\"]*\"|(?<=<)\w+:|(?<=</)\w+:", "", node.markup)
    return node.text.strip() if kind in {"html", "text/html"} else escape(node.text.strip(), quote=False)


def left_behind(node: Node) -> list[Problem]:
    """A warning for each file that goes with an entry and is no picture: an episode, a document."""
    files = [each.attributes.get("url", "") for each in node.all("enclosure")]
    files += [
        each.attributes.get("href", "")
        for each in node.all("atom:link")
        if each.attributes.get("rel") == "enclosure"
    ]
    picture = _picture(node)
    return [
        Problem("enclosure-left", f"The file that goes with it stays where it is: {address}.")
        for address in files
        if address and address != picture
    ]


def link_of(node: Node, relation: str) -> str:
    for each in node.all("atom:link", "link"):
        if each.attributes.get("rel", "alternate") == relation and each.attributes.get("href"):
            return each.attributes["href"]
    return ""


def people_of(node: Node) -> tuple[AuthorRef, ...]:
    """The authors of an Atom element. Mail addresses stay out of what is published."""
    found = (
        AuthorRef(each.said("atom:name", "name"), url=each.said("atom:uri", "uri"))
        for each in node.all("atom:author", "author")
    )
    return tuple(author for author in found if author.name)


def _picture(node: Node) -> str:
    """The picture that goes with an entry."""
    for each in (*node.all("media:content", "media:thumbnail", "enclosure"), *_inside(node, "media:group")):
        kind = each.attributes.get("type", "") or each.attributes.get("medium", "")
        address = each.attributes.get("url", "")
        if address and (kind.startswith("image") or (not kind and each.name == "media:thumbnail")):
            return address
    enclosure = next(
        (each for each in node.all("atom:link") if each.attributes.get("rel") == "enclosure"), None
    )
    if enclosure and enclosure.attributes.get("type", "").startswith("image"):
        return enclosure.attributes.get("href", "")
    shown = node.first("itunes:image")
    return shown.attributes.get("href", "") if shown else ""


def _inside(node: Node, name: str) -> list[Node]:
    return [child for group in node.all(name) for child in group.children]


# -- JSON -------------------------------------------------------------------------------------------------------


def json_item(record: Record, clock: Clock) -> Entry:
    dates = FeedDates(clock)
    text = _said(record, "content_text")
    listed = record.get("authors")
    people = listed if isinstance(listed, list) and listed else [record.get("author")]
    authors = [author for each in people if isinstance(each, dict) and (author := json_author(each))]
    tags = record.get("tags")
    return Entry(
        name=_said(record, "id") or _said(record, "url"),
        title=escape(_said(record, "title"), quote=False),
        address=_said(record, "url"),
        html=_said(record, "content_html")
        or "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", text) if part),
        summary=escape(_said(record, "summary"), quote=False),
        date=dates.read(_said(record, "date_published")),
        updated=dates.read(_said(record, "date_modified"), "updated"),
        authors=tuple(authors),
        tags=_terms(str(tag) for tag in tags) if isinstance(tags, list) else (),
        image=_said(record, "image") or _said(record, "banner_image"),
        language=_said(record, "language"),
        warnings=tuple(dates.warnings),
    )


def json_author(record: Record) -> AuthorRef | None:
    name = _said(record, "name")
    return AuthorRef(name, url=_said(record, "url")) if name else None


def _said(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _terms(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
