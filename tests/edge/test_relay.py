"""Purges of other processes reach this one within a second, once, whatever gets lost on the way."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterable
from datetime import timedelta

import pytest
import redis
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone
from pytest_django import Settings

from edge import bells, purging, relay
from edge.bells.postgres_bell import PostgresBell
from edge.bells.redis_bell import RedisBell, Ringer
from edge.models import Purge
from edge.relay import Relay

pytestmark = pytest.mark.django_db(transaction=True)

REDIS = "redis://127.0.0.1:6379/0"


class Applied(list[list[str]]):
    """The purges applied so far."""

    def __call__(self, keys: Iterable[str]) -> None:
        self.append(sorted(keys))

    async def reach(self, number: int, *, seconds: float = 3.0) -> float:
        """Wait for as many; returns for how long."""
        started = time.monotonic()
        while len(self) < number and time.monotonic() - started < seconds:
            await asyncio.sleep(0.005)
        return time.monotonic() - started


def elsewhere(*keys: str, ring: bool = True) -> int:
    """A purge of another process: nobody here is told but through the database."""
    try:
        with transaction.atomic():
            row = Purge.objects.create(keys=list(keys))
            if ring:
                bells.ring(connection)
        return row.pk
    finally:
        connections.close_all()


def here(*keys: str) -> None:
    try:
        purging.purge(keys)
    finally:
        connections.close_all()


def test_other_processes_purge() -> None:
    applied = Applied()

    async def scene() -> list[float]:
        listening = Relay(applied)
        listening.start()
        waited = []
        for number in range(3):
            await asyncio.sleep(0.1)
            await asyncio.to_thread(elsewhere, f"article-{number}")
            waited.append(await applied.reach(number + 1))
        await asyncio.to_thread(listening.stop)
        return waited

    waited = asyncio.run(scene())

    assert applied == [["article-0"], ["article-1"], ["article-2"]]
    assert max(waited) < 1


def test_what_was_before_is_not_applied() -> None:
    elsewhere("article-1")
    applied = Applied()

    async def scene() -> None:
        listening = Relay(applied)
        listening.start()
        await asyncio.to_thread(elsewhere, "article-2")
        await applied.reach(1)
        await asyncio.to_thread(listening.stop)

    asyncio.run(scene())

    assert applied == [["article-2"]]


def test_own_purge_is_applied_at_once_and_once() -> None:
    """Not when somebody looks at the table next, and not again then."""
    applied = Applied()

    async def scene() -> tuple[int, int]:
        listening = Relay(applied)
        listening.start()
        await asyncio.to_thread(here, "article-1")
        # What was scheduled from the thread that wrote comes before its result.
        at_once = len(applied)
        await asyncio.sleep(1.2)
        await asyncio.to_thread(listening.stop)
        return at_once, len(applied)

    assert asyncio.run(scene()) == (1, 1)


def test_lost_ring() -> None:
    """The table is the truth: a purge that nobody was told of is found within a second."""
    applied = Applied()

    async def scene() -> float:
        listening = Relay(applied)
        listening.start()
        await asyncio.sleep(0.1)
        await asyncio.to_thread(elsewhere, "article-1", ring=False)
        waited = await applied.reach(1)
        await asyncio.to_thread(listening.stop)
        return waited

    assert asyncio.run(scene()) < 1.2
    assert applied == [["article-1"]]


def test_undone_transaction() -> None:
    applied = Applied()

    def undone() -> None:
        try:
            with transaction.atomic():
                purging.purge(["article-1"])
                transaction.set_rollback(True)
        finally:
            connections.close_all()

    async def scene() -> None:
        listening = Relay(applied)
        listening.start()
        await asyncio.to_thread(undone)
        await asyncio.to_thread(elsewhere, "article-2")
        await applied.reach(1)
        await asyncio.to_thread(listening.stop)

    asyncio.run(scene())

    assert applied == [["article-2"]]


def test_database_away_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was purged while this process could not look is applied when it can."""
    applied = Applied()
    away = False
    has_changed = Relay._has_changed

    def failing(self: Relay) -> bool:
        if away:
            raise OperationalError
        return has_changed(self)

    monkeypatch.setattr(Relay, "_has_changed", failing)

    async def scene() -> None:
        nonlocal away
        listening = Relay(applied)
        listening.start()
        away = True
        await asyncio.to_thread(elsewhere, "article-1")
        await asyncio.sleep(1)
        assert applied == []
        away = False
        await applied.reach(1)
        await asyncio.to_thread(listening.stop)

    asyncio.run(scene())

    assert applied == [["article-1"]]


