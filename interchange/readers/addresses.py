"""Addresses of an old site as they are written in its texts -> where they lead now."""

import json
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from html import unescape
from sys import getsizeof
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from articles.document import parse, repair
from articles.document.fields import Moment
from articles.old_queries import likely_queries, naming_query, number_in
from articles.slugs import chosen_slug, slug_for

from .local_times import is_to_come
from .lookups import Rows, Table

# About what is remembered of a post or an address beside its texts takes, in bytes, and what all may take.
_ITEM_BYTES = 200
_MOST_BYTES = 96 * 1024 * 1024


class Asking(NamedTuple):
    """A post that asks for a slug, or for none that could be known ("").

    `name` is that of its item in the file, "" where it isn't known beforehand.
    """

    name: str
    slug: str
    title: str
    date: Moment | None = None
    language: str = ""
    # Whether the document names the slug: then an article that is here moves there when that is new.
    is_said: bool = False


Placing = Callable[[Sequence[Asking]], Sequence[str]]
"""The slugs that posts really have or will get, in their order: one may be taken already."""


def as_asked(posts: Sequence[Asking]) -> list[str]:
    """Each post has the slug that it asks for, where no other asks for it too."""
    uses = Counter(post.slug for post in posts)
    return [post.slug if uses[post.slug] == 1 else "" for post in posts]


