"""The site as an ASGI application: it hands HTTP to Django, refuses websockets and winds its clocks up and down."""

import asyncio
from collections.abc import Sequence
from typing import Protocol
from urllib.parse import quote_from_bytes

from edge.asgi import Application, Receive, Scope, Send

# What may stand in a query string as it is (RFC 3986, and what browsers leave alone); the rest is percent-encoded.
QUERY_BYTES = bytes(range(0x21, 0x7F)).decode()


class Clock(Protocol):
    """Something that runs beside the requests for as long as the server does."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Site:
    """Routes each ASGI scope: `http` to `application`, `lifespan` to `clocks`, and no to `websocket`."""

    def __init__(self, application: Application, *, clocks: Sequence[Clock] = ()) -> None:
        self._application = application
        self._clocks = clocks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._application(_as_wsgi_expects(scope), receive, send)
        elif scope["type"] == "websocket":
            await receive()
            # Closing before accepting makes the server answer the handshake with 403.
            await send({"type": "websocket.close", "code": 1000, "reason": "This site has no websockets."})
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        for clock in self._clocks:
            clock.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for clock in self._clocks:
            await asyncio.to_thread(clock.stop)
        await send({"type": "lifespan.shutdown.complete"})


def _as_wsgi_expects(scope: Scope) -> Scope:
    """The scope without what WSGI's environ cannot tell apart or hold.

    WSGI folds `X-Forwarded-Proto` and `X_Forwarded_Proto` into one name, so a client could pass off the second for what
    a proxy sets as the first: names with an underscore are dropped, as nginx and gunicorn do. A query string with raw
    non-ASCII bytes is legal to no RFC and sent by real clients: it is percent-encoded.
    """
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    query: bytes = scope["query_string"]
    if not query.isascii():
        query = quote_from_bytes(query, safe=QUERY_BYTES).encode()
    return {**scope, "headers": headers, "query_string": query}
