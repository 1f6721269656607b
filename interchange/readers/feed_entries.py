"""The entries of feeds, as Atom, RSS and JSON Feed have them: one record of the file in, one `Entry` out."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from html import escape, unescape
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from articles.document import AuthorRef, Problem
from articles.document.people import read_authors
from articles.old_queries import naming_query

from .addresses import host_of
from .feed_dates import FeedDates
from .feed_rest import Rest, rest_of, rest_of_record
from .json_records import Record
from .local_times import Clock
from .xml_pieces import Node

Moment = datetime | date

# Beside a name, or alone: then what stands before the sign is the nearest to one.
_MAIL = re.compile(
    r"(?P<name>[^()<>]*[^()<>\s])\s*[(<](?:mailto:)?[^\s()<>]+@[^\s()<>]+[)>]|(?P<box>[^\s@()<>]+)@[^\s@()<>]+"
)
_KIND = "schemas.google.com/g/2005#kind"
# What says in an item of RSS when it was published, and when changed; some are Atom's, in no namespace or in theirs.
_PUBLISHED = (
    "pubDate",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "atom:published",
    "published",
    "issued",
    "created",
)
_CHANGED = ("atom:updated", "dcterms:modified", "updated", "modified")


@dataclass(frozen=True)
class Around:
    """What an entry takes over from its feed. `base` is what relative addresses begin at."""

    base: str = ""


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
    # What relative addresses in its text begin at.
    base: str = ""
    # Files that go with it and are no pictures: (address, "audio", "video" or "").
    files: tuple[tuple[str, str], ...] = ()
    why_not: tuple[str, str] | None = None
    line: int = 0
    warnings: tuple[Problem, ...] = ()
    # What nothing here understands.
    rest: Rest = ()

    @property
    def pages(self) -> list[str]:
        """The addresses at which it was found; WordPress' guid is the one by number, podcasts' that of the file."""
        files = {address for address, _ in self.files}
        named = [self.address, *([self.name] if host_of(self.name) else [])]
        return [each for each in named if each not in files]

    @property
    def slug(self) -> str:
        """The last part of its address, where that has words."""
        try:
            parts = urlsplit(self.address)
        except ValueError:
            return ""
        path = unquote(parts.path)
        last = re.sub(r"\.(?:x?html?|php|aspx?)\Z", "", path.rstrip("/").rpartition("/")[2])
        is_program = path.endswith((".php", ".aspx", ".asp")) and naming_query(path, parts.query)
        return "" if is_program or last == "index" or last.isdecimal() else last


# -- XML --------------------------------------------------------------------------------------------------------


def rss_item(node: Node, clock: Clock, around: Around = Around()) -> Entry:
    content = _html_of(node, "content:encoded", "atom:content", "body", "fullitem", "content")
    description = _html_of(node, "description", "dc:description") or _perhaps_html(
        node.said("itunes:summary", "atom:summary", "summary", "media:description")
    )
    guid = node.first("guid")
    permalink = guid.text.strip() if guid and guid.attributes.get("isPermaLink", "true") != "false" else ""
    # FeedBurner's links lead to itself, which counts the readers and sends them on.
    address = node.said("origLink", "feedburner:origLink", "link") or link_of(node, "alternate")
    address = address or (permalink if host_of(permalink) else "")
    dates = FeedDates(clock)
    return Entry(
        name=node.said("guid") or address,
        title=node.said("title", "dc:title", "itunes:title", "atom:title", "media:title"),
        address=address,
        html=content or description,
        summary=description if content else "",
        date=dates.read(node.said(*_PUBLISHED)),
        updated=dates.read(node.said(*_CHANGED), "updated"),
        authors=_writers(node),
        tags=_terms(" ".join(each.text.split()) for each in node.all("category", "dc:subject")),
        image=_picture(node),
        language=node.said("dc:language") or node.attributes.get("lang", ""),
        base=_joined(around.base, node.attributes.get("base", "")) or address,
        files=_files(node),
        warnings=tuple(dates.warnings),
        rest=rest_of(node),
    )


def _published(node: Node) -> str:
    """When an entry was published. Blogger's drafts have the beginning of time there, and beside it their own."""
    written = (node.said(*_named(name)) for name in ("published", "issued", "created"))
    return next((each for each in written if each and not each.startswith("1970-01-01T00:00:00")), "")


