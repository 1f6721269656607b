"""The page cache as an ASGI application: RFC 9110 and 9111, and no wrong bytes to anybody."""

import asyncio
import gzip
import re
from typing import Any

import pytest

from edge.asgi import Scope
from edge.cache import PageCache
from edge.negotiation import parse_date
from edge.store import STEP

from .fakes import HTML, NOON, Answer, Clock, FakeSite, cache_for, fetch, get

DAY = {"Surrogate-Control": "max-age=60, stale-while-revalidate=10, stale-if-error=86400"}


def test_page_is_made_once() -> None:
    site = FakeSite()
    cache = cache_for(site)

    first, second = get(cache), get(cache)

    assert site.times == 1
    assert (first.status, first.text) == (200, HTML)
    assert second.body == first.body
    assert second.headers == first.headers
    assert second.headers["vary"] == "Accept-Encoding"
    assert second.headers["cache-control"] == "public, max-age=60"


def test_age_grows() -> None:
    """RFC 9111, 5.1."""
    clock = Clock()
    cache = cache_for(FakeSite(), clock=clock)
    get(cache)

    clock.now += 7

    assert get(cache).headers["age"] == "7"


def test_headers_are_put_together_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    cache = cache_for(FakeSite(Surrogate_Key="article-1"), clock=clock)
    get(cache)
    clock.now += 5
    dates: list[float] = []
    monkeypatch.setattr("edge.page.formatdate", lambda moment, **_: dates.append(moment) or "a date")

    answers = [get(cache).headers for _ in range(10)]

    assert {(each["age"], each["last-modified"]) for each in answers} == {("5", "a date")}
    assert len(dates) == 1


def test_what_stands_in_front_may_add_headers() -> None:
    """To one answer: those that follow have none of them."""
    cache = cache_for(FakeSite())

    async def adding(scope: Scope, receive: Any, send: Any) -> None:
        async def add(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"x-more", b"yes"))
            await send(message)

        await cache(scope, receive, add)

    answers = [get(adding) for _ in range(4)]

    assert [each.raw_headers.count((b"x-more", b"yes")) for each in answers] == [1] * 4


def test_page_is_made_again_when_it_is_stale() -> None:
    """RFC 9111, 4.2: a stale response is not used."""
    clock, site = Clock(), FakeSite()
    cache = cache_for(site, clock=clock)
    get(cache)

    clock.now += 60
    site.body = "new"

    assert get(cache).text == "new"
    assert get(cache).headers["age"] == "0"


@pytest.mark.parametrize("known", [False, True])
def test_head(known: bool) -> None:
    """RFC 9110, 9.3.2: HEAD is answered as GET, without the body; and its answer serves the next GET."""
    site = FakeSite()
    cache = cache_for(site)
    if known:
        get(cache)

    head = get(cache, method="HEAD")
    again = get(cache, method="HEAD")
    full = get(cache)

    assert head.body == again.body == b""
    assert head.headers == again.headers == full.headers
    assert head.headers["content-length"] == str(len(HTML))
    assert full.text == HTML
    assert site.times == 1
    assert site.asked[0]["method"] == "GET"


def test_codings_have_their_own_tags() -> None:
    """RFC 9110, 8.8.3.3 and RFC 9111, 4.1: each coding is another representation, made from one render."""
    site = FakeSite()
    cache = cache_for(site)

    plain = get(cache)
    packed = get(cache, headers=[("Accept-Encoding", "gzip")])
    brotli = get(cache, headers=[("Accept-Encoding", "gzip, br")])

    assert site.times == 1
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body
    assert brotli.headers["content-encoding"] == "br"
    assert len({answer.headers["etag"] for answer in (plain, packed, brotli)}) == 3
    assert {answer.headers["vary"] for answer in (plain, packed, brotli)} == {"Accept-Encoding"}


def test_accept_encoding_in_several_lines() -> None:
    """RFC 9110, 5.3: several lines are one list."""
    answer = get(
        cache_for(FakeSite()), headers=[("Accept-Encoding", "br;q=0.1"), ("Accept-Encoding", "gzip")]
    )

    assert answer.headers["content-encoding"] == "gzip"


