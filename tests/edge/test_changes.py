"""When the site changes next by the clock alone, without asking it more often than needed."""

import asyncio
import threading
from collections.abc import Callable

from edge.changes import BELIEVED_SECONDS, UNKNOWN_SECONDS, NextChange

from .fakes import NOON, Clock


class Asked:
    """A site that answers `moments` one after the other, and the last of them from then on."""

    def __init__(self, *moments: float | Exception | None) -> None:
        self.moments = list(moments)
        self.times = 0

    def __call__(self) -> float | None:
        self.times += 1
        moment = self.moments.pop(0) if len(self.moments) > 1 else self.moments[0]
        if isinstance(moment, Exception):
            raise moment
        return moment


def moments(change: NextChange, *steps: Callable[[], object]) -> list[float | None]:
    """The next change before and after each of `steps`."""

    async def scene() -> list[float | None]:
        found = [await change.moment()]
        for step in steps:
            step()
            found.append(await change.moment())
        return found

    return asyncio.run(scene())


def test_purges_cost_no_question() -> None:
    asked = Asked(NOON + 100)
    change = NextChange(asked, clock=Clock())

    found = moments(change, *[lambda: change.note(["article-1", "~tag-2", "!text-3"])] * 5)

    assert found == [NOON + 100] * 6
    assert asked.times == 1


def test_purge_brings_what_it_schedules() -> None:
    """The earliest counts; what is later is found when that has passed."""
    asked = Asked(NOON + 100, NOON + 100)
    clock = Clock()
    change = NextChange(asked, clock=clock)

    def pass_by() -> None:
        clock.now = NOON + 50

    found = moments(
        change,
        lambda: change.note(["article-1", f"@{NOON + 50}"]),
        lambda: change.note(["article-2", f"@{NOON + 70}"]),
        pass_by,
    )

    assert found == [NOON + 100, NOON + 50, NOON + 50, NOON + 100]
    assert asked.times == 2


def test_first_thing_that_is_ever_scheduled() -> None:
    change = NextChange(Asked(None), clock=Clock())

    assert moments(change, lambda: change.note([f"@{NOON + 5}"])) == [None, NOON + 5]


def test_purge_of_everything_asks_again() -> None:
    """It may stand for purges that nobody knows any more."""
    asked = Asked(NOON + 100, NOON + 20)
    change = NextChange(asked, clock=Clock())

    assert moments(change, lambda: change.note(["*"])) == [NOON + 100, NOON + 20]


def test_answer_is_not_believed_for_ever() -> None:
    """Somebody may have restored a backup meanwhile."""
    asked, clock = Asked(None, NOON + 5_000), Clock()
    change = NextChange(asked, clock=clock)

    def wait() -> None:
        clock.now += BELIEVED_SECONDS

    assert moments(change, wait) == [None, NOON + 5_000]


def test_unknown_change_is_asked_for_again_after_a_moment() -> None:
    """A page that is made meanwhile is as good as stale."""
    asked, clock = Asked(ConnectionError(), NOON + 100), Clock()
    change = NextChange(asked, clock=clock)

    def wait() -> None:
        clock.now += UNKNOWN_SECONDS

    assert moments(change, lambda: None, wait) == [NOON, NOON + UNKNOWN_SECONDS, NOON + 100]
    assert asked.times == 2


def test_purge_while_the_site_is_asked() -> None:
    """What was scheduled after the site had looked, and before it had answered, counts."""
    looked, may_answer = threading.Event(), threading.Event()

    def ask() -> float | None:
        looked.set()
        may_answer.wait(5)
        return NOON + 100

    change = NextChange(ask, clock=Clock())

    async def scene() -> list[float | None]:
        asking = asyncio.create_task(change.moment())
        await asyncio.to_thread(looked.wait, 5)
        change.note([f"@{NOON + 30}"])
        may_answer.set()
        return [await asking, await change.moment()]

    assert asyncio.run(scene()) == [NOON + 30, NOON + 30]


def test_purge_of_everything_while_the_site_is_asked() -> None:
    """The answer under way is given to those who wait for it, and to nobody else."""
    looked, may_answer = threading.Event(), threading.Event()
    answers = [NOON + 100, NOON + 20]

    def ask() -> float | None:
        looked.set()
        may_answer.wait(5)
        return answers.pop(0)

    change = NextChange(ask, clock=Clock())

    async def scene() -> list[float | None]:
        asking = asyncio.create_task(change.moment())
        await asyncio.to_thread(looked.wait, 5)
        change.note(["*"])
        again = asyncio.create_task(change.moment())
        await asyncio.sleep(0)
        may_answer.set()
        return [await asking, await again, await change.moment()]

    assert asyncio.run(scene()) == [NOON + 100, NOON + 20, NOON + 20]


def test_question_that_is_cancelled_is_asked_anew() -> None:
    """A server that stops in the middle, and another loop after it."""
    looked, may_answer = threading.Event(), threading.Event()

    def ask() -> float | None:
        looked.set()
        may_answer.wait(5)
        return NOON + 100

    change = NextChange(ask, clock=Clock())

    async def stopped() -> None:
        task = asyncio.create_task(change.moment())
        await asyncio.to_thread(looked.wait, 5)
        task.cancel()

    asyncio.run(stopped())
    may_answer.set()

    assert moments(change) == [NOON + 100]


def test_site_without_a_clock() -> None:
    change = NextChange(None, clock=Clock())

    assert moments(change, lambda: change.note(["*", f"@{NOON + 1}"])) == [None, None]
