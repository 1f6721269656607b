"""Answers sent from a file, past the transport: every client gets every byte, in order, however it reads."""

import asyncio
import os
import random
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from uvicorn.server import ServerState

from edge.cache import PageCache
from edge.page import Reply
from edge.protocol import protocol_for
from edge.shelf import WORTH_HITS

from .fakes import Clock, FakeSite, cache_for
from .serving import Connection, served
from .test_shelf import open_files

GET = b"GET / HTTP/1.1\r\nHost: site.example\r\n\r\n"
HEAD = GET.replace(b"GET", b"HEAD")
CLOSE = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
UNCHANGED = GET.replace(b"\r\n\r\n", b"\r\nIf-None-Match: *\r\n\r\n")
MISS = GET.replace(b"GET /", b"GET /other/")
POST = b"POST /form HTTP/1.1\r\nHost: site.example\r\nContent-Length: 9\r\n\r\nGET / HTT"
# Every place in it is told from every other.
BODY = "".join(f"{number:06d} " for number in range(6_000))


@dataclass
class Site:
    cache: PageCache
    clock: Clock
    fake: FakeSite
    port: int

    def connect(self) -> Connection:
        return Connection(self.port)

    def reply(self) -> Reply:
        page = self.cache.store.get("/")
        assert page is not None
        return page.reply(b"")

    def warm(self) -> None:
        """Ask for the page until it is sent from a file."""
        with self.connect() as connection:
            for _ in range(WORTH_HITS + 3):
                connection.send(GET)
                connection.receive()
            self.clock.now += 1
            connection.send(GET)
            connection.receive()
        assert self.reply().file is not None


@pytest.fixture
def site() -> Iterator[Site]:
    with _served() as site:
        yield site
        site.cache.purge(["!*"])
    assert open_files() == 0


@contextmanager
def _served() -> Iterator[Site]:
    fake, clock = FakeSite(BODY), Clock()
    cache = cache_for(fake, clock=clock)
    with served(cache, http=protocol_for(cache)) as port:
        site = Site(cache, clock, fake, port)
        site.warm()
        yield site


def test_answer_is_the_same(site: Site) -> None:
    """From a file or not: the same status, headers and body."""
    with site.connect() as connection:
        answers = []
        for _ in range(2):
            connection.send(GET)
            answers.append(connection.receive())
            # A second in which few asked goes without a file.
            site.reply().stop()

    assert answers[0] == answers[1]
    assert answers[0][2].decode() == BODY


def test_request_split_at_every_byte(site: Site) -> None:
    with site.connect() as connection:
        for cut in range(1, len(GET)):
            connection.send(GET[:cut])
            time.sleep(0.001)
            connection.send(GET[cut:])
            assert connection.receive()[2].decode() == BODY, cut
            # Whole again, and so past uvicorn's parser.
            connection.send(GET)
            assert connection.receive()[2].decode() == BODY, cut


@pytest.mark.parametrize("seed", range(6))
def test_pipelining(site: Site, seed: int) -> None:
    """Answers from the file, from uvicorn and without a body come in the order of their requests."""
    dice = random.Random(seed)  # noqa: S311
    asked = [*dice.choices([GET, GET, HEAD, UNCHANGED, MISS, POST], k=60), CLOSE]
    stream = b"".join(asked)
    cuts = sorted(dice.sample(range(1, len(stream)), 40))
    with site.connect() as connection:
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
            connection.send(stream[start:end])
            if dice.random() < 0.3:
                time.sleep(0.002)
        for raw in asked:
            status, _, body = connection.receive(bodiless=raw is HEAD)
            assert status == (304 if raw is UNCHANGED else 200)
            assert body.decode() == ("" if raw in {HEAD, UNCHANGED} else BODY)
        assert connection.rest() == b""


