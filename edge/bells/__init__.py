"""Bells tell the other processes that there are new purges.

The table is the truth: a ring that is lost only means that they are found when somebody looks next.

The drivers of PostgreSQL and Redis take a tenth of a second to load, so each is loaded only where it is used.
"""

from threading import Event
from typing import Any, Protocol

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

from .remote import CHANNEL


class Bell(Protocol):
    """What a process waits at for new purges."""

    def wait(self, seconds: float, stopping: Event) -> None:
        """Return when it rings, when `seconds` have passed or, soon, when `stopping` is set. Raises nothing."""
        ...

    def close(self) -> None: ...


def ring(connection: BaseDatabaseWrapper) -> None:
    """Tell the other processes, in the current transaction: they hear it when that commits."""
    url = redis_url()
    if url:
        publish = import_string("edge.bells.redis_bell.publish")
        connection.on_commit(lambda: publish(url))
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def bell_for(connection: BaseDatabaseWrapper) -> Bell:
    """The bell that `ring` rings for users of `connection`."""
    url = redis_url()
    bell: Bell
    if url:
        bell = import_string("edge.bells.redis_bell.RedisBell")(url)
    elif connection.vendor == "postgresql":
        bell = import_string("edge.bells.postgres_bell.PostgresBell")(connection)
    else:
        bell = NoBell()
    return bell


def redis_url() -> str:
    """The address of Redis if the site has one as its cache; else ""."""
    cache: dict[str, Any] = settings.CACHES["default"]
    location = cache.get("LOCATION", "")
    found = location if isinstance(location, str) else next(iter(location), "")
    return found if "redis" in cache["BACKEND"].lower() else ""


class NoBell:
    """For SQLite, whose processes share a machine: looking costs a few microseconds."""

    def wait(self, seconds: float, stopping: Event) -> None:
        stopping.wait(seconds)

    def close(self) -> None:
        pass
