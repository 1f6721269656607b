"""Makes the pages that are missing: one render for each, however many ask for it at once.

The application is asked in words that depend on nothing but the page: its address, the site's own name, and what
`Policy.variants` reduced. Cookies, addresses of clients and whatever a proxy claims never reach a page that is kept.
All of this runs in the event loop's thread.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import unquote

from .asgi import Application, Header, Message, Response, Scope
from .lifetime import Lifetime, lifetime_of
from .negotiation import IDENTITY, choose_coding, parse_date
from .page import Page
from .policy import Policy, Target
from .store import EVERYTHING, PageStore

logger = logging.getLogger(__name__)

SURROGATE_HEADERS = frozenset([b"surrogate-key", b"cache-tag", b"surrogate-control", b"cdn-cache-control"])
# For how long after the site's next known change a page may be shown while it is made anew, in seconds.
CHANGE_GRACE = 0.5


# When that cannot be known, it is asked for again after as many seconds.
UNKNOWN_SECONDS = 1.0


@dataclass(frozen=True)
class _Question:
    """A question for the next change under way, and the epoch of the store when it was asked."""

    task: "asyncio.Task[float | None]"
    since: int


@dataclass(frozen=True)
class _Render:
    """A render under way, and the epoch of the store when it began."""

    task: "asyncio.Task[Page | Response]"
    since: int


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
        self._next_change = next_change
        self._show_keys = show_keys
        self._clock = clock
        self._under_way: dict[str, _Render] = {}
        self._compressing: dict[tuple[int, bytes], asyncio.Task[None]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="next-change")
        self._asking: _Question | None = None
        # The next change, and the epoch for which it is known.
        self._change: tuple[int, float | None] = (-1, None)
        # How many were begun.
        self.renders = 0

    def is_making(self, target: Target) -> bool:
        return target.key in self._under_way

    async def made(self, target: Target, *, accept_encoding: bytes | None = None) -> Page | Response:
        """The page, or the answer that is none: not to be kept, or an error.

        It shows everything that was purged before this call. Raises what the application raises.
        """
        arrived = self._store.epoch
        while True:
            render = self._under_way.get(target.key) or self.begin(target, accept_encoding=accept_encoding)
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
        key = target.key
        task = asyncio.create_task(self._make(target, accept_encoding))
        render = self._under_way[key] = _Render(task, self._store.epoch)

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
        change = await self._coming_change()
        response = await ask(self._application, self.scope(target))
        lifetime = lifetime_of(response.status, response.headers, known_variants=self._policy.variants)
        if lifetime is None:
            if response.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                # What was here before must not come back when the next render fails.
                self._store.remove(target.key)
            return self._shown(response)
        page = self._page(target, response, lifetime, change)
        coding = choose_coding(accept_encoding, page.codings())
        if coding != IDENTITY:
            page.encoded(coding, await asyncio.to_thread(page.encode, coding))
        if not self._store.put(target.key, page, since=since):
            # Somebody published while this was rendered. Who asked before that may see it, nobody after.
            page.purge()
        return page

    async def _coming_change(self) -> float | None:
        """The moment of the site's next change by the clock, asked for again after each purge and when it has passed.

        It is known before a render begins: what goes live between the two is then in the page, and the page soon stale.
        """
        if self._next_change is None:
            return None
        epoch, change = self._change
        if epoch != self._store.epoch or (change is not None and change <= self._clock()):
            if self._asking is None or self._asking.since != self._store.epoch:
                self._asking = _Question(asyncio.create_task(self._ask_for_change()), self._store.epoch)
            change = await asyncio.shield(self._asking.task)
        return change

    async def _ask_for_change(self) -> float | None:
        epoch = self._store.epoch
        loop = asyncio.get_running_loop()
        change: float | None
        try:
            change = await loop.run_in_executor(
                self._thread, cast("Callable[[], float | None]", self._next_change)
            )
            self._change = (epoch, change)
        except (
            Exception
        ):  # Without a database the pages that need one fail for themselves; others are kept a moment.
            logger.debug("The next change cannot be known", exc_info=True)
            change = self._clock()
            self._change = (epoch, change + UNKNOWN_SECONDS)
        self._asking = None
        return change

    def _page(self, target: Target, response: Response, lifetime: Lifetime, change: float | None) -> Page:
        now = self._clock()
        keys = b" ".join(response.values(b"surrogate-key")).decode("ascii", "ignore").split()
        fresh_until = now + lifetime.fresh
        stale = lifetime.stale_while_revalidate
        # What shows nothing that was published (a style sheet) does not change with it.
        if keys and change is not None and change < fresh_until:
            fresh_until, stale = max(change, now), min(stale, CHANGE_GRACE)
        modified = response.values(b"last-modified")
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
            modified=parse_date(modified[0]) if modified else None,
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


def _varying_by_encoding(headers: Iterable[Header]) -> list[Header]:
    """`headers` whose Vary names Accept-Encoding, as the page is sent in several codings (RFC 9110, 12.5.5)."""
    headers = list(headers)
    names = [name.strip() for each, value in headers if each == b"vary" for name in value.split(b",")]
    if b"accept-encoding" not in (name.lower() for name in names):
        names.append(b"Accept-Encoding")
    return [*(each for each in headers if each[0] != b"vary"), (b"vary", b", ".join(names))]
