"""Bells tell the other processes that there are new purges. The table is the truth: a ring that is lost only means that
they are found when somebody looks next."""

import logging
import time
from functools import cache
from threading import Event
from typing import Any, Protocol

import psycopg
import redis
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

CHANNEL = "edge_purges"
# How long a bell that could not be hung up is left alone, in seconds.
REPAIR_SECONDS = 5.0
# How long Redis may take for an answer.
REDIS_SECONDS = 0.3
# What of Django's parameters says how to reach the server, and when it counts as lost.
CONNECTING = frozenset(
    [
        "dbname",
        "user",
        "password",
        "host",
        "port",
        "service",
        "options",
        "sslmode",
        "sslrootcert",
        "tcp_user_timeout",
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
    ]
)


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
        connection.on_commit(lambda: _publish(url))
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def bell_for(connection: BaseDatabaseWrapper) -> Bell:
    """The bell that `ring` rings for users of `connection`."""
    url = redis_url()
    if url:
        return RedisBell(url)
    return PostgresBell(connection) if connection.vendor == "postgresql" else NoBell()


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


class _Remote:
    """A bell at the end of a connection of its own. While that is broken it is a clock."""

    def __init__(self) -> None:
        self._line: Any = None
        self._repair_at = 0.0

    def _connect(self) -> Any:
        raise NotImplementedError

    def _listen(self, line: Any, seconds: float) -> None:
        raise NotImplementedError

    def wait(self, seconds: float, stopping: Event) -> None:
        started = time.monotonic()
        try:
            if self._line is None and started >= self._repair_at:
                self._line = self._connect()
            if self._line is not None:
                self._listen(self._line, seconds - (time.monotonic() - started))
                return
        except (psycopg.Error, redis.RedisError, OSError) as error:
            logger.debug("The bell is broken: %s", error)
            self.close()
            self._repair_at = time.monotonic() + REPAIR_SECONDS
        stopping.wait(max(0.0, seconds - (time.monotonic() - started)))

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            try:
                line.close()
            except (psycopg.Error, redis.RedisError, OSError) as error:
                logger.debug("The bell could not be taken down: %s", error)


class PostgresBell(_Remote):
    """LISTEN, on a connection that does nothing else."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        super().__init__()
        self._parameters = connection.get_connection_params()

    def _connect(self) -> "psycopg.Connection[Any]":
        parameters = {name: value for name, value in self._parameters.items() if name in CONNECTING}
        known = psycopg.conninfo.make_conninfo(**parameters, connect_timeout=3)
        line: psycopg.Connection[Any] = psycopg.connect(known, autocommit=True)
        line.execute(f"LISTEN {CHANNEL}")
        return line

    def _listen(self, line: "psycopg.Connection[Any]", seconds: float) -> None:
        for _ in line.notifies(timeout=seconds, stop_after=1):
            pass


class RedisBell(_Remote):
    """A subscription in Redis."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def _connect(self) -> Any:
        client = redis.Redis.from_url(
            self._url,
            # Whoever waits here does not look at the table meanwhile.
            socket_connect_timeout=REDIS_SECONDS,
            socket_timeout=REDIS_SECONDS,
            retry=Retry(NoBackoff(), 0),
            socket_keepalive=True,
            # Without asking now and then, nobody notices that the other end is gone.
            health_check_interval=10,
        )
        subscription = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        subscription.subscribe(CHANNEL)
        return subscription

    def _listen(self, line: Any, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        # The first message confirms the subscription, and comes as None.
        while (left := deadline - time.monotonic()) > 0:
            if line.get_message(timeout=left) is not None:
                return


class _Ringer:
    """Rings in Redis. Where that fails it leaves it for a while: others notice by themselves, and editors wait here."""

    def __init__(self, url: str) -> None:
        # A connection that broke since the last time is made anew, once.
        self._client = redis.Redis.from_url(
            url,
            socket_connect_timeout=REDIS_SECONDS,
            socket_timeout=REDIS_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self._repair_at = 0.0

    def ring(self) -> None:
        if time.monotonic() < self._repair_at:
            return
        try:
            self._client.publish(CHANNEL, b"")
        except redis.RedisError as error:
            self._repair_at = time.monotonic() + REPAIR_SECONDS
            logger.warning("Redis could not be told of a purge; others notice within a second: %s", error)


_ringer = cache(_Ringer)


def _publish(url: str) -> None:
    _ringer(url).ring()
