"""A process that has loaded what work takes, and forks a worker as often as one is wanted.

To load it all takes a third of a second of a processor, to fork a few milliseconds; and what workers only read is one
memory for all of them. Nothing is imported here that would be in the way of starting one at the very beginning of a
command, so that it loads while Django does.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from io import FileIO
from pathlib import Path

from articles.patience import on_the_clock

_START_SECONDS = 3.0
"""Seconds of a processor in which it should have started: far more than it takes."""
_ROOT = Path(__file__).resolve().parents[1]
_COMMAND = "import sys; sys.path.insert(0, sys.argv[1]); from articles.markup.worker import breed; breed(sys.argv[2])"
# What glibc is told, so that workers return what they free at once instead of keeping it in pieces: a text of two
# megabytes leaves less than half of it behind. What an ordinary text takes stays: to get it back each time costs more.
_RETURNING = {"MALLOC_MMAP_THRESHOLD_": str(256 * 1024), "MALLOC_TRIM_THRESHOLD_": str(1024 * 1024)}
_FORK, _WAIT, _WORK = 0, 1, 2
_REQUEST = struct.Struct("!ii")
"""What is wanted, and of which process."""
_REPLY = struct.Struct("!i")
"""The key of the process that was forked, or the status with which one ended, as `Popen.wait` gives it."""


class Fork:
    """A worker and the pipes to it, which are unbuffered."""

    def __init__(self, zygote: Zygote, requests: int, answers: int) -> None:
        self._zygote = zygote
        self.requests = FileIO(requests, "wb")
        self.answers = FileIO(answers, "rb")
        self.pid: int | None = None
        self.status: int | None = None

    @property
    def is_usable(self) -> bool:
        poll = select.poll()
        poll.register(self.answers, 0)
        return not poll.poll(0)

    def wait(self) -> int:
        """The status with which it ended, which it is about to do."""
        return self._zygote.wait(self)

    def kill(self) -> None:
        self._zygote.kill(self)
        self.requests.close()
        self.answers.close()


class Zygote:
    """`function`, a `package.module:name`, is what its workers will be asked for. Used by one thread."""

    def __init__(self, function: str) -> None:
        self.function = function
        self._socket, theirs = socket.socketpair()
        with theirs:
            # In a group of its own, so that it goes together with its workers.
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own words
                [sys.executable, "-X", "utf8", "-c", _COMMAND, str(_ROOT), function],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_RETURNING | os.environ,
                process_group=0,
            )
        self._socket.settimeout(on_the_clock(_START_SECONDS))
        # Whose keys are still to come, in this order: nobody has to wait for them while it starts.
        self._nameless: deque[Fork] = deque()
        # What it has become, if it works itself.
        self._itself: Fork | None = None

    @property
    def is_usable(self) -> bool:
        return self._itself is None and self._process.poll() is None

    def fork(self) -> Fork:
        """Another worker; it takes requests at once, and answers when the zygote has started. Raises OSError."""
        fork = self._sent(_FORK)
        self._nameless.append(fork)
        return fork

    def work(self) -> Fork:
        """The zygote itself as its last worker: so what both would have is there once. Raises OSError."""
        self._itself = self._sent(_WORK)
        return self._itself

    def _sent(self, wanted: int) -> Fork:
        requests, their_requests, answers, their_answers = _pipes()
        fork = Fork(self, requests, answers)
        try:
            socket.send_fds(self._socket, [_REQUEST.pack(wanted, 0)], [their_requests, their_answers])
        except OSError:
            fork.requests.close()
            fork.answers.close()
            raise
        finally:
            os.close(their_requests)
            os.close(their_answers)
        return fork

    def wait(self, fork: Fork) -> int:
        """The status with which a worker ended; that of one that was killed, if nobody can tell any more."""
        if fork is self._itself:
            return self._process.wait()
        if fork.status is None and self._is_named(fork):
            with contextlib.suppress(OSError):
                self._socket.sendall(_REQUEST.pack(_WAIT, fork.pid))
                fork.status = self._reply()
        return -signal.SIGKILL if fork.status is None else fork.status

    def kill(self, fork: Fork) -> None:
        if fork is self._itself:
            self._process.kill()
            self._process.wait()
        # It keeps its number until it has been waited for.
        elif fork.status is None and self._is_named(fork) and fork.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(fork.pid, signal.SIGKILL)
            self.wait(fork)

    def end(self) -> None:
        """End it with all of its workers. Those of one that is no more end by themselves."""
        self._socket.close()
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def work_as_we_do(self) -> None:
        """Take our priority, which may have changed since it was started."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PGRP, self._process.pid, os.getpriority(os.PRIO_PROCESS, 0))

    def _is_named(self, fork: Fork) -> bool:
        # All of them, since replies come in the order of the requests.
        while self._nameless:
            self._nameless.popleft().pid = self._reply()
        return fork.pid is not None

    def _reply(self) -> int | None:
        with contextlib.suppress(OSError):
            reply = self._socket.recv(_REPLY.size)
            if len(reply) == _REPLY.size:
                return int(_REPLY.unpack(reply)[0])
        return None


def _pipes() -> tuple[int, int, int, int]:
    """(our end, their end) of the pipe for requests, and of that for answers."""
    their_requests, requests = os.pipe()
    answers, their_answers = os.pipe()
    return requests, their_requests, answers, their_answers


_early: list[Zygote] = []


def start_early(function: str) -> None:
    """Start what `zygote_for` will give, while there is something else to do; at the latest it ends with us."""
    zygote = Zygote(function)
    _early.append(zygote)
    atexit.register(zygote.end)


def zygote_for(function: str) -> Zygote:
    """A zygote, begun already if that could be."""
    while _early:
        zygote = _early.pop()
        if zygote.function == function and zygote.is_usable:
            zygote.work_as_we_do()
            return zygote
        zygote.end()
    return Zygote(function)


# -- In the process itself ------------------------------------------------------------------------------------------


def breed(work: Callable[[], None]) -> None:
    """Fork whenever it is asked for on stdin, a socket, until that ends; the forks `work` on stdin and stdout.

    Asked to work itself, it is one of them from then on.
    """
    # Ctrl-C reaches the whole terminal; it is for the parent to decide what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=os.dup(0))
    while True:
        message, pipes, _, _ = socket.recv_fds(control, _REQUEST.size, 2)
        if len(message) < _REQUEST.size:
            return
        wanted, pid = _REQUEST.unpack(message)
        if wanted == _FORK:
            control.sendall(_REPLY.pack(_forked(control, pipes, work)))
        elif wanted == _WORK:
            _work(control, pipes, work)
            return
        else:
            _, status = os.waitpid(pid, 0)
            control.sendall(_REPLY.pack(os.waitstatus_to_exitcode(status)))


def _forked(control: socket.socket, pipes: list[int], work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            _work(control, pipes, work)
        finally:
            # Whatever happened, nothing of the zygote goes on here.
            os._exit(0)
    for pipe in pipes:
        os.close(pipe)
    return pid


def _work(control: socket.socket, pipes: list[int], work: Callable[[], None]) -> None:
    control.close()
    for place, pipe in enumerate(pipes):
        os.dup2(pipe, place)
        os.close(pipe)
    work()
