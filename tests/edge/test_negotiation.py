"""RFC 9110, sections 12.5.3 (Accept-Encoding) and 13 (conditional requests), clause by clause."""

import os
import time

import pytest

from edge.negotiation import Verdict, choose_coding, parse_date, verdict

ETAG = b'"abc-br"'
DATE = b"Sun, 06 Nov 1994 08:49:37 GMT"
MOMENT = 784_111_777.0


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        # "If no Accept-Encoding header field is in the request, any content coding is considered acceptable": we
        # send what every client can read.
        (None, b""),
        (b"", b""),
        (b"gzip", b"gzip"),
        (b"gzip, deflate, br, zstd", b"br"),
        (b"GZip", b"gzip"),
        (b"x-gzip", b"gzip"),
        # Weights.
        (b"gzip;q=1.0, br;q=0.5", b"gzip"),
        (b"br ; q=0.2 , gzip ;q=0.3", b"gzip"),
        (b"gzip;q=0", b""),
        (b"gzip;q=0.000, br;q=0", b""),
        (b"gzip;q=0, *", b"br"),
        (b"*", b"br"),
        (b"*;q=0", b""),
        (b"br;q=0, zstd;q=0, *;q=0.1", b"gzip"),
        # Identity is preferred only by who says so.
        (b"identity", b""),
        (b"identity, gzip", b"gzip"),
        (b"identity;q=1, gzip;q=0.5", b""),
        (b"identity;q=0.5, gzip;q=0.4", b""),
        (b"identity;q=0, gzip;q=0.1", b"gzip"),
        (b"identity;q=0, *;q=0", b""),
        # Nonsense asks for nothing.
        (b"deflate, compress", b""),
        (b"gzip;q=nan", b""),
        (b"gzip;q=2", b""),
        (b"gzip;q=-1", b""),
        (b"gzip;q=1_0", b""),
        (b",,;,gzip,", b"gzip"),
        (b";q=1", b""),
        (b"\xff\xfe", b""),
    ],
)
def test_coding(accepted: bytes | None, expected: bytes) -> None:
    assert choose_coding(accepted) == expected


def test_coding_that_the_page_does_not_have() -> None:
    """What gains nothing from compression is sent as it is, whatever the client likes."""
    assert choose_coding(b"br, gzip", ()) == b""


@pytest.mark.parametrize(
    "tags",
    [
        b'"abc-br"',
        b'W/"abc-br"',
        b'"other", "abc-br"',
        b'"other",W/"abc-br" , "third"',
        b"*",
        b" * ",
    ],
)
def test_if_none_match(tags: bytes) -> None:
    """13.1.2: weak comparison, lists, and `*` for any page there is."""
    assert verdict(etag=ETAG, modified=None, if_none_match=tags) is Verdict.UNCHANGED


@pytest.mark.parametrize("tags", [b'"abc"', b'"abc-gzip"', b"abc-br", b'"', b"", b'"ABC-BR"', b'"x*", "*"'])
def test_if_none_match_of_another_page(tags: bytes) -> None:
    """8.8.3: tags are compared character by character, and a list does not hold `*`."""
    assert verdict(etag=ETAG, modified=None, if_none_match=tags) is Verdict.SEND


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (DATE, Verdict.UNCHANGED),
        (b"Sun, 06 Nov 1994 08:49:38 GMT", Verdict.UNCHANGED),
        (b"Sun, 06 Nov 1994 08:49:36 GMT", Verdict.SEND),
        (b"Sunday, 06-Nov-94 08:49:37 GMT", Verdict.UNCHANGED),
        (b"Sun Nov  6 08:49:37 1994", Verdict.UNCHANGED),
        (b"yesterday", Verdict.SEND),
        (b"", Verdict.SEND),
        (b"\xff", Verdict.SEND),
    ],
)
def test_if_modified_since(since: bytes, expected: Verdict) -> None:
    """13.1.3, in all three forms of a date; what is no date is ignored."""
    assert verdict(etag=ETAG, modified=MOMENT + 0.9, if_modified_since=since) is expected


def test_if_modified_since_on_a_page_without_a_date() -> None:
    """13.1.3: it cannot be evaluated without Last-Modified."""
    assert verdict(etag=ETAG, modified=None, if_modified_since=DATE) is Verdict.SEND


def test_if_none_match_outranks_if_modified_since() -> None:
    """13.2.2: with a tag in the request the date is ignored."""
    outcome = verdict(etag=ETAG, modified=MOMENT, if_none_match=b'"old"', if_modified_since=DATE)

    assert outcome is Verdict.SEND


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (b'"abc-br"', Verdict.SEND),
        (b"*", Verdict.SEND),
        (b'W/"abc-br"', Verdict.FAILED),
        (b'"x"', Verdict.FAILED),
    ],
)
def test_if_match(tags: bytes, expected: Verdict) -> None:
    """13.1.1: strong comparison."""
    assert verdict(etag=ETAG, modified=None, if_match=tags) is expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [(DATE, Verdict.SEND), (b"Sun, 06 Nov 1994 08:49:36 GMT", Verdict.FAILED), (b"soon", Verdict.SEND)],
)
def test_if_unmodified_since(since: bytes, expected: Verdict) -> None:
    """13.1.4."""
    assert verdict(etag=ETAG, modified=MOMENT, if_unmodified_since=since) is expected


def test_if_match_outranks_if_unmodified_since() -> None:
    """13.2.2."""
    long_ago = b"Sun, 06 Nov 1984 08:49:37 GMT"

    assert verdict(etag=ETAG, modified=MOMENT, if_match=ETAG, if_unmodified_since=long_ago) is Verdict.SEND


def test_date_without_zone_is_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """5.6.7: the form of asctime() names no zone and means UTC, wherever the server stands."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert parse_date(b"Sun Nov  6 08:49:37 1994") == MOMENT
    finally:
        os.environ.pop("TZ")
        time.tzset()