def test_not_modified() -> None:
    """RFC 9110, 15.4.5; on a hit and on a miss, for GET and HEAD."""
    site = FakeSite(Last_Modified="Tue, 14 Nov 2023 10:00:00 GMT")
    etag = get(cache_for(site)).headers["etag"]
    cache = cache_for(site)

    answers = [
        get(cache, headers=[("If-None-Match", f'"x", W/{etag}')]),
        get(cache, headers=[("If-None-Match", etag)], method="HEAD"),
        get(cache, headers=[("If-Modified-Since", "Tue, 14 Nov 2023 10:00:00 GMT")]),
    ]

    for answer in answers:
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == etag
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == "public, max-age=60"
        assert not answer.headers.keys() & {"content-type", "content-length", "content-encoding"}
    assert site.times == 2


def test_last_modified_of_what_does_not_say_it() -> None:
    """RFC 9110, 8.8.2: a page that shows what was published is dated, once every process has it, and never ahead."""
    clock, site = Clock(NOON + 0.9), FakeSite(Surrogate_Key="article-1")
    cache = cache_for(site, clock=clock)
    assert "last-modified" not in get(cache).headers
    clock.now = NOON + 2.9
    assert "last-modified" not in get(cache).headers
    clock.now = NOON + 3

    dated = get(cache).headers["last-modified"]

    assert parse_date(dated.encode()) == NOON + 3
    assert get(cache, headers=[("If-Modified-Since", dated)]).status == 304
    site.body = "new"
    cache.purge(["article-1"])
    answer = get(cache, headers=[("If-Modified-Since", dated)])
    assert (answer.status, answer.text) == (200, "new")


def test_page_that_is_shown_because_no_other_can_be_made_has_no_date() -> None:
    clock, site = Clock(), FakeSite(Surrogate_Key="a", Surrogate_Control="max-age=60, stale-if-error=600")
    cache = cache_for(site, clock=clock)
    get(cache)
    clock.now += 10
    site.failure = ConnectionError()
    cache.purge(["a"])

    answer = get(cache)

    assert answer.status == 200
    assert "last-modified" not in answer.headers


def test_files_have_the_date_that_they_say() -> None:
    clock = Clock()
    cache = cache_for(FakeSite(), clock=clock)
    clock.now += 30

    assert "last-modified" not in get(cache).headers


def test_tag_of_another_coding_is_no_match() -> None:
    cache = cache_for(FakeSite())
    etag = get(cache, headers=[("Accept-Encoding", "gzip")]).headers["etag"]

    assert get(cache, headers=[("If-None-Match", etag)]).status == 200


@pytest.mark.parametrize(
    "header", [("If-Match", '"x"'), ("If-Unmodified-Since", "Tue, 14 Nov 2000 10:00:00 GMT")]
)
def test_precondition_failed(header: tuple[str, str]) -> None:
    """RFC 9110, 13.1.1, 13.1.4 and 15.5.13."""
    site = FakeSite(Last_Modified="Tue, 14 Nov 2023 10:00:00 GMT")

    assert get(cache_for(site), headers=[header]).status == 412


def test_range_is_ignored() -> None:
    """RFC 9110, 14.2: a server may ignore Range; a stored page is always whole."""
    answer = get(cache_for(FakeSite()), headers=[("Range", "bytes=0-3"), ("If-Range", '"x"')])

    assert (answer.status, answer.text) == (200, HTML)


def test_conditions_count_only_for_what_would_be_200() -> None:
    """RFC 9110, 13.2.1: a kept 410 stays a 410."""
    cache = cache_for(FakeSite(status=410))

    assert get(cache, headers=[("If-None-Match", "*")]).status == 410
    assert get(cache).status == 410


def test_redirect_is_kept() -> None:
    site = FakeSite("", status=301, Location="/new/")
    cache = cache_for(site)

    answers = [get(cache), get(cache)]

    assert [answer.headers["location"] for answer in answers] == ["/new/", "/new/"]
    assert site.times == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"])
def test_other_methods_reach_the_application(method: str) -> None:
    """RFC 9111, 4: only what is understood to be safe is answered from the cache."""
    site = FakeSite()
    cache = cache_for(site)
    get(cache)

    get(cache, method=method)

    assert [scope["method"] for scope in site.asked] == ["GET", method]


