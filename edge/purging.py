"""Telling every process that pages are no longer true.

A purge is a row, written in the transaction that changes what pages show, so that the two happen together or not at
all. The process that wrote it applies it the moment that the transaction has committed, before the answer of the
request that did so leaves; all others find the row (`edge.relay`).
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Protocol

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.utils import timezone

from .bells import ring
from .models import Purge

logger = logging.getLogger(__name__)

# A process that was away for longer purges everything.
KEPT = timedelta(hours=1)
# Rows that are too old are removed at every so many purges.
TRIM_EVERY = 200


class Listener(Protocol):
    """Whoever applies purges in this process."""

    def deliver(self, number: int, keys: list[str]) -> None: ...


_listeners: list[Listener] = []


def purge(keys: Iterable[str]) -> None:
    """Have every page with one of the surrogate `keys` made anew, once the current transaction has committed.

    `~key` lets readers see such pages for a moment more while they are made anew, `!key` takes them away for good,
    `*` means every page. `@seconds` (since 1970) says that something will change then by the clock alone; whoever
    schedules something has to say so. See `edge.store`.
    """
    names = sorted(set(keys))
    if not names:
        return
    row = Purge.objects.create(keys=names)
    # This process first: to reach others may take a moment.
    transaction.on_commit(partial(_committed, row.pk, names))
    ring(connections[DEFAULT_DB_ALIAS])


def listen(listener: Listener) -> None:
    """Deliver the purges of this process to `listener` as they commit."""
    _listeners.append(listener)


def stop_listening(listener: Listener) -> None:
    _listeners.remove(listener)


def _committed(number: int, keys: list[str]) -> None:
    for listener in tuple(_listeners):
        listener.deliver(number, keys)
    if number % TRIM_EVERY == 0:
        try:
            trim()
        except DatabaseError:
            # The change itself is done. The next two hundredth purge cleans up.
            logger.warning("Old purges could not be removed", exc_info=True)


def trim() -> None:
    """Remove the rows that every process has seen long ago."""
    Purge.objects.filter(created__lt=timezone.now() - KEPT).delete()
