"""Keeps the pages in memory on disk as well: for a restart with the database away, and for the other processes of this
host, of which each has pages that the others lack."""

import asyncio
import fcntl
import logging
import os
import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from . import snapshot
from .cache import PageCache
from .page import Page
from .snapshot import Snapshot
from .store import FORGET

logger = logging.getLogger(__name__)

EVERY_SECONDS = 30.0
# A snapshot that is so much older than the newest one is of a process that is gone, and may hold what was taken back.
ORPHANED_SECONDS = 4 * EVERY_SECONDS
# At the beginning of an outage the others still write down what they have: so long they are waited for, in seconds, and
# so often they are looked at.
PATIENCE_SECONDS = 2.0
LOOK_SECONDS = 0.2
# All processes notice within so many seconds that the database is away.
NOTICED_SECONDS = 1.0
# Without a failure for so long, the next one begins another outage.
QUIET_SECONDS = 600.0
# Within so many seconds all processes know what was taken back.
MARGIN_SECONDS = 2.0
# Each process has a file of its own; more of them than this share the last one.
MAX_PROCESSES = 64
# What a snapshot may weigh, as a share of the memory for pages.
SHARE = 2


class Keeper:
    """Restores pages at the start of a server, and writes them down now and then, in an outage, and at its end.

    `purge` is the page cache's own, followed by a new snapshot where pages were to be forgotten: they must not come
    back from an old one. `site` names whose pages these are. But for `stop`, which takes a thread, all of this is the
    event loop's.
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
        self._forgetting = False
        # What was taken back, and when.
        self._forgotten: deque[tuple[float, frozenset[str]]] = deque(maxlen=1000)
        # When the snapshots of others that were read last had been written.
        self._read: dict[Path, float] = {}
        self._looking: asyncio.Task[bool] | None = None
        # Seconds since 1970: since when no pages can be made, and of the last request that failed for that.
        self._failing_since = self._failed_at = 0.0
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
        self._cache.recover = self.recover
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
        forgotten = frozenset(name.removeprefix(FORGET) for name in names if name.startswith(FORGET))
        if forgotten:
            self._forgotten.append((self._cache.clock(), forgotten))
            self._forgetting = True
            self._soon.set()

    def write_soon(self) -> None:
        """An outage has begun: other processes may need what is here."""
        self._failing_since = self._failed_at = time.time() - NOTICED_SECONDS
        self._soon.set()

    async def recover(self, key: str) -> Page | None:
        """A page that can neither be made nor found here, from another process of this host that has it."""
        started = time.time()
        if started - self._failed_at > QUIET_SECONDS:
            self._failing_since = started
        while True:
            self._failed_at = time.time()
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            others_are_writing = await asyncio.shield(self._looking)
            page = self._cache.store.get(key)
            if page is not None or not others_are_writing or time.time() - started > PATIENCE_SECONDS:
                return page
            await asyncio.sleep(LOOK_SECONDS)

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
        found = {
            path: snapshot.read(path, site=self._site, now=now)
            for path in sorted(self._folder.glob(f"*{snapshot.SUFFIX}"))
        }
        newest = max((each.written for each in found.values()), default=0.0)
        kept = []
        for path, each in found.items():
            if newest - each.written > ORPHANED_SECONDS:
                path.unlink(missing_ok=True)
            elif each.pages:
                kept.append(each)
                self._take(each)
        if kept:
            self.restored = min(each.written for each in kept)
            logger.info("%d pages are at hand in case that no others can be made", len(self._cache.store))

    def _take(self, found: Snapshot) -> None:
        """Put pages into the store that it lacks, or has only in an older copy that it would not show either."""
        store = self._cache.store
        gone = [names for moment, names in self._forgotten if moment > found.written - MARGIN_SECONDS]
        for key, page in found.pages.items():
            before = store.get(key)
            if before is not None and not (before.purged and before.stored < page.stored):
                continue
            if not any(names & page.keys for names in gone):
                store.put(key, page, since=store.epoch)

    # -- The pages of others ------------------------------------------------------------------------------------

    async def _look(self) -> bool:
        """Take what others have written down since the last look; returns whether there is more to come."""
        found, more = await asyncio.to_thread(self._read_others)
        for each in found:
            self._take(each)
        return more

    def _read_others(self) -> tuple[list[Snapshot], bool]:
        now = self._cache.clock()
        found, more = [], False
        for lock in self._folder.glob("*.lock"):
            path = lock.with_suffix(snapshot.SUFFIX)
            if path == self._path:
                continue
            written = _written(path)
            more = more or (written < self._failing_since and _is_held(path))
            if self._read.get(path) != written and time.time() - written < ORPHANED_SECONDS:
                self._read[path] = written
                found.append(snapshot.read(path, site=self._site, now=now))
        return found, more

    def _remove_orphans(self) -> None:
        """Remove the snapshots of processes that are gone: nobody takes out of them what was taken back."""
        for path in self._folder.glob(f"*{snapshot.SUFFIX}"):
            if path != self._path and not _is_held(path):
                path.unlink(missing_ok=True)

    # -- The pages of this process ------------------------------------------------------------------------------

    async def _write_now_and_then(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._soon.wait(), self._every)
            self._soon.clear()
            forgetting, self._forgetting = self._forgetting, False
            await asyncio.to_thread(self._write, self._cache.store.items())
            if forgetting:
                await asyncio.to_thread(self._remove_orphans)

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


def _written(path: Path) -> float:
    """When a file was written, in seconds since 1970; 0 for one that is not there."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _is_held(path: Path) -> bool:
    """Whether a process lives that writes the snapshot at `path`."""
    try:
        lock = os.open(path.with_suffix(".lock"), os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False