@pytest.mark.parametrize(
    "headers",
    [[("Authorization", "Basic x")], [("Content-Length", "3")], [("Transfer-Encoding", "chunked")]],
)
def test_requests_that_are_not_ours(headers: list[tuple[str, str]]) -> None:
    """RFC 9111, 3.5: what is sent with credentials is neither kept nor answered from here; nor what has a body."""
    site = FakeSite()
    cache = cache_for(site)
    get(cache)

    get(cache, headers=headers, body=b"a=b")

    assert site.times == 2
    assert dict(site.asked[1]["headers"]).keys() >= {headers[0][0].lower().encode()}


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "private"}, {"Cache-Control": "no-store"}, {"Cache-Control": ""},
        {"Set-Cookie": "a=b"}, {"Vary": "Cookie"},
    ],
)  # fmt: skip
def test_what_is_not_kept(headers: dict[str, str]) -> None:
    site = FakeSite()
    site.headers |= headers
    cache = cache_for(site)

    get(cache)
    get(cache)

    assert site.times == 2
    assert len(cache.store) == 0


def test_private_prefix_is_never_looked_at() -> None:
    """The application sees the request as it came, and its answer is not kept even if it says that it may be."""
    site = FakeSite()
    cache = cache_for(site, private=("/admin/",))

    for path in ("/admin/", "/%61dmin/", "/admin/x"):
        get(cache, path, headers=[("Cookie", "sessionid=1")])

    assert [dict(scope["headers"])[b"cookie"] for scope in site.asked] == [b"sessionid=1"] * 3
    assert len(cache.store) == 0


# -- Poison -----------------------------------------------------------------------------------------------------