def atom_entry(node: Node, clock: Clock, around: Around = Around()) -> Entry:
    kinds = [each.attributes.get("term", "") for each in node.all("atom:category", "category")
             if _KIND in each.attributes.get("scheme", "")]  # fmt: skip
    kind = (kinds[0].rpartition("#")[2] if kinds else node.said("type").lower()) or "post"
    if node.first("in-reply-to") is not None:
        kind = "comment"
    status = node.said("status").upper()
    if "TRASHED" in status:
        kind = "trashed"
    hidden = status == "DRAFT" or any(
        each.said("draft", "app:draft") == "yes" for each in node.all("control", "app:control")
    )
    tags = (
        each.attributes.get("label") or each.attributes.get("term", "") or " ".join(each.text.split())
        for each in node.all("atom:category", "category", "dc:subject")
        if _KIND not in each.attributes.get("scheme", "")
    )
    content = node.first("atom:content", "content")
    base = _joined(around.base, node.attributes.get("base", ""))
    link = node.said("origLink", "feedburner:origLink") or link_of(node, "alternate")
    address = (_joined(base, link) if link else "") or node.said("filename")
    dates = FeedDates(clock)
    return Entry(
        name=node.said("atom:id", "id") or address,
        title=_title(node),
        address=address,
        html=_markup(content) or _elsewhere(content, base),
        summary=_markup(node.first("atom:summary", "summary"))
        or escape(node.said("metaDescription"), quote=False),
        date=dates.read(_published(node)),
        updated=dates.read(node.said(*_named("updated", "modified")), "updated"),
        authors=people_of(node, base),
        tags=_terms(tags),
        image=_picture(node),
        status="scheduled" if status == "SCHEDULED" else "draft" if hidden else "",
        language=node.attributes.get("lang", ""),
        base=_joined(base, content.attributes.get("base", "") if content else "") or address,
        files=_files(node),
        why_not=None
        if kind == "post"
        else (kind, _KINDS.get(kind, f"Of the kind “{kind}”, which is no post.")),
        warnings=tuple(dates.warnings),
        rest=rest_of(node),
    )


_KINDS = {
    "comment": "A comment; comments are not imported.",
    "page": "A page of the old site, not a post.",
    "settings": "A setting of the old site.",
    "template": "The template of the old site.",
    "trashed": "It was in the trash.",
}


def _title(node: Node) -> str:
    """The HTML of a title. Blogger's say that they are plain, and are HTML: its editors type `&amp;` as they like."""
    title = node.first("atom:title", "title")
    if title is not None and node.said("atom:id", "id").startswith("tag:blogger.com,"):
        return escape(unescape(title.text.strip()), quote=False)
    return _markup(title)


def _markup(node: Node | None) -> str:
    """The HTML of a text construct (RFC 4287, section 3.1)."""
    if node is None:
        return ""
    kind = node.attributes.get("type", "text").lower()
    # Atom 0.3 said so beside the type.
    if node.attributes.get("mode") == "base64":
        return _decoded(node.text)
    if node.attributes.get("mode") == "escaped":
        kind = "html"
    if kind in {"xhtml", "application/xhtml+xml"} or node.markup:
        return _without_prefixes(node.markup)
    text = node.text.strip()
    return text if kind in {"html", "text/html"} else paragraphs_of(text)


def _without_prefixes(markup: str) -> str:
    """Elements of XML as those of HTML, which have no namespaces."""
    return re.sub(r"\sxmlns(?::\w+)?=\"[^\"]*\"|(?<=<)\w+:|(?<=</)\w+:", "", markup)


def _html_of(node: Node, *names: str) -> str:
    """The HTML of the first element of these names that has any: escaped, or as elements of its own."""
    found = (child for name in names for child in node.all(name))
    said = (each.text if "</" in each.text else _without_prefixes(each.markup) or each.text for each in found)
    return next((html for each in said if (html := each.strip())), "")


def _perhaps_html(text: str) -> str:
    """A text that is meant to be plain, and often is none."""
    return text if re.search(r"</|<br\b", text) else paragraphs_of(text)


def paragraphs_of(text: str) -> str:
    """A plain text as HTML: blank lines are where a paragraph ends."""
    parts = [escape(part.strip(), quote=False) for part in re.split(r"\n\s*\n", text) if part.strip()]
    return parts[0] if len(parts) == 1 else "".join(f"<p>{part}</p>" for part in parts)


