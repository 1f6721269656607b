"""The clock beside the requests."""

import logging
import threading

import pytest
from django.db import OperationalError

from trendsite.scheduler import Scheduler

# Its thread closes the connections it might have opened; the work in these tests opens none.
pytestmark = pytest.mark.django_db


def test_ticks_until_stopped() -> None:
    """The work is repeated, and `stop` returns only when the thread has ended."""
    ticks = threading.Semaphore(0)
    scheduler = Scheduler(ticks.release, interval=0.001)

    scheduler.start()
    came = [ticks.acquire(timeout=5) for _ in range(3)]
    scheduler.stop()

    assert came == [True, True, True]
    assert "scheduler" not in {thread.name for thread in threading.enumerate()}


def test_starting_twice_is_one_thread() -> None:
    """A second `start` changes nothing."""
    scheduler = Scheduler(lambda: None, interval=60)

    scheduler.start()
    scheduler.start()
    running = [thread.name for thread in threading.enumerate()].count("scheduler")
    scheduler.stop()

    assert running == 1


def test_outlives_failures(caplog: pytest.LogCaptureFixture) -> None:
    """An outage is survived and logged at its beginning and its end, not at every tick."""
    outcomes = iter(
        [OperationalError("gone"), OperationalError("gone"), None, OperationalError("gone again")]
    )

    def work() -> None:
        outcome = next(outcomes)
        if outcome is not None:
            raise outcome

    scheduler = Scheduler(work, interval=60)
    caplog.set_level(logging.INFO, logger="trendsite.scheduler")

    for _ in range(4):
        scheduler.tick()

    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO", "ERROR"]
