"""A command run to its end with what it took: seconds, CPU and memory, its child processes included."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, cast

EVERY = 0.25
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of CPU in all processes, and their greatest resident memory together, in MB.

    What several processes share, as those do that were forked, counts once.
    """

    wall: float
    cpu: float
    memory: float
    printed: str
    status: int = 0


def watched(
    command: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    every: float = EVERY,
    statuses: Container[int] = (0,),
    timeout: float | None = None,
) -> Cost:
    """Run `command`, looking at its memory all so many seconds, and end it after `timeout` seconds.

    RuntimeError with what it printed if it does not end with one of `statuses`.
    """
    begun = monotonic()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peaks: list[float] = []
    ended = threading.Event()
    watch = threading.Thread(target=_watch, args=(process.pid, peaks, ended, every))
    watch.start()
    clock = threading.Timer(timeout or 0, _end, (process.pid,))
    if timeout is not None:
        clock.start()
    printed = cast("IO[str]", process.stdout).read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = monotonic() - begun
    clock.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    ended.set()
    watch.join()
    if process.returncode not in statuses:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{printed[-4000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, max(peaks, default=0.0), printed, process.returncode)


def _watch(pid: int, peaks: list[float], ended: threading.Event, every: float) -> None:
    while not ended.wait(every):
        peaks.append(sum(map(_resident, _family(pid))) / 1e6)


def _end(pid: int) -> None:
    for each in _family(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        # Processes and threads end while they are looked at.
        with contextlib.suppress(OSError):
            for children in Path(f"/proc/{found[-1]}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    waiting += map(int, children.read_text().split())
    return found


def _resident(pid: int) -> int:
    """Bytes of memory of a process, its part of what it shares with others; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
