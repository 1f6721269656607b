"""What a WordPress export says of its site as a whole: the first of two passes over the file."""

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from html import unescape
from os.path import splitext
from urllib.parse import unquote, urlsplit

from articles.inline import inline_text

from ..items import Note
from .addresses import OldSite, bare_host, host_of
from .html import plain_text
from .lookups import Table
from .parts import Opener, called, digest_of
from .wordpress_clock import Clockwork
from .wordpress_shortcodes import Picture
from .xml_pieces import HostileXML, Node, Pieces, namespaces_of, parse_head, parse_piece

RECORDS = ("item", "wp:author", "wp:category", "wp:tag", "wp:term")
COMMENT = "wp:comment"
# What people publish under other names than "post".
POST_TYPES = frozenset(
    {"post", "posts", "article", "articles", "blog", "blog_post", "blogpost", "news", "story"}
)
# What plugins keep for themselves, or sell, or discuss, even if it is filed as posts are.
_OTHER_USES = re.compile(
    r"(?:page|attachment|nav_menu_item|revision|redirect_rule|guest-author|product|forum|topic|reply|.*event.*)\Z"
    r"|(?:wp_|acf|elementor|et_|fl-|shop_|tribe_|oembed|custom|user_|jp_|nf_|wpcf7|amn_|popup|feedback)"
)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d+)?")
_FARTHEST = timedelta(hours=14)  # no clock is farther from UTC
_SCHEME = re.compile(r"\A(?:https?:)?//(?:www\.)?", re.IGNORECASE)
_PROXIED = re.compile(r"(?:https?:)?//i[0-9]\.wp\.com/(?P<host>[\w.-]+)(?P<path>/[^?#]*)")
# So many posts, and so great a part of all, must have begun at a host before it counts as the site's.
_ENOUGH = 3
_SHARE = 0.2
_ATTACHMENT_ID = re.compile(r"[?&]attachment_id=(\d+)(?=[&#]|\Z)", re.ASCII)
# When it was, in milliseconds.
_EDIT = re.compile(r"-e\d{13}(?=\.\w{3,4}\Z)")
_RESIZED = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w{3,4}\Z)")


_MADE_TABLES = ("_full", "_edited", "_by_page", "_attached")
# What is about all posts together, and as long as the export.
_OF_ALL_POSTS = frozenset({"notes", "described_tags", "births", "clock"})


@dataclass(slots=True)
class Attachment:
    """An uploaded file."""

    address: str
    alt: str = ""
    caption: str = ""
    parent: str = ""
    # The address of the page on which WordPress showed it.
    page: str = ""

    @property
    def picture(self) -> Picture:
        return Picture(self.address, self.alt, self.caption)


class WordPressSite(OldSite):
    """WordPress finds a post by the last part of its address alone, if only one has it."""

    by_last_part = True