def _repaired(title: str) -> str:
    """The title as reading repairs it."""
    if title.isascii():
        return title
    return repair(parse(f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n")).fields.title


class TooManyItems(Exception):
    """An export has more than there is memory for. The message is for the report."""


class LinkedHosts:
    """What links say of the host of a site that its export does not name: at which one the posts were found."""

    # As many different addresses are remembered, of all hosts together.
    most = 50_000
    # So many posts, and so great a part of all that is linked there, must be posts of the export.
    enough, share = 3, 0.5

    def __init__(self) -> None:
        self._linked: dict[str, set[str]] = {}
        self._count = 0

    def note(self, text: str) -> None:
        """Remember the pages that a text leads to, in whichever markup it is."""
        for found in _LINKED.finditer(text):
            if self._count < self.most and not found["folder"].lower().startswith(_LISTS):
                ends = self._linked.setdefault(bare_host(found["host"]), set())
                self._count += found["last"] not in ends
                ends.add(found["last"])

    def found_at(self, slugs: Container[str]) -> list[str]:
        """The hosts at which posts with these slugs were."""
        counts = {host: sum(end in slugs for end in ends) for host, ends in self._linked.items()}
        return [
            host
            for host, count in counts.items()
            if count >= self.enough and count >= self.share * len(self._linked[host])
        ]


class OldSite:
    """The hosts of a site that is being moved, and which of its paths lead to which of the imported articles."""

    # Whether a post is found by the last part of its address as well, in whatever folder.
    by_last_part = False

    def __init__(self, *sites: str) -> None:
        self.hosts = {host for site in sites if (host := host_of(site))}
        # Until the slugs are settled: of each post little has to be known after that.
        self._asking: list[Asking] = []
        self._titles = Rows[str]()
        self._by_key = Table[str, int]()
        self._by_last = Table[str, int]()
        self._slugs = Rows[str]()
        self._unseen_posts: set[int] = set()
        self._unseen = Table[str, bool]()
        self._size = 0

    def add_host(self, address: str) -> None:
        """An address that is known to be on the old site."""
        if host := host_of(address):
            self.hosts.add(host)

    def add(
        self,
        slug: str,
        addresses: Iterable[str],
        *,
        implied: str = "",
        name: str = "",
        title: str = "",
        date: Moment | None = None,
        unseen: bool = False,
    ) -> None:
        """An article whose `slug` is said or else `implied`, or made of the title; `addresses` are those it had,
        `unseen` says that readers will not see it, whatever its date is.

        Raises TooManyItems.
        """
        said = chosen_slug(slug)
        slug = said or implied or (slug_for(_repaired(title)) if title else "")
        self._weigh(slug, title)
        number = len(self._titles)
        self._asking.append(Asking(name, slug, title, date, is_said=bool(said)))
        self._titles.append(title)
        if unseen or is_to_come(date):
            self._unseen_posts.add(number)
        for address in addresses:
            self._weigh(address, address)
            for key in _keys(address):
                if self._is_rightly(number, self._by_key.get(key, _NO_POST)):
                    self._by_key[key] = number
                if self.by_last_part and "?" not in key:
                    last = key.rpartition("/")[2]
                    # One text for both, where they are the same.
                    last = slug if last == slug else last
                    self._by_last[last] = number if self._by_last.get(last, number) == number else _NO_POST

    def _is_rightly(self, number: int, other: int) -> bool:
        """Whether an address of both leads to the first: to one that nobody sees only where no other is seen."""
        return other == _NO_POST or other in self._unseen_posts or number not in self._unseen_posts

    def add_other(self, address: str) -> None:
        """An address that was something else than a post: a page, a file. Raises TooManyItems."""
        self._weigh(address)
        for key in _keys(address):
            self._by_key.setdefault(key, _NO_POST)

    def _weigh(self, *texts: str) -> None:
        self._size += _ITEM_BYTES + sum(map(getsizeof, texts))
        if self._size > _MOST_BYTES:
            raise TooManyItems(
                f"It has so many items that their names and addresses take more than {_MOST_BYTES // 2**20} MB; "
                "export the site in several parts."
            )

    def settle(self, placing: Placing) -> None:
        """Find out where the articles will be, once all are there."""
        self._slugs = Rows(placing(self._asking))
        self._asking = []
        self._unseen = Table({self._slugs[number]: True for number in self._unseen_posts})
        self._unseen_posts = set()

    def is_unseen(self, slug: str) -> bool:
        """Whether the article of that slug is one that readers will not see."""
        return self._unseen.get(slug, False)

    def path_of(self, address: str) -> str:
        """The path of an address on the old site, for a redirect, with its query where that names the page
        (`/?p=12`); "" for what is none (the front page).
        """
        try:
            parts = urlsplit(unescape(address.strip()))
        except ValueError:
            return ""
        if parts.scheme and parts.scheme not in {"http", "https"}:
            return ""
        path = unquote(parts.path) or "/"
        if naming_query(path, parts.query):
            return f"{path}?{parts.query}"
        return path if path.strip("/") and not path.strip("/").lower().endswith("index.php") else ""

    def canonical(self, address: str, own: Iterable[str]) -> str:
        """The address under which a post wants to be known; "" for one of its `own` paths, which lead here now."""
        on_site = self.is_here(address) or (address.startswith("/") and not address.startswith("//"))
        if on_site and self.path_of(address).rstrip("/") in {path.rstrip("/") for path in own}:
            return ""
        return self.readdress(address)

    def is_here(self, address: str) -> bool:
        """Whether an address is on the old site."""
        return host_of(address) in self.hosts

    def readdress(self, address: str, unresolved: set[str] | None = None, base: str = "") -> str:
        """An address in a text, in the form that it has on this site. `base` is where the text itself was.

        Links between articles lead to the new address, which must be settled. What else the old site had keeps its
        address; a path of which nothing is known is added to `unresolved`.
        """
        try:
            parts = urlsplit(unescape(address.strip()))
            if base and not parts.scheme and not parts.netloc and _is_relative(parts.path, parts.query):
                return self._relative(address, urljoin(base, address.strip()), unresolved)
        except ValueError:
            return address
        ours = bool(parts.netloc) and bare_host(parts.netloc) in self.hosts
        if parts.scheme not in {"", "http", "https"} or not (
            ours or (not parts.netloc and parts.path.startswith("/"))
        ):
            return address
        post = self._post_at(address)
        asked = naming_query(unquote(parts.path), parts.query)
        if post is None:
            if unresolved is not None and (asked or parts.path.strip("/")) and _is_page(parts.path):
                unresolved.add(address)
            return address
        # What stood below the text is not here.
        fragment = "" if _BELOW.fullmatch(parts.fragment) else f"#{parts.fragment}"
        if post < len(self._slugs) and self._slugs[post]:
            return f"/articles/{self._slugs[post]}/{fragment}"
        # Which of several it is will be known when it has been asked for.
        path = f"{parts.path or '/'}?{parts.query}" if asked else parts.path
        return f"{path}{fragment}" if path.strip("/") else address

    def _relative(self, address: str, whole: str, unresolved: set[str] | None) -> str:
        """A link that begins at the text's own address, where that leads to a post; any other stays as it is."""
        new = self.readdress(whole)
        if new != whole:
            return new
        if unresolved is not None and _is_page(address.partition("?")[0].partition("#")[0]):
            unresolved.add(address)
        return address

    def title_at(self, address: str) -> str:
        """The title of the post that was found at `address`; "" where there was none."""
        post = self._post_at(address)
        return "" if post is None else self._titles[post]

    def _post_at(self, address: str) -> int | None:
        known = next((self._by_key[key] for key in _asked(address) if key in self._by_key), None)
        if known is None and self.by_last_part and (found := _FEED.fullmatch(_path(address))):
            # WordPress itself sends readers on from another folder or an old form of its addresses.
            whole, last = found["path"].lower(), found["last"].lower()
            known = self._by_key.get(whole)
            if known is None and not found["folder"].lower().startswith(_LISTS):
                known = self._by_last.get(last)
        return None if known == _NO_POST else known


# An address of a page, its last part being no file's.
_LINKED = re.compile(
    r"https?://(?P<host>[\w.-]{1,253})(?::\d{1,5})?(?P<folder>(?:/[^\s/\"'<>()\\\]?#]{1,200}){0,6}?)/(?P<last>[^\s/.\"'<>()\\\]?#]{1,300})/?"
    r"(?=[\s\"'<>()\\\]?#]|\Z)"
)
# What several posts share, or none had.
_NO_POST = -1
_BELOW = re.compile(r"|comments?|respond|comment-\d+|more-\d+|disqus_thread")
# A post's own feed, its pages, its comments' pages.
_FEED = re.compile(
    r"(?P<path>(?P<folder>(?:/[^/]+)*?)/(?P<last>[^/]+))"
    r"(?:/(?:amp|feed(?:/\w+)?|trackback|embed|\d{1,2}|page/\d+|comment-page-\d+))?/?"
)
# Folders of lists: what stands in them is no post.
_LISTS = ("/category/", "/tag/", "/author/", "/page/", "/wp-", "/category", "/tag", "/author")


def _is_page(path: str) -> bool:
    """Whether a path is that of a page, and not of a file."""
    end = path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
    return end in {"", "html", "htm", "xhtml", "php", "aspx", "asp", "jsp"}


def _path(address: str) -> str:
    try:
        return unquote(urlsplit(unescape(address.strip())).path)
    except ValueError:
        return ""


def host_of(address: str) -> str:
    try:
        return bare_host(urlsplit(address.strip()).netloc)
    except ValueError:
        return ""


def bare_host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def _is_relative(path: str, query: str) -> bool:
    """Whether an address without a host begins where the text is: `two.html`, and `?p=12`."""
    return path[0] != "/" if path else bool(naming_query("", query))


def _keys(address: str) -> list[str]:
    """By what the page at an address is known: what in its query names it, else its path."""
    path, queries = _named(address)
    return queries[:1] or ([path] if path else [])


def _asked(address: str) -> list[str]:
    """By what a page may be known that is asked for at an address, the nearest first."""
    path, queries = _named(address)
    return [*queries, path] if path else queries


def _named(address: str) -> tuple[str, list[str]]:
    """The path of an address, "" for a front page, and what in its query may name a page."""
    try:
        parts = urlsplit(unescape(address.strip()))
    except ValueError:
        return "", []
    path = unquote(parts.path).strip("/")
    shown = f"/{path}".lower() if path and not path.endswith("index.php") else ""
    if number := number_in(parts.query):
        return shown, [f"?p={number}"]
    folder = path.removesuffix("index.php").strip("/")
    return shown, [f"/{folder}?{query}".lower() for query in likely_queries(f"/{path}", parts.query)]
