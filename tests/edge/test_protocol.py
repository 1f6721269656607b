"""The page cache inside uvicorn's protocol, over real connections: whatever the shortcut does, the bytes are right."""

import logging
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from edge.asgi import Message
from edge.cache import PageCache
from edge.protocol import offer, protocol_for

from .fakes import HTML, FakeSite, cache_for
from .serving import Connection, served

GET = b"GET / HTTP/1.1\r\nHost: site.example\r\n\r\n"
HEAD = GET.replace(b"GET", b"HEAD")
CLOSE = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
POST = b"POST /form HTTP/1.1\r\nHost: site.example\r\nContent-Length: 9\r\n\r\nGET / HTT"


@dataclass
class Site:
    """A site with a page cache, served; `port` answers in the protocol, `plain_port` in the ASGI wrapper alone."""

    site: FakeSite
    cache: PageCache
    port: int

    def connect(self) -> Connection:
        return Connection(self.port)

    def hits(self) -> int:
        return sum(page.hits for _, page in self.cache.store.items())


@pytest.fixture(params=["protocol", "wrapper"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The same behaviour is asked of both ways in which a page is answered."""
    fake = FakeSite(Last_Modified="Tue, 14 Nov 2023 10:00:00 GMT")
    cache = cache_for(fake)
    protocol = protocol_for(cache) if request.param == "protocol" else HttpToolsProtocol
    with served(cache, http=protocol) as port:
        yield Site(fake, cache, port)


@pytest.fixture
def fast() -> Iterator[Site]:
    fake = FakeSite()
    cache = cache_for(fake)
    with served(cache, http=protocol_for(cache)) as port:
        yield Site(fake, cache, port)


def test_miss_then_hits(site: Site) -> None:
    """A miss and the hits after it differ in nothing but the date, on one connection."""
    with site.connect() as connection:
        answers = []
        for _ in range(4):
            connection.send(GET)
            status, headers, body = connection.receive()
            headers.pop("date")
            answers.append((status, headers, body))

    assert answers[1:] == answers[:-1]
    assert answers[0][2] == HTML.encode()
    assert site.site.times == 1
    assert site.hits() == 4


def test_hits_are_answered_before_they_are_parsed(fast: Site) -> None:
    """What these tests are about happens: the request is known by its bytes."""
    with fast.connect() as connection:
        for _ in range(3):
            connection.send(GET)
            connection.receive()

    assert fast.cache.store.replies[GET].hits >= 2


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        ({}, True),
        ({"http": "httptools"}, True),
        ({"workers": 2}, True),
        ({"http": "h11"}, False),
        ({"root_path": "/blog"}, False),
        ({"headers": [("X-Served-By", "one")]}, False),
        ({"lifespan": "off"}, False),
    ],
)
def test_uvicorn_that_was_not_told(options: dict[str, Any], taken: bool) -> None:
    """Plain uvicorn takes the class when the lifespan begins, unless its answers would be others than its own."""
    cache = cache_for(FakeSite())
    cache.on_lifespan = partial(offer, protocol_for(cache))
    with served(cache, **{"lifespan": "on", **options}) as port, Connection(port) as connection:
        answers = []
        for _ in range(3):
            connection.send(GET)
            answers.append(connection.receive())

    assert {(status, body) for status, _, body in answers} == {(200, HTML.encode())}
    assert all(("x-served-by" in headers) == ("headers" in options) for _, headers, _ in answers)
    assert (GET in cache.store.replies) is taken


def test_other_servers_are_offered_nothing() -> None:
    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    assert not offer(HttpToolsProtocol, receive)


def test_both_ways_give_the_same_headers() -> None:
    """The protocol and the ASGI wrapper say the same of a page, for each method, coding and condition."""
    asked = [
        GET,
        HEAD,
        GET.replace(b"\r\n\r\n", b"\r\nAccept-Encoding: gzip, br\r\n\r\n"),
        GET.replace(b"\r\n\r\n", b"\r\nIf-None-Match: *\r\n\r\n"),
        GET.replace(b"\r\n\r\n", b"\r\nIf-Modified-Since: Tue, 14 Nov 2023 10:00:00 GMT\r\n\r\n"),
    ]
    answers = []
    for protocol in (protocol_for, lambda _: HttpToolsProtocol):
        cache = cache_for(FakeSite(Last_Modified="Tue, 14 Nov 2023 10:00:00 GMT"))
        with served(cache, http=protocol(cache)) as port, Connection(port) as connection:
            found = []
            for raw in [*asked, *asked]:
                connection.send(raw)
                status, headers, body = connection.receive(bodiless=raw is HEAD)
                found.append(
                    (status, {name: value for name, value in headers.items() if name != "date"}, body)
                )
            answers.append(found)

    assert answers[0] == answers[1]
    assert answers[0][:5] == answers[0][5:]


def test_date_is_there_once(site: Site) -> None:
    """RFC 9110, 6.6.1: an origin server with a clock says the date, on hits as on misses."""
    with site.connect() as connection:
        for raw in (GET, GET, POST):
            connection.send(raw)
            assert connection.receive()[1]["date"].endswith(" GMT")


@pytest.mark.parametrize("raw", [GET, HEAD, CLOSE], ids=["GET", "HEAD", "close"])
def test_request_split_at_every_byte(site: Site, raw: bytes) -> None:
    """RFC 9112, 2.2: however a request is cut into packets, its answer is the same."""
    with site.connect() as connection:
        connection.send(GET)
        connection.receive()
    for cut in range(1, len(raw)):
        with site.connect() as connection:
            connection.send(raw[:cut])
            time.sleep(0.001)
            connection.send(raw[cut:])
            status, _, body = connection.receive(bodiless=raw is HEAD)
            assert status == 200, cut
            assert body == (b"" if raw is HEAD else HTML.encode()), cut

    assert site.site.times == 1


def test_request_byte_by_byte(site: Site) -> None:
    with site.connect() as connection:
        for raw in (GET, GET):
            for index in range(len(raw)):
                connection.send(raw[index : index + 1])
            assert connection.receive()[0] == 200


def test_pipelining(site: Site) -> None:
    """RFC 9112, 9.3.2: answers come in the order of the requests, hits and misses mixed, HEAD and POST among them."""
    miss = GET.replace(b"GET /", b"GET /other/")
    with site.connect() as connection:
        connection.send(GET)
        connection.receive()
        connection.send(GET + HEAD + miss + GET + POST + GET + miss + CLOSE)

        bodies = [connection.receive(bodiless=index == 1)[2] for index in range(8)]

        assert connection.rest() == b""
    assert [len(body) for body in bodies] == [len(HTML), 0, *[len(HTML)] * 6]
    assert [(scope["method"], scope["path"]) for scope in site.site.asked] == [
        ("GET", "/"),
        ("GET", "/other/"),
        ("POST", "/form"),
    ]


@pytest.mark.parametrize("seed", range(12))
def test_pipelined_requests_in_random_pieces(site: Site, seed: int) -> None:
    """Any sequence of requests in any packets gets one answer each, in order."""
    dice = random.Random(seed)  # noqa: S311
    gzipped = GET.replace(b"\r\n\r\n", b"\r\nAccept-Encoding: gzip\r\n\r\n")
    unchanged = GET.replace(b"\r\n\r\n", b"\r\nIf-None-Match: *\r\n\r\n")
    expected = {GET: 200, HEAD: 200, gzipped: 200, unchanged: 304, POST: 200}
    requests = dice.choices(list(expected), k=25)
    stream = b"".join(requests)
    cuts = sorted(dice.sample(range(1, len(stream)), 30))
    with site.connect() as connection:
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
            connection.send(stream[start:end])
            if dice.random() < 0.4:
                time.sleep(0.002)
        for number, raw in enumerate(requests):
            status, headers, _ = connection.receive(bodiless=raw is HEAD)
            assert status == expected[raw], number
            assert ("content-encoding" in headers) == (raw is gzipped), number


def test_body_that_looks_like_a_request(site: Site) -> None:
    """A known request inside a body is a body (no request is smuggled)."""
    smuggling = b"POST /form HTTP/1.1\r\nHost: site.example\r\nContent-Length: %d\r\n\r\n" % len(GET)
    with site.connect() as connection:
        connection.send(GET)
        connection.receive()
        connection.send(smuggling)
        time.sleep(0.05)
        connection.send(GET)
        assert connection.receive()[0] == 200
        connection.send(HEAD)
        connection.receive(bodiless=True)

    assert [scope["method"] for scope in site.site.asked] == ["GET", "POST"]


def test_chunked_body(site: Site) -> None:
    with site.connect() as connection:
        connection.send(GET)
        connection.receive()
        connection.send(b"POST / HTTP/1.1\r\nHost: site.example\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.send(b"%x\r\n" % len(GET))
        connection.send(GET)
        connection.send(b"\r\n0\r\n\r\n")
        connection.receive()
        connection.send(GET)
        assert connection.receive()[2] == HTML.encode()

    assert [scope["method"] for scope in site.site.asked] == ["GET", "POST"]


@pytest.mark.parametrize("known", [False, True])
def test_connection_close(site: Site, known: bool) -> None:
    """RFC 9112, 9.6: the answer says that it is the last, and the connection ends."""
    with site.connect() as connection:
        if known:
            connection.send(GET)
            connection.receive()
        connection.send(CLOSE)
        status, headers, _ = connection.receive()

        assert (status, headers["connection"]) == (200, "close")
        assert connection.rest() == b""


def test_http_1_0(site: Site) -> None:
    """RFC 9112, 9.3: without keep-alive the connection ends after the answer, whose length is known."""
    for _ in range(2):
        with site.connect() as connection:
            connection.send(GET.replace(b"HTTP/1.1", b"HTTP/1.0"))
            status, headers, body = connection.receive()

            assert (status, body, headers["connection"]) == (200, HTML.encode(), "close")
            assert connection.rest() == b""


@pytest.mark.parametrize(
    "raw",
    [
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : site.example\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: site.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: site.example\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: site.example\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: site.example\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: site\x00.example\r\n\r\n",
    ],
)
def test_malformed_request(site: Site, raw: bytes) -> None:
    """RFC 9112, 2.2 and 3: what is malformed gets 400 or a closed connection, never a page; others are not harmed."""
    with site.connect() as connection:
        connection.send(GET)
        connection.receive()
        connection.send(raw)
        connection.socket.settimeout(2)
        assert connection.rest()[:12] in {b"", b"HTTP/1.1 400"}
    with site.connect() as connection:
        connection.send(GET)
        assert connection.receive()[0] == 200


@pytest.mark.parametrize(
    "host", ["", "Host: evil.example\r\n", "Host: site.example\r\nHost: evil.example\r\n"]
)
def test_foreign_hosts_are_the_applications(site: Site, host: str) -> None:
    with site.connect() as connection:
        connection.send(GET)
        connection.receive()
        connection.send(f"GET / HTTP/1.1\r\n{host}\r\n".encode())
        connection.receive()

    assert site.site.times == 2
    assert len(site.cache.store) == 1


def test_absolute_target(site: Site) -> None:
    """RFC 9112, 3.2.2: a server accepts the absolute form."""
    with site.connect() as connection:
        connection.send(GET.replace(b"GET /", b"GET http://site.example/"))
        assert connection.receive()[2] == HTML.encode()


def test_leading_empty_lines(site: Site) -> None:
    """RFC 9112, 2.2: at least one empty line before a request is ignored."""
    with site.connect() as connection:
        connection.send(GET)
        connection.receive()
        connection.send(b"\r\n")
        time.sleep(0.01)
        connection.send(GET + b"\r\n" + GET)
        assert [connection.receive()[0] for _ in range(2)] == [200, 200]


def test_purge_between_hits(site: Site) -> None:
    """A request that is known byte by byte gets the new page as soon as the old one is purged."""
    with site.connect() as connection:
        for _ in range(2):
            connection.send(GET)
            connection.receive()
        site.site.body = "new"
        site.cache.purge(["*"])
        connection.send(GET)
        assert connection.receive()[2] == b"new"
        connection.send(GET)
        assert connection.receive()[2] == b"new"


def test_client_that_does_not_read(fast: Site) -> None:
    """Answers for a client that asks on and on without reading do not pile up in memory; later it gets them all."""
    fast.site.body = "x" * 80_000
    asked = 300
    with fast.connect() as connection:
        connection.send(GET)
        connection.receive()
        connection.send(GET * asked)
        time.sleep(0.3)
        written = fast.hits()
        answers = [len(connection.receive()[2]) for _ in range(asked)]

    assert written < asked
    assert answers == [80_000] * asked


def test_idle_connection_is_closed() -> None:
    """A connection that only had answers from the cache ends when nothing was asked for a while, and not earlier."""
    cache = cache_for(FakeSite())
    with (
        served(cache, http=protocol_for(cache), timeout_keep_alive=1) as port,
        Connection(port) as connection,
    ):
        for _ in range(4):
            connection.send(GET)
            connection.receive()
            time.sleep(0.4)
        asked = time.monotonic()
        assert connection.rest() == b""

    assert 0.5 < time.monotonic() - asked < 3


def test_many_clients(site: Site) -> None:
    """500 connections on a page that nobody has seen yet: one render."""

    def client(number: int) -> bytes:
        with site.connect() as connection:
            connection.send(GET)
            return connection.receive()[2]

    with ThreadPoolExecutor(50) as pool:
        bodies = list(pool.map(client, range(500)))

    assert set(bodies) == {HTML.encode()}
    assert site.site.times == 1


def test_secure_site() -> None:
    """Pages for https alone are answered to who comes by https, through a proxy that says so; others are redirected."""
    fake = FakeSite()
    cache = cache_for(fake, secure=True)
    forwarded = GET.replace(b"\r\n\r\n", b"\r\nX-Forwarded-Proto: https\r\n\r\n")
    with served(cache, http=protocol_for(cache)) as port, Connection(port) as connection:
        for raw in (
            forwarded,
            forwarded,
            GET,
            GET,
            GET.replace(b"\r\n\r\n", b"\r\nX-Forwarded-Proto: http\r\n\r\n"),
        ):
            connection.send(raw)
            connection.receive()

    assert [scope["scheme"] for scope in fake.asked] == ["https", "http", "http", "http"]


def test_access_log_has_every_request(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever wants a log of requests gets those answered from the cache as well."""
    cache = cache_for(FakeSite())
    logger = logging.getLogger("uvicorn.access")
    with served(cache, http=protocol_for(cache), access_log=True) as port, Connection(port) as connection:
        logger.addHandler(caplog.handler)
        logger.setLevel(logging.INFO)
        for _ in range(3):
            connection.send(GET)
            connection.receive()
        logger.removeHandler(caplog.handler)

    assert sum('"GET / HTTP/1.1" 200' in record.getMessage() for record in caplog.records) == 3


def test_stopping_server_answers_what_is_on_its_way() -> None:
    """A connection that was opened just before the server stops still gets its answer, and is told that it ends."""
    site = FakeSite()
    cache = cache_for(site)
    with served(cache, http=protocol_for(cache)) as port:
        opened, used = Connection(port), Connection(port)
        used.send(GET)
        used.receive()
        time.sleep(0.05)
        stopping = ThreadPoolExecutor(1)
        answers = stopping.submit(_ask_late, [opened, used])
    with opened, used:
        for status, headers, body in answers.result():
            assert (status, body) == (200, HTML.encode())
            assert headers["connection"] == "close"


def _ask_late(connections: list[Connection]) -> list[tuple[int, dict[str, str], bytes]]:
    time.sleep(0.2)
    answers = []
    for connection in connections:
        connection.send(GET)
        answers.append(connection.receive())
    return answers
