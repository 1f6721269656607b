"""Keeps the pages in memory on disk as well, so that a restart with the database away still has something to show."""

import asyncio
import fcntl
import logging
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from . import snapshot
from .cache import PageCache
from .page import Page
from .store import FORGET

logger = logging.getLogger(__name__)

EVERY_SECONDS = 30.0
# Each process has a file of its own; more of them than this share the last one.
MAX_PROCESSES = 64
# What a snapshot may weigh, as a share of the memory for pages.
SHARE = 2


class Keeper:
    """Restores pages at the start of a server, and writes them down now and then and at its end.

    `purge` is the page cache's own, followed by a new snapshot where pages were to be forgotten: they must not come
    back from an old one. `site` names whose pages these are.
    """

    def __init__(self, cache: PageCache, *, folder: Path, site: str, every: float = EVERY_SECONDS) -> None:
        self._cache = cache
        self._folder = folder
        self._site = site
        self._every = every
        self._path: Path | None = None
        self._lock = -1
        self._task: asyncio.Task[None] | None = None
        self._soon = asyncio.Event()
        # When the oldest snapshot that pages were restored from was written; None if none were.
        self.restored: float | None = None

    def start(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path = self._claim()
        except OSError as error:
            logger.warning("Pages cannot be kept in %s: %s", self._folder, error)
            return
        self._restore()
        self._task = asyncio.get_running_loop().create_task(self._write_now_and_then())

    def stop(self) -> None:
        if self._task is not None:
            self._task.get_loop().call_soon_threadsafe(self._task.cancel)
            self._write(self._cache.store.items())
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def purge(self, surrogates: Iterable[str]) -> None:
        names = list(surrogates)
        self._cache.purge(names)
        if any(name.startswith(FORGET) for name in names):
            self._soon.set()

    def _claim(self) -> Path:
        """A file that no other process writes to for as long as this one lives."""
        for number in range(MAX_PROCESSES):
            lock = os.open(self._folder / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(lock)
                continue
            self._lock = lock
            return self._folder / f"{number}{snapshot.SUFFIX}"
        return self._folder / f"{MAX_PROCESSES}{snapshot.SUFFIX}"

    def _restore(self) -> None:
        now = self._cache.clock()
        found = [
            snapshot.read(path, site=self._site, now=now)
            for path in sorted(self._folder.glob(f"*{snapshot.SUFFIX}"))
        ]
        kept = sorted((each for each in found if each.pages), key=lambda each: each.written)
        store = self._cache.store
        for each in kept:
            for key, page in each.pages.items():
                before = store.get(key)
                if before is None or before.stored < page.stored:
                    store.put(key, page, since=store.epoch)
        if kept:
            self.restored = kept[0].written
            logger.info("%d pages are at hand in case that no others can be made", len(store))

    async def _write_now_and_then(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._soon.wait(), self._every)
            self._soon.clear()
            await asyncio.to_thread(self._write, self._cache.store.items())

    def _write(self, pages: Sequence[tuple[str, Page]]) -> None:
        if self._path is None:
            return
        try:
            snapshot.write(
                self._path,
                pages,
                site=self._site,
                now=self._cache.clock(),
                max_bytes=self._cache.store.max_bytes // SHARE,
            )
        except OSError as error:
            logger.warning("Pages cannot be kept in %s: %s", self._folder, error)
