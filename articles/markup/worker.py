"""The process that works for `bounded` and `crew`: reads requests on stdin, writes answers on stdout, until stdin ends.

A message is its length in four bytes and then a pickle. A request names a function as `package.module:name` and gives
its arguments by name and the seconds of a processor that it may take; without arguments it asks to get ready for that
function, and says how many bytes each request may take. Answers begin with whether the process is used up and go on
with `"ready"`, `"ok", value`, `"refused", rule, message` or `"failed", traceback`.

Getting ready is importing the module and calling its `warm_up`, if it has one. What that takes is no request's fault,
neither in time nor in memory.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import re
import resource
import select
import signal
import struct
import traceback
from collections.abc import Callable
from importlib import import_module
from io import FileIO
from types import ModuleType
from typing import Any

from articles import zygote
from articles.markup.rendered import RenderRefused
from articles.patience import on_the_clock

MEMORY = 256 * 1024 * 1024
"""Bytes that one request may take where nobody says less."""
HEADER = struct.Struct("!I")

_LEFT_BEHIND = 1 / 3
"""How much of what a request may take a worker goes on with that it has not got rid of after one, and..."""
_MOST_LEFT_BEHIND = 32 * 1024 * 1024
"""...how many bytes of it."""
_NEARLY = 4 * 1024 * 1024
"""Who comes so near to the limit counts as who met it: what libraries make of a text without memory is another text."""

_COLLECT_AFTER = 20_000
"""New objects after which circles among them are looked for."""

_STATM, _STATUS = "/proc/self/statm", "/proc/self/status"
_PEAK = re.compile(rb"VmPeak:\s*(\d+)")
# The modules whose functions have been made ready for.
_warm: set[ModuleType] = set()


def breed(name: str) -> None:
    """Be the zygote (`articles.zygote`) of workers that are ready for the function called `name`."""
    _ready_for(name)
    zygote.breed(main)


def main() -> None:
    """Answer requests. One may take so much memory over what the process has when it is ready for it."""
    requests, answers = FileIO(0, closefd=False), _Answers(_take_stdout())
    # Ctrl-C reaches the whole terminal; it is for the parent to decide what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    known: dict[str, Callable[..., Any]] = {}
    space = _AddressSpace()
    while True:
        answers.send_until(requests)
        request = receive(requests)
        if request is None:
            return
        name, arguments, allowed = request
        if arguments is None:
            known[name] = _ready_for(name)
            space.limit(allowed)
            answers.add((False, "ready"))
            continue
        # Should the parent be gone or busy, nobody else ends a function that does not end.
        signal.setitimer(signal.ITIMER_PROF, allowed)
        signal.setitimer(signal.ITIMER_REAL, on_the_clock(allowed))
        answer = _answer(known[name], arguments)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if space.was_nearly_full():
            answer = ("refused", "memory", "")
        is_used_up = answer[:2] == ("refused", "memory") or space.has_much_left()
        answers.add((is_used_up, *answer))


class _Answers:
    """Answers on their way to a parent that may be busy: work goes on while they wait here for room in the pipe."""

    def __init__(self, pipe: int) -> None:
        os.set_blocking(pipe, False)
        self._pipe = pipe
        self._waiting = bytearray()

    def add(self, message: tuple[Any, ...]) -> None:
        pack_into(self._waiting, message)
        self._send()

    def send_until(self, requests: FileIO) -> None:
        """Send what waits until there is a request, or the end of them."""
        poll = select.poll()
        poll.register(requests, select.POLLIN)
        poll.register(self._pipe, select.POLLOUT)
        while self._waiting:
            ready = dict(poll.poll())
            if self._pipe in ready:
                self._send()
            if requests.fileno() in ready:
                return

    def _send(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._waiting:
                sent = os.write(self._pipe, self._waiting)
                del self._waiting[:sent]


def pack_into(waiting: bytearray, message: tuple[Any, ...]) -> None:
    """Add a message to what waits to be sent."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    waiting += HEADER.pack(len(data))
    waiting += data


def send(stream: FileIO, message: tuple[Any, ...]) -> None:
    waiting = bytearray()
    pack_into(waiting, message)
    rest = memoryview(waiting)
    while rest:
        rest = rest[stream.write(rest) :]
    stream.flush()


def receive(stream: FileIO) -> tuple[Any, ...] | None:
    """The next message, or None when the stream ends before it does."""
    header = _read(stream, HEADER.size)
    data = _read(stream, HEADER.unpack(header)[0]) if header else None
    if data is None:
        return None
    message: tuple[Any, ...] = pickle.loads(data)  # noqa: S301  # both ends are this program
    return message


def _read(stream: FileIO, size: int) -> bytes | None:
    """Exactly `size` bytes, or None: an unbuffered pipe gives what it has."""
    parts: list[bytes] = []
    while size:
        part = stream.read(size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _ready_for(name: str) -> Callable[..., Any]:
    """The function called `name`, its module imported and warmed up without a limit of memory."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    module_name, _, function_name = name.partition(":")
    module = import_module(module_name)
    if (warm_up := getattr(module, "warm_up", None)) and module not in _warm:
        warm_up()
        _warm.add(module)
    function: Callable[..., Any] = getattr(module, function_name)
    # What is there now stays, and a text leaves few circles behind: looking for them would take a tenth of the time.
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    return function


def _answer(function: Callable[..., Any], arguments: dict[str, Any]) -> tuple[Any, ...]:
    try:
        return ("ok", function(**arguments))
    except RenderRefused as refused:
        return ("refused", refused.rule, refused.message)
    except MemoryError:
        return ("refused", "memory", "")
    except Exception:  # the parent tells; a worker that stops at each mistake helps nobody
        return ("failed", traceback.format_exc())


def _take_stdout() -> int:
    """Keep stdout for answers: what a library prints goes to stderr."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


class _AddressSpace:
    """That of this process, asked for after each request, and what of it requests may take."""

    def __init__(self) -> None:
        # Held open: to open one takes ten times as long as to read it.
        self._statm, self._status = _opened(_STATM), _opened(_STATUS)
        self._ready = self._allowed = 0

    def limit(self, allowed: int) -> None:
        """Bound it to what is used already and so many bytes more, where the system tells what is used."""
        self._ready, self._allowed = self._used(), allowed
        if self._ready:
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (self._ready + allowed, hard))

    def was_nearly_full(self) -> bool:
        """Whether a request has come so near to its limit that it may have met it."""
        if self._status is None or not self._ready:
            return False
        peak = _PEAK.search(os.pread(self._status, 4096, 0))
        return peak is not None and int(peak[1]) * 1024 > self._ready + self._allowed - _NEARLY

    def has_much_left(self) -> bool:
        """Whether requests have left behind what must not be taken from the next, nor from what all workers may take
        together.
        """
        return self._used() > self._ready + min(self._allowed * _LEFT_BEHIND, _MOST_LEFT_BEHIND)

    def _used(self) -> int:
        """Bytes in use; 0 where the system does not tell."""
        if self._statm is None:
            return 0
        return int(os.pread(self._statm, 64, 0).split()[0]) * resource.getpagesize()


def _opened(path: str) -> int | None:
    try:
        return os.open(path, os.O_RDONLY)
    except OSError:
        return None