@dataclass
class Site:
    """The site, its people, its terms, its uploads, and where its posts were."""

    title: str
    version: str
    addresses: OldSite
    home: str = ""
    # What wrote the export; Squarespace and others write the same form.
    generator: str = ""
    language: str = ""
    authors: Table[str, str] = field(default_factory=Table)  # login -> the name shown
    categories: Table[str, tuple[str, str]] = field(
        default_factory=Table
    )  # nicename -> (name, parent's nicename)
    terms: Table[str, str] = field(default_factory=Table)  # id -> nicename
    uploads: Table[str, Attachment] = field(default_factory=Table)  # id -> attachment
    blocks: Table[str, str] = field(default_factory=Table)  # id -> what a shared block holds
    notes: list[Note] = field(default_factory=list)
    # Tags that the export describes, for which there is no place here.
    described_tags: list[str] = field(default_factory=list)
    # At which hosts how many posts were first published: a site keeps their names when it moves.
    births: Counter[str] = field(default_factory=Counter)
    # An export names no zone.
    clock: Clockwork = field(default_factory=Clockwork)

    def first_paths(self, node: Node) -> list[str]:
        """The address of a post by its number, which WordPress gives in heads of pages and in feeds (`/?p=31`), and the
        one under which it was first published: that is its guid.
        """
        number, guid, paths = node.said("wp:post_id"), node.said("guid"), []
        if number.isdecimal() and "wordpress" in self.generator.lower():
            try:
                folder = unquote(urlsplit(self.home).path).strip("/")
            except ValueError:
                folder = ""
            paths.append(f"/{folder}/?p={number}" if folder else f"/?p={number}")
        if host_of(guid) and host_of(guid) in {host_of(self.home), host_of(node.said("link"))}:
            paths.append(self.addresses.path_of(guid))
        return [path for path in paths if path]

    def __getstate__(self) -> dict[str, object]:
        """What a post is read by, for a worker: tables, those included that are made of others."""
        made = {name: getattr(self, name) for name in _MADE_TABLES}
        return {**{name: value for name, value in vars(self).items() if name not in _OF_ALL_POSTS}, **made}

    @property
    def digest(self) -> str:
        """Changes when anything does that posts are read by."""
        # One by one: there may be a hundred thousand uploads.
        digest = sha256(digest_of(self.home, self.generator, *sorted(self.addresses.hosts)).encode())
        for table in (self.authors, self.categories, self.blocks, self.uploads):
            for key, value in table.items():
                digest.update(f"{key} {value}\0".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def upload(self, address: str) -> str:
        """The address of a picture at its full size, where that is known: posts show pictures scaled down, and lead
        to pages that show them.
        """
        if shown := self._shown_at(address):
            return shown
        plain = self._unproxied(address)
        bare = _bare(plain)
        if bare.startswith("/"):
            bare = f"{host_of(self.home)}{bare}"
        if bare in self._full:
            return self._full[bare]
        base, end = splitext(_RESIZED.sub("", bare))
        for name in (f"{base}{end}", f"{base}-scaled{end}"):
            if name != bare and name in self._full:
                return self._full[name]
        # Its sizes keep their names when a picture is edited; the picture gets a new one.
        return (self._edited.get(f"{base}{end}", "") if f"{base}{end}" != bare else "") or plain

    def _shown_at(self, address: str) -> str:
        """The file that the page at `address` shows; "" where that is no page of an upload."""
        asked = _ATTACHMENT_ID.search(unescape(address))
        if asked and host_of(address) in {"", *self.addresses.hosts} and asked[1] in self.uploads:
            return self.uploads[asked[1]].address
        return self._by_page.get(_bare(address).rstrip("/"), "")

    @cached_property
    def _by_page(self) -> Table[str, str]:
        """Not those that are found by their number alone, which all have the front page's path."""
        pages = ((each.page, each.address) for each in self.uploads.values())
        return Table(
            {_bare(page).rstrip("/"): address for page, address in pages if page and "?" not in page}
        )

    @cached_property
    def _edited(self) -> Table[str, str]:
        """Pictures by the names that they had before WordPress' editor changed them."""
        return Table(
            {_EDIT.sub("", _bare(each.address)): each.address for each in self.uploads.values()
             if _EDIT.search(each.address)}
        )  # fmt: skip

    def _unproxied(self, address: str) -> str:
        """The address of a picture that Jetpack or WordPress.com fetched and scaled, as it is on the site itself."""
        found = _PROXIED.match(address)
        if found and bare_host(found["host"]) in self.addresses.hosts:
            return f"https://{found['host']}{found['path']}"
        return address

    def instant(self, local: datetime) -> datetime | None:
        """The moment in UTC at which the site's clock showed `local`, as it did for the item nearest to it."""
        ahead = self.clock.ahead_at(local)
        try:
            return None if ahead is None else local - ahead
        except OverflowError:
            # In the first hours of the year 1, or the last of 9999.
            return None

    @cached_property
    def _full(self) -> Table[str, str]:
        return Table({_bare(each.address): each.address for each in self.uploads.values() if each.address})

    @cached_property
    def _attached(self) -> Table[str, list[str]]:
        """The ids of the pictures that were uploaded for each post, by its id."""
        found = Table[str, list[str]]()
        for number, each in self.uploads.items():
            if each.parent:
                found.setdefault(each.parent, []).append(number)
        return found

    def pictures(self, ids: str, post: str, missing: dict[str, None] | None = None) -> list[Picture]:
        """The pictures of a gallery; without `ids`, those that were uploaded for the post.

        Uploads that are named and not in the export are added to `missing`.
        """
        if ids.strip():
            numbers = re.findall(r"\d+", ids)
            if missing is not None:
                missing.update(dict.fromkeys(each for each in numbers if each not in self.uploads))
            return [self.uploads[each].picture for each in numbers if each in self.uploads]
        return [self.uploads[each].picture for each in self._attached.get(post, ())]


def _bare(address: str) -> str:
    """What tells an upload from others: its address without scheme, www and what asks for a size."""
    return _SCHEME.sub("", address).partition("?")[0].partition("#")[0].lower()


def survey(*files: Opener) -> Site:
    """The first pass, over all files of an export; one that is refused says nothing. Raises OSError."""
    site = Site(title="", version="", addresses=WordPressSite())
    for open_file in files:
        with open_file() as stream, suppress(HostileXML):
            pieces = Pieces(stream, RECORDS, passing=COMMENT)
            for piece in pieces:
                if parsed := parse_piece(piece, namespaces_of(pieces.head)):
                    _note(site, parsed.node)
            channel = _channel(pieces.head)
            site.title = site.title or channel.said("title")
            site.version = site.version or channel.said("wp:wxr_version")
            site.language = site.language or channel.said("language")
            site.home = site.home or channel.said("wp:base_blog_url", "link")
            site.generator = site.generator or channel.said("generator")
            # "wp:base_site_url" is that of the whole network: wordpress.com, for one.
            for name in ("link", "wp:base_blog_url"):
                site.addresses.add_host(channel.said(name))
    for host, count in site.births.items():
        if count >= _ENOUGH and count >= _SHARE * site.births.total():
            site.addresses.add_host(f"https://{host}/")
    return site


def _channel(head: str) -> Node:
    root = parse_head(head)
    return root.first("channel") or root


def _note(site: Site, node: Node) -> None:
    """Remember what the posts will need of one record."""
    if node.name == "wp:author":
        login = node.said("wp:author_login")
        names = f"{node.said('wp:author_first_name')} {node.said('wp:author_last_name')}".strip()
        site.authors[login] = node.said("wp:author_display_name") or names or login
    elif node.name == "wp:category":
        nicename = node.said("wp:category_nicename")
        site.categories[nicename] = (node.said("wp:cat_name") or nicename, node.said("wp:category_parent"))
        site.terms[node.said("wp:term_id")] = nicename
        _describe(site, site.categories[nicename][0], node.said("wp:category_description"))
    elif node.name == "wp:term" and node.said("wp:term_taxonomy") == "category":
        nicename = node.said("wp:term_slug")
        site.categories.setdefault(
            nicename, (node.said("wp:term_name") or nicename, node.said("wp:term_parent"))
        )
        site.terms[node.said("wp:term_id")] = nicename
        _describe(site, site.categories[nicename][0], node.said("wp:term_description"))
    elif node.name == "wp:tag" and node.said("wp:tag_description"):
        site.described_tags.append(node.said("wp:tag_name", "wp:tag_slug"))
    elif node.name == "item":
        _note_item(site, node)


def _describe(site: Site, category: str, description: str) -> None:
    if text := plain_text(description):
        site.notes.append(Note("categories", category, values={"description": text}))


def _note_item(site: Site, node: Node) -> None:
    kind, number = node.said("wp:post_type"), node.said("wp:post_id")
    local, instant = naive(node.said("wp:post_date")), naive(node.said("wp:post_date_gmt"))
    if local and instant and abs(local - instant) <= _FARTHEST:
        site.clock.note(local, instant)
    if kind in {"page", "attachment"}:
        site.addresses.add_other(node.said("link"))
    if kind == "attachment":
        site.uploads[number] = Attachment(
            address=node.said("wp:attachment_url", "guid"),
            alt=meta_of(node).get("_wp_attachment_image_alt", ""),
            caption=plain_text(node.said("excerpt:encoded")),
            parent=node.said("wp:post_parent"),
            page=node.said("link"),
        )
    elif kind == "guest-author":
        # Co-Authors Plus: a byline names them by their login.
        meta = meta_of(node)
        name = meta.get("cap-display_name") or node.said("title")
        for login in (meta.get("cap-user_login", ""), node.said("wp:post_name").removeprefix("cap-")):
            if login and name:
                site.authors.setdefault(login, name)
    elif kind == "wp_block":
        site.blocks[number] = content_of(node)
    elif is_post(node, kind):
        addresses = [node.said("link"), node.said("guid")]
        if host := host_of(node.said("guid")):
            site.births[host] += 1
        if node.said("wp:status") not in {"trash", "auto-draft"}:
            known = [*(each for each in addresses if each), f"?p={number}"]
            name = f"{kind or 'item'}-{number}" if number else ""
            title, instant = inline_text(node.said("title")), naive(node.said("wp:post_date_gmt"))
            date = instant.replace(tzinfo=UTC) if instant else None
            is_released = node.said("wp:status") in {"publish", "future"}
            unseen = not is_released or bool(node.said("wp:post_password"))
            implied = called_by(node)
            site.addresses.add(
                slug_of(node), known, implied=implied, name=name, title=title, date=date, unseen=unseen
            )


def is_post(node: Node, kind: str) -> bool:
    """Whether a record of the type `kind` is a post: one that a theme or a plugin has given another name has categories
    or tags of posts.
    """
    if not kind or kind in POST_TYPES:
        return True
    if _OTHER_USES.match(kind):
        return False
    filed = any(each.attributes.get("domain") in {"category", "post_tag"} for each in node.all("category"))
    return filed and bool(content_of(node).strip())


def naive(text: str) -> datetime | None:
    """`2020-01-31 12:00:00`, without a zone; None for `0000-00-00 00:00:00` and what is no date."""
    found = _DATE.fullmatch(text)
    try:
        return datetime(*(int(part) for part in found.groups())) if found else None  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def called_by(node: Node) -> str:
    """The slug of a post that has neither a name nor a title, as drafts may be."""
    return called(slug_of(node), node.said("title"), content_of(node))


def slug_of(node: Node) -> str:
    """The slug that a post had: WordPress stores other scripts percent-encoded."""
    return unquote(node.said("wp:post_name"))


def meta_of(node: Node) -> dict[str, str]:
    """A post's own fields, the last of each name that says something (see `all_meta`)."""
    found: dict[str, str] = {}
    for each in node.all("wp:postmeta"):
        if key := each.said("wp:meta_key"):
            found[key] = each.said("wp:meta_value") or found.get(key, "")
    return found


def all_meta(node: Node, key: str) -> list[str]:
    """All that a post has in one of its fields: there may be several of a name."""
    return [
        value
        for each in node.all("wp:postmeta")
        if each.said("wp:meta_key") == key and (value := each.said("wp:meta_value"))
    ]


def old_slugs(node: Node) -> list[str]:
    return [unquote(slug) for slug in all_meta(node, "_wp_old_slug")]


def content_of(node: Node) -> str:
    """The content as it is stored, white space and all."""
    found = node.first("content:encoded", "encoded")
    return found.text if found else ""
