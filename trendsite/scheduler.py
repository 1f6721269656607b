"""The site's clock: one daemon thread per process that repeats a piece of work every few seconds.

Nothing has to run for a scheduled article to go live (`live()` is a query on time); this claims what *follows* its
going live. The claim is a compare-and-swap, so any number of processes may tick at once.
"""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)


class Scheduler:
    """Calls `work()` every `interval` seconds from `start()` to `stop()`, whatever becomes of the database."""

    def __init__(self, work: Callable[[], object], *, interval: float) -> None:
        self._work = work
        self._interval = interval
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._failing = False

    def start(self) -> None:
        """Start ticking. A scheduler that ticks already goes on as it is."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)
        self._thread.start()

    def stop(self, *, timeout: float = 5.0) -> None:
        """Ask the thread to end after the tick it is in, and wait up to `timeout` seconds for that."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def tick(self) -> None:
        """Do the work once. A failure is logged at its first occurrence and again only after a success."""
        close_old_connections()
        try:
            self._work()
        except Exception:  # The thread must outlive every failure of the work: there is nobody to restart it.
            if not self._failing:
                logger.exception("Scheduled work failed; trying again every %g s", self._interval)
            self._failing = True
            connections.close_all()
        else:
            if self._failing:
                logger.info("Scheduled work succeeds again")
            self._failing = False

    def _run(self) -> None:
        while not self._stopping.wait(self._interval):
            self.tick()
        connections.close_all()
