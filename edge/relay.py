"""Brings the purges of all processes and hosts to this process's page cache."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.models import Q
from django.utils import timezone

from .bells import NoBell, bell_for
from .ledger import Ledger
from .models import Purge
from .purging import KEPT, listen, stop_listening
from .store import EVERYTHING, FORGET

logger = logging.getLogger(__name__)

# How often the table is looked at, in seconds: without a bell, and as a net below one.
LOOK_SECONDS = 0.2
LOOK_SECONDS_BESIDE_BELL = 0.5
# Without an answer for so long, the database is away. In seconds.
STALLED_SECONDS = 3.0
# How long a server waits at its start for the database to say where the purges stand, in seconds.
START_SECONDS = 5.0
MARGIN = timedelta(minutes=10)
# Among so many numbers before the highest may be some of transactions that were under way when a process began.
LOOK_BACK = 100


class Relay:
    """Calls `apply(keys)` in the event loop for each purge, once: its own at once, others' within a second.

    `start` is to be called in the event loop, before the first page is made. All else is a thread's.
    """

    def __init__(
        self,
        apply: Callable[[Iterable[str]], object],
        *,
        restored: Callable[[], float | None] = lambda: None,
        on_outage: Callable[[], object] = lambda: None,
    ) -> None:
        """`restored` says of when the pages are that the process began with; None if it began with none.

        `on_outage` is called, in the event loop, when the database stops answering.
        """
        self._apply = apply
        self._restored = restored
        self._on_outage = on_outage
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._ledger: Ledger | None = None
        # PRAGMA data_version of SQLite: the same for as long as no other connection has written.
        self._version: int | None = None
        self._seen_at = time.monotonic()
        self._is_away = False

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.call_later(1.0, self._watch)
        self._stopping.clear()
        known: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=[known], name="relay", daemon=True)
        self._thread.start()
        listen(self)
        try:
            known.result(START_SECONDS)
        except TimeoutError:
            logger.warning("The database does not say which purges there were; going on without")

    def stop(self) -> None:
        stop_listening(self)
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(2.0)

    def deliver(self, number: int, keys: list[str]) -> None:
        """A purge of this process has committed. Called in whichever thread did that."""
        with self._lock:
            new = self._ledger is None or self._ledger.take(number, time.monotonic())
        if new:
            self._send(keys)

    def look(self) -> int:
        """Apply the purges that are new in the table; returns how many. Raises django.db.Error."""
        now = time.monotonic()
        ledger = self._ledger
        if ledger is None or now - self._seen_at > KEPT.total_seconds() / 2:
            self._begin()
            # Nobody knows what was missed.
            self._send([EVERYTHING])
            return 1
        if not self._has_changed():
            self._seen_at = now
            return 0
        with self._lock:
            news = Q(pk__gt=ledger.highest) | Q(pk__in=ledger.missing)
        rows = dict(Purge.objects.filter(news).order_by("pk").values_list("pk", "keys"))
        with self._lock:
            taken = ledger.take_all(rows, now)
        for number in taken:
            self._send(rows[number])
        self._seen_at = now
        return len(taken)

    def _begin(self) -> None:
        self._has_changed()
        latest = list(Purge.objects.order_by("-pk").values_list("pk", flat=True)[:LOOK_BACK])
        highest = latest[0] if latest else 0
        # What is not there may be of a transaction that has yet to commit.
        missing = set(range(max(1, highest - LOOK_BACK), highest)).difference(latest)
        self._catch_up()
        with self._lock:
            self._ledger = Ledger(highest, missing=missing, now=time.monotonic())
        self._seen_at = time.monotonic()

    def _catch_up(self) -> None:
        """Apply what was purged since the restored pages were made; those of which nobody knows any more are forgotten.

        None of them is shown while others can be made. But what was taken back must not come back in an outage.
        """
        restored = self._restored()
        if restored is None:
            return
        since = datetime.fromtimestamp(restored, UTC)
        if timezone.now() - since > KEPT:
            self._send([FORGET + EVERYTHING])
            return
        # Clocks differ a little between hosts, and a transaction may have begun before the snapshot.
        purges = Purge.objects.filter(created__gte=since - MARGIN).values_list("keys", flat=True)
        missed = {key for keys in purges for key in keys}
        if missed:
            self._send(missed)

    def _has_changed(self) -> bool:
        """Whether anybody may have written since the last call."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor != "sqlite":
            return True
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            before, self._version = self._version, cursor.fetchone()[0]
        return before != self._version

    def _send(self, keys: Iterable[str]) -> None:
        # What is scheduled first is done first, so this comes before the answer of the request that published.
        self._call(self._apply, list(keys))

    def _call(self, function: Callable[..., object], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:
            logger.debug("The server has stopped: nobody needs to know any more")

    def _run(self, known: "Future[None]") -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        bell = bell_for(connection)
        seconds = LOOK_SECONDS if isinstance(bell, NoBell) else LOOK_SECONDS_BESIDE_BELL
        failing = False
        try:
            self._begin()
        except Error:
            failing = self._note_failure(failing)
        known.set_result(None)
        while not self._stopping.is_set():
            bell.wait(seconds, self._stopping)
            if self._stopping.is_set():
                break
            try:
                self.look()
            except Error:
                failing = self._note_failure(failing)
            else:
                if failing:
                    logger.info("The database answers again")
                failing = self._is_away = False
        bell.close()
        connections.close_all()

    def _note_failure(self, failing: bool) -> bool:
        if not failing:
            logger.warning("The database does not answer; pages are shown as they were", exc_info=True)
            self._call(self._note_outage)
        connections.close_all()
        # A new connection counts its versions anew.
        self._version = None
        return True

    def _note_outage(self) -> None:
        if not self._is_away:
            self._is_away = True
            self._on_outage()

    def _watch(self) -> None:
        """A database that neither answers nor refuses keeps the thread waiting: the event loop notices."""
        if self._stopping.is_set():
            return
        if time.monotonic() - self._seen_at > STALLED_SECONDS:
            self._note_outage()
        self._loop.call_later(1.0, self._watch)
