"""Addresses of an old site as they are written in its texts -> where they lead now."""

from collections import Counter
from collections.abc import Iterable
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit


class OldSite:
    """The hosts of a site that is being moved, and which of its paths lead to which of the imported articles.

    Of two articles with the same slug one gets another, so that links to either keep the old path, which is
    redirected to the right one.
    """

    def __init__(self, *sites: str) -> None:
        self.hosts = {host for site in sites if (host := host_of(site))}
        self._slugs: dict[str, str] = {}
        self._uses: Counter[str] = Counter()

    def add_host(self, address: str) -> None:
        """An address that is known to be on the old site."""
        if host := host_of(address):
            self.hosts.add(host)

    def add(self, slug: str, addresses: Iterable[str]) -> None:
        """An article that will be at `slug`; `addresses` are those it had."""
        if slug:
            self._uses[slug] += 1
        for address in addresses:
            for key in _keys(address):
                self._slugs[key] = slug

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

        Links between articles lead to the new address. What else the old site had keeps its address; a path of
        which nothing is known is added to `unresolved`.
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
        slug = next((self._slugs[key] for key in _keys(address) if key in self._slugs), None)
        if slug is None:
            last = parts.path.rpartition("/")[2]
            if unresolved is not None and parts.path.strip("/") and "." not in last:
                unresolved.add(address)
            return address
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        if slug and self._uses[slug] == 1:
            return f"/articles/{slug}/{fragment}"
        return f"{parts.path}{fragment}" if parts.path.strip("/") else address


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
