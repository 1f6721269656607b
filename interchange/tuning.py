"""What an import asks of Python and of SQLite while it lasts: to put off what costs more than it is worth."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from articles.elbow_room import giving_way

# New objects after which circles among them are looked for.
_COLLECT_AFTER = 20_000
# Pages in the log, and kibibytes (as a negative number) of pages in memory.
_FEW_CHECKPOINTS = {"wal_autocheckpoint": 8_000, "cache_size": -16_000}


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
