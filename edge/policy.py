"""Which requests the page cache answers, and what makes two of them the same."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes

from .asgi import Header, Scope

# Unreserved and sub-delims of RFC 3986, with what may stand in a path: compared as they are, all else is encoded.
_PATH_SAFE = "/:@!$&'()*+,;=-._~"
_PLAIN_PATH = re.compile(rb"/[A-Za-z0-9/_.~-]*")
_HOST = re.compile(rb"([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?")
# Longer addresses are nobody's pages.
_MAX_PATH = 1_000

# The parameters that pages at an address know, each with the values that a page may be kept for.
Parameters = Mapping[str, re.Pattern[str]]
Lookup = Callable[[bytes], bytes | None]


def _never(path: str, query: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Target:
    """What a request asks for, in one spelling: its path and query, and its headers as the application may see them.

    `key` is the same for all requests that are.
    """

    path: str
    query: str
    headers: tuple[Header, ...] = ()

    @property
    def key(self) -> str:
        shown = ",".join(value.decode("latin-1") for _, value in self.headers)
        return f"{self.path}?{self.query}#{shown}" if self.query or shown else self.path


@dataclass(frozen=True)
class Policy:
    """What the site tells its page cache.

    hosts: the names it answers for, without port, lower case; a leading "." stands for all subdomains, "*" for all.
    host: the Host header that the application sees, whichever of its names was asked for.
    secure: whether pages are for https alone; then requests without it are left to the application.
    parameters: (pattern of paths, what pages there know) in order; the first whose pattern matches the whole path
        counts. All other parameters are dropped before the application sees them, so they can neither fill the
        memory nor reach a page that others will get.
    names_other: whether a query (as it stands in a request) may name another page than the one at its path, which only
        the application can tell. Asked for requests with a query at pages that know no parameters.
    private: path prefixes that are never looked at: the admin, previews.
    variants: request headers by which pages differ (lower case), each with a function that reduces a header's value,
        or None, to one of the few that matter; "" for none. The application sees the reduced one.
    """

    hosts: frozenset[str]
    host: bytes
    secure: bool = False
    parameters: Sequence[tuple[re.Pattern[str], Parameters]] = ()
    names_other: Callable[[str, str], bool] = _never
    private: tuple[str, ...] = ()
    variants: Mapping[bytes, Callable[[bytes | None], bytes]] = field(default_factory=dict)

    def allows_host(self, host: bytes) -> bool:
        """Whether `host`, the value of a Host header, is one of ours (RFC 9110, 7.2)."""
        match = _HOST.fullmatch(host.lower())
        if match is None:
            return False
        name = match[1].decode("ascii").removesuffix(".")
        if name in self.hosts or "*" in self.hosts:
            return True
        return any(each.startswith(".") and f".{name}".endswith(each) for each in self.hosts)

    def admits(self, scope: Scope) -> bool:
        """Whether a request names one of our hosts, once, and comes by https where pages are for that alone."""
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not self.allows_host(hosts[0]):
            return False
        if not self.secure or scope.get("scheme") == "https":
            return True
        return [value for name, value in scope["headers"] if name == b"x-forwarded-proto"] == [b"https"]

    def target(self, raw_path: bytes, raw_query: bytes, header: Lookup) -> Target | None:
        """What is asked for; None for what is not ours to keep. `header` looks a request header up."""
        path = self.path(raw_path)
        query = self.query(path, raw_query) if path is not None else None
        if path is None or query is None:
            return None
        reduced = ((name, reduce(header(name))) for name, reduce in self.variants.items())
        return Target(path, query, tuple((name, value) for name, value in reduced if value))

    def path(self, raw: bytes) -> str | None:
        """The one spelling of a raw path under which a page is kept; None where the cache has no business.

        Percent-encoding is normalised (RFC 3986, 6.2.2). Dot segments, empty segments, encoded slashes and control
        characters go to the application as they are.
        """
        if len(raw) > _MAX_PATH:
            return None
        if _PLAIN_PATH.fullmatch(raw):
            path = raw.decode("ascii")
        else:
            decoded = unquote_to_bytes(raw)
            if not decoded.startswith(b"/") or any(byte < 0x20 or byte == 0x7F for byte in decoded):
                return None
            if b"%2f" in raw.lower() or not _is_utf8(decoded):
                return None
            path = quote(decoded, safe=_PATH_SAFE)
        if "//" in path or "/./" in path or "/../" in path or path.endswith(("/.", "/..")):
            return None
        return None if path.startswith(self.private) else path

    def query(self, path: str, raw: bytes) -> str | None:
        """The parameters that the pages at `path` know, in one order and spelling; of a repeated one the last counts.

        None if one has a value that no page is kept for, or if they may name another page.
        """
        if not raw:
            return ""
        known = next((known for pattern, known in self.parameters if pattern.fullmatch(path)), {})
        if not known:
            return None if self.names_other(path, raw.decode("latin-1")) else ""
        found: dict[str, str] = {}
        for pair in raw.split(b"&"):
            name, _, value = pair.partition(b"=")
            decoded = _decode(name)
            if decoded in known:
                found[decoded] = _decode(value)
        if not all(known[name].fullmatch(value) for name, value in found.items()):
            return None
        return "&".join(
            f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(found.items())
        )


def _decode(value: bytes) -> str:
    return unquote_to_bytes(value.replace(b"+", b" ")).decode("utf-8", "replace")


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
