"""Addresses of an old site as they are written in its texts -> where they lead now."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit


class Asking(NamedTuple):
    """A post that asks for a slug; `name` is that of its item in the file, "" where it isn't known beforehand."""

    name: str
    slug: str
    title: str


Placing = Callable[[Sequence[Asking]], Sequence[str]]
"""The slugs that posts really have or will get, in their order: one may be taken already."""


def as_asked(posts: Sequence[Asking]) -> list[str]:
    """Each post has the slug that it asks for, where no other asks for it too."""
    uses = Counter(post.slug for post in posts)
    return [post.slug if uses[post.slug] == 1 else "" for post in posts]


class OldSite:
    """The hosts of a site that is being moved, and which of its paths lead to which of the imported articles."""

    def __init__(self, *sites: str) -> None:
        self.hosts = {host for site in sites if (host := host_of(site))}
        self._posts: list[Asking] = []
        self._by_key: dict[str, int] = {}
        self._slugs: Sequence[str] = ()

    def add_host(self, address: str) -> None:
        """An address that is known to be on the old site."""
        if host := host_of(address):
            self.hosts.add(host)

    def add(self, slug: str, addresses: Iterable[str], *, name: str = "", title: str = "") -> None:
        """An article that asks for `slug`; `addresses` are those it had."""
        self._posts.append(Asking(name, slug, title))
        for address in addresses:
            for key in _keys(address):
                self._by_key[key] = len(self._posts) - 1

    def settle(self, placing: Placing) -> None:
        """Find out where the articles will be, once all are there."""
        self._slugs = placing(self._posts)

    def path_of(self, address: str) -> str:
        """The path of an address on the old site, for a redirect; "" for what is none (the front page, `?p=12`)."""
        try:
            parts = urlsplit(unescape(address.strip()))
        except ValueError:
            return ""
        if parts.scheme and parts.scheme not in {"http", "https"}:
            return ""
        path = unquote(parts.path)
        return path if path.strip("/") and not path.strip("/").lower().endswith("index.php") else ""

    def readdress(self, address: str, unresolved: set[str] | None = None) -> str:
        """An address in a text, in the form that it has on this site.

        Links between articles lead to the new address, which must be settled. What else the old site had keeps its
        address; a path of which nothing is known is added to `unresolved`.
        """
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return address
        ours = bool(parts.netloc) and bare_host(parts.netloc) in self.hosts
        if parts.scheme not in {"", "http", "https"} or not (
            ours or (not parts.netloc and parts.path.startswith("/"))
        ):
            return address
        post = self._post_at(address)
        if post is None:
            last = parts.path.rpartition("/")[2]
            if unresolved is not None and parts.path.strip("/") and "." not in last:
                unresolved.add(address)
            return address
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        if post < len(self._slugs) and self._slugs[post]:
            return f"/articles/{self._slugs[post]}/{fragment}"
        return f"{parts.path}{fragment}" if parts.path.strip("/") else address

    def title_at(self, address: str) -> str:
        """The title of the post that was found at `address`; "" where there was none."""
        post = self._post_at(address)
        return "" if post is None else self._posts[post].title

    def _post_at(self, address: str) -> int | None:
        return next((self._by_key[key] for key in _keys(address) if key in self._by_key), None)


def host_of(address: str) -> str:
    try:
        return bare_host(urlsplit(address.strip()).netloc)
    except ValueError:
        return ""


def bare_host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def _keys(address: str) -> list[str]:
    """By what an address is known: its path, and the number of the post in it."""
    try:
        parts = urlsplit(unescape(address.strip()))
    except ValueError:
        return []
    path = unquote(parts.path).strip("/")
    keys = [f"/{path}".lower()] if path and not path.endswith("index.php") else []
    for name in ("p", "page_id"):
        if number := parse_qs(parts.query).get(name):
            keys.insert(0, f"?p={number[0]}")
    return keys
