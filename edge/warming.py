"""Makes pages before somebody waits for them: the first ones at the start of a server, and those that were read after
a purge. Optional, since a page that is missing costs its first reader milliseconds."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from heapq import nlargest

from .cache import PageCache
from .policy import Target

logger = logging.getLogger(__name__)

# Changes come in bursts; what one of them purges the next would purge again. In seconds.
DELAY = 1.0
# What browsers accept: pages are compressed so beforehand.
ACCEPT_ENCODING = b"br"


class Warmer:
    """Keeps up to `most` pages warm. `first` says which paths to begin with; it may raise, and takes a thread."""

    def __init__(
        self, cache: PageCache, *, first: Callable[[], Iterable[str]], most: int, delay: float = DELAY
    ) -> None:
        self._cache = cache
        self._first = first
        self._most = most
        self._delay = delay
        # What was purged, with how often it had been asked for.
        self._wanted: dict[Target, int] = {}
        self._called = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._cache.on_purge = self._note
        self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        if self._task is not None:
            self._task.get_loop().call_soon_threadsafe(self._task.cancel)

    def _note(self, keys: Iterable[str]) -> None:
        for key in keys:
            page = self._cache.store.get(key)
            if page is not None and page.target is not None and page.hits:
                self._wanted[page.target] = page.hits
        if self._wanted:
            self._called.set()

    async def _run(self) -> None:
        try:
            paths = await asyncio.to_thread(lambda: list(self._first()))
        except Exception:  # Without a database there is nothing to begin with, and no harm done.
            logger.debug("It cannot be known what to begin with", exc_info=True)
            paths = []
        await self._make(Target(path, "") for path in paths[: self._most])
        while True:
            await self._called.wait()
            await asyncio.sleep(self._delay)
            wanted, self._wanted = self._wanted, {}
            self._called.clear()
            await self._make(nlargest(self._most, wanted, key=wanted.__getitem__))

    async def _make(self, targets: Iterable[Target]) -> None:
        """One after the other: readers come first."""
        for target in targets:
            page = self._cache.store.get(target.key)
            if page is not None and page.is_fresh(self._cache.clock()):
                continue
            # In what it was asked for before; of a page that nobody has asked for yet, it can be guessed.
            coding = ACCEPT_ENCODING if page is None else None
            await self._cache.renderer.make_beforehand(target, accept_encoding=coding)
