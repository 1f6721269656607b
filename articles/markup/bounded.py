"""Rendering that always ends: in processes of our own that can be killed.

A hostile text can keep an engine busy for hours or make it ask for all the memory there is, and neither can
be stopped within a process. A small pool of workers is started when first needed and kept; one that takes too
long is killed and replaced by the next call. Workers know nothing of Django, end with their parent (their
stdin closes), and are left to the parent after a fork.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar
from importlib import import_module
from io import FileIO
from pathlib import Path
from typing import Any, Literal, cast

from articles.markup.engines import DIALECTS
from articles.markup.render import MAX_INPUT
from articles.markup.rendered import Rendered, RenderRefused
from articles.markup.worker import MEMORY, receive, send
from articles.patience import on_the_clock

TIMEOUT = 2.0
"""Seconds of a processor that one body may take, in proportion more if it is longer than `ORDINARY`."""
ORDINARY = 200_000
"""Characters that hardly a body has: one that is longer is a book or a log, and no attack by itself."""
START_SECONDS = 3.0
"""Seconds of a processor for a worker to start: far more than it takes, and they are not the text's fault."""
TIMED_OUT = frozenset({-signal.SIGPROF, -signal.SIGALRM})
"""With these a worker ends that has taken too long."""
WAIT_TIMEOUT = 30.0
"""Seconds to wait for a worker while others have them all."""
MAX_WORKERS = min(4, os.cpu_count() or 1)
RENDER = "articles.markup.render:render"

Place = Literal["apart", "here", "nowhere"]
_place: ContextVar[Place] = ContextVar("place", default="apart")
_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = "import sys; sys.path.insert(0, sys.argv[1]); from articles.markup.worker import main; main()"
_logger = logging.getLogger(__name__)


def render_bounded(
    body: str,
    *,
    dialect: str = "commonmark",
    title: str = "",
    site_host: str = "",
    timeout: float = TIMEOUT,
) -> Rendered:
    """As `render`, within `timeout` seconds of a processor (more for very long texts) and `MEMORY` bytes.

    Safe to call from many threads.

    Raises RenderRefused, which names the limit that the body broke.
    """
    if len(body) > MAX_INPUT:
        raise RenderRefused("input-size", f"The text is too long: more than {MAX_INPUT:,} characters.")
    if dialect not in DIALECTS:
        raise ValueError(f"unknown dialect {dialect!r}: expected one of {', '.join(DIALECTS)}")
    arguments = {"body": body, "dialect": dialect, "title": title, "site_host": site_host}
    return cast("Rendered", call_bounded(RENDER, arguments, seconds=allowed(len(body), timeout)))


def call_bounded(function: str, arguments: dict[str, Any], *, seconds: float) -> Any:
    """What `function`, a `package.module:name`, makes of `arguments`.

    It may take `seconds` of a processor and `MEMORY` bytes. Safe to call from many threads. Raises RenderRefused.
    """
    if (place := _place.get()) == "here":
        module, _, name = function.partition(":")
        return getattr(import_module(module), name)(**arguments)
    if place == "nowhere":
        raise too_slow(seconds)
    pool = _pools.current
    worker = pool.take()
    try:
        answer = worker.ask(function, arguments, seconds)
    except BaseException:
        # It may still be at work, or its answer on the way: neither is for the next who asks.
        worker.kill()
        raise
    finally:
        pool.give_back(worker)
    return opened(answer)


@contextlib.contextmanager
def bounded_calls(place: Place) -> Iterator[None]:
    """Have `call_bounded` work at this place: `here` in a process that is a worker already, `nowhere` (what is called
    is refused) where one was killed that did.
    """
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)


def workers_resting() -> AbstractContextManager[None]:
    """Have no idle workers while this lasts; whoever wants one waits for its end."""
    return _pools.current.resting()


def allowed(length: int, timeout: float = TIMEOUT) -> float:
    """The seconds that a text of `length` characters may take."""
    return timeout * max(1.0, length / ORDINARY)


def opened(answer: tuple[Any, ...], memory: int = MEMORY) -> Any:
    """The value in the answer of a worker that was given so many bytes, or RenderRefused."""
    kind, *content = answer
    if kind == "ok":
        return content[0]
    if kind == "refused":
        raise RenderRefused(*content) if content[0] != "memory" else too_much_memory(memory)
    _logger.error("Rendering failed:\n%s", content[0])
    raise RenderRefused("failed", "The text could not be rendered: it met a mistake in the renderer.")


def too_slow(seconds: float) -> RenderRefused:
    return RenderRefused("time", f"The text takes longer than {seconds:g} seconds to render: simplify it.")


def too_much_memory(memory: int = MEMORY) -> RenderRefused:
    return RenderRefused("memory", f"The text takes more than {memory // 1024**2} MB to render: simplify it.")


