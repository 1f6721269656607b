"""Page cache hits answered inside uvicorn's HTTP protocol, before a request is parsed or a task begun.

Give the class that `protocol_for` makes to uvicorn's `http` option, or `offer` it when the lifespan begins. Whatever is
not a plain request for a page that is here and fresh goes on to uvicorn as if this were not there, and through
`edge.cache` meets the same pages.
"""

import asyncio
import os
from typing import ClassVar

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .asgi import Receive
from .cache import PageCache
from .memory_files import MemoryFile
from .negotiation import choose_coding
from .page import Reply
from .request import END, PlainRequest, read

# A server that stops gives requests which are on their way to an open connection this long to arrive, in seconds.
LINGER_SECONDS = 0.3


def protocol_for(cache: PageCache) -> "type[PageCacheProtocol]":
    """A protocol class for uvicorn, which makes one object of it a connection, that answers from `cache`."""
    return type("PageCacheProtocol", (PageCacheProtocol,), {"cache": cache})


def offer(protocol: type[HttpToolsProtocol], receive: Receive) -> bool:
    """Have the uvicorn that begins a lifespan with `receive` use `protocol`; returns whether it will.

    `uvicorn trendsite.asgi:application` knows no better than its own class of the same family. Its configuration is
    read once the lifespan has begun. Under a root path, or with headers for every answer, only uvicorn is right.
    """
    config = getattr(getattr(receive, "__self__", None), "config", None)
    if not isinstance(config, Config) or config.http_protocol_class is not HttpToolsProtocol:
        return False
    if config.root_path or config.headers:
        return False
    config.http_protocol_class = protocol
    return True


class PageCacheProtocol(HttpToolsProtocol):
    """A connection. `_ready` says that its next byte begins a request whose answer may be written at once."""

    cache: ClassVar[PageCache]

    _ready = True
    # Whether uvicorn's parser is in the middle of a request.
    _parsing = False
    # Whether there was an answer since the keep-alive timer began.
    _active = False
    _stopping = False
    # The socket's file descriptor, where bytes leave as they are; not under TLS.
    _socket = -1

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # What each request needs, without the way there.
        self._known = self.cache.store.replies.get
        self._clock = self.cache.clock
        self._write = transport.write
        self._unsent = transport.get_write_buffer_size
        if self.scheme == "http":
            self._socket = transport.get_extra_info("socket").fileno()
        # Every request is to be logged, which uvicorn does for those that it understands itself.
        self._logging = self.access_log and self.config.access_log
        self._ready = not self._logging

    def data_received(self, data: bytes) -> None:
        reply = self._known(data) if self._ready else None
        if reply is not None:
            now = self._clock()
            if now < reply.until or self._renew(reply, now):
                reply.hits += 1
                self._active = True
                self._send(reply)
                if self.timeout_keep_alive_task is None:
                    self._await_next()
                return
        self._receive(data)

    # -- Requests that are not known yet ----------------------------------------------------------------------------

    def _receive(self, data: bytes) -> None:
        """Answer the requests in `data` in their order, as long as they are hits; uvicorn gets the rest."""
        while data:
            end = data.find(END) + len(END)
            if end < len(END) or not self._ready or not self._answer(data[:end]):
                super().data_received(data)
                if self._stopping and self.cycle is not None:
                    self.cycle.keep_alive = False
                return
            if self.transport.is_closing():
                return
            data = data[end:]

    def _answer(self, raw: bytes) -> bool:
        """Answer one request if it asks for a page that is here and fresh; returns whether it was answered."""
        request = read(raw)
        if request is None:
            return False
        now = self._clock()
        found = self._look_up(request, now)
        if found is None:
            return False
        key, reply = found
        reply.hits += 1
        if request.close:
            self._write(reply.build(now, close=True))
            self.transport.close()
            return True
        self.cache.store.remember(key, raw, reply)
        if now >= reply.until and not self._renew(reply, now):
            self._write(reply.build(now))
        else:
            self._send(reply)
        self._active = True
        if self.timeout_keep_alive_task is None:
            self._await_next()
        return True

    def _look_up(self, request: PlainRequest, now: float) -> tuple[str, Reply] | None:
        cache, header = self.cache, request.headers.get
        if not cache.policy.allows_host(request.headers[b"host"]):
            return None
        if cache.policy.secure and self.scheme != "https" and header(b"x-forwarded-proto") != b"https":
            return None
        target = cache.policy.target(request.path, request.query, header)
        page = cache.store.get(target.key) if target else None
        if target is None or page is None or not page.is_ready(now):
            return None
        # Compressing takes longer than the event loop should be kept.
        if not page.has(choose_coding(header(b"accept-encoding"), page.codings())):
            return None
        reply = cache.reply(page, header, head=request.head)
        return (target.key, reply) if reply else None

    # -- Answers ----------------------------------------------------------------------------------------------------

    def _renew(self, reply: Reply, now: float) -> bool:
        """Bring `reply` to this second; False if its page is not fresh any more."""
        if not reply.renew(now):
            return False
        if self._socket >= 0:
            self.cache.store.shelf.offer(reply)
        return True

    def _send(self, reply: Reply) -> None:
        if reply.file is not None:
            self._send_file(reply.file)
        else:
            self._write(reply.wire)
            if reply.rest:
                self._write(reply.rest)

    def _send_file(self, file: MemoryFile) -> None:
        """Send `file` past the transport if that has nothing left to send; it gets what the connection did not take."""
        sent = 0
        if self._socket >= 0 and not self._unsent():
            try:
                sent = os.sendfile(self._socket, file.number, 0, file.size)
            except OSError:
                # The connection is full or broken. The transport will find the same, and knows what to do.
                sent = 0
        if sent < file.size:
            self._write(file.read(sent))

    # -- Where uvicorn stands ---------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self._parsing, self._ready = True, False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._parsing = False
        self._look_around()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look_around()

    def pause_writing(self) -> None:
        super().pause_writing()
        # A client that does not read its answers must not make us hold them all.
        self._ready = False

    def resume_writing(self) -> None:
        super().resume_writing()
        self._look_around()

    def _look_around(self) -> None:
        self._ready = (
            not self._logging
            and not self._parsing
            and (self.cycle is None or self.cycle.response_complete)
            and not self.pipeline
            and not self.flow.write_paused
            and not self._stopping
            and not self.transport.is_closing()
        )

    # -- The end of a connection ------------------------------------------------------------------------------------

    def _await_next(self) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection. Answers only leave a mark, which is cheaper than a new timer for each."""
        if self._active:
            self._active = False
            self._await_next()
        else:
            super().timeout_keep_alive_handler()

    def shutdown(self) -> None:
        """The server stops: what is being answered is finished, and so is what is on its way to us."""
        self._stopping, self._ready = True, False
        if self.cycle is None or self.cycle.response_complete:
            self.loop.call_later(LINGER_SECONDS, super().shutdown)
        else:
            super().shutdown()
