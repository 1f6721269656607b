"""A channel of Redis as a bell. Loaded only where Redis is the site's cache."""

import logging
import time
from functools import cache
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .remote import CHANNEL, REPAIR_SECONDS, RemoteBell

logger = logging.getLogger(__name__)

# How long Redis may take for an answer.
REDIS_SECONDS = 0.3


class RedisBell(RemoteBell):
    """A subscription in Redis."""

    broken = redis.RedisError

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


class Ringer:
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


_ringer = cache(Ringer)


def publish(url: str) -> None:
    """Tell all who listen in the Redis at `url`. Raises nothing where that is away."""
    _ringer(url).ring()
