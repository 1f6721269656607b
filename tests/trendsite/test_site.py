"""The outermost ASGI application, driven by hand."""

import asyncio
from typing import Any

import pytest

from edge.asgi import Message, Receive, Scope, Send
from trendsite.site import Site


class Server:
    """Plays the ASGI server: gives `incoming` to the application and keeps what it sends."""

    def __init__(self, *incoming: Message) -> None:
        self._incoming = list(incoming)
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        return self._incoming.pop(0)

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def call(self, site: Site, scope: Scope) -> None:
        asyncio.run(site(scope, self.receive, self.send))


class Inner:
    """An application that only remembers the scope it was called with."""

    scope: Scope

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope


class Clock:
    def __init__(self) -> None:
        self.calls: list[str] = []

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")


def http(**scope: Any) -> Scope:
    return {"type": "http", "path": "/", "query_string": b"", "headers": [], **scope}


def test_lifespan_winds_the_clock() -> None:
    """The clock starts before the server takes requests and stops before it is gone."""
    clock = Clock()
    server = Server({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})

    server.call(Site(Inner(), clocks=[clock]), {"type": "lifespan"})

    assert clock.calls == ["start", "stop"]
    assert [message["type"] for message in server.sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


def test_lifespan_without_a_clock() -> None:
    """With the scheduler switched off the server starts and stops all the same."""
    server = Server({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})

    server.call(Site(Inner()), {"type": "lifespan"})

    assert len(server.sent) == 2


def test_websocket_is_refused() -> None:
    """A websocket is closed before it is accepted, which the client sees as 403."""
    server = Server({"type": "websocket.connect"})

    server.call(Site(Inner()), {"type": "websocket", "path": "/"})

    assert [message["type"] for message in server.sent] == ["websocket.close"]


def test_underscored_header_is_dropped() -> None:
    """`X_Forwarded_Proto` cannot pass for the `X-Forwarded-Proto` of a proxy."""
    inner = Inner()
    headers = [(b"x_forwarded_proto", b"https"), (b"accept", b"*/*")]

    Server().call(Site(inner), http(headers=headers))

    assert inner.scope["headers"] == [(b"accept", b"*/*")]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"q=caf\xc3\xa9", b"q=caf%C3%A9"), (b"q=a%20b&c=[1]", b"q=a%20b&c=[1]"), (b"", b"")],
)
def test_query_string_is_ascii(raw: bytes, expected: bytes) -> None:
    """Raw bytes in a query are percent-encoded; what is legal is not touched."""
    inner = Inner()

    Server().call(Site(inner), http(query_string=raw))

    assert inner.scope["query_string"] == expected
