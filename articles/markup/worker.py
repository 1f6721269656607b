"""The process that renders for `bounded`: reads requests on stdin, writes answers on stdout, until stdin ends.

A message is its length in four bytes and then a pickle. Requests are `render`'s arguments and the seconds
that it may take; answers begin with whether the process is used up and goes on with `"ok", Rendered`,
`"refused", rule, message` or `"failed", traceback`. The first message out is `(False, "ready")`.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO

from articles.markup.render import render
from articles.markup.rendered import RenderRefused

HEADER = struct.Struct("!I")
Stream = BinaryIO | FileIO

_STATM = Path("/proc/self/statm")
_GRACE = 1.0  # seconds after which a render that nobody waits for ends itself
_WARM_UP = "# a\n\nb [c](d)\n\n```python\ne = 1\n```\n"


def main(memory: int) -> None:
    """Answer requests; `memory` is what a render may take, in bytes, over what the idle process has."""
    requests, answers = sys.stdin.buffer, _take_stdout()
    # Ctrl-C reaches the whole terminal; it is for the parent to decide what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for dialect in ("commonmark", "python-markdown"):
        render(_WARM_UP, dialect=dialect)
    limit = _limit_memory(memory)
    send(answers, (False, "ready"))
    while True:
        request = receive(requests)
        if request is None:
            return
        arguments, seconds = request
        # Should the parent be gone, nobody is left to kill a render that does not end.
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
        answer = _answer(arguments)
        signal.setitimer(signal.ITIMER_REAL, 0)
        # What one text left behind must not be taken from the next.
        is_used_up = answer[:2] == ("refused", "memory") or _address_space() > limit - memory // 2
        send(answers, (is_used_up, *answer))


def send(stream: Stream, message: tuple[Any, ...]) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    rest = memoryview(HEADER.pack(len(data)) + data)
    while rest:
        rest = rest[stream.write(rest) :]
    stream.flush()


def receive(stream: Stream) -> tuple[Any, ...] | None:
    """The next message, or None when the stream ends before it does."""
    header = _read(stream, HEADER.size)
    data = _read(stream, HEADER.unpack(header)[0]) if header else None
    if data is None:
        return None
    message: tuple[Any, ...] = pickle.loads(data)  # noqa: S301  # both ends are this program
    return message


def _read(stream: Stream, size: int) -> bytes | None:
    """Exactly `size` bytes, or None: an unbuffered pipe gives what it has."""
    parts: list[bytes] = []
    while size:
        part = stream.read(size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _answer(arguments: dict[str, str]) -> tuple[Any, ...]:
    try:
        return ("ok", render(**arguments))
    except RenderRefused as refused:
        return ("refused", refused.rule, refused.message)
    except MemoryError:
        return ("refused", "memory", "")
    except Exception:  # the parent tells; a worker that stops at each mistake helps nobody
        return ("failed", traceback.format_exc())


def _take_stdout() -> BinaryIO:
    """Keep stdout for answers: what a library prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not tell."""
    try:
        return int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _limit_memory(memory: int) -> int:
    """Bound the address space to what is used already and `memory` more; the limit, in bytes."""
    used = _address_space()
    if used:
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
    return used + memory