def died(status: int, seconds: float, memory: int = MEMORY) -> RenderRefused:
    """What a worker that ended with `status`, as `Popen.wait` gives it, says of the text that it had."""
    _logger.warning("A render worker ended with status %s", status)
    if status in TIMED_OUT:
        return too_slow(seconds)
    if status == -signal.SIGSEGV:
        return RenderRefused("nesting", "The text is nested too deeply: the renderer could not follow.")
    return too_much_memory(memory)


class Process:
    """A worker and the pipes to it.

    The pipes are unbuffered: a buffer would be copied by a fork of this process, half a message in it, and
    the copy would write it again.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own words
            [sys.executable, "-X", "utf8", "-c", _COMMAND, str(_ROOT)],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.requests = cast("FileIO", self._process.stdin)
        self.answers = cast("FileIO", self._process.stdout)

    @property
    def is_usable(self) -> bool:
        return self._process.poll() is None

    def wait(self) -> int:
        """The status with which it ended, which it is about to do."""
        return self._process.wait()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._close()

    def forget(self) -> None:
        """Let go of a worker that belongs to the process this one was forked from."""
        self._close()
        # It is not our child: to wait for it is an error, and to warn of it at the end is noise.
        self._process.returncode = 0

    def _close(self) -> None:
        self.requests.close()
        self.answers.close()


class _Worker(Process):
    """A process used by one thread at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._poll = select.poll()
        self._poll.register(self.answers, select.POLLIN)
        self._known: set[str] = set()

    def _get_ready(self, function: str) -> None:
        if function in self._known:
            return
        with contextlib.suppress(BrokenPipeError):
            send(self.requests, (function, None, MEMORY))
        if self._await(time.monotonic() + on_the_clock(START_SECONDS)) is None:
            self.kill()
            raise RenderRefused("failed", "The renderer could not be started. Tell whoever runs the site.")
        self._known.add(function)

    def ask(self, function: str, arguments: dict[str, Any], timeout: float) -> tuple[Any, ...]:
        """The worker's answer. Raises RenderRefused when it takes too long or dies of the question."""
        self._get_ready(function)
        deadline = time.monotonic() + on_the_clock(timeout)
        # The pipe of a worker that died is broken; what it died of is told below.
        with contextlib.suppress(BrokenPipeError):
            send(self.requests, (function, arguments, timeout))
        message = self._await(deadline)
        if message is not None:
            is_used_up, *answer = message
            if is_used_up:
                self.kill()
            return tuple(answer)
        if time.monotonic() >= deadline:
            raise too_slow(timeout)
        raise died(self.wait(), timeout)

    def _await(self, deadline: float) -> tuple[Any, ...] | None:
        """The next message: None when the deadline passes or the worker ends."""
        ready = self._poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
        return receive(self.answers) if ready else None


class _Pool:
    """The workers of this process: at most `MAX_WORKERS`, the last used first."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._starting = 0
        self._resting = 0

    @contextlib.contextmanager
    def resting(self) -> Iterator[None]:
        """Have no idle workers while this lasts; whoever wants one waits for its end."""
        with self._changed:
            self._resting += 1
            while self._idle:
                self._let_go(self._idle.pop())
        try:
            yield
        finally:
            with self._changed:
                self._resting -= 1
                self._changed.notify_all()

    def _let_go(self, worker: _Worker) -> None:
        worker.kill()
        self._all.discard(worker)

    def take(self) -> _Worker:
        """A worker for this thread alone, started if need be. Raises RenderRefused when all stay busy."""
        with self._changed:
            while not self._changed.wait_for(self._has_one, WAIT_TIMEOUT):
                if not self._resting:
                    raise RenderRefused("busy", "Too many texts are being rendered at the moment. Try again.")
            while self._idle:
                worker = self._idle.pop()
                if worker.is_usable:
                    return worker
                self._let_go(worker)
            self._starting += 1
        started: _Worker | None = None
        try:
            started = _Worker()
        finally:
            with self._changed:
                self._starting -= 1
                if started is None:
                    self._changed.notify()
                else:
                    self._all.add(started)
        return started

    def _has_one(self) -> bool:
        has_room = bool(self._idle) or len(self._all) + self._starting < MAX_WORKERS
        return has_room and not self._resting

    def give_back(self, worker: _Worker) -> None:
        with self._changed:
            if self._resting:
                self._let_go(worker)
            elif worker.is_usable:
                self._idle.append(worker)
            else:
                self._all.discard(worker)
            self._changed.notify()

    def kill(self) -> None:
        with self._changed:
            for worker in self._all:
                worker.kill()
            self._idle.clear()
            self._all.clear()

    def forget(self) -> None:
        """Let go of all workers, without the lock: the thread that held it may not exist in this process."""
        for worker in list(self._all):
            worker.forget()


class _Pools:
    """Holds the pool of the process that this is: a fork begins with an empty one."""

    def __init__(self) -> None:
        self.current = _Pool()

    def start_afresh(self) -> None:
        inherited, self.current = self.current, _Pool()
        inherited.forget()

    def end(self) -> None:
        self.current.kill()


_pools = _Pools()
os.register_at_fork(after_in_child=_pools.start_afresh)
atexit.register(_pools.end)
