"""A site that answers what a test tells it to, a clock that stands still, and a client for ASGI applications."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from edge.asgi import Message, Receive, Scope, Send
from edge.cache import PageCache
from edge.policy import Policy
from edge.store import PageStore

HTML = "<!doctype html><title>A page</title>" + "<p>A paragraph of some length.</p>" * 40
KEPT = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "public, max-age=60"}
NOON = 1_700_000_000.0


class Clock:
    """Seconds since 1970, as told."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@dataclass
class Answer:
    status: int = 0
    raw_headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.raw_headers}

    @property
    def text(self) -> str:
        return self.body.decode()


class FakeSite:
    """An ASGI application. `headers`, `body` and `status` are what it answers; `asked` holds every scope it saw."""

    def __init__(self, body: str = HTML, *, status: int = 200, **headers: str) -> None:
        self.status = status
        self.body = body
        self.headers = {**KEPT, **{name.replace("_", "-"): value for name, value in headers.items()}}
        self.asked: list[Scope] = []
        self.failure: Exception | None = None
        # Answers wait for this.
        self.gate: asyncio.Event | None = None

    @property
    def times(self) -> int:
        return len(self.asked)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        self.asked.append(scope)
        answer = (self.status, dict(self.headers), self.body.replace("{path}", scope["path"]).encode())
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        status, headers, body = answer
        while (await receive()).get("more_body"):
            pass
        headers.setdefault("Content-Length", str(len(body)))
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def policy(**changes: Any) -> Policy:
    return Policy(**{"hosts": frozenset(["site.example"]), "host": b"site.example", **changes})


def cache_for(
    site: FakeSite, *, clock: Clock | None = None, max_bytes: int = 1_000_000, **options: Any
) -> PageCache:
    changes = {name: options.pop(name) for name in list(options) if name in Policy.__dataclass_fields__}
    return PageCache(
        site,
        store=PageStore(max_bytes=max_bytes),
        policy=policy(**changes),
        clock=clock or Clock(),
        **options,
    )


async def fetch(
    application: Any,
    path: str = "/",
    *,
    method: str = "GET",
    query: bytes = b"",
    headers: Iterable[tuple[str, str]] = (),
    host: str | None = "site.example",
    body: bytes = b"",
    **scope: Any,
) -> Answer:
    """Ask an ASGI application as a server would."""
    raw = [(b"host", host.encode())] if host is not None else []
    raw += [(name.lower().encode(), value.encode()) for name, value in headers]
    answer = Answer()
    received = False
    closed = asyncio.Event()

    async def receive() -> Message:
        nonlocal received
        if received:
            await closed.wait()
            return {"type": "http.disconnect"}
        received = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.raw_headers = [(name.lower(), value) for name, value in message["headers"]]
        else:
            answer.body += message.get("body", b"")

    await application(
        {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query,
            "root_path": "",
            "headers": raw,
            "client": ("192.0.2.1", 1234),
            "server": ("127.0.0.1", 80),
            **scope,
        },
        receive,
        send,
    )
    closed.set()
    return answer


def get(application: Any, path: str = "/", **options: Any) -> Answer:
    """One request, in an event loop of its own."""
    return asyncio.run(fetch(application, path, **options))
