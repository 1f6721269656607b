"""Feeds from a file: Atom (Blogger's export among them), RSS 2.0 and 1.0, JSON Feed."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from articles.document import AuthorRef, ImageRef, Problem
from articles.document.people import read_authors
from articles.inline import inline_text
from articles.slugs import chosen_slug, slug_for

from ..items import Context, Item, NoItem
from .addresses import OldSite, host_of
from .crosslinks import relink_themselves
from .feed_dates import FeedDates
from .html import plain_text, to_markdown
from .json_records import Record, UnreadableJSON, records
from .local_times import Clock
from .parts import (
    Names,
    Opener,
    Part,
    Parts,
    compose,
    digest_of,
    finished,
    ignored,
    rejected,
    remarks_on,
    title_or,
)
from .xml_pieces import HostileXML, Node, Pieces, namespaces_of, parse_head, parse_piece

Moment = datetime | date

_RECORDS = ("item", "entry", "atom:entry")
_KIND = "schemas.google.com/g/2005#kind"
# How feeds end that give no more than the beginning of each post.
_CUT = re.compile(
    r"(?:\[(?:…|\.\.\.)\]|(?:read|continue|view) (?:more|reading|the (?:full|rest)).{0,40}"
    r"|weiterlesen|lire la suite)\W*\Z",
    re.IGNORECASE,
)
_DESCRIPTION_LENGTH = 600


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


@dataclass
class _Feed:
    """The feed as a whole, and how its entries are had, once for each pass."""

    entries: Callable[[], Iterator[Entry]]
    title: str = ""
    site: str = ""
    authors: tuple[AuthorRef, ...] = ()
    fault: str = ""
    kinds: Counter[str] = field(default_factory=Counter)


def read_export(path: str, open_file: Opener, context: Context) -> Parts:
    """The entries of a feed, in its order, and last a line for the file itself."""
    with open_file() as stream:
        is_json = stream.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    feed = (_json_feed if is_json else _xml_feed)(open_file, context.clock)
    try:
        yield from _parts(path, feed, context)
    except (HostileXML, UnreadableJSON) as error:
        yield rejected(
            path, "xml-entities" if isinstance(error, HostileXML) else "json-unreadable", str(error)
        )
        return
    if feed.fault:
        yield rejected(path, "export-truncated", feed.fault)
    else:
        yield ignored(path, "export", f"A feed, “{feed.title}”: {feed.kinds['entry']} entries.")


def _parts(path: str, feed: _Feed, context: Context) -> Parts:
    site = OldSite()
    for entry in feed.entries():
        if entry.why_not is None:
            site.add_host(entry.address)
            title = inline_text(entry.title)
            site.add(
                chosen_slug(entry.slug) or slug_for(title), [entry.address], name=entry.name, title=title
            )
    site.add_host(feed.site)
    site.settle(context.placing)
    names = Names(path)
    for entry in feed.entries():
        feed.kinds["entry"] += 1
        where = names.give(entry.name or f"entry-{feed.kinds['entry']}")
        if entry.why_not is not None:
            yield ignored(where, *entry.why_not)
            continue
        written = entry if entry.authors else replace(entry, authors=feed.authors)
        digest = digest_of(replace(written, line=0))
        yield Part(where, digest, 4 * len(entry.html), _Reading(where, written, site, context).read)


@dataclass(frozen=True)
class _Reading:
    """One entry on its way to an item."""

    path: str
    entry: Entry
    site: OldSite
    context: Context

    def read(self) -> Item | NoItem:
        entry = self.entry
        warnings = list(entry.warnings)
        unresolved: set[str] = set()
        converted = to_markdown(
            entry.html or entry.summary, lambda address: self.site.readdress(address, unresolved)
        )
        warnings += remarks_on(converted)
        body = relink_themselves(converted.markdown, self.site)
        if unresolved:
            named = ", ".join(sorted(unresolved)[:5]) + (", …" if len(unresolved) > 5 else "")
            warnings.append(
                Problem(
                    "link-leads-nowhere", f"Links to the old site that lead to none of its posts: {named}."
                )
            )
        if _CUT.search(plain_text(entry.html or entry.summary)):
            warnings.append(
                Problem("excerpt-only", "The feed seems to give no more than the beginning of the text.")
            )
        values: dict[str, object] = {
            "title": title_or(inline_text(entry.title), body, warnings),
            "description": self._description(),
            "date": entry.date or entry.updated,
            "updated": entry.updated if _later(entry.updated, entry.date) else None,
            "tags": list(entry.tags),
            "authors": list(entry.authors),
            "image": ImageRef(entry.image) if entry.image else None,
            "slug": entry.slug,
            "aliases": [path] if (path := self.site.path_of(entry.address)) else [],
            "status": entry.status,
            "language": entry.language,
        }
        document = compose(values, body)
        return finished(self.path, document, self.context, warnings, hosts=self.site.hosts, line=entry.line)

    def _description(self) -> str:
        """The summary, where it is one: not the text itself over again."""
        if not self.entry.html:
            return ""
        summary = plain_text(self.entry.summary)
        whole = plain_text(self.entry.html)
        return "" if len(summary) > _DESCRIPTION_LENGTH or summary == whole else summary


# -- XML --------------------------------------------------------------------------------------------------------


def _xml_feed(open_file: Opener, clock: Clock) -> _Feed:
    def entries() -> Iterator[Entry]:
        with open_file() as stream:
            pieces = Pieces(stream, _RECORDS)
            for piece in pieces:
                parsed = parse_piece(piece, namespaces_of(pieces.head))
                if parsed is None:
                    yield Entry("", why_not=("xml-unreadable", "It can't be read as XML."), line=piece.line)
                    continue
                entry = (_rss_item if piece.name == "item" else _atom_entry)(parsed.node, clock)
                mended: tuple[Problem, ...] = ()
                if piece.fault or parsed.mended:
                    mended = (
                        Problem("xml-repaired", "Not well-formed XML; read as far as it goes.", piece.line),
                    )
                warnings = (*mended, *entry.warnings, *_left_behind(parsed.node))
                yield replace(entry, line=piece.line, warnings=warnings)
            _note_head(feed, parse_head(pieces.head))
            if pieces.truncated:
                feed.fault = (
                    "The file breaks off before its end, or is no feed; what follows the last entry is lost."
                )

    feed = _Feed(entries)
    return feed


def _note_head(feed: _Feed, root: Node) -> None:
    channel = root.first("channel") or root
    feed.title = inline_text(channel.said("title", "atom:title"))
    feed.site = channel.said("link") or _link(channel, "alternate")
    feed.authors = _people(channel) if root.name in {"feed", "atom:feed"} else ()


def _rss_item(node: Node, clock: Clock) -> Entry:
    content = node.said("content:encoded", "atom:content", "xhtml:body")
    written = node.said("dc:creator", "author", "itunes:author")
    guid = node.first("guid")
    permalink = guid.text.strip() if guid and guid.attributes.get("isPermaLink", "true") != "false" else ""
    address = node.said("link") or _link(node, "alternate") or (permalink if host_of(permalink) else "")
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


def _atom_entry(node: Node, clock: Clock) -> Entry:
    kinds = [each.attributes.get("term", "") for each in node.all("atom:category", "category")
             if _KIND in each.attributes.get("scheme", "")]  # fmt: skip
    kind = (kinds[0].rpartition("#")[2] if kinds else node.said("type").lower()) or "post"
    if node.first("in-reply-to") is not None:
        kind = "comment"
    hidden = node.said("status").upper() in {"DRAFT", "SCHEDULED"} or any(
        each.said("draft", "app:draft") == "yes" for each in node.all("control", "app:control")
    )
    tags = (
        each.attributes.get("label") or each.attributes.get("term", "")
        for each in node.all("atom:category", "category")
        if _KIND not in each.attributes.get("scheme", "")
    )
    address = _link(node, "alternate") or node.said("filename")
    dates = FeedDates(clock)
    return Entry(
        name=node.said("atom:id", "id") or address,
        title=_markup(node.first("atom:title", "title")),
        address=address,
        html=_markup(node.first("atom:content", "content")),
        summary=_markup(node.first("atom:summary", "summary")),
        date=dates.read(node.said("atom:published", "published", "issued", "created")),
        updated=dates.read(node.said("atom:updated", "updated", "modified"), "updated"),
        authors=_people(node),
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
}


def _markup(node: Node | None) -> str:
    """The HTML of a text construct (RFC 4287, section 3.1)."""
    if node is None:
        return ""
    kind = node.attributes.get("type", "text").lower()
    if kind in {"xhtml", "application/xhtml+xml"} or node.markup:
        return re.sub(r"\sxmlns(?::\w+)?=\"[^\"]*\"|(?<=<)\w+:|(?<=</)\w+:", "", node.markup)
    return node.text.strip() if kind in {"html", "text/html"} else escape(node.text.strip(), quote=False)


def _left_behind(node: Node) -> list[Problem]:
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


def _link(node: Node, relation: str) -> str:
    for each in node.all("atom:link", "link"):
        if each.attributes.get("rel", "alternate") == relation and each.attributes.get("href"):
            return each.attributes["href"]
    return ""


def _people(node: Node) -> tuple[AuthorRef, ...]:
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


def _json_feed(open_file: Opener, clock: Clock) -> _Feed:
    def entries() -> Iterator[Entry]:
        with open_file() as stream:
            for table, record in records(stream, {"items": True, "authors": True}):
                if table == "items":
                    yield _json_item(record, clock)
                elif author := _json_author(record):
                    feed.authors = tuple(dict.fromkeys([*feed.authors, author]))

    feed = _Feed(entries)
    with open_file() as stream:
        head = stream.read(1 << 16).decode("utf-8", "replace")
    for name in ("title", "site"):
        key = "home_page_url" if name == "site" else name
        found = re.search(rf'"{key}"\s*:\s*"((?:[^"\\]|\\.)*)"', head.partition('"items"')[0])
        setattr(feed, name, found[1].replace("\\/", "/") if found else "")
    return feed


def _json_item(record: Record, clock: Clock) -> Entry:
    dates = FeedDates(clock)
    text = _said(record, "content_text")
    listed = record.get("authors")
    people = listed if isinstance(listed, list) and listed else [record.get("author")]
    authors = [author for each in people if isinstance(each, dict) and (author := _json_author(each))]
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


def _json_author(record: Record) -> AuthorRef | None:
    name = _said(record, "name")
    return AuthorRef(name, url=_said(record, "url")) if name else None


def _said(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


# -- Both -------------------------------------------------------------------------------------------------------


def _later(one: datetime | date | None, other: datetime | date | None) -> bool:
    if not isinstance(one, datetime) or not isinstance(other, datetime):
        return False
    return bool(one.tzinfo) == bool(other.tzinfo) and one > other


def _terms(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