def test_application_sees_nothing_of_who_asks() -> None:
    """What a page depends on is its address; not one byte of a client reaches a render whose result others get."""
    site = FakeSite()
    evil = [
        ("Cookie", "sessionid=evil"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-For", "evil"),
        ("X-Forwarded-Proto", "evil"), ("Forwarded", "host=evil.example"), ("X-Original-URL", "/evil"),
        ("X-Rewrite-URL", "/evil"), ("X-HTTP-Method-Override", "DELETE"), ("User-Agent", "evil"),
        ("Accept-Language", "evil"), ("Referer", "evil"), ("Accept", "evil/evil"), ("Origin", "evil"),
    ]  # fmt: skip

    get(cache_for(site), query=b"evil=evil", headers=evil, host="SITE.example:8000", client=("evil", 1))

    scope = site.asked[0]
    assert scope["headers"] == [(b"host", b"site.example")]
    assert "evil" not in repr(scope)


@pytest.mark.parametrize(
    "host", [None, "evil.example", "site.example, evil.example", "site.example/evil", ""]
)
def test_foreign_host_reaches_the_application_alone(host: str | None) -> None:
    """It refuses such a request itself, and its answer is nobody else's."""
    site = FakeSite()
    cache = cache_for(site)

    get(cache, host=host)

    assert len(cache.store) == 0
    assert "cookie" not in dict(site.asked[0]["headers"])


def test_two_hosts() -> None:
    """RFC 9110, 7.2: a request with two Host headers is not ours to understand."""
    site = FakeSite()
    cache = cache_for(site)

    get(cache, headers=[("Host", "evil.example")])

    assert len(cache.store) == 0


def test_all_hosts_and_unknown_parameters_share_a_page() -> None:
    site = FakeSite()
    cache = cache_for(site, hosts=frozenset([".site.example"]))

    for number in range(50):
        get(cache, host=f"h{number}.site.example", query=b"utm=%d" % number)

    assert site.times == 1
    assert len(cache.store) == 1


def test_unknown_headers_cannot_fill_the_memory() -> None:
    cache = cache_for(FakeSite(), max_bytes=200_000)

    async def many() -> None:
        for number in range(2000):
            await fetch(cache, headers=[("User-Agent", f"{number}" * 20)])

    asyncio.run(many())

    assert cache.store.bytes <= 200_000


def test_known_parameters_make_a_page() -> None:
    site = FakeSite("{path}")
    cache = cache_for(site, parameters=[(re.compile(r"/"), {"page": re.compile(r"\d")})])

    get(cache, query=b"page=2")
    get(cache, query=b"x=1&page=2")
    get(cache, query=b"page=3")

    assert [scope["query_string"] for scope in site.asked] == [b"page=2", b"page=3"]


def test_one_page_for_all_spellings_of_a_path() -> None:
    site = FakeSite("{path}")
    cache = cache_for(site)

    answers = [get(cache, path).text for path in ("/caf%C3%A9/", "/caf%c3%a9/", "/%63af%C3%A9/")]

    assert answers == ["/café/"] * 3
    assert site.times == 1


def test_encoded_slash_is_no_slash() -> None:
    site = FakeSite("{path}")
    cache = cache_for(site)

    get(cache, "/a%2Fb")
    get(cache, "/a/b")

    assert site.times == 2


def test_variant() -> None:
    """RFC 9111, 4.1: pages that differ by a header are kept apart, by what the site makes of it."""
    site = FakeSite(Vary="Accept")
    cache = cache_for(site, variants={b"accept": lambda value: b"text/markdown" if value == b"md" else b""})

    for accept in ("md", "html", "anything", "md"):
        get(cache, headers=[("Accept", accept)])

    assert site.times == 2
    assert dict(site.asked[0]["headers"])[b"accept"] == b"text/markdown"
    assert b"accept" not in dict(site.asked[1]["headers"])
    assert get(cache).headers["vary"] == "Accept, Accept-Encoding"


def test_secure_site() -> None:
    """A site for https alone neither answers plain requests from the cache nor keeps what they are answered."""
    site = FakeSite()
    cache = cache_for(site, secure=True)

    get(cache)
    get(cache, scheme="https")
    get(cache, headers=[("X-Forwarded-Proto", "https")])
    get(cache)

    assert [scope["scheme"] for scope in site.asked] == ["http", "https", "http"]


# -- Purges of many pages ---------------------------------------------------------------------------------------


def test_purge_of_many_pages_lets_readers_in_between() -> None:
    """The event loop goes on while thousands of pages are told that there will soon be another."""
    cache = cache_for(FakeSite("{path}", Surrogate_Key="lists"), max_bytes=100_000_000)
    met: list[str] = []
    cache.on_purge = met.extend

    async def scene() -> tuple[int, int]:
        for number in range(3 * STEP):
            await fetch(cache, f"/{number}/")
        cache.purge(["~lists"])
        at_once = len(met)
        await asyncio.sleep(0.1)
        return at_once, len(met)

    assert asyncio.run(scene()) == (STEP, 3 * STEP)


# -- What other caches are told ---------------------------------------------------------------------------------


def test_surrogate_keys_stay_inside() -> None:
    site = FakeSite(Surrogate_Key="article-1", **DAY)

    headers = get(cache_for(site)).headers

    assert not headers.keys() & {"surrogate-key", "surrogate-control", "cache-tag", "cdn-cache-control"}


def test_surrogate_keys_are_shown_where_a_cdn_wants_them() -> None:
    """For Fastly and Varnish, for Cloudflare; and no longer than until the next change."""
    clock, site = Clock(), FakeSite(Surrogate_Key="article-1 list", **DAY)
    cache = cache_for(site, clock=clock, show_keys=True, next_change=lambda: clock.now + 30)

    headers = get(cache).headers

    assert headers["surrogate-key"] == "article-1 list"
    assert headers["cache-tag"] == "article-1,list"
    assert headers["surrogate-control"] == "max-age=30, stale-while-revalidate=0, stale-if-error=86400"
    assert headers["cdn-cache-control"] == headers["surrogate-control"]


def test_eviction() -> None:
    """A walk through more pages than there is room for stays within the limit."""
    cache = cache_for(FakeSite("{path}" + "x" * 5000), max_bytes=200_000)

    async def walk() -> None:
        for number in range(300):
            await fetch(cache, f"/{number}/")

    asyncio.run(walk())

    assert cache.store.bytes <= 200_000
    assert cache.store.evictions > 200


def test_other_scopes_pass() -> None:
    site = FakeSite()
    cache = cache_for(site)
    sent: list[Any] = []
    incoming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive() -> Scope:
        return incoming.pop(0)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    asyncio.run(cache({"type": "lifespan"}, receive, send))

    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_server_without_raw_path() -> None:
    """`raw_path` is optional in ASGI; without it the path is as good."""
    site = FakeSite("{path}")
    cache = cache_for(site)

    answers = [get(cache, "/caf%C3%A9/", raw_path=None).text, get(cache, "/caf%C3%A9/").text]

    assert answers == ["/café/"] * 2
    assert site.times == 1


def test_headers_as_lists() -> None:
    """Some servers give header pairs as lists."""
    site = FakeSite()
    cache: PageCache = cache_for(site)

    async def scene() -> list[Answer]:
        async def listing(scope: Scope, receive: Any, send: Any) -> None:
            await cache({**scope, "headers": [list(pair) for pair in scope["headers"]]}, receive, send)

        return [await fetch(listing), await fetch(listing)]

    assert [answer.status for answer in asyncio.run(scene())] == [200, 200]
    assert site.times == 1
