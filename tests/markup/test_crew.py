"""Work done ahead by several processes: answers in any order, and nobody suffers for another's text."""

import contextlib
import gc
import os
import signal
import time
import weakref
from pathlib import Path

import pytest

from articles.markup import RenderRefused
from articles.markup import crew as crews
from articles.markup.crew import _DEPTH, _ENOUGH, Crew, Task

CHORES = "tests.markup.chores"


@pytest.fixture(autouse=True)
def _little_memory_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else this process has run."""
    monkeypatch.setattr(crews, "_own_memory", lambda: 80 * 1024 * 1024)


def ask(crew: Crew, name: str, *, seconds: float = 20, **arguments: object) -> Task:
    return crew.ask(f"{CHORES}:{name}", arguments, seconds=seconds)


def rule(task: Task) -> str:
    with pytest.raises(RenderRefused) as refused:
        task.result()
    return refused.value.rule


def test_answers_belong_to_their_tasks() -> None:
    """More tasks than the workers take at once, large and small, fetched in another order than asked for."""
    with Crew(2) as crew:
        tasks = [ask(crew, "say", what=f"{number}-" * (number % 7 * 20_000)) for number in range(3 * _DEPTH)]
        answers = [task.result() for task in reversed(tasks)]

    assert answers == [f"{number}-" * (number % 7 * 20_000) for number in reversed(range(3 * _DEPTH))]


def test_workers_work_at_the_same_time() -> None:
    """Two tasks that wait take as long as one, once there was enough to do for two workers."""
    with Crew(2) as crew:
        for task in [ask(crew, "say", what="x") for _ in range(2 * _ENOUGH)]:
            task.result()
        begun = time.monotonic()
        tasks = [crew.ask(f"{CHORES}:sleep", {"seconds": 0.8}, seconds=20) for _ in range(2)]
        for task in tasks:
            task.result()

    assert time.monotonic() - begun < 1.5


def test_a_little_work_takes_one_worker() -> None:
    """To start another one takes longer than it would save."""
    with Crew(4) as crew:
        tasks = [ask(crew, "say", what="x") for _ in range(_ENOUGH)]
        for task in tasks:
            task.result()

        assert len(crew._hands) == 1


def test_a_worker_gets_ready_before_there_is_work() -> None:
    """And the tasks that come then are its own."""
    with Crew(2) as crew:
        crew.get_ready(f"{CHORES}:say")
        (hand,) = crew._hands

        assert [ask(crew, "say", what=f"{number}").result() for number in range(3)] == ["0", "1", "2"]
        assert crew._hands == [hand]


def test_only_the_guilty_is_refused() -> None:
    """What takes too long, too much memory, or kills its worker is refused; what waits behind it is done."""
    with Crew(1) as crew:
        slow = crew.ask(f"{CHORES}:sleep", {"seconds": 60}, seconds=0.03)
        after_slow = ask(crew, "say", what="one")
        greedy = ask(crew, "take", megabytes=400)
        after_greedy = ask(crew, "say", what="two")
        deadly = ask(crew, "crash")
        refused, failed = ask(crew, "refuse"), ask(crew, "fail")
        last = ask(crew, "say", what="three")

        assert [after_slow.result(), after_greedy.result(), last.result()] == ["one", "two", "three"]
        assert [rule(task) for task in (slow, greedy, deadly, refused, failed)] == [
            "time",
            "memory",
            "nesting",
            "nesting",
            "failed",
        ]


def test_what_needs_more_than_a_part_of_the_memory_works_alone() -> None:
    """Two such texts at once would be more than all may take together; the others' work is done all the same."""
    with Crew(2) as crew:
        small = [ask(crew, "say", what=str(number)) for number in range(4 * _ENOUGH)]
        large = [ask(crew, "take", megabytes=80) for _ in range(3)]
        after = [ask(crew, "say", what=str(number)) for number in range(4 * _ENOUGH)]
        seen: list[int] = []
        while not large[0].is_done:
            crew.work(wait_for=large[0])
            seen += [len(crew._hands)] if crew._is_alone else []
        # Nobody is at work while what came of it is used.
        assert not crew._hands

        assert [task.result() for task in large] == [80 * 1024 * 1024] * 3
        assert max(seen) == 1
        assert [task.result() for task in [*small, *after]] == [*map(str, range(4 * _ENOUGH))] * 2
        assert not crew._is_alone


