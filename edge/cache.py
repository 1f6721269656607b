"""The page cache as an ASGI wrapper: stored pages for anonymous GET and HEAD, one render for each that is missing.

`edge.protocol` answers hits earlier, inside uvicorn; whatever it leaves comes through here, and on any other ASGI
server everything does. RFC 9111 is the specification, with the freshness of RFC 5861: a page is shown stale while a
new one is being made, and for longer while none can be made.

All of this runs in the event loop's thread.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator
from http import HTTPStatus
from urllib.parse import quote

from .asgi import Application, Receive, Response, Scope, Send
from .lifetime import FORBIDDING, directives
from .negotiation import Verdict, choose_coding, verdict
from .page import Kind, Page, Reply
from .policy import Lookup, Policy, Target
from .rendering import Renderer
from .store import STEP, PageStore

logger = logging.getLogger(__name__)

# For how long a page that could not be made anew is shown before that is tried again, in seconds.
RETRY_SECONDS = 2.0
# A page that takes more seconds cannot be made: then its last good copy is shown, or that the site is unavailable.
PATIENCE_WITH_COPY = 5.0
PATIENCE = 10.0
# These say that a response was meant for the one who asked.
_PERSONAL = b"set-cookie"


class PageCache:
    """Answers from `store` what `policy` lets it, and keeps what `application` answers.

    For `next_change` and `show_keys` see `Renderer`. `unavailable` is the answer where the application gives none in
    time.
    """

    def __init__(
        self,
        application: Application,
        *,
        store: PageStore,
        policy: Policy,
        next_change: Callable[[], float | None] | None = None,
        show_keys: bool = False,
        unavailable: Callable[[], Response] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._application = application
        self._unavailable = unavailable or (lambda: _UNAVAILABLE)
        self.store = store
        self.policy = policy
        self.clock = clock
        # Whether the site could not be asked lately; when it may be tried again; whether somebody is trying.
        self._is_down = False
        self._retry_at = 0.0
        self._is_trying = False
        # Told of the keys of pages that a purge met.
        self.on_purge: Callable[[Iterable[str]], object] = list
        # Given what the server calls the application's lifespan with, before it serves anything.
        self.on_lifespan: Callable[[Receive], object] | None = None
        # Asked for a page that is not here and cannot be made because the site is unavailable.
        self.recover: Callable[[str], Awaitable[Page | None]] = _nobody_has
        self.renderer = Renderer(
            application,
            store=store,
            policy=policy,
            next_change=next_change,
            show_keys=show_keys,
            clock=clock,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan" and self.on_lifespan is not None:
                self.on_lifespan(receive)
            await self._application(scope, receive, send)
            return
        request = _known_by(scope)
        reply = self.store.replies.get(request)
        if reply is not None:
            now = self.clock()
            if now < reply.fields_until or reply.renew_fields(now):
                reply.hits += 1
                await send(reply.start(now))
                await send({"type": "http.response.body", "body": reply.body})
                return
        asked = self._asked(scope)
        if asked is None:
            await self._application(scope, receive, send)
        else:
            await self._answer(asked, request, scope, receive, send)

    def purge(self, surrogates: Iterable[str]) -> None:
        """Apply a purge (see `PageStore.purge`). To be called in the event loop's thread."""
        names = list(surrogates)
        self.renderer.next_change.note(names)
        self._go_on(self.store.purge_in_steps(names, now=self.clock()))

    def _go_on(self, purging: Iterator[list[str]]) -> None:
        """Take the next step of a purge; readers have their turn before the one after that."""
        met = next(purging, [])
        self.on_purge(met)
        if len(met) >= STEP:
            asyncio.get_running_loop().call_soon(self._go_on, purging)

    def reply(self, page: Page, header: Lookup, *, head: bool) -> Reply | None:
        """How to answer a request for `page`; None where its conditions fail (412).

        A coding that the page is not compressed in yet is compressed at once: see `Renderer.encode`.
        """
        coding = choose_coding(header(b"accept-encoding"), page.codings())
        # Only what would be 200 has conditions (RFC 9110, 13.2.1).
        if page.status == HTTPStatus.OK:
            outcome = verdict(
                etag=page.etag(coding),
                modified=page.modified,
                if_match=header(b"if-match"),
                if_unmodified_since=header(b"if-unmodified-since"),
                if_none_match=header(b"if-none-match"),
                if_modified_since=header(b"if-modified-since"),
            )
            if outcome is Verdict.UNCHANGED:
                return page.reply(coding, Kind.UNCHANGED)
            if outcome is Verdict.FAILED:
                return None
        return page.reply(coding, Kind.HEAD if head else Kind.FULL)

    # -- Requests -----------------------------------------------------------------------------------------------

    def _asked(self, scope: Scope) -> Target | None:
        """The page that is asked for; None for a request that only the application may answer."""
        if scope["method"] not in {"GET", "HEAD"} or not self.policy.admits(scope):
            return None
        header = _lookup(scope)
        # RFC 9111, 3.5, and what has a body.
        if header(b"authorization") is not None or header(b"transfer-encoding") is not None:
            return None
        if (header(b"content-length") or b"0").strip() != b"0":
            return None
        raw_path = scope.get("raw_path") or quote(scope["path"]).encode("ascii")
        return self.policy.target(raw_path, scope["query_string"], header)

    async def _answer(
        self, target: Target, request: Hashable, scope: Scope, receive: Receive, send: Send
    ) -> None:
        page = self.store.get(target.key)
        now = self.clock()
        if page is None or not self._may_show(page, target, now):
            old, leads = page, not self.renderer.is_making(target)
            made = await self._try(target, scope, patience=PATIENCE if old is None else PATIENCE_WITH_COPY)
            if made.status == HTTPStatus.SERVICE_UNAVAILABLE and old is None:
                old = await self.recover(target.key)
            if isinstance(made, Page):
                page = made
            elif _is_failure(made) and old is not None and self.clock() < old.error_until:
                if not old.retry_at:
                    logger.warning("%s cannot be made anew; its last good copy is shown", target.key)
                old.retry_at = self.clock() + RETRY_SECONDS
                page = old
            elif leads or not _is_personal(made):
                await self._send_response(made, scope, send)
                return
            else:
                # It was meant for whoever asked first, and for nobody else.
                await self._application(self.renderer.scope(target), receive, send)
                return
        await self._send_page(page, target, request, scope, send)

    def _may_show(self, page: Page, target: Target, now: float) -> bool:
        """Whether a stored page is the answer now; a stale one begins to be made anew."""
        if page.is_ready(now):
            return True
        if not page.purged and now < page.stale_until:
            busy = self.renderer.is_making(target) or self.renderer.is_stalled()
            if not busy and now >= page.retry_at:
                self.renderer.refresh(target, page)
            return True
        # Its last render failed: while it is tried again, nobody waits for that but the one who tries. Nor does
        # anybody wait for one page after the other to fail when it is known that all of them do.
        failing = page.retry_at and (now < page.retry_at or self.renderer.is_making(target))
        down = self._is_down and (now < self._retry_at or self._is_trying)
        return bool(failing or down) and now < page.error_until

    async def _try(self, target: Target, scope: Scope, *, patience: float) -> Page | Response:
        tries = self._is_down and not self._is_trying
        self._is_trying = self._is_trying or tries
        try:
            made = await self._made(target, scope, patience=patience)
        finally:
            if tries:
                self._is_trying = False
        self._is_down = made.status == HTTPStatus.SERVICE_UNAVAILABLE
        self._retry_at = self.clock() + RETRY_SECONDS
        return made

    async def _made(self, target: Target, scope: Scope, *, patience: float) -> Page | Response:
        if self.renderer.is_stalled():
            return self._unavailable()
        accept_encoding = _lookup(scope)(b"accept-encoding")
        try:
            async with asyncio.timeout(patience):
                return await self.renderer.made(target, accept_encoding=accept_encoding)
        except asyncio.CancelledError:
            raise
        except TimeoutError:
            logger.warning("%s takes too long to be made", target.key)
            return self._unavailable()
        except Exception:
            logger.exception("The application failed at %s", target.key)
            return _FAILURE

    # -- Answers ------------------------------------------------------------------------------------------------

    async def _send_page(
        self, page: Page, target: Target, request: Hashable, scope: Scope, send: Send
    ) -> None:
        header = _lookup(scope)
        coding = choose_coding(header(b"accept-encoding"), page.codings())
        await self.renderer.encode(target.key, page, coding)
        reply = self.reply(page, header, head=scope["method"] == "HEAD")
        if reply is None:
            await self._send_response(_PRECONDITION_FAILED, scope, send)
            return
        now = self.clock()
        if page.is_ready(now):
            self.store.remember(target.key, request, reply)
        reply.hits += 1
        await send(reply.start(now))
        await send({"type": "http.response.body", "body": reply.body})

    async def _send_response(self, response: Response, scope: Scope, send: Send) -> None:
        await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
        body = b"" if scope["method"] == "HEAD" else response.body
        await send({"type": "http.response.body", "body": body})


