"""Feeds from a file: Atom (Blogger's export among them), RSS 2.0 and 1.0, JSON Feed."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from html import escape
from urllib.parse import unquote, urljoin, urlsplit

from articles.document import AuthorRef, ImageRef, Problem
from articles.inline import inline_text

from ..items import Context, Item, NoItem
from . import substack_markup
from .addresses import OldSite, host_of
from .crosslinks import relink_themselves, slug_linked
from .feed_entries import Around, Entry, atom_entry, json_author, json_item, link_of, people_of, rss_item
from .feed_markup import full_size, players, settled, without_footer
from .feed_rest import kept
from .html import Converted, plain_text, to_markdown
from .json_records import NoRecord, UnreadableJSON
from .json_records import entries as json_entries
from .local_times import Clock
from .parts import (
    Names,
    Opener,
    Part,
    Parts,
    addresses_in,
    called,
    compose,
    digest_of,
    finished,
    ignored,
    rejected,
    remarks_on,
    title_or,
)
from .substack_markup import Settled
from .text_notes import with_footnotes
from .xml_pieces import HostileXML, Node, Pieces, base_of, namespaces_of, parse_head, parse_piece

# The elements of RSS and Atom may have any prefix.
_RECORDS = (r"(?:[\w.-]{1,20}:)?item", r"(?:[\w.-]{1,20}:)?entry")
# How feeds end that give no more than the beginning of each post.
_CUT = re.compile(
    r"(?:\[(?:…|\.\.\.)\]|(?:read|continue|view) (?:more|reading|the (?:full|rest)).{0,40}"
    r"|weiterlesen|lire la suite)\W*\Z",
    re.IGNORECASE,
)
_DESCRIPTION_LENGTH = 600
_DATED_LINK = re.compile(r"https?://[\w.-]+/\d{4}/\d\d/[^\s\"'<>?#]{1,200}")
_MOST_LINKS = 50_000
_FAULTS = frozenset({"xml-unreadable", "no-record"})

_LOCALE = ".settings.BLOG_LOCALE"


@dataclass
class _Feed:
    """The feed as a whole, and how its entries are had, once for each pass."""

    entries: Callable[[], Iterator[Entry]]
    title: str = ""
    site: str = ""
    language: str = ""
    # That of Blogger's settings, which its export has among the entries.
    locale: str = ""
    authors: tuple[AuthorRef, ...] = ()
    fault: str = ""
    remarks: tuple[Problem, ...] = ()
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
        yield replace(rejected(path, "export-truncated", feed.fault), warnings=feed.remarks)
    else:
        said = f"A feed, “{feed.title}”: {feed.kinds['entry']} entries."
        yield replace(ignored(path, "export", said), warnings=feed.remarks)


def _called(entry: Entry) -> str:
    return called(entry.slug, entry.title, entry.html or entry.summary)


def _parts(path: str, feed: _Feed, context: Context) -> Parts:
    site = OldSite()
    paths: set[str] = set()
    linked: set[str] = set()
    hosts: Counter[str] = Counter()
    for entry in feed.entries():
        if entry.why_not is None:
            hosts[host_of(entry.address)] += 1
            if entry.address.startswith("/"):
                paths.add(entry.address)
                linked.update(_DATED_LINK.findall(entry.html) if len(linked) < _MOST_LINKS else ())
            title = inline_text(entry.title)
            site.add(
                entry.slug,
                entry.pages,
                implied=_called(entry),
                name=entry.name,
                title=title,
                date=entry.date,
                unseen=entry.status == "draft",
            )
    site.hosts = _own_hosts(hosts, host_of(feed.site))
    _add_hosts(site, paths, linked)
    site.settle(context.placing)
    context = replace(context, language=context.language.saying(feed.language, "The feed"))
    names = Names(path)
    for entry in feed.entries():
        feed.kinds["entry"] += 1
        where = names.give(entry.name or f"entry-{feed.kinds['entry']}")
        if entry.why_not is not None:
            yield (rejected if entry.why_not[0] in _FAULTS else ignored)(where, *entry.why_not)
            continue
        written = entry if entry.authors else replace(entry, authors=feed.authors)
        digest = digest_of(replace(written, line=0), context.language.digest)
        reading = _Reading(where, written, site, context)
        yield Part(where, digest, 4 * len(entry.html), reading.read, reading.rehearse)


def _own_hosts(hosts: Counter[str], own: str) -> set[str]:
    """The hosts at which a feed's entries were found, of those that they name, each so many times.

    Where some are at the site's `own` host, another one is below it, or holds at least a tenth of them: such is where
    the blog was before. Others are what its posts point to, as a blog of links does.
    """
    least = max(3, hosts.total() / 10) if hosts[own] else 1
    found = {host for host, count in hosts.items() if count >= least or host.endswith(f".{own}")}
    return (found | {own}) - {""}


def _add_hosts(site: OldSite, paths: set[str], linked: set[str]) -> None:
    """The hosts at which links find posts of which the feed names the paths alone, as Blogger's export does."""
    for link in linked:
        if unquote(urlsplit(link).path) in paths:
            site.add_host(link)


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
        html, footer = without_footer(entry.html or entry.summary, self.site)
        if footer:
            warnings.append(
                Problem("chrome-removed", f"A line that the feed adds to every post was left out: {footer}")
            )
        for address, _ in entry.files:
            warnings.append(
                Problem("enclosure-left", f"The file that goes with it stays where it is: {address}.")
            )
        letter = substack_markup.settled(html) if substack_markup.is_substack(html) else Settled(html)
        warnings += letter.remarks

        def converted_html(html: str) -> Converted:
            return to_markdown(html, lambda address: self._readdressed(address, unresolved))

        more = self._pointer() + players(entry.files, letter.html)
        converted = converted_html(settled(letter.html) + more)
        warnings += remarks_on(converted)
        noted = with_footnotes(converted.markdown, letter.notes, lambda note: converted_html(note).markdown)
        body = relink_themselves(noted, self.site)
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
        title = title_or(inline_text(entry.title), body, warnings, name=entry.slug)
        values: dict[str, object] = {
            "title": title,
            "description": self._description(),
            "date": entry.date or entry.updated,
            "updated": entry.updated if _later(entry.updated, entry.date) else None,
            "tags": list(entry.tags),
            "authors": list(entry.authors),
            "image": ImageRef(full_size(entry.image)) if entry.image else None,
            "slug": entry.slug,
            "aliases": self._aliases(),
            "status": entry.status,
            "language": entry.language or self.context.language.of(f"{title}\n{body}"),
        }
        document = compose(values, body, unknown=kept(entry.rest, warnings))
        return finished(
            self.path,
            document,
            self.context,
            warnings,
            slug=_called(entry),
            hosts=self.site.hosts,
            line=entry.line,
            site=self.site,
        )

    def _aliases(self) -> list[str]:
        """The path that it had, and the one by its number, which WordPress gives as its guid."""
        address, named = self.entry.address, self.entry.name
        short = self.site.path_of(named) if self.site.is_here(named) else ""
        paths = ["" if self._points_elsewhere else self.site.path_of(address), short if "?" in short else ""]
        return list(dict.fromkeys(path for path in paths if path))

    @property
    def _points_elsewhere(self) -> bool:
        """Whether its address is no page of the old site, but what it is about, or its file."""
        address = self.entry.address
        return address not in self.entry.pages or bool(host_of(address) and not self.site.is_here(address))

    def _pointer(self) -> str:
        """A link to what it is about, where its text has none."""
        address, text = self.entry.address, self.entry.html or self.entry.summary
        files = {each for each, _ in self.entry.files}
        if not self._points_elsewhere or address in files or address in text or escape(address) in text:
            return ""
        return f'<p><a href="{escape(address)}">{escape(address, quote=False)}</a></p>'

    def rehearse(self) -> None:
        """Look up what reading it will look up."""
        for address in addresses_in(self.entry.html or self.entry.summary):
            self.site.is_unseen(slug_linked(self._readdressed(address, set())))
            self.site.title_at(address)

    def _readdressed(self, address: str, unresolved: set[str]) -> str:
        try:
            whole = urljoin(self.entry.base, address) if address and address[0] != "#" else address
        except ValueError:
            whole = address
        return self.site.readdress(substack_markup.full_size(full_size(whole)), unresolved)

    def _description(self) -> str:
        """The summary, where it is one: not the text itself over again."""
        if not self.entry.html:
            return ""
        summary = plain_text(without_footer(self.entry.summary, self.site)[0])
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
                read = rss_item if piece.name.endswith("item") else atom_entry
                entry = read(parsed.node, clock, Around(base_of(pieces.head)))
                if entry.why_not and entry.name.endswith(_LOCALE):
                    feed.locale = plain_text(entry.html)
                mended: tuple[Problem, ...] = ()
                if piece.fault or parsed.mended:
                    mended = (
                        Problem("xml-repaired", "Not well-formed XML; read as far as it goes.", piece.line),
                    )
                yield replace(entry, line=piece.line, warnings=(*mended, *entry.warnings))
            _note_head(feed, parse_head(pieces.head), base_of(pieces.head))
            feed.remarks = tuple(pieces.remarks)
            if pieces.truncated:
                feed.fault = (
                    "The file breaks off before its end, or is no feed; what follows the last entry is lost."
                )

    feed = _Feed(entries)
    return feed


