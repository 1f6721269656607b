"""Makes the pages that are missing: one render for each, however many ask for it at once.

The application is asked in words that depend on nothing but the page: its address, the site's own name, and what
`Policy.variants` reduced. Cookies, addresses of clients and whatever a proxy claims never reach a page that is kept.
All of this runs in the event loop's thread.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from math import floor
from typing import Any
from urllib.parse import unquote

from .asgi import Application, Header, Message, Response, Scope
from .changes import NextChange
from .lifetime import Lifetime, lifetime_of
from .negotiation import choose_coding, parse_date
from .page import Page
from .policy import Policy, Target
from .store import EVERYTHING, PageStore

logger = logging.getLogger(__name__)

SURROGATE_HEADERS = frozenset([b"surrogate-key", b"cache-tag", b"surrogate-control", b"cdn-cache-control"])
# For how long after the site's next known change a page may be shown while it is made anew, in seconds.
CHANGE_GRACE = 0.5
# A page that does not say itself when it was modified was so for certain this long after it was made, in seconds.
SETTLED_SECONDS = 3
# So many renders that take so many seconds mean that something they all need does not answer.
STALLED_RENDERS = 3
STALLED_SECONDS = 5.0
# Between two refreshes, in seconds.
LONGEST_PAUSE = 0.05
# What has come while a page was made is answered in the pause after it: at half of what a server can do, that takes as
# long again, and more where it has to share its processor. So many times as long is the pause, unless so many wait that
# their old copies might not be shown for long enough.
PAUSES = 3
FEW = 40


@dataclass(frozen=True)
class _Render:
    """A render under way, and the epoch of the store and the moment (monotonic seconds) when it began."""

    task: "asyncio.Task[Page | Response]"
    since: int
    began: float


class Renderer:
    """Asks `application` for pages and puts them into `store`.

    `next_change` says when (in seconds since 1970) pages will change by the clock alone, None if they won't; it may
    raise, and takes a thread. `show_keys` leaves surrogate keys in responses, for a CDN in front that purges by them.
    """

    def __init__(
        self,
        application: Application,
        *,
        store: PageStore,
        policy: Policy,
        next_change: Callable[[], float | None] | None = None,
        show_keys: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._application = application
        self._store = store
        self._policy = policy
        self.next_change = NextChange(next_change, clock=clock)
        self._show_keys = show_keys
        self._clock = clock
        self._under_way: dict[str, _Render] = {}
        self._compressing: dict[tuple[int, bytes], asyncio.Task[None]] = {}
        # Refreshes are made one after the other, with a pause for the readers.
        self._turn = asyncio.Lock()
        self._queued: set[str] = set()
        # How many were begun.
        self.renders = 0

    def is_making(self, target: Target) -> bool:
        return target.key in self._under_way

    def is_stalled(self) -> bool:
        """Whether renders take so long that another one would only take a thread away from what can be done yet."""
        if len(self._under_way) < STALLED_RENDERS:
            return False
        since = time.monotonic() - STALLED_SECONDS
        return sum(render.began < since for render in self._under_way.values()) >= STALLED_RENDERS

    async def made(self, target: Target, *, accept_encoding: bytes | None = None) -> Page | Response:
        """The page, or the answer that is none: not to be kept, or an error.

        It shows everything that was purged before this call. Raises what the application raises.
        """
        arrived = self._store.epoch
        while True:
            render = self._under_way.get(target.key)
            # One that has ended stands there for a moment yet, and to wait for it is not to wait at all.
            if render is None or render.task.done() or target.key in self._queued:
                render = self.begin(target, accept_encoding=accept_encoding)
            # The render belongs to nobody: whoever asked first may go away.
            made = await asyncio.shield(render.task)
            keys = made.keys if isinstance(made, Page) else None
            if render.since >= arrived or (
                keys and not self._store.purged_since(render.since, keys, until=arrived)
            ):
                return made
            # It had begun before a purge that came before this request: what it shows may be too old.

    def begin(self, target: Target, *, accept_encoding: bytes | None = None) -> _Render:
        """Start making a page; a render that is under way goes on, but is joined by nobody any more."""
        if target.key in self._queued:
            # At once: what replaces it is not to be taken for it by the next one.
            self._queued.discard(target.key)
            self._under_way[target.key].task.cancel()
        return self._begin(target, self._make(target, accept_encoding))

    def refresh(self, target: Target, page: Page) -> None:
        """Make a page anew while `page` is shown: soon, for nobody waits for it."""
        page.refreshing = True
        render = self._queue(target)
        render.task.add_done_callback(lambda _: page.stop_refreshing())

    async def make_beforehand(self, target: Target, *, accept_encoding: bytes | None = None) -> None:
        """Make a page that nobody waits for, or wait while somebody else does. What fails is not its concern."""
        render = self._under_way.get(target.key) or self._queue(target, accept_encoding)
        # Not the task itself: a reader who comes before its turn ends it, and has the page made at once.
        await asyncio.wait([render.task])

    def _queue(self, target: Target, accept_encoding: bytes | None = None) -> _Render:
        self._queued.add(target.key)
        return self._begin(target, self._make_in_turn(target, accept_encoding))

    async def _make_in_turn(self, target: Target, accept_encoding: bytes | None) -> Page | Response:
        try:
            await self._turn.acquire()
        finally:
            self._queued.discard(target.key)
        began = time.monotonic()
        try:
            return await self._make(target, accept_encoding)
        finally:
            pause = pause_after(time.monotonic() - began, waiting=len(self._queued))
            asyncio.get_running_loop().call_later(pause, self._turn.release)

    def _begin(self, target: Target, work: "Coroutine[Any, Any, Page | Response]") -> _Render:
        key = target.key
        task = asyncio.create_task(work)
        render = self._under_way[key] = _Render(task, self._store.epoch, time.monotonic())

        def done(finished: "asyncio.Task[Page | Response]") -> None:
            if self._under_way.get(key) is render:
                del self._under_way[key]
            if not finished.cancelled() and finished.exception() is not None:
                # A refresh in the background has no other listener.
                logger.debug("%s could not be made", key, exc_info=finished.exception())

        task.add_done_callback(done)
        return render

    async def encode(self, key: str, page: Page, coding: bytes) -> None:
        """Compress `page`, once for all who wait for that, in a thread."""
        if page.has(coding):
            return
        task = self._compressing.get((id(page), coding))
        if task is None:
            task = asyncio.create_task(self._encode(key, page, coding))
            self._compressing[id(page), coding] = task
            task.add_done_callback(lambda _: self._compressing.pop((id(page), coding), None))
        await asyncio.shield(task)

    async def _encode(self, key: str, page: Page, coding: bytes) -> None:
        page.encoded(coding, await asyncio.to_thread(page.encode, coding))
        if self._store.get(key) is page:
            self._store.resized(key)

    # -- The making ---------------------------------------------------------------------------------------------

    async def _make(self, target: Target, accept_encoding: bytes | None) -> Page | Response:
        since = self._store.epoch
        self.renders += 1
        # Known before the render begins: what goes live between the two is in the page, and the page soon stale.
        change = await self.next_change.moment()
        response = await ask(self._application, self.scope(target))
        lifetime = lifetime_of(response.status, response.headers, known_variants=self._policy.variants)
        if lifetime is None:
            if response.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                # What was here before must not come back when the next render fails.
                self._store.remove(target.key)
            return self._shown(response)
        page = self._page(target, response, lifetime, change)
        before = self._store.get(target.key)
        # What was asked for until now will be asked for at once.
        wanted = {choose_coding(accept_encoding, page.codings()), *(before.coded() if before else ())}
        for coding in wanted.intersection(page.codings()):
            page.encoded(coding, await asyncio.to_thread(page.encode, coding))
        if not self._store.put(target.key, page, since=since):
            # Somebody published while this was rendered. Who asked before that may see it, nobody after.
            page.purge()
        return page

    def _page(self, target: Target, response: Response, lifetime: Lifetime, change: float | None) -> Page:
        now = self._clock()
        keys = b" ".join(response.values(b"surrogate-key")).decode("ascii", "ignore").split()
        fresh_until = now + lifetime.fresh
        stale = lifetime.stale_while_revalidate
        # What shows nothing that was published (a style sheet) does not change with it.
        if keys and change is not None and change < fresh_until:
            fresh_until, stale = max(change, now), min(stale, CHANGE_GRACE)
        lifetime = Lifetime(fresh_until - now, stale, lifetime.stale_if_error)
        return Page(
            status=response.status,
            headers=_varying_by_encoding(self._shown(response, keys, lifetime).headers),
            body=response.body,
            stored=now,
            fresh_until=fresh_until,
            stale_until=fresh_until + stale,
            error_until=fresh_until + lifetime.stale_if_error,
            keys=frozenset([*keys, EVERYTHING]),
            modified=_modified(response, now, shows_published=bool(keys)),
            target=target,
        )

    def _shown(
        self, response: Response, keys: Iterable[str] = (), lifetime: Lifetime | None = None
    ) -> Response:
        """The response with the headers for other caches that purge: all of them, or none."""
        headers = [each for each in response.headers if each[0] not in SURROGATE_HEADERS]
        if self._show_keys and lifetime is not None:
            control = b"max-age=%d, stale-while-revalidate=%d, stale-if-error=%d" % (
                lifetime.fresh,
                lifetime.stale_while_revalidate,
                lifetime.stale_if_error,
            )
            # Fastly and Varnish; Cloudflare and RFC 9213.
            headers += [(b"surrogate-control", control), (b"cdn-cache-control", control)]
            headers.append((b"surrogate-key", " ".join(keys).encode()))
            headers.append((b"cache-tag", ",".join(keys).encode()))
        return Response(response.status, headers, response.body)

    def scope(self, target: Target) -> Scope:
        """The words in which the application is asked."""
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "https" if self._policy.secure else "http",
            "path": unquote(target.path),
            "raw_path": target.path.encode("ascii"),
            "query_string": target.query.encode("ascii"),
            "root_path": "",
            "headers": [(b"host", self._policy.host), *target.headers],
            "client": None,
            "server": None,
        }


def pause_after(seconds: float, *, waiting: int) -> float:
    """The seconds that are left to the readers after a refresh that took `seconds`, when so many others wait."""
    return min(seconds * (PAUSES if waiting < FEW else 1), LONGEST_PAUSE)


async def ask(application: Application, scope: Scope) -> Response:
    """The application's whole answer to a request without a body. Raises what it raises, RuntimeError for silence."""
    status, headers, parts = 0, [], []
    finished = asyncio.Event()
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await finished.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status = message["status"]
            headers = [(bytes(name).lower(), bytes(value)) for name, value in message.get("headers", [])]
        elif message["type"] == "http.response.body":
            parts.append(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                finished.set()

    try:
        await application(scope, receive, send)
    finally:
        finished.set()
    if not status:
        raise RuntimeError("The application gave no answer")
    return Response(status, headers, b"".join(parts))


def _modified(response: Response, now: float, *, shows_published: bool) -> float | None:
    """Since when the response is what it is: what it says itself; of what shows something published, soon after `now`.

    A process that has not heard of a change yet may still make the old page in the same second. Once the time has
    passed in which all of them hear of it, every page with that date is the new one.
    """
    values = response.values(b"last-modified")
    if values:
        return parse_date(values[0])
    is_known = shows_published and response.status == HTTPStatus.OK
    return floor(now) + SETTLED_SECONDS if is_known else None


def _varying_by_encoding(headers: Iterable[Header]) -> list[Header]:
    """`headers` whose Vary names Accept-Encoding, as the page is sent in several codings (RFC 9110, 12.5.5)."""
    headers = list(headers)
    names = [name.strip() for each, value in headers if each == b"vary" for name in value.split(b",")]
    if b"accept-encoding" not in (name.lower() for name in names):
        names.append(b"Accept-Encoding")
    return [*(each for each in headers if each[0] != b"vary"), (b"vary", b", ".join(names))]
