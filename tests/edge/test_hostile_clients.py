"""Clients that try to get their bytes into somebody else's page, over real connections.

The application answers with all that it was told, so that whatever slips through shows. Each request carries a mark of
its own: no answer may hold another's, and no page that is kept may hold any.
"""

import gzip
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import brotli
import pytest
import zstandard
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from edge.asgi import Receive, Scope, Send
from edge.cache import PageCache
from edge.policy import Policy
from edge.protocol import protocol_for
from edge.store import PageStore

from .serving import Connection, served

PATHS = ["/", "/articles/one/", "/list/", "/list/?page=2"]
MARK = re.compile(r"mark-\d+")
DECODERS: dict[str, Any] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}
CODINGS = ["", "gzip", "br", "zstd", "gzip;q=0.5, br;q=0.1", "identity", "*"]


async def tells_all(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers, for everybody to keep, with everything that it was asked."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    told = {name: scope[name] for name in ("method", "scheme", "path", "query_string", "headers", "client")}
    text = f"{told!r} {body!r}\n".encode() + b"<p>Words of no interest.</p>" * 500
    headers = [
        (b"content-type", b"text/html"),
        (b"cache-control", b"public, max-age=60"),
        (b"content-length", b"%d" % len(text)),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else text})


@dataclass
class Site:
    cache: PageCache
    port: int

    def expected(self, address: str) -> str:
        """What an anonymous reader of `address` gets, whoever asked before."""
        path, _, query = address.partition("?")
        told = {
            "method": "GET",
            "scheme": "http",
            "path": path,
            "query_string": query.encode(),
            "headers": [(b"host", b"site.example")],
            "client": None,
        }
        return f"{told!r} {b''!r}\n" + "<p>Words of no interest.</p>" * 500

    def check_all(self) -> None:
        """Every page is what it should be, in every coding, and nothing else is kept."""
        with Connection(self.port) as connection:
            for address in PATHS:
                for coding in CODINGS:
                    connection.send(request(address, f"Accept-Encoding: {coding}"))
                    assert decoded(*connection.receive()[1:]) == self.expected(address)
        kept = self.cache.store.items()
        assert {key.removesuffix("#") for key, _ in kept} <= set(PATHS)
        assert not any(MARK.search(page.body.decode()) for _, page in kept)


