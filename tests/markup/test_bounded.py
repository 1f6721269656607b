"""Rendering in processes that can be killed: every text is answered in time, and the next one too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from articles.markup import RenderRefused, bounded, render, render_bounded
from articles.markup.bounded import call_bounded
from tests.markup import chores

ROOT = Path(__file__).parents[2]

# Each is harmless for one dialect at least, and too much for another or for what comes after both.
ABSURD = {
    "dashes": "- " * 5000 + "x",
    "brackets": "[" * 50_000,
    "quotes": ">" * 10_000 + "x",
    "tags": "<b>" * 50_000,
    "wide table": "|a" * 3000 + "|\n" + "|-" * 3000 + "|\n" + ("|1" * 3000 + "|\n") * 10,
    "backticks": "".join("`" * count + "a" for count in range(1, 400)),
    "callouts": ":::note\n" * 5000 + ":::\n" * 5000,
    "ordered lists": "".join("   " * depth + "1. x\n" for depth in range(300)),
    "footnotes": "".join(f"[^{n}]" for n in range(3000))
    + "\n\n"
    + "".join(f"[^{n}]: x\n" for n in range(3000)),
}


@pytest.fixture
def fresh_pool() -> Iterator[None]:
    """No workers before the test, and none of its own after it."""
    bounded._pools.end()
    yield
    bounded._pools.end()


def test_gives_what_render_gives() -> None:
    """The way through another process changes nothing, whatever the arguments."""
    body = "# Title\n\nSome [link](https://example.org) and ![an image](a.png).\n\n!!! note\n    x"

    rendered = render_bounded(body, dialect="python-markdown", title="Title", site_host="example.org")

    assert rendered == render(body, dialect="python-markdown", title="Title", site_host="example.org")


@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
@pytest.mark.parametrize("name", ABSURD)
def test_absurd_text_is_answered_in_time(name: str, dialect: str) -> None:
    """A text made to break the engines is rendered or refused by a named rule, and the next one is rendered."""
    render_bounded("warm up")
    before = time.monotonic()

    try:
        answer = render_bounded(ABSURD[name], dialect=dialect, timeout=0.3).text[:1]
    except RenderRefused as refused:
        answer = refused.rule

    assert answer
    assert time.monotonic() - before < 20  # the time to start another worker on a busy machine, and no more
    assert render_bounded("Still *here*.").html == "<p>Still <em>here</em>.</p>"


def test_time_is_a_rule() -> None:
    """A text that takes too long is refused, and the refusal says how long it may take."""
    with pytest.raises(RenderRefused) as refused:
        render_bounded("[" * 50_000, dialect="python-markdown", timeout=0.3)

    assert refused.value.rule == "time"
    assert "longer than 0.3 seconds" in str(refused.value)


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="the system does not tell what memory is used"
)
def test_memory_is_a_rule() -> None:
    """A text that asks for too much memory is refused, and the refusal says how much it may take."""
    with pytest.raises(RenderRefused) as refused:
        # Each word is a node of its own for the engine, so that two megabytes become hundreds.
        render_bounded("a_b " * 499_000, timeout=20)

    assert refused.value.rule == "memory"
    assert "256 MB" in str(refused.value)
    assert render_bounded("x").html == "<p>x</p>"


def test_size_is_a_rule() -> None:
    """Too much text, and text that becomes too large a page, are told apart."""
    with pytest.raises(RenderRefused) as too_long:
        render_bounded("x" * 2_000_001)
    with pytest.raises(RenderRefused) as too_large:
        render_bounded("# a\n\n" * 20_000, timeout=20)

    assert (too_long.value.rule, too_large.value.rule) == ("input-size", "output-size")


def test_long_post_is_rendered() -> None:
    """A real post can be long: 800 KB of prose are within the limits."""
    body = "A paragraph of ordinary prose, with a comma and a full stop.\n\n" * 13_000

    rendered = render_bounded(body, timeout=20)

    assert rendered.words == 12 * 13_000


@pytest.mark.parametrize(
    "part",
    [
        "- An item with [a link](https://example.com/one/two) and `code` in it\n",
        "## A heading\n\nA sentence under it with a [link](https://example.com/) and a full stop.\n\n",
        "```python\ndef double(x):\n    return [y * 2 for y in range(x) if y]  # all\n```\n\n",
    ],
    ids=["links", "headings", "code"],
)
def test_long_post_may_grow(part: str) -> None:
    """What makes HTML of a text several times its size is no attack when it is long."""
    body = part * (800_000 // len(part))

    assert len(render_bounded(body, timeout=20).html) > 1_000_000


def test_long_post_may_take_its_time() -> None:
    """The time grows with the length: a book is not refused for being one."""
    body = "A paragraph with *emphasis*, a [link](https://example.com/) and `code`.\n\n" * 11_000

    assert render_bounded(body, timeout=1).words == 8 * 11_000


def test_unknown_dialect_is_a_mistake_of_the_caller() -> None:
    """A dialect that does not exist is no fault of the text."""
    with pytest.raises(ValueError, match="unknown dialect 'textile'"):
        render_bounded("x", dialect="textile")


def test_mistake_in_the_renderer_is_refused_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An unforeseen error in a worker reaches the log with its traceback and the editor without it."""
    monkeypatch.setattr(bounded._Worker, "ask", lambda *_: ("failed", "Traceback of the worker"))

    with pytest.raises(RenderRefused) as refused:
        render_bounded("x")

    assert refused.value.rule == "failed"
    assert "Traceback of the worker" in caplog.text