@pytest.mark.parametrize("together", [True, False], ids=["pipelined", "one by one"])
def test_client_that_reads_slowly(site: Site, together: bool) -> None:
    """Every byte arrives, though the file is closed and made anew on its way, and the server waits for room."""
    asked = 120
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        slow.connect(("127.0.0.1", site.port))
        slow.settimeout(5)
        if together:
            slow.sendall(GET * asked)
        else:
            for _ in range(asked):
                slow.sendall(GET)
                time.sleep(0.001)
        time.sleep(0.2)
        assert site.reply().hits < asked + 2 * WORTH_HITS, "the server did not wait"
        # Meanwhile others read the page in the seconds that come, and it is purged without a change.
        for _ in range(3):
            site.warm()
        site.cache.purge(["*"])
        site.warm()
        received = bytearray()
        while received.count(b"HTTP/1.1 200 OK") < asked or not received.endswith(BODY[-7:].encode()):
            received += slow.recv(3_001)

    answers = re.split(rb"HTTP/1\.1 200 OK\r\n", bytes(received))[1:]
    assert {answer.partition(b"\r\n\r\n")[2].decode() for answer in answers} == {BODY}
    assert len(answers) == asked


def test_purge_between_hits(site: Site) -> None:
    with site.connect() as connection:
        connection.send(GET)
        connection.receive()
        site.fake.body = "new"
        site.cache.purge(["*"])
        connection.send(GET)

        assert connection.receive()[2] == b"new"


def test_clients_that_go_away(site: Site) -> None:
    """A connection that ends in the middle of an answer harms nobody else."""
    for number in range(30):
        with socket.create_connection(("127.0.0.1", site.port)) as leaving:
            leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            leaving.sendall(GET * (1 + number))
            if number % 2:
                leaving.recv(1_000)
    with site.connect() as connection:
        connection.send(GET)
        assert connection.receive()[2].decode() == BODY


class FakeTransport(asyncio.Transport):
    """The end of a connection that takes what it is given. `pending` bytes wait to be sent."""

    def __init__(self, **extra: object) -> None:
        super().__init__(extra)
        self.written = b""
        self.pending = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def get_write_buffer_size(self) -> int:
        return self.pending

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        pass


@pytest.mark.parametrize("case", ["tls", "waiting", "broken", "full"])
def test_transport_takes_what_the_socket_may_not(case: str) -> None:
    """Under TLS, behind bytes that wait, and where the socket takes no more, the answer goes through the transport."""
    fake, clock = FakeSite(BODY), Clock()
    cache = cache_for(fake, clock=clock)
    with served(cache, http=protocol_for(cache)) as port:
        Site(cache, clock, fake, port).warm()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        if case == "broken":
            theirs.close()
        elif case == "full":
            while True:
                try:
                    ours.send(b"x" * 1_000)
                except BlockingIOError:
                    break
        transport = FakeTransport(socket=ours, **({"sslcontext": object()} if case == "tls" else {}))
        transport.pending = 10 if case == "waiting" else 0

        async def ask() -> None:
            config = uvicorn.Config(cache, log_level="critical", access_log=False)
            connection = protocol_for(cache)(config, ServerState(), {})
            connection.connection_made(transport)
            connection.data_received(GET)
            connection.connection_lost(None)

        asyncio.run(ask())

    assert transport.written.partition(b"\r\n\r\n")[2].decode() == BODY
    cache.purge(["!*"])


def test_part_that_the_socket_took_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few bytes the kernel takes at a time, the transport gets the rest."""
    sendfile = os.sendfile
    dice = random.Random(7)  # noqa: S311

    def some(out: int, source: int, offset: int, count: int) -> int:
        if dice.random() < 0.2:
            raise BlockingIOError
        return sendfile(out, source, offset, dice.randrange(1, count))

    monkeypatch.setattr("os.sendfile", some)
    with _served() as site:
        with site.connect() as connection:
            for number in range(200):
                connection.send(GET * (1 + number % 3))
                for _ in range(1 + number % 3):
                    assert connection.receive()[2].decode() == BODY
        site.cache.purge(["!*"])
