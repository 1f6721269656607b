"""Workers forked from a process that has loaded what they take."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from articles import zygote
from articles.markup import RenderRefused
from articles.markup.crew import Crew
from articles.markup.worker import MEMORY, receive, send
from articles.zygote import Fork, Zygote

ROOT = Path(__file__).parents[2]
SAY, MARK = "tests.markup.chores:say", "tests.markup.chores:mark"


@pytest.fixture
def parent() -> Iterator[Zygote]:
    zygote = Zygote(SAY)
    yield zygote
    zygote.end()


@pytest.fixture
def fork(parent: Zygote) -> Iterator[Callable[[], Fork]]:
    """Gives another worker of one zygote; all of them end with the test."""
    forks = []

    def another() -> Fork:
        forks.append(parent.fork())
        return forks[-1]

    yield another
    for each in forks:
        each.kill()


def said(fork: Fork, what: str) -> object:
    """What a worker answers when it is to say something."""
    send(fork.requests, (SAY, None, MEMORY))
    send(fork.requests, (SAY, {"what": what}, 3.0))
    ready, answer = receive(fork.answers), receive(fork.answers)
    assert ready == (False, "ready")
    return answer[2] if answer else None


def test_forks_work_side_by_side(fork: Callable[[], Fork]) -> None:
    """Each has pipes of its own."""
    one, other = fork(), fork()

    assert [said(other, "b"), said(one, "a"), said(other, "c")] == ["b", "a", "c"]


def test_work_goes_on_while_nobody_fetches(fork: Callable[[], Fork], tmp_path: Path) -> None:
    """Answers that no pipe holds wait in the worker; they come whole and in their order."""
    worker, mark = fork(), tmp_path / "done"
    send(worker.requests, (SAY, None, MEMORY))
    for letter in "abc":
        send(worker.requests, (SAY, {"what": letter * 3_000_000}, 3.0))
    send(worker.requests, (MARK, None, MEMORY))
    send(worker.requests, (MARK, {"path": str(mark)}, 3.0))

    deadline = time.monotonic() + 20
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert mark.exists()
    answers = [receive(worker.answers) for _ in range(6)]
    assert [answer[1] for answer in answers if answer] == ["ready", "ok", "ok", "ok", "ready", "ok"]
    assert [answer[2][:1] for answer in answers if answer and answer[1] == "ok"] == ["a", "b", "c", "d"]


def test_each_tells_what_it_ended_with(fork: Callable[[], Fork]) -> None:
    """Whichever ends first, and however often it is asked."""
    one, other, last = fork(), fork(), fork()
    other.requests.close()
    last.kill()

    assert (other.wait(), last.wait(), other.wait()) == (0, -signal.SIGKILL, 0)
    assert one.is_usable
    assert said(one, "still here") == "still here"


def test_the_zygote_works_itself(parent: Zygote, fork: Callable[[], Fork]) -> None:
    """It is its own last worker, tells what it ended with, and forks no more."""
    other, itself = fork(), parent.work()

    assert said(itself, "a") == "a"
    assert said(other, "b") == "b"
    assert not parent.is_usable
    itself.requests.close()
    assert itself.wait() == 0
    itself.kill()


def test_a_zygote_that_works_can_be_killed(parent: Zygote) -> None:
    itself = parent.work()
    assert said(itself, "a") == "a"
    itself.kill()

    assert itself.wait() == -signal.SIGKILL


def test_a_dead_zygote_is_replaced() -> None:
    """Whoever needs a worker next gets one of another; the work that the first one's had is done."""
    with Crew(2) as crew:
        assert crew.ask(SAY, {"what": "a"}, seconds=3).result() == "a"
        first = crew._zygote
        assert first is not None
        os.killpg(first._process.pid, signal.SIGKILL)
        first._process.wait()
        tasks = [crew.ask(SAY, {"what": f"{number}"}, seconds=3) for number in range(3)]
        refused = 0
        answers = []
        for task in tasks:
            try:
                answers.append(task.result())
            except RenderRefused:
                refused += 1

    assert refused <= 1
    assert answers == ["0", "1", "2"][refused:]


def test_one_that_was_started_early_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """By whoever asks for the same; one for something else ends."""
    monkeypatch.setattr(zygote, "_early", [])
    zygote.start_early(SAY)
    zygote.start_early("tests.markup.chores:crash")
    early, other = zygote._early

    taken = zygote.zygote_for(SAY)
    try:
        assert taken is early
        assert not other.is_usable
        worker = taken.fork()
        assert said(worker, "x") == "x"
        worker.kill()
    finally:
        taken.end()
    assert zygote._early == []


def test_nothing_outlives_its_parent() -> None:
    """A process that is killed leaves neither zygote nor workers behind."""
    program = """
import time
from articles.zygote import Zygote
from articles.markup.worker import MEMORY, receive, send
found = Zygote("tests.markup.chores:say")
forks = [found.fork(), found.fork()]
for fork in forks:
    send(fork.requests, ("tests.markup.chores:say", None, MEMORY))
    receive(fork.answers)
found._is_named(forks[1])
print(found._process.pid, *(fork.pid for fork in forks), flush=True)
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        process.kill()

    assert len(pids) == 3
    deadline = time.monotonic() + 20
    while any(map(_is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_is_running, pids))


def _is_running(pid: int) -> bool:
    """Whether a process does anything still; one that nobody has reaped does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