def _note_head(feed: _Feed, root: Node, base: str) -> None:
    channel = root.first("channel") or root
    feed.title = inline_text(channel.said("title", "atom:title"))
    feed.language = channel.said("language", "dc:language") or root.attributes.get("lang", "") or feed.locale
    feed.site = channel.said("link") or link_of(channel, "alternate")
    feed.authors = people_of(channel, base) if root.name in {"feed", "atom:feed"} else ()


# -- JSON -------------------------------------------------------------------------------------------------------


def _json_feed(open_file: Opener, clock: Clock) -> _Feed:
    def entries() -> Iterator[Entry]:
        with open_file() as stream:
            told: list[Problem] = []
            for table, record in json_entries(stream, {"items": True, "authors": True}, told):
                feed.remarks = tuple(told)
                if isinstance(record, NoRecord):
                    if table == "items":
                        yield Entry("", why_not=record.why_not)
                elif table == "items":
                    yield json_item(record, clock)
                elif author := json_author(record):
                    feed.authors = tuple(dict.fromkeys([*feed.authors, author]))

    feed = _Feed(entries)
    with open_file() as stream:
        head = stream.read(1 << 16).decode("utf-8", "replace")
    for name in ("title", "site", "language"):
        key = "home_page_url" if name == "site" else name
        found = re.search(rf'"{key}"\s*:\s*"((?:[^"\\]|\\.)*)"', head.partition('"items"')[0])
        setattr(feed, name, found[1].replace("\\/", "/") if found else "")
    return feed


def _later(one: datetime | date | None, other: datetime | date | None) -> bool:
    if not isinstance(one, datetime) or not isinstance(other, datetime):
        return False
    return bool(one.tzinfo) == bool(other.tzinfo) and one > other
