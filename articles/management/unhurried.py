"""Work that takes minutes leaves the processors to whoever needs them at once."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand

_PROC = Path("/proc")
# Linux shares processors out among sessions first ("autogroup"), and by niceness only within each of them.
_OUR_GROUP = _PROC / "self" / "autogroup"


class UnhurriedCommand(BaseCommand):
    """A command that, started from a shell, lowers its own priority, and that of the processes it starts, for good.

    It becomes that of the setting COMMAND_NICENESS, which by default is the lowest there is: behind a process with 10,
    a server that wakes soon after its last turn often waits for the next tick of the clock, which readers notice
    (docs/performance.md). The priority of the session is lowered as well, until the command ends, if nobody else is
    at work there. Code that calls the command keeps the priority it has.

    SIGTERM and SIGHUP end it as Ctrl-C does, so that it says what is left to do and puts the session's priority back.

    Django's checks are left to those who begin to serve the site: they look at the code of all pages, which these
    commands would not even load.
    """

    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        niceness = settings.COMMAND_NICENESS
        with suppress(OSError):
            # Not below what it was given already: a command in a queue of unhurried work is not the last of them.
            os.nice(max(0, niceness - os.nice(0)))
        with _ended_in_order(), _unhurried_session(niceness):
            super().run_from_argv(argv)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    def end(number: int, frame: FrameType | None) -> None:
        # Who asks twice wants it to end at once.
        signal.signal(number, signal.SIG_DFL)
        raise KeyboardInterrupt

    # `nohup` has SIGHUP ignored.
    ours = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) is signal.SIG_DFL]
    for each in ours:
        signal.signal(each, end)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)


@contextmanager
def _unhurried_session(niceness: int) -> Iterator[None]:
    """Let other sessions go first, a server's for instance."""
    before = _session_niceness()
    if before is None or before >= niceness or not _is_alone_in_session():
        yield
        return
    _set_session_niceness(niceness)
    try:
        yield
    finally:
        # For the shell that we were started from.
        _set_session_niceness(before)


def _session_niceness() -> int | None:
    """None where the system makes no groups of sessions, or has them switched off."""
    with suppress(OSError, ValueError, IndexError):
        return int(_OUR_GROUP.read_text(encoding="ascii").split()[-1])
    return None


def _set_session_niceness(niceness: int) -> None:
    with suppress(OSError):
        _OUR_GROUP.write_text(str(niceness), encoding="ascii")


def _is_alone_in_session() -> bool:
    """Whether all others in our session wait for us, as the shell that started us does, or work for us."""
    ours, parents = {}, {}
    session = os.getsid(0)
    for status in _PROC.glob("[0-9]*/stat"):
        # Processes end while we look.
        with suppress(OSError, ValueError, IndexError):
            # What comes before the bracket is a name, and may be anything.
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents[int(status.parent.name)] = int(fields[1])
            ours[int(status.parent.name)] = int(fields[3]) == session
    waiting = _line(os.getpid(), parents)
    others = (process for process, is_ours in ours.items() if is_ours and process not in waiting)
    return all(os.getpid() in _line(process, parents) for process in others)


def _line(process: int, parents: Mapping[int, int]) -> set[int]:
    """A process with its parent, the parent of that, and so on."""
    found: set[int] = set()
    while process and process not in found:
        found.add(process)
        process = parents.get(process, 0)
    return found