_PRECONDITION_FAILED = Response(HTTPStatus.PRECONDITION_FAILED, [(b"content-length", b"0")], b"")
_FAILURE = Response(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"21"),
        (b"cache-control", b"no-store"),
    ],
    b"Internal Server Error",
)


_UNAVAILABLE = Response(
    HTTPStatus.SERVICE_UNAVAILABLE,
    [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"19"),
        (b"cache-control", b"no-store"),
        (b"retry-after", b"10"),
    ],
    b"Service Unavailable",
)


async def _nobody_has(key: str) -> Page | None:
    return None


def _known_by(scope: Scope) -> Hashable:
    """What tells a request from all others, if it may be remembered at all."""
    return (
        scope["method"],
        scope.get("scheme"),
        scope.get("raw_path"),
        scope["query_string"],
        *map(tuple, scope["headers"]),
    )


def _lookup(scope: Scope) -> Lookup:
    """Looks a header up; one that comes several times is joined as lists are (RFC 9110, 5.3)."""
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        headers[name] = headers[name] + b", " + value if name in headers else value
    return headers.get


def _is_failure(response: Response) -> bool:
    return response.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _is_personal(response: Response) -> bool:
    return bool(
        response.values(_PERSONAL) or FORBIDDING & directives(response.values(b"cache-control")).keys()
    ) and not _is_failure(response)
