"""Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 from one description of a feed. Pure: values in, bytes out.

Django's feed generators know one author and no full text beside the summary, refuse text with control characters, and
write no JSON; three formats from one description are less code than the subclasses that would mend that.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from .xml import Xml

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
CONTENT_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}


@dataclass(frozen=True)
class Person:
    name: str
    url: str
    picture: str = ""


@dataclass(frozen=True)
class Label:
    """Something an entry is filed under; `scheme` tells categories from tags."""

    term: str
    name: str
    scheme: str


@dataclass(frozen=True)
class Picture:
    """`size` in bytes and `type` are 0 and "" where nobody knows them without making the picture."""

    url: str
    width: int
    height: int
    alt: str = ""
    type: str = ""
    size: int = 0


@dataclass(frozen=True)
class Entry:
    """`id` is a URN that outlives every change of address. Dates are aware; addresses are absolute."""

    id: str
    url: str
    title: str
    summary: str
    published: datetime
    updated: datetime
    authors: tuple[Person, ...]
    labels: tuple[Label, ...]
    picture: Picture | None
    language: str
    html: str = ""


@dataclass(frozen=True)
class Channel:
    """The feed itself; `addresses` are its own in each format."""

    title: str
    subtitle: str
    page: str
    addresses: Mapping[str, str]
    language: str
    publisher: str
    updated: datetime


def write(syntax: str, channel: Channel, entries: list[Entry]) -> bytes:
    """The feed in "atom", "rss" or "json", as UTF-8."""
    if syntax == "json":
        return json.dumps(_json_feed(channel, entries), ensure_ascii=False, indent=1).encode(
            "utf-8", "replace"
        )
    xml = Xml()
    if syntax == "atom":
        _atom(xml, channel, entries)
    else:
        _rss(xml, channel, entries)
    return xml.encoded()


# -- Atom ---------------------------------------------------------------------------------------------------------


def _atom(xml: Xml, channel: Channel, entries: list[Entry]) -> None:
    with xml.inside("feed", xmlns=_ATOM, xmlns_media=_MEDIA, xml_lang=channel.language):
        xml.element("title", channel.title)
        if channel.subtitle:
            xml.element("subtitle", channel.subtitle)
        xml.element("id", channel.addresses["atom"])
        xml.element("updated", channel.updated.isoformat(timespec="seconds"))
        xml.element("link", rel="self", type=CONTENT_TYPES["atom"], href=channel.addresses["atom"])
        xml.element("link", rel="alternate", type="text/html", href=channel.page)
        for syntax in ("rss", "json"):
            xml.element("link", rel="alternate", type=CONTENT_TYPES[syntax], href=channel.addresses[syntax])
        # An entry without an author of its own inherits this one; Atom wants one for each.
        with xml.inside("author"):
            xml.element("name", channel.publisher)
        for entry in entries:
            _atom_entry(xml, entry)


def _atom_entry(xml: Xml, entry: Entry) -> None:
    with xml.inside("entry", xml_lang=entry.language):
        xml.element("id", entry.id)
        xml.element("title", entry.title)
        xml.element("link", rel="alternate", type="text/html", href=entry.url)
        xml.element("published", entry.published.isoformat(timespec="seconds"))
        xml.element("updated", entry.updated.isoformat(timespec="seconds"))
        for author in entry.authors:
            with xml.inside("author"):
                xml.element("name", author.name)
                xml.element("uri", author.url)
        for label in entry.labels:
            xml.element("category", term=label.term, scheme=label.scheme, label=label.name)
        if entry.picture and entry.picture.size:
            picture = entry.picture
            xml.element(
                "link", rel="enclosure", type=picture.type, length=str(picture.size), href=picture.url
            )
        _media(xml, entry)
        if entry.summary:
            xml.element("summary", entry.summary)
        xml.element("content", entry.html, type="html")


# -- RSS ----------------------------------------------------------------------------------------------------------


def _rss(xml: Xml, channel: Channel, entries: list[Entry]) -> None:
    namespaces = {"xmlns_atom": _ATOM, "xmlns_content": _CONTENT, "xmlns_dc": _DC, "xmlns_media": _MEDIA}
    with xml.inside("rss", version="2.0", **namespaces), xml.inside("channel"):
        xml.element("title", channel.title)
        xml.element("link", channel.page)
        # RSS demands a description.
        xml.element("description", channel.subtitle or channel.title)
        xml.element("language", channel.language)
        xml.element("lastBuildDate", format_datetime(channel.updated))
        xml.element("atom:link", rel="self", type=CONTENT_TYPES["rss"], href=channel.addresses["rss"])
        for syntax in ("atom", "json"):
            xml.element(
                "atom:link", rel="alternate", type=CONTENT_TYPES[syntax], href=channel.addresses[syntax]
            )
        for entry in entries:
            _rss_item(xml, entry)


def _rss_item(xml: Xml, entry: Entry) -> None:
    with xml.inside("item"):
        xml.element("title", entry.title)
        xml.element("link", entry.url)
        xml.element("guid", entry.id, isPermaLink="false")
        xml.element("pubDate", format_datetime(entry.published))
        xml.element("atom:updated", entry.updated.isoformat(timespec="seconds"))
        # RSS's own author is a mail address, which nobody should have to publish.
        for author in entry.authors:
            xml.element("dc:creator", author.name)
        xml.element("dc:language", entry.language)
        for label in entry.labels:
            xml.element("category", label.name, domain=label.scheme)
        if entry.picture and entry.picture.size:
            picture = entry.picture
            xml.element("enclosure", url=picture.url, type=picture.type, length=str(picture.size))
        _media(xml, entry)
        if entry.summary:
            xml.element("description", entry.summary)
        xml.element("content:encoded", entry.html)


def _media(xml: Xml, entry: Entry) -> None:
    """The picture in the words of Media RSS, which feed readers understand in Atom too."""
    if picture := entry.picture:
        size = {"width": str(picture.width), "height": str(picture.height)}
        with xml.inside("media:content", url=picture.url, medium="image", type=picture.type, **size):
            if picture.alt:
                xml.element("media:description", picture.alt, type="plain")


# -- JSON Feed ----------------------------------------------------------------------------------------------------


def _json_feed(channel: Channel, entries: list[Entry]) -> dict[str, Any]:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.addresses["json"],
        "description": channel.subtitle,
        "language": channel.language,
        "authors": [{"name": channel.publisher}],
        "items": [_json_item(entry) for entry in entries],
    }
    return _without_empty(feed, keep="items")


def _json_item(entry: Entry) -> dict[str, Any]:
    picture = entry.picture
    attachments = (
        [{"url": picture.url, "mime_type": picture.type, "size_in_bytes": picture.size}] if picture else []
    )
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "image": picture.url if picture else "",
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
        "authors": [
            _without_empty({"name": author.name, "url": author.url, "avatar": author.picture})
            for author in entry.authors
        ],
        "tags": [label.name for label in entry.labels],
        "language": entry.language,
        "attachments": attachments if picture and picture.size else [],
    }
    # An item must have its content, even an empty one.
    return _without_empty(item, keep="content_html")


def _without_empty(values: dict[str, Any], *, keep: str = "") -> dict[str, Any]:
    return {key: value for key, value in values.items() if value or key == keep}
