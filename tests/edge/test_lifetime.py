"""Which responses may be kept, and for how long: RFC 9111, sections 3 to 5, RFC 5861, Surrogate-Control."""

import pytest

from edge.lifetime import Lifetime, lifetime_of

PUBLIC = (b"cache-control", b"public, max-age=60")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([PUBLIC], Lifetime(60)),
        ([(b"cache-control", b"max-age=60, s-maxage=10")], Lifetime(10)),
        (
            [(b"cache-control", b"max-age=60, stale-while-revalidate=5, stale-if-error=900")],
            Lifetime(60, 5, 900),
        ),
        ([(b"cache-control", b'Max-Age="60"')], Lifetime(60)),
        ([(b"cache-control", b"public"), (b"cache-control", b"max-age=7")], Lifetime(7)),
        # What surrogates are told outranks what everybody is told, and is not mixed with it.
        (
            [(b"cache-control", b"max-age=0"), (b"surrogate-control", b"max-age=99, stale-if-error=5")],
            Lifetime(99, 0, 5),
        ),
        ([(b"vary", b"Accept-Encoding, Accept"), PUBLIC], Lifetime(60)),
        ([(b"content-encoding", b"identity"), PUBLIC], Lifetime(60)),
        ([(b"cache-control", b'extension="max-age=5, private", max-age=60')], Lifetime(60)),
    ],
)
def test_kept(headers: list[tuple[bytes, bytes]], expected: Lifetime) -> None:
    assert lifetime_of(200, headers, known_variants={b"accept"}) == expected


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"cache-control", b"public")],
        [(b"cache-control", b"max-age=0")],
        [(b"cache-control", b"max-age=60, no-store")],
        [(b"cache-control", b"max-age=60, private")],
        [(b"cache-control", b"max-age=60, no-cache")],
        [(b"cache-control", b"private=x, max-age=60")],
        [(b"cache-control", b'private="set-cookie, x", max-age=60')],
        [(b"cache-control", b"private"), (b"surrogate-control", b"max-age=60")],
        [(b"surrogate-control", b"no-store, max-age=60")],
        # 4.2.1: "Caches are encouraged to consider responses that have invalid freshness information to be stale."
        [(b"cache-control", b"max-age=soon")],
        [(b"cache-control", b"max-age=-5")],
        [(b"cache-control", b"max-age=1.5")],
        [PUBLIC, (b"set-cookie", b"a=b")],
        [PUBLIC, (b"vary", b"*")],
        [PUBLIC, (b"vary", b"Cookie")],
        [PUBLIC, (b"vary", b"Accept-Encoding, User-Agent")],
        [PUBLIC, (b"content-encoding", b"gzip")],
        [PUBLIC, (b"content-range", b"bytes 0-1/2")],
    ],
)
def test_not_kept(headers: list[tuple[bytes, bytes]]) -> None:
    assert lifetime_of(200, headers, known_variants={b"accept"}) is None


@pytest.mark.parametrize(
    ("status", "kept"),
    [(200, True), (301, True), (308, True), (404, True), (410, True), (206, False), (302, False), (304, False),
     (401, False), (500, False), (503, False)],
)  # fmt: skip
def test_statuses(status: int, kept: bool) -> None:
    """What depends on the moment or on who asked is never kept, whatever it says of itself."""
    assert (lifetime_of(status, [PUBLIC], known_variants=()) is not None) == kept
