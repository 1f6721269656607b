"""What an import asks of Python, glibc and SQLite while it lasts: to put off what costs more than it is worth, and to
keep nothing of a large text behind.
"""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import connection

from articles.elbow_room import giving_way

# New objects after which circles among them are looked for.
_COLLECT_AFTER = 20_000
# Pages in the log, and kibibytes (as a negative number) of pages in memory.
_FEW_CHECKPOINTS = {"wal_autocheckpoint": 4_000, "cache_size": -4_000}


# By glibc's <malloc.h>: what it returns to the system at once, and from how many bytes on. Left to itself it raises
# both with the first large text, and what is left between later ones is in pieces.
_RETURNED_AT_ONCE = {-3: 256 * 1024, -1: 1024 * 1024}


def keep_no_pieces() -> None:
    """Have glibc return large texts as soon as they are freed, from now on."""
    with suppress(AttributeError, OSError):
        for parameter, limit in _RETURNED_AT_ONCE.items():
            ctypes.CDLL(None).mallopt(parameter, limit)


@contextmanager
def few_collections() -> Iterator[None]:
    """Let Python look for circles among new objects seldom, and not among what was there before.

    An import makes very many objects and hardly a circle; looking for them takes a sixth of its time.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def few_checkpoints() -> Iterator[None]:
    """Let SQLite write many pages before it copies them into place: the index changes the same ones again and again."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _FEW_CHECKPOINTS}
        for name, value in _FEW_CHECKPOINTS.items():
            cursor.execute(f"PRAGMA {name} = {value}")
    try:
        with giving_way(_few_pages_in_memory):
            yield
    finally:
        with connection.cursor() as cursor:
            for name, value in before.items():
                cursor.execute(f"PRAGMA {name} = {value}")


@contextmanager
def _few_pages_in_memory() -> Iterator[None]:
    """Let SQLite free the pages that it has in memory. It reads them again as it needs them."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA shrink_memory")
    yield