def test_database_away_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it comes, nobody knows what was missed: everything is made anew."""
    applied = Applied()
    away = True
    begin = Relay._begin

    def failing(self: Relay) -> None:
        if away:
            raise OperationalError
        begin(self)

    monkeypatch.setattr(Relay, "_begin", failing)

    async def scene() -> None:
        nonlocal away
        listening = Relay(applied)
        listening.start()
        await asyncio.sleep(0.1)
        away = False
        await applied.reach(1)
        await asyncio.to_thread(listening.stop)

    asyncio.run(scene())

    assert applied == [["*"]]


def test_away_for_longer_than_purges_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    applied = Applied()
    monkeypatch.setattr(relay, "KEPT", timedelta(seconds=-1))

    async def scene() -> None:
        listening = Relay(applied)
        listening.start()
        await applied.reach(1)
        await asyncio.to_thread(listening.stop)

    asyncio.run(scene())

    assert applied[0] == ["*"]


@pytest.mark.parametrize(("age", "expected"), [(60.0, ["!text-1", "article-1"]), (7200.0, ["!*"])])
def test_pages_from_disk_catch_up(age: float, expected: list[str]) -> None:
    """What was purged since a snapshot was written is purged from it; after too long nothing of it is believed."""
    elsewhere("article-1", "!text-1")
    applied = Applied()

    async def scene() -> None:
        listening = Relay(applied, restored=lambda: time.time() - age)
        listening.start()
        await applied.reach(1)
        await asyncio.to_thread(listening.stop)

    asyncio.run(scene())

    assert applied == [expected]


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite's transactions commit in the order of their numbers"
)
def test_transaction_that_was_under_way_at_the_start() -> None:
    """A purge that was numbered before a process began, and committed after it, reaches that process."""
    applied = Applied()
    begun, listening = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                Purge.objects.create(keys=["article-1"])
                begun.set()
                listening.wait(5)
        finally:
            connections.close_all()

    async def scene() -> None:
        under_way = asyncio.create_task(asyncio.to_thread(slow))
        await asyncio.to_thread(begun.wait)
        await asyncio.to_thread(elsewhere, "article-2")
        relay = Relay(applied)
        relay.start()
        listening.set()
        await under_way
        await applied.reach(1)
        await asyncio.to_thread(relay.stop)

    asyncio.run(scene())

    assert applied == [["article-1"]]


def test_outage_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the database stops answering, and not at every look that fails; and again at the next outage."""
    told: list[float] = []
    away = False
    has_changed = Relay._has_changed

    def failing(self: Relay) -> bool:
        if away:
            raise OperationalError
        return has_changed(self)

    monkeypatch.setattr(Relay, "_has_changed", failing)
    monkeypatch.setattr(relay, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(relay, "LOOK_SECONDS_BESIDE_BELL", 0.02)

    async def scene() -> None:
        nonlocal away
        listening = Relay(Applied(), on_outage=lambda: told.append(time.monotonic()))
        listening.start()
        for state in (True, False, True):
            away = state
            await asyncio.sleep(0.5)
        await asyncio.to_thread(listening.stop)

    asyncio.run(scene())

    assert len(told) == 2


def test_silence_is_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that keeps the thread waiting is noticed all the same."""
    told = threading.Event()
    frozen = threading.Event()
    monkeypatch.setattr(relay, "STALLED_SECONDS", 0.5)
    monkeypatch.setattr(Relay, "_has_changed", lambda self: not frozen.wait(10))

    async def scene() -> bool:
        listening = Relay(Applied(), on_outage=told.set)
        listening._begin = lambda: None  # type: ignore[method-assign]
        listening.start()
        heard = await asyncio.to_thread(told.wait, 5)
        frozen.set()
        await asyncio.to_thread(listening.stop)
        return heard

    assert asyncio.run(scene())


def test_old_rows_are_removed() -> None:
    old, new = elsewhere("article-1"), elsewhere("article-2")
    Purge.objects.filter(pk=old).update(created=timezone.now() - timedelta(hours=2))

    purging.trim()

    assert list(Purge.objects.values_list("pk", flat=True)) == [new]


def test_rows_are_removed_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table does not grow: whoever writes cleans up."""
    monkeypatch.setattr(purging, "TRIM_EVERY", 1)
    old = elsewhere("article-1")
    Purge.objects.filter(pk=old).update(created=timezone.now() - timedelta(hours=2))

    purging.purge(["article-2"])

    assert Purge.objects.count() == 1


def test_nothing_to_purge() -> None:
    purging.purge([])

    assert not Purge.objects.exists()


def test_numbers_are_not_given_twice() -> None:
    """Even when the newest rows are gone: a number that was seen must not come again with other keys."""
    first = elsewhere("article-1")
    Purge.objects.all().delete()

    assert elsewhere("article-2") > first


def test_redis_rings(settings: Settings) -> None:
    """With Redis as its cache a site hears of purges through it, and does not wait for its next look."""
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=1).ping()
    except redis.RedisError as error:
        pytest.skip(f"no Redis at {REDIS}: {error}")
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS}
    }
    assert isinstance(bells.bell_for(connection), RedisBell)
    assert _fastest_of_three() < 0.3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="LISTEN is PostgreSQL's")
def test_postgresql_rings() -> None:
    """Purges are told by NOTIFY when they commit."""
    assert isinstance(bells.bell_for(connection), PostgresBell)
    assert _fastest_of_three() < 0.3


def _fastest_of_three() -> float:
    applied = Applied()

    async def scene() -> float:
        listening = Relay(applied)
        listening.start()
        waited = []
        for number in range(3):
            await asyncio.sleep(0.3)
            await asyncio.to_thread(elsewhere, f"article-{number}")
            waited.append(await applied.reach(number + 1))
        await asyncio.to_thread(listening.stop)
        return min(waited)

    return asyncio.run(scene())


def test_broken_bell_is_a_clock() -> None:
    """Without its connection a bell only says when to look next."""
    bell = RedisBell("redis://127.0.0.1:1/0")
    started = time.monotonic()

    bell.wait(0.2, threading.Event())
    bell.close()

    assert 0.15 < time.monotonic() - started < 1.5


def test_silent_redis_keeps_nobody_waiting() -> None:
    """One that accepts connections and says nothing costs an editor a moment, once, and nobody a look at the table."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        ringer, bell = Ringer(url), RedisBell(url)
        took = []
        for work in (ringer.ring, ringer.ring, lambda: bell.wait(0.8, threading.Event())):
            started = time.monotonic()
            work()
            took.append(time.monotonic() - started)
        bell.close()

    first, second, looked = took
    assert first < 2
    assert second < 0.1
    assert looked < 1.5