@pytest.fixture(params=["protocol", "wrapper"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    policy = Policy(
        hosts=frozenset(["site.example", "www.site.example"]),
        host=b"site.example",
        parameters=[(re.compile("/list/"), {"page": re.compile("[1-9]")})],
    )
    cache = PageCache(tells_all, store=PageStore(max_bytes=4_000_000), policy=policy)
    protocol = protocol_for(cache) if request.param == "protocol" else HttpToolsProtocol
    with served(cache, http=protocol) as port:
        yield Site(cache, port)


def request(address: str, *fields: str, method: str = "GET", host: str | None = "site.example") -> bytes:
    lines = [f"{method} {address} HTTP/1.1", *([f"Host: {host}"] if host is not None else []), *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def decoded(headers: dict[str, str], body: bytes) -> str:
    text: bytes = DECODERS[headers.get("content-encoding", "")](body)
    return text.decode()


def poisoned(dice: random.Random, address: str, mark: str) -> bytes:
    """A request for a page that is the same for everybody, with a mark where no page may show one."""
    junk = f"{'&' if '?' in address else '?'}utm_source={mark}&{mark}=1&page[]=7"
    fields = [
        f"Cookie: sessionid={mark}; csrftoken={mark}",
        f"X-Forwarded-Host: {mark}.example",
        f"X-Forwarded-For: {mark}",
        f"X-Forwarded-Port: {mark}",
        f"X-Forwarded-Prefix: /{mark}",
        f"X_Forwarded_Host: {mark}.example",
        f"X-Host: {mark}.example",
        f"X-Original-URL: /{mark}/",
        f"X-Rewrite-URL: /{mark}/",
        f"X-HTTP-Method-Override: {mark}",
        f"Forwarded: for={mark};host={mark}.example",
        f"Accept-Language: {mark}",
        f"User-Agent: {mark}",
        f"Referer: http://{mark}.example/",
        f"Origin: http://{mark}.example",
        f"Via: {mark}",
        f"If-None-Match: \"{mark}\"",
        "Range: bytes=0-9",
        "Pragma: no-cache",
        "Cache-Control: no-cache",
        f"Accept-Encoding: {dice.choice(CODINGS)}",
    ]  # fmt: skip
    host = dice.choice(["site.example", "SITE.example:80", "www.site.example", "site.example."])
    spelling = address.replace("/articles", "/%61rticles") if dice.random() < 0.2 else address
    spelling += junk if dice.random() < 0.5 else ""
    if dice.random() < 0.1:
        spelling = f"http://{mark}.example{spelling}"
    return request(spelling, *dice.sample(fields, dice.randrange(1, 8)), host=host)


def personal(dice: random.Random, address: str, mark: str) -> bytes:
    """A request that only the application may answer, and only to who made it."""
    with_body = f"{mark} GET / HTTP/1.1"
    return dice.choice(
        [
            request(address, f"Authorization: Basic {mark}"),
            request(address, host=f"{mark}.example"),
            request(address, f"X-Forwarded-Host: {mark}.example", host=f"site.example@{mark}"),
            request(address, f"Host: {mark}.example"),
            request(f"/list/?page={mark}"),
            request(f"/{mark}%2fone/"),
            request(address, f"Content-Length: {len(with_body)}", method="POST") + with_body.encode(),
            request(address, f"Content-Length: {len(with_body)}") + with_body.encode(),
            request(address, "Transfer-Encoding: chunked", method="POST")
            + b"%x\r\n%b\r\n0\r\n\r\n" % (len(with_body), with_body.encode()),
            request(address, f"X-Mark: {mark}", method="OPTIONS"),
        ]
    )


@pytest.mark.parametrize("seed", range(10))
def test_no_bytes_of_one_client_reach_another(site: Site, seed: int) -> None:
    """Pipelined, in packets of any size, on connections that others use at the same time."""
    dice = random.Random(seed)  # noqa: S311
    connections = [Connection(site.port) for _ in range(3)]
    expected: list[list[tuple[str, str]]] = [[] for _ in connections]
    number = 0
    for _ in range(12):
        for connection, waiting in zip(connections, expected, strict=True):
            stream = b""
            for _ in range(dice.randrange(1, 5)):
                number += 1
                address, mark = dice.choice(PATHS), f"mark-{number}"
                kind = dice.choice(["clean", "poisoned", "poisoned", "personal"])
                if kind == "clean":
                    stream += request(address, f"Accept-Encoding: {dice.choice(CODINGS)}")
                else:
                    stream += (poisoned if kind == "poisoned" else personal)(dice, address, mark)
                waiting.append(("" if kind != "personal" else mark, address))
            cuts = sorted(dice.sample(range(1, len(stream)), min(dice.randrange(5), len(stream) - 1)))
            for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
                connection.send(stream[start:end])
                if dice.random() < 0.3:
                    time.sleep(0.001)
    for connection, waiting in zip(connections, expected, strict=True):
        with connection:
            for mark, address in waiting:
                status, headers, body = connection.receive()
                text = decoded(headers, body)
                assert status == 200
                if mark:
                    assert set(MARK.findall(text)) == {mark}
                else:
                    assert text == site.expected(address)

    site.check_all()


@pytest.mark.parametrize("seed", range(6))
def test_damaged_requests(site: Site, seed: int) -> None:
    """Bytes flipped, doubled, dropped and cut off: whatever comes of it, nobody else's page changes."""
    dice = random.Random(seed)  # noqa: S311
    site.check_all()
    for number in range(60):
        raw = bytearray(poisoned(dice, dice.choice(PATHS), f"mark-{number}") * dice.randrange(1, 3))
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(raw))
            match dice.randrange(4):
                case 0:
                    raw[at] = dice.randrange(256)
                case 1:
                    del raw[at]
                case 2:
                    raw[at:at] = raw[at : at + dice.randrange(20)]
                case _:
                    raw[at:at] = dice.choice([b"\r\n", b"\0", b"\r\n\r\n", b" ", b"\n", b"Host: x\r\n"])
        with Connection(site.port) as connection:
            connection.send(bytes(raw))
            connection.socket.settimeout(0.02)
            try:
                connection.rest()
            except TimeoutError:
                continue

    kept = [page.body.decode() for key, page in site.cache.store.items() if key.removesuffix("#") in PATHS]
    assert not any(MARK.search(body) for body in kept)
    with Connection(site.port) as connection:
        for address in PATHS:
            connection.send(request(address))
            assert decoded(*connection.receive()[1:]) == site.expected(address)


@pytest.mark.parametrize("address", PATHS)
def test_every_cut_of_a_poisoned_request(site: Site, address: str) -> None:
    """RFC 9112, 2.2: wherever a request is cut in two, the answer is that of the whole."""
    dice = random.Random(address)  # noqa: S311
    raw = poisoned(dice, address, "mark-1")
    with Connection(site.port) as connection:
        for cut in range(1, len(raw)):
            connection.send(raw[:cut])
            if cut % 7 == 0:
                time.sleep(0.001)
            connection.send(raw[cut:])
            assert decoded(*connection.receive()[1:]) == site.expected(address), cut

    site.check_all()