def _decoded(text: str) -> str:
    try:
        return b64decode(text, validate=False).decode("utf-8", "replace")
    except ValueError:
        return ""


def _elsewhere(content: Node | None, base: str) -> str:
    """A text that the entry only points to (RFC 4287, section 4.1.3.2): a picture, or a link to whatever it is."""
    source = _joined(base, content.attributes.get("src", "")) if content else ""
    if not content or not source:
        return ""
    if content.attributes.get("type", "").startswith("image/"):
        return f'<p><img src="{escape(source)}" alt=""></p>'
    return f'<p><a href="{escape(source)}">{escape(source, quote=False)}</a></p>'


def _files(node: Node) -> tuple[tuple[str, str], ...]:
    """The files that go with an entry and are no pictures: an episode, a document."""
    found = [(each.attributes.get("url", ""), each) for each in node.all("enclosure")]
    found += [
        (each.attributes.get("href", ""), each)
        for each in node.all("atom:link", "link")
        if each.attributes.get("rel") == "enclosure"
    ]
    picture = _picture(node)
    return tuple(
        (address, each.attributes.get("type", "").partition("/")[0])
        for address, each in found
        if address and address != picture
    )


def _named(*names: str) -> list[str]:
    """Elements of Atom, whether their namespace was declared or not."""
    return [prefix + name for name in names for prefix in ("atom:", "")]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def _perhaps_joined(base: str, address: str) -> str:
    return _joined(base, address) if address else ""


def link_of(node: Node, relation: str) -> str:
    for each in node.all("atom:link", "link"):
        if each.attributes.get("rel", "alternate") == relation and each.attributes.get("href"):
            return each.attributes["href"]
    return ""


def people_of(node: Node, base: str) -> tuple[AuthorRef, ...]:
    """The authors of an Atom element. Mail addresses stay out of what is published."""
    found = (
        AuthorRef(each.said("atom:name", "name"), url=_perhaps_joined(base, each.said("atom:uri", "uri")))
        for each in node.all("atom:author", "author")
    )
    return tuple(author for author in found if author.name)


def _writers(node: Node) -> tuple[AuthorRef, ...]:
    """The authors of an item of RSS. Mail addresses stay out of what is published."""
    # In some of them an author is one of Atom's, with a name and an address inside.
    people = [each.said("atom:name", "name") or each.text for each in node.all("author", "atom:author")]
    said = [each.text for each in node.all("dc:creator", "dc:author")] or list(filter(str.strip, people))
    said = said or [node.said("itunes:author")]
    found = (author for each in said for author in read_authors(_without_mail(unescape(each).strip())))
    return tuple(dict.fromkeys(replace(author, email="") for author in found))


def _without_mail(person: str) -> str:
    found = _MAIL.fullmatch(person)
    return (found["name"] or found["box"]) if found else person


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
        html=(_said(record, "content_html") or paragraphs_of(text)) + _linked(record),
        summary=escape(_said(record, "summary"), quote=False),
        date=dates.read(_said(record, "date_published")),
        updated=dates.read(_said(record, "date_modified"), "updated"),
        authors=tuple(authors),
        tags=_terms(str(tag) for tag in tags) if isinstance(tags, list) else (),
        image=_said(record, "image") or _said(record, "banner_image"),
        language=_said(record, "language"),
        base=_said(record, "url"),
        files=_attachments(record),
        warnings=tuple(dates.warnings),
        rest=rest_of_record(record),
    )


def _linked(record: Record) -> str:
    """A link to the page that the item is about, where its text has none."""
    address = _said(record, "external_url")
    if not host_of(address) or address in _said(record, "content_html") + _said(record, "content_text"):
        return ""
    return f'<p><a href="{escape(address)}">{escape(address, quote=False)}</a></p>'


def _attachments(record: Record) -> tuple[tuple[str, str], ...]:
    listed = record.get("attachments")
    files = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return tuple(
        (address, _said(each, "mime_type").partition("/")[0])
        for each in files
        if (address := _said(each, "url"))
    )


def json_author(record: Record) -> AuthorRef | None:
    name = _said(record, "name")
    return AuthorRef(name, url=_said(record, "url")) if name else None


def _said(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _terms(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
