"""Conditional requests and content codings, on the bytes of header values (RFC 9110, sections 8.4, 12.5.3 and 13)."""

import re
from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import Enum

# What we can send, best first. Identity, "", is what every client understands.
CODINGS = (b"br", b"zstd", b"gzip")
IDENTITY = b""

_ENTITY_TAG = re.compile(rb'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_WEIGHT = re.compile(rb"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")


def weights(value: bytes) -> Iterator[tuple[bytes, float]]:
    """The items of an Accept or Accept-Encoding header in their order, lower case, each with its q (RFC 9110, 12.4.2).

    An item whose q is no number is not asked for: its q is 0.
    """
    for item in value.lower().split(b","):
        name, *parameters = (part.strip() for part in item.split(b";"))
        weight = 1.0
        for parameter in parameters:
            key, _, number = parameter.partition(b"=")
            if key.strip() == b"q":
                weight = float(number) if _WEIGHT.fullmatch(number.strip()) else 0.0
        if name:
            yield name, weight


def choose_coding(accept_encoding: bytes | None, available: tuple[bytes, ...] = CODINGS) -> bytes:
    """The coding to answer with: the client's favourite, ours among equals; IDENTITY where it names none.

    A client that refuses everything we have, identity included, gets identity all the same, as RFC 9110, 12.5.3 allows.
    """
    if not accept_encoding or not available:
        return IDENTITY
    wanted = {_CODING_ALIASES.get(name, name): weight for name, weight in weights(accept_encoding)}
    anything = wanted.get(b"*", 0.0)
    best, best_weight = IDENTITY, 0.0
    for coding in available:
        weight = wanted.get(coding, anything)
        if weight > best_weight:
            best, best_weight = coding, weight
    # Identity is acceptable unless excluded, but only a client that prefers it says so with a weight of its own.
    if wanted.get(b"identity", 0.0) > best_weight:
        return IDENTITY
    return best


_CODING_ALIASES = {b"x-gzip": b"gzip"}


class Verdict(Enum):
    """What the conditions of a request come to."""

    SEND = "the page is sent"
    UNCHANGED = "304: the client has it already"
    FAILED = "412: it is not the page that the client meant"


def verdict(
    *,
    etag: bytes,
    modified: float | None,
    if_match: bytes | None = None,
    if_unmodified_since: bytes | None = None,
    if_none_match: bytes | None = None,
    if_modified_since: bytes | None = None,
) -> Verdict:
    """The outcome of a GET's or HEAD's conditions, in the order of RFC 9110, 13.2.2.

    `modified` is in seconds since 1970, or None where the page says nothing of it.
    """
    if if_match is not None:
        if not _matches(if_match, etag, strong=True):
            return Verdict.FAILED
    elif if_unmodified_since is not None and modified is not None:
        since = parse_date(if_unmodified_since)
        if since is not None and int(modified) > since:
            return Verdict.FAILED
    if if_none_match is not None:
        return Verdict.UNCHANGED if _matches(if_none_match, etag, strong=False) else Verdict.SEND
    if if_modified_since is not None and modified is not None:
        since = parse_date(if_modified_since)
        if since is not None and int(modified) <= since:
            return Verdict.UNCHANGED
    return Verdict.SEND


def _matches(tags: bytes, etag: bytes, *, strong: bool) -> bool:
    """Whether a list of entity tags, or `*`, names the strong tag `etag` (RFC 9110, 8.8.3.2)."""
    if tags.strip() == b"*":
        return True
    opaque = etag[1:-1]
    return any(found == opaque and not (strong and weak) for weak, found in _ENTITY_TAG.findall(tags))


def parse_date(value: bytes) -> float | None:
    """Seconds since 1970 of an HTTP date (RFC 9110, 5.6.7); None for anything else, which is then to be ignored."""
    try:
        found = parsedate_to_datetime(value.decode("ascii"))
    except (ValueError, TypeError, OverflowError):
        return None
    # The form of C's asctime() names no zone; it means UTC like the others.
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
