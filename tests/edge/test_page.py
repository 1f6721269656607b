"""A stored page and the replies it is sent as."""

import gzip
from typing import Any

import brotli
import pytest
import zstandard

from edge.page import LARGE_BYTES, Kind, Page

from .fakes import HTML, NOON

HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-language", b"en"),
    (b"cache-control", b"public, max-age=0"),
    (b"vary", b"Accept-Encoding"),
    (b"last-modified", b"Tue, 14 Nov 2023 22:00:00 GMT"),
    (b"content-location", b"/here"),
]


def page(body: bytes = HTML.encode(), **changes: Any) -> Page:
    values: dict[str, Any] = {
        "status": 200,
        "headers": HEADERS,
        "body": body,
        "stored": NOON + 0.6,
        "fresh_until": NOON + 60,
        "stale_until": NOON + 70,
        "error_until": NOON + 1000,
        "keys": frozenset(["*"]),
        "modified": None,
    }
    return Page(**{**values, **changes})


def parsed(wire: bytes) -> tuple[str, dict[str, str], bytes]:
    head, _, body = wire.partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    return line, dict(field.split(": ", 1) for field in fields), body


@pytest.mark.parametrize(
    ("coding", "decode"),
    [
        (b"", bytes),
        (b"gzip", gzip.decompress),
        (b"br", brotli.decompress),
        (b"zstd", lambda body: zstandard.ZstdDecompressor().decompress(body)),
    ],
)
def test_each_coding(coding: bytes, decode: Any) -> None:
    """A coding is named, has its own length and strong tag, and decodes to the page (RFC 9110, 8.4, 8.6, 8.8.3)."""
    one = page()

    line, headers, body = parsed(one.reply(coding).build(NOON + 1))

    assert line == "HTTP/1.1 200 OK"
    assert decode(body) == HTML.encode()
    assert headers.get("content-encoding", "") == coding.decode()
    assert int(headers["content-length"]) == len(body)
    assert headers["etag"].startswith('"')
    assert len({one.etag(each) for each in (b"", b"gzip", b"br", b"zstd")}) == 4


def test_tag_depends_on_what_is_sent() -> None:
    """Same bytes, same tag, in every process; other bytes or another media type, another tag."""
    other_type = [(b"content-type", b"text/plain"), *HEADERS[1:]]

    tags = [page().etag(b""), page().etag(b""), page(b"x").etag(b""), page(headers=other_type).etag(b"")]

    assert tags[0] == tags[1]
    assert len(set(tags)) == 3


def test_head_is_the_full_answer_without_its_body() -> None:
    """RFC 9110, 9.3.2: the same header fields, Content-Length included."""
    one = page()

    full, head = (parsed(one.reply(b"gzip", kind).build(NOON + 1)) for kind in (Kind.FULL, Kind.HEAD))

    assert head[:2] == full[:2]
    assert head[2] == b""
    assert full[2] != b""


def test_not_modified_headers() -> None:
    """RFC 9110, 15.4.5: what the 200 would have said of caching, tag and place; nothing of the content; no body."""
    line, headers, body = parsed(page().reply(b"gzip", Kind.UNCHANGED).build(NOON + 1))

    assert line == "HTTP/1.1 304 Not Modified"
    assert body == b""
    assert set(headers) == {
        "cache-control",
        "content-location",
        "date",
        "etag",
        "vary",
        "last-modified",
        "age",
    }
    assert headers["etag"] == page().etag(b"gzip").decode()


def test_date_and_age() -> None:
    """RFC 9110, 6.6.1 and RFC 9111, 5.1: the date is the present, the age how long ago the page was made."""
    _, headers, _ = parsed(page().reply(b"").build(NOON + 12.2))

    assert headers["date"] == "Tue, 14 Nov 2023 22:13:32 GMT"
    assert headers["age"] == "12"


def test_age_never_counts_backwards() -> None:
    """A clock that is set back makes no negative age (RFC 9111, 1.2.2: delta-seconds)."""
    assert page().age(NOON - 100) == 0


def test_wire_is_built_once_a_second() -> None:
    one = page()
    reply = one.reply(b"")

    assert reply.renew(NOON + 1.1)
    first, until = reply.wire, reply.until
    assert reply.renew(NOON + 2.0)

    assert until == NOON + 2
    assert parsed(first)[1]["age"] == "1"
    assert parsed(reply.wire)[1]["age"] == "2"


def test_large_body_is_not_copied_behind_each_head() -> None:
    """It is held once, and sent as it is after the head of the second."""
    body = bytes(LARGE_BYTES + 1)
    one = page(body, headers=[(b"content-type", b"image/png")])
    reply = one.reply(b"")
    reply.renew(NOON + 1)

    assert reply.rest is one.body
    assert reply.wire + reply.rest == reply.build(NOON + 1)
    assert one.size < len(body) + 5_000


def test_reply_ends_with_freshness() -> None:
    """No reply is held beyond the moment at which its page stops being fresh, not even within its second."""
    one = page(fresh_until=NOON + 1.5)
    reply = one.reply(b"")

    assert reply.renew(NOON + 1.2)
    assert reply.until == NOON + 1.5
    assert not reply.renew(NOON + 1.5)


def test_purge_stops_replies_at_once() -> None:
    one = page()
    reply = one.reply(b"")
    reply.renew(NOON + 1)

    one.purge()

    assert reply.until == 0
    assert not reply.renew(NOON + 1.1)


def test_hop_by_hop_headers_are_not_kept() -> None:
    """RFC 9111, 3.1 and RFC 9110, 7.6.1; date, age, tag and length are derived anew."""
    hop = [(b"connection", b"close"), (b"transfer-encoding", b"chunked"), (b"age", b"9"), (b"etag", b'"x"')]

    one = page(
        headers=[*HEADERS, *hop, (b"date", b"x"), (b"content-length", b"1"), (b"content-encoding", b"")]
    )

    assert one.headers == tuple(HEADERS)


@pytest.mark.parametrize(
    ("content_type", "body", "codings"),
    [
        (b"text/html", b"x" * 1000, 3),
        (b"application/feed+json", b"x" * 1000, 3),
        (b"image/svg+xml", b"x" * 1000, 3),
        (b"text/javascript", b"x" * 1000, 3),
        (b"image/png", b"x" * 1000, 0),
        (b"text/html", b"x" * 199, 0),
        (b"font/woff2", b"x" * 1000, 0),
    ],
)
def test_only_what_gains_is_compressed(content_type: bytes, body: bytes, codings: int) -> None:
    assert len(page(body, headers=[(b"content-type", content_type)]).codings()) == codings