def test_the_more_whoever_asks_has_the_less_the_workers_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they are at is done anew, and what is too large for a smaller part alone."""
    mebibyte = 1024 * 1024
    with Crew(2) as crew:
        before = [ask(crew, "take", megabytes=24) for _ in range(2 * _ENOUGH)]
        assert [task.result() for task in before] == [24 * mebibyte] * 2 * _ENOUGH
        assert not crew._is_alone
        assert {hand.memory for hand in crew._hands} == {37.5 * mebibyte}
        monkeypatch.setattr(crews, "_own_memory", lambda: 200 * mebibyte)
        small = [ask(crew, "say", what=str(number)) for number in range(crews._SELDOM)]
        large = ask(crew, "take", megabytes=24)
        assert [task.result() for task in small] == [*map(str, range(crews._SELDOM))]
        assert {hand.memory for hand in crew._hands} == {16 * mebibyte}
        assert large.result() == 24 * mebibyte


def test_others_work_until_somebody_waits_for_what_is_large() -> None:
    """So that many large texts among small ones interrupt them once, not each time."""
    with Crew(2) as crew:
        large = ask(crew, "take", megabytes=80)
        small = [ask(crew, "say", what=str(number)) for number in range(4 * _ENOUGH)]
        assert [task.result() for task in small] == [*map(str, range(4 * _ENOUGH))]

        assert not large.is_done
        assert large.result() == 80 * 1024 * 1024


def test_what_nearly_met_the_limit_counts_as_what_met_it() -> None:
    """A library that gets round a failure makes something else of a text than it makes elsewhere."""
    with Crew(2) as crew:
        assert ask(crew, "make_do", megabytes=(40, 70)).result() == 70


def test_what_is_too_large_for_all_of_the_memory_is_refused_and_says_how_large() -> None:
    with Crew(2) as crew:
        task = ask(crew, "take", megabytes=200)
        with pytest.raises(RenderRefused, match="more than 104 MB"):
            task.result()


def test_a_refusal_keeps_neither_the_request_nor_who_met_it() -> None:
    """A request is as large as its text, and whoever asked has the text too."""

    def meet(task: Task) -> weakref.ref[object]:
        here = {1, 2}
        with contextlib.suppress(RenderRefused):
            task.result()
        return weakref.ref(here)

    gc.disable()
    try:
        with Crew(1) as crew:
            task = ask(crew, "crash")
            assert rule(task) == "nesting"
            assert meet(task)() is None
            assert task._arguments is None
    finally:
        gc.enable()


def test_a_worker_that_somebody_else_ends_costs_no_text() -> None:
    """The system does when memory is short: the text is tried again."""
    with Crew(1) as crew:
        crew.get_ready(f"{CHORES}:say")
        task = crew.ask(f"{CHORES}:sleep", {"seconds": 1.5}, seconds=20)
        other = ask(crew, "say", what="next")
        (hand,) = crew._hands
        assert hand.process._zygote._is_named(hand.process)
        os.kill(hand.process.pid or 0, signal.SIGKILL)

        assert [other.result(), task.result()] == ["next", 1.5]


def test_large_work_goes_on_after_a_rest() -> None:
    """Which is for whoever takes still more memory."""
    with Crew(2) as crew:
        tasks = [ask(crew, "take", megabytes=80) for _ in range(2)]
        while not crew._is_alone:
            crew.work(wait_for=tasks[0])
        with crew.resting():
            assert not crew._hands
        assert [task.result() for task in tasks] == [80 * 1024 * 1024] * 2


@pytest.mark.parametrize(("own", "works_itself"), [(100, True), (0, False)])
def test_where_memory_is_short_nothing_is_beside_large_work(
    own: int, works_itself: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What workers are forked from has memory of its own, so it works itself then; others are forked from another."""
    monkeypatch.setattr(crews, "_own_memory", lambda: own * 1024 * 1024)
    with Crew(2) as crew:
        tasks = [ask(crew, "take", megabytes=80) for _ in range(2)]
        while not crew._is_alone:
            crew.work(wait_for=tasks[0])
        assert crew._zygote is not None
        assert crew._zygote.is_usable is not works_itself
        assert [task.result() for task in tasks] == [80 * 1024 * 1024] * 2
        assert ask(crew, "say", what="and on").result() == "and on"


def test_a_worker_that_keeps_much_makes_room_for_another_one() -> None:
    """Several of them, each with what its texts left behind, would be more than all may take together."""
    with Crew(1) as crew:
        first, second, third = (ask(crew, "keep", megabytes=size).result() for size in (1, 60, 1))

    assert first == second != third


def test_workers_end_with_the_crew() -> None:
    """Nothing is left behind, even with work to do."""
    with Crew(2) as crew:
        for _ in range(2 * _ENOUGH):
            crew.ask(f"{CHORES}:sleep", {"seconds": 30}, seconds=60)
        crew.work()
        zygote = crew._zygote
        assert zygote is not None
        processes = [zygote._process.pid, *(hand.process.pid for hand in crew._hands)]

    assert len(processes) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in processes)


def test_workers_that_rest_are_none_and_nothing_is_lost() -> None:
    """What they were at, or had not begun, is done anew afterwards."""
    with Crew(2) as crew:
        tasks = [ask(crew, "say", what=str(number)) for number in range(3 * _DEPTH)]
        crew.work()
        zygote = crew._zygote
        assert zygote is not None
        processes = [zygote._process.pid, *(hand.process.pid for hand in crew._hands)]
        with crew.resting():
            assert not any(Path(f"/proc/{pid}").exists() for pid in processes if pid)
        assert [task.result() for task in tasks] == [str(number) for number in range(3 * _DEPTH)]
