"""Page cache hits answered inside uvicorn's HTTP protocol, before a request is parsed or a task begun.

Give the class that `protocol_for` makes to uvicorn's `http` option. Whatever is not a plain request for a page that is
here and fresh goes on to uvicorn as if this were not there, and through `edge.cache` meets the same pages.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .cache import PageCache
from .negotiation import choose_coding
from .page import Reply
from .request import END, PlainRequest, read

# A server that stops gives requests which are on their way to an open connection this long to arrive, in seconds.
LINGER_SECONDS = 0.3


def protocol_for(cache: PageCache) -> type[HttpToolsProtocol]:
    """A protocol class for uvicorn that answers from `cache`."""
    known = cache.store.replies.get
    clock = cache.clock

    class PageCacheProtocol(HttpToolsProtocol):
        """A connection. `_ready` says that its next byte begins a request whose answer may be written at once."""

        _ready = True
        # Whether uvicorn's parser is in the middle of a request.
        _parsing = False
        # Whether there was an answer since the keep-alive timer began.
        _active = False
        _stopping = False

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._write = transport.write
            # Every request is to be logged, which uvicorn does for those that it understands itself.
            self._ready = not self.access_log

        def data_received(self, data: bytes) -> None:
            reply = known(data) if self._ready else None
            if reply is not None:
                now = clock()
                if now < reply.until or reply.renew(now):
                    reply.hits += 1
                    self._active = True
                    self._write(reply.wire)
                    if self.timeout_keep_alive_task is None:
                        self._await_next()
                    return
            self._receive(data)

        # -- Requests that are not known yet --------------------------------------------------------------------

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
            now = clock()
            found = self._look_up(request, now)
            if found is None:
                return False
            key, reply = found
            reply.hits += 1
            if request.close:
                self._write(reply.build(now, close=True))
                self.transport.close()
                return True
            cache.store.remember(key, raw, reply)
            self._write(reply.wire if now < reply.until or reply.renew(now) else reply.build(now))
            self._active = True
            if self.timeout_keep_alive_task is None:
                self._await_next()
            return True

        def _look_up(self, request: PlainRequest, now: float) -> tuple[str, Reply] | None:
            header = request.headers.get
            policy = cache.policy
            if not policy.allows_host(request.headers[b"host"]):
                return None
            if policy.secure and self.scheme != "https" and header(b"x-forwarded-proto") != b"https":
                return None
            target = policy.target(request.path, request.query, header)
            page = cache.store.get(target.key) if target else None
            if target is None or page is None or not page.is_fresh(now):
                return None
            # Compressing takes longer than the event loop should be kept.
            if not page.has(choose_coding(header(b"accept-encoding"), page.codings())):
                return None
            reply = cache.reply(page, header, head=request.head)
            return (target.key, reply) if reply else None

        # -- Where uvicorn stands -------------------------------------------------------------------------------

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
                not self.access_log
                and not self._parsing
                and (self.cycle is None or self.cycle.response_complete)
                and not self.pipeline
                and not self.flow.write_paused
                and not self._stopping
                and not self.transport.is_closing()
            )

        # -- The end of a connection ----------------------------------------------------------------------------

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

    return PageCacheProtocol