@pytest.mark.usefixtures("fresh_pool")
def test_worker_that_was_killed_is_replaced() -> None:
    """Somebody ending a worker between two texts is not the second text's fault."""
    render_bounded("x")
    (worker,) = bounded._pools.current._all
    os.kill(worker._process.pid, signal.SIGKILL)
    worker._process.wait()

    assert render_bounded("y").html == "<p>y</p>"


@pytest.mark.usefixtures("fresh_pool")
def test_threads_share_few_workers() -> None:
    """Many threads at once get their own answers from no more workers than there are processors."""
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda n: render_bounded(f"text {n}").html, range(60)))

    assert answers == [f"<p>text {n}</p>" for n in range(60)]
    assert 1 <= len(bounded._pools.current._all) <= bounded.MAX_WORKERS


@pytest.mark.usefixtures("fresh_pool")
def test_thread_waits_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all workers busy for too long the text is refused for now."""
    monkeypatch.setattr(bounded, "MAX_WORKERS", 0)
    monkeypatch.setattr(bounded, "WAIT_TIMEOUT", 0.05)

    with pytest.raises(RenderRefused) as refused:
        render_bounded("x")

    assert refused.value.rule == "busy"


def _run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )


def test_forked_process_has_workers_of_its_own() -> None:
    """After a fork both processes render, neither with the other's worker, and both end cleanly."""
    ended = _run(
        """
import os
from articles.markup import bounded, render_bounded
render_bounded("parent")
(mine,) = bounded._pools.current._all
child = os.fork()
if child == 0:
    assert bounded._pools.current._all == set()
    assert render_bounded("child").html == "<p>child</p>"
    (own,) = bounded._pools.current._all
    assert own._process.pid != mine._process.pid
    bounded._pools.end()
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert mine.is_usable
assert render_bounded("again").html == "<p>again</p>"
print("done")
"""
    )

    assert (ended.stdout, ended.stderr, ended.returncode) == ("done\n", "", 0)


def test_workers_end_with_their_parent() -> None:
    """A parent that is killed leaves no worker behind, even one in the middle of a text."""
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            """
import threading, time
from articles.markup import bounded, render_bounded
body, how = "[" * 50_000, {"dialect": "python-markdown", "timeout": 0.7}
threading.Thread(target=render_bounded, args=[body], kwargs=how).start()
while not bounded._pools.current._all:
    pass
time.sleep(0.1)
print(next(iter(bounded._pools.current._all))._process.pid, flush=True)
""",
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()

    deadline = time.monotonic() + 10
    while _is_running(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(worker)


def _is_running(pid: int) -> bool:
    """Whether a process does anything still; one that nobody has reaped does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_worker_knows_no_django() -> None:
    """A worker starts without Django, settings or database."""
    ended = _run(
        "import sys, articles.markup.worker; print([name for name in sys.modules if 'django' in name])"
    )

    assert (ended.stdout, ended.returncode) == ("[]\n", 0), ended.stderr


def test_a_busy_machine_is_not_the_texts_fault() -> None:
    """What counts is the time of a processor: a text that only has to wait for one is rendered."""
    chore = f"{chores.__name__}:sleep"
    assert call_bounded(chore, {"seconds": 0.2}, seconds=0.06) == 0.2
    with pytest.raises(RenderRefused, match="longer"):
        call_bounded(chore, {"seconds": 60}, seconds=0.06)


@pytest.mark.usefixtures("fresh_pool")
def test_while_workers_rest_whoever_wants_one_waits() -> None:
    """Those that are idle are gone; one that was at work ends when it is done."""
    call_bounded(f"{chores.__name__}:say", {"what": "x"}, seconds=5)
    with ThreadPoolExecutor(2) as threads:
        with bounded.workers_resting():
            assert not bounded._pools.current._all
            waiting = threads.submit(call_bounded, f"{chores.__name__}:say", {"what": "y"}, seconds=5)
            time.sleep(0.3)
            assert not waiting.done()
            assert not bounded._pools.current._all
        assert waiting.result() == "y"
        at_work = threads.submit(call_bounded, f"{chores.__name__}:sleep", {"seconds": 1.0}, seconds=5)
        while not bounded._pools.current._all - set(bounded._pools.current._idle):
            time.sleep(0.01)
        with bounded.workers_resting():
            assert at_work.result() == 1.0
            assert not bounded._pools.current._all
