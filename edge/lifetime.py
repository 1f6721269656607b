"""How long a response may be kept: Cache-Control (RFC 9111, 5.2), Surrogate-Control above it, RFC 5861's extensions."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache

from .asgi import Header

# Kept when the response says so itself. What else there is depends on the moment or on who asked.
KEPT_STATUSES = frozenset([200, 203, 300, 301, 308, 404, 410])
# With these no shared cache keeps a response, whatever else it says.
FORBIDDING = frozenset(["private", "no-store", "no-cache"])
_DIRECTIVE = re.compile(r'([^\s,=";]+)(?:=(?:"([^"]*)"|([^\s,]*)))?')
_SECONDS = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True)
class Lifetime:
    """Seconds that a response is fresh, and how much longer it may be shown while and if it cannot be renewed."""

    fresh: float
    stale_while_revalidate: float = 0
    stale_if_error: float = 0


def lifetime_of(
    status: int, headers: Iterable[Header], *, known_variants: Container[bytes]
) -> Lifetime | None:
    """The lifetime of a response with lower-case header names; None if it must not be kept."""
    values: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        values.setdefault(name, []).append(value)
    if status not in KEPT_STATUSES or not _is_keepable(values, known_variants):
        return None
    return _lifetime(tuple(values.get(b"cache-control", ())), tuple(values.get(b"surrogate-control", ())))


# A site says the same few things of all its pages.
@lru_cache(maxsize=256)
def _lifetime(cache_control: tuple[bytes, ...], surrogate_control: tuple[bytes, ...]) -> Lifetime | None:
    cache, surrogate = directives(cache_control), directives(surrogate_control)
    if FORBIDDING & cache.keys() or "no-store" in surrogate:
        return None
    for rules, rule in ((surrogate, "max-age"), (cache, "s-maxage"), (cache, "max-age")):
        fresh = _seconds(rules, rule)
        if fresh is not None:
            stale = _seconds(rules, "stale-while-revalidate") or 0
            return Lifetime(fresh, stale, _seconds(rules, "stale-if-error") or 0) if fresh else None
    return None


def _is_keepable(values: dict[bytes, list[bytes]], known_variants: Container[bytes]) -> bool:
    """Whether a response's other headers let anybody get it who asks for the same page."""
    if b"set-cookie" in values or b"content-range" in values:
        return False
    if values.get(b"content-encoding", [b"identity"]) != [b"identity"]:
        return False
    return all(name in known_variants for name in varying(values.get(b"vary", [])))


def varying(values: Iterable[bytes]) -> list[bytes]:
    """The request headers a response depends on, Accept-Encoding aside, which the cache takes care of itself."""
    names = [name.strip().lower() for value in values for name in value.split(b",")]
    return [name for name in names if name and name != b"accept-encoding"]


def directives(values: Iterable[bytes]) -> dict[str, str]:
    """The directives of Cache-Control headers, lower case, with their arguments ("" where there is none)."""
    found: dict[str, str] = {}
    for value in values:
        for name, quoted, plain in _DIRECTIVE.findall(value.decode("latin-1")):
            found.setdefault(name.lower(), quoted or plain)
    return found


def _seconds(rules: dict[str, str], name: str) -> float | None:
    """A directive's seconds. An argument that is no number makes the response stale (RFC 9111, 4.2.1)."""
    argument = rules.get(name)
    if argument is None:
        return None
    return float(argument) if _SECONDS.fullmatch(argument) else 0.0
