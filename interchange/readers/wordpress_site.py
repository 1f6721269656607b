"""What a WordPress export says of its site as a whole: the first of two passes over the file."""

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from articles.slugs import chosen_slug, slug_for

from .addresses import OldSite
from .html import plain_text
from .parts import Opener, digest_of
from .wordpress_text import Picture
from .xml_pieces import HostileXML, Node, Pieces, namespaces_of, parse_head, parse_piece

RECORDS = ("item", "wp:author", "wp:category", "wp:tag", "wp:term")
# What people publish under other names than "post".
POST_TYPES = frozenset(
    {"post", "posts", "article", "articles", "blog", "blog_post", "blogpost", "news", "story"}
)
_RESIZED = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w{3,4}\Z)")


@dataclass
class Attachment:
    """An uploaded file."""

    address: str
    title: str = ""
    alt: str = ""
    caption: str = ""
    parent: str = ""

    @property
    def picture(self) -> Picture:
        return Picture(self.address, self.alt, self.caption)


@dataclass
class Site:
    """The site, its people, its terms, its uploads, and where its posts were."""

    title: str
    version: str
    addresses: OldSite
    authors: dict[str, str] = field(default_factory=dict)  # login -> the name shown
    categories: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # nicename -> (name, parent's nicename)
    terms: dict[str, str] = field(default_factory=dict)  # id -> nicename
    uploads: dict[str, Attachment] = field(default_factory=dict)  # id -> attachment
    blocks: dict[str, str] = field(default_factory=dict)  # id -> what a shared block holds

    @property
    def digest(self) -> str:
        """Changes when anything does that posts are read by."""
        return digest_of(
            json.dumps([self.authors, self.categories, self.blocks]),
            *(f"{key} {each}" for key, each in self.uploads.items()),
            sorted(self.addresses.hosts),
        )

    def upload(self, address: str) -> str:
        """The address of a picture at its full size, where that is known: posts show pictures scaled down."""
        full = _RESIZED.sub("", address)
        return full if full != address and full in self._full else address

    @cached_property
    def _full(self) -> set[str]:
        return {each.address for each in self.uploads.values()}

    def pictures(self, ids: str, post: str) -> list[Picture]:
        """The pictures of a gallery; without `ids`, those that were uploaded for the post."""
        if ids.strip():
            named = [self.uploads.get(number) for number in re.findall(r"\d+", ids)]
            return [each.picture for each in named if each]
        return [each.picture for each in self.uploads.values() if post and each.parent == post]


def survey(*files: Opener) -> Site:
    """The first pass, over all files of an export; one that is refused says nothing. Raises OSError."""
    site = Site(title="", version="", addresses=OldSite())
    for open_file in files:
        with open_file() as stream, suppress(HostileXML):
            pieces = Pieces(stream, RECORDS)
            for piece in pieces:
                if parsed := parse_piece(piece, namespaces_of(pieces.head)):
                    _note(site, parsed.node)
            channel = _channel(pieces.head)
            site.title = site.title or channel.said("title")
            site.version = site.version or channel.said("wp:wxr_version")
            for name in ("link", "wp:base_site_url", "wp:base_blog_url"):
                site.addresses.add_host(channel.said(name))
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
    elif node.name == "wp:term" and node.said("wp:term_taxonomy") == "category":
        nicename = node.said("wp:term_slug")
        site.categories.setdefault(
            nicename, (node.said("wp:term_name") or nicename, node.said("wp:term_parent"))
        )
        site.terms[node.said("wp:term_id")] = nicename
    elif node.name == "item":
        _note_item(site, node)


def _note_item(site: Site, node: Node) -> None:
    kind, number = node.said("wp:post_type"), node.said("wp:post_id")
    if kind == "attachment":
        site.uploads[number] = Attachment(
            address=node.said("wp:attachment_url", "guid"),
            title=node.said("title"),
            alt=meta_of(node).get("_wp_attachment_image_alt", ""),
            caption=plain_text(node.said("excerpt:encoded")),
            parent=node.said("wp:post_parent"),
        )
    elif kind == "wp_block":
        site.blocks[number] = content_of(node)
    elif kind in POST_TYPES or not kind:
        addresses = [node.said("link"), node.said("guid")]
        site.addresses.add(wanted_slug(node), [each for each in addresses if each] + [f"?p={number}"])


def wanted_slug(node: Node) -> str:
    """The slug that a post will ask for."""
    return chosen_slug(slug_of(node)) or slug_for(plain_text(node.said("title")))


def slug_of(node: Node) -> str:
    """The slug that a post had: WordPress stores other scripts percent-encoded."""
    return unquote(node.said("wp:post_name"))


def meta_of(node: Node) -> dict[str, str]:
    """A post's own fields, the last of each name (_wp_old_slug may be there several times: see `old_slugs`)."""
    return {
        each.said("wp:meta_key"): each.said("wp:meta_value")
        for each in node.all("wp:postmeta")
        if each.said("wp:meta_key")
    }


def old_slugs(node: Node) -> list[str]:
    return [
        unquote(each.said("wp:meta_value"))
        for each in node.all("wp:postmeta")
        if each.said("wp:meta_key") == "_wp_old_slug" and each.said("wp:meta_value")
    ]


def content_of(node: Node) -> str:
    """The content as it is stored, white space and all."""
    found = node.first("content:encoded", "encoded")
    return found.text if found else ""
