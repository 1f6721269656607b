"""One import at a time: imports, syncs and undos that meet wait for each other.

Two at once would take each other's new pictures for their own, and each other's articles for somebody else's.
"""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

logger = logging.getLogger(__name__)

# Any number that nothing else of this site locks: "trendsite" and "import", in a few digits.
_KEY = 7_383_457_209
_MESSAGE = "Another import is at work here; this one begins when that has ended."


class _Turn:
    """Whether this process has the turn: what is begun within an import belongs to it."""

    is_ours = False


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other process imports, syncs or undoes, and keep others waiting."""
    if _Turn.is_ours:
        yield
        return
    with _on_postgres() if connection.vendor == "postgresql" else _on_sqlite():
        _Turn.is_ours = True
        try:
            yield
        finally:
            _Turn.is_ours = False


@contextmanager
def _on_postgres() -> Iterator[None]:
    """A lock of the session: it ends with the connection, however the process ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_KEY])
        if not cursor.fetchone()[0]:
            logger.warning(_MESSAGE)
            cursor.execute("SELECT pg_advisory_lock(%s)", [_KEY])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_KEY])


@contextmanager
def _on_sqlite() -> Iterator[None]:
    """A lock of a file beside the database; that itself can't be locked without disturbing SQLite's own locks."""
    database = str(connection.settings_dict["NAME"])
    if ":memory:" in database or "mode=memory" in database:
        # Nobody else sees it.
        yield
        return
    with Path(f"{database}-import").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            logger.warning(_MESSAGE)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
