"""A WSGI application (PEP 3333) as an ASGI one, in a bounded pool of threads.

A request goes into a thread once and comes back once. Nobody can keep a thread busy by sending slowly: a body is
awaited before a thread is taken, unless it is so large that it is not to be held in memory.
"""

import asyncio
import io
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from types import TracebackType
from typing import Any, BinaryIO
from wsgiref.types import WSGIApplication, WSGIEnvironment

from .asgi import Header, Message, Receive, Scope, Send

# As much of a request's body is awaited before a thread is taken.
AHEAD_BYTES = 1024 * 1024

_ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class WSGIBridge:
    """Calls `application` for each request, in one of `threads` threads. Raises what it raises."""

    def __init__(self, application: WSGIApplication, *, threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="wsgi")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        ahead, more = bytearray(), _has_body(scope)
        while more and len(ahead) < AHEAD_BYTES:
            message = await receive()
            if message["type"] == "http.disconnect":
                # Whoever asked went away before they had said what for.
                return
            ahead += message.get("body", b"")
            more = message.get("more_body", False)
        body = io.BufferedReader(_RequestBody(bytes(ahead), receive if more else None, loop))
        exchange = _Exchange(self._application, environ(scope, body), send, loop)
        for message in await loop.run_in_executor(self._pool, copy_context().run, exchange.run):
            await send(message)


def _has_body(scope: Scope) -> bool:
    """RFC 9112, 6: whether the request has framing for a body."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value.strip() != b"0")
        for name, value in scope["headers"]
    )


def environ(scope: Scope, body: BinaryIO) -> WSGIEnvironment:
    """What PEP 3333 calls a request by: strings of bytes, each decoded as Latin-1."""
    host, port = scope.get("server") or ("localhost", 80)
    root_path = scope.get("root_path", "")
    found: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root_path.encode().decode("latin-1"),
        "PATH_INFO": scope["path"].removeprefix(root_path).encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.get("client"):
        found["REMOTE_ADDR"], found["REMOTE_PORT"] = scope["client"][0], str(scope["client"][1])
    for name, value in scope["headers"]:
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in {"CONTENT_LENGTH", "CONTENT_TYPE"}:
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        # RFC 9110, 5.3; RFC 9113, 8.2.3 for cookies, which HTTP/2 may cut up.
        found[key] = f"{found[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}" if key in found else text
    return found


class _RequestBody(io.RawIOBase):
    """The body of a request, for a thread: what is here already, then what `receive` brings, if there is more."""

    def __init__(self, ahead: bytes, receive: Receive | None, loop: asyncio.AbstractEventLoop) -> None:
        self._here = ahead
        self._receive = receive
        self._loop = loop

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Raises ConnectionResetError if the client goes away in the middle."""
        while not self._here and self._receive is not None:
            message = asyncio.run_coroutine_threadsafe(_received(self._receive), self._loop).result()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError("The client went away in the middle of its request")
            self._here = message.get("body", b"")
            if not message.get("more_body", False):
                self._receive = None
        size = min(len(buffer), len(self._here))
        buffer[:size], self._here = self._here[:size], self._here[size:]
        return size


class _Exchange:
    """One request and its answer, in a thread."""

    def __init__(
        self,
        application: WSGIApplication,
        environ: WSGIEnvironment,
        send: Send,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._application = application
        self._environ = environ
        self._send = send
        self._loop = loop
        self._start: Message | None = None
        self._started = False
        # Bytes of the body that are still to come, by Content-Length; None where it says nothing.
        self._missing: int | None = None
        self._parts: list[bytes] = []

    def run(self) -> list[Message]:
        """Have the application answer; returns the end of the answer, and nearly always that is all of it."""
        body = self._application(self._environ, self._start_response)
        try:
            for part in body:
                self._write(part)
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()
        return self._unsent(more=False)

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exception: _ExceptionInfo | None = None, /
    ) -> Callable[[bytes], object]:
        if exception is not None and self._started and exception[1] is not None:
            raise exception[1]
        # Django puts a space before cookies, which is no part of a value (RFC 9110, 5.5).
        raw: list[Header] = [
            (name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers
        ]
        self._start = {"type": "http.response.start", "status": int(status[:3]), "headers": raw}
        length = next((value for name, value in raw if name == b"content-length"), None)
        self._missing = int(length) if length is not None else None
        return self._write

    def _write(self, part: bytes) -> None:
        """Send `part` at once, as PEP 3333 demands, unless it is the end: that leaves with the rest of the answer."""
        if not part:
            return
        self._parts.append(part)
        if self._missing is not None:
            self._missing -= len(part)
        if self._missing != 0:
            asyncio.run_coroutine_threadsafe(self._sent(self._unsent(more=True)), self._loop).result()

    async def _sent(self, messages: list[Message]) -> None:
        for message in messages:
            await self._send(message)

    def _unsent(self, *, more: bool) -> list[Message]:
        if self._start is None:
            raise RuntimeError("The application sent a body without calling start_response")
        messages: list[Message] = [] if self._started else [self._start]
        self._started = True
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts = []
        return [*messages, {"type": "http.response.body", "body": body, "more_body": more}]


async def _received(receive: Receive) -> Message:
    return await receive()
