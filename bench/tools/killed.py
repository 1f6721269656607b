"""The commands of a site, each in a process of its own, with its steps counted and killed at one of them.

    python -m bench.tools.killed FOLDER

loads the site once and then reads what to do, an object of JSON a line:

    {"run": [COMMAND, ARGUMENTS...], "at": 17, "whom": "all", "together": 0, "count": FILE, "log": FILE, "output": FILE}
    {"ask": [WHAT...], "output": FILE}

For each it forks a process, in a session of its own, and prints its key and then the status with which it has ended.
`ask` is for `site_state`. What a fork does is what `manage.py` does; only that nobody waits for it to load.

A step is what a command does to the outside: a statement that writes, a commit (before and after it), a file opened,
renamed or removed in FOLDER. They are counted in the process of the command and in its forks, where nothing else of the
program is changed, in `count`, a file of eight bytes; `log` gets a line for each. `at` is the step at which the kill
comes, 0 for never. `whom` it hits: `all`, the command and every process that it has started; `main`, the command alone;
`worker`, one of those that read and render for it; `zygote`, the one that forks these: the last two go on without.
`together` is how many articles are written in one transaction, if it is to be another number.
"""

import builtins
import contextlib
import fcntl
import gc
import io
import json
import mmap
import os
import re
import signal
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_NUMBER = struct.Struct("<q")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_STATEMENT = re.compile(
    r"\s*(?:SAVEPOINT|RELEASE|ROLLBACK|BEGIN|(INSERT|UPDATE|DELETE)\b(?:\s+OR\s+\w+)?(?:\s+INTO|\s+FROM)?\s+\"?(\w+))",
    re.IGNORECASE,
)
_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}
# What a file holds of which a killed process wrote the beginning.
_TORN = b"\x89torn"


class Steps:
    """Counts the steps of a command and of its forks, and kills at the one that is asked for."""

    def __init__(self, folder: str, *, at: int, whom: str, count: str, log: str) -> None:
        self.main = os.getpid()
        self.folder, self.at, self.whom = folder, at, whom
        self._count = mmap.mmap(os.open(count, os.O_RDWR), _NUMBER.size)
        # Each fork locks it by a description of its own.
        self._lock = count
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644) if log else None

    def step(self, what: str, tear: Callable[[], object] | None = None) -> None:
        """One more. `tear` leaves half of what is about to be written."""
        lock = os.open(self._lock, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            number = _NUMBER.unpack_from(self._count)[0] + 1
            _NUMBER.pack_into(self._count, 0, number)
        finally:
            os.close(lock)
        if self._log is not None:
            os.write(self._log, f"{what}\n".encode())
        if number == self.at:
            if tear is not None and (
                self.whom == "all" or (self.whom == "main" and os.getpid() == self.main)
            ):
                # Who goes on after this would write the rest behind it.
                tear()
            self._kill()

    def _kill(self) -> None:
        others = [pid for pid in family(self.main) if pid not in {self.main, os.getpid()}]
        if self.whom in {"worker", "zygote"} and others:
            # Those that are forked come behind the process that forks them.
            os.kill(others[-1] if self.whom == "worker" else others[0], signal.SIGKILL)
            return
        if self.whom != "main":
            for pid in others:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.main, signal.SIGKILL)
        if self.whom != "main":
            os.kill(os.getpid(), signal.SIGKILL)

    def is_ours(self, path: object) -> bool:
        """Whether a file is the site's; its database's own files are not, which SQLite writes."""
        return isinstance(path, (str, bytes, os.PathLike)) and os.fsdecode(path).startswith(self.folder)


def family(pid: int) -> list[int]:
    """A process and all that descend from it, parents first."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop(0))
        with contextlib.suppress(OSError):
            for children in Path(f"/proc/{found[-1]}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    waiting += map(int, children.read_text().split())
    return found


def watch_files(steps: Steps) -> None:
    """Count what is about to be done to files, and files that have just been opened to be written."""

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS and steps.is_ours(arguments[0]):
            steps.step(f"{event} {_kind(arguments[0], steps)}")

    sys.addaudithook(heard)
    real_os_open, real_open = os.open, io.open

    def os_open(path: Any, flags: int, *more: Any, **options: Any) -> int:
        file = real_os_open(path, flags, *more, **options)
        if flags & _WRITES and steps.is_ours(path):
            steps.step(f"opened {_kind(path, steps)}", lambda: os.write(file, _TORN))
        return file

    def open_(file: Any, mode: str = "r", *more: Any, **options: Any) -> Any:
        opened = real_open(file, mode, *more, **options)
        if set(mode) & set("wxa+") and steps.is_ours(file):
            steps.step(f"opened {_kind(file, steps)}", lambda: os.write(opened.fileno(), _TORN))
        return opened

    os.open = os_open
    io.open = builtins.open = open_  # type: ignore[assignment]


def _kind(path: object, steps: Steps) -> str:
    """The folder that a file is in, below the site's: what tells steps of one kind from others."""
    inside = os.path.relpath(os.path.dirname(os.fsdecode(path)), steps.folder)  # type: ignore[type-var]
    return "/".join(str(inside).split("/")[:3])


def watch_database(steps: Steps) -> None:
    """Count statements that write, before and after, and commits."""
    from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: PLC0415  (files are watched first)
    from django.db.backends.utils import CursorWrapper  # noqa: PLC0415

    def around(name: str) -> None:
        real = getattr(CursorWrapper, name)

        def execute(self: Any, sql: Any, *more: Any) -> Any:
            found = _STATEMENT.match(str(sql))
            what = " ".join(filter(None, found.groups())) or found[0].strip() if found else ""
            if what:
                steps.step(f"before {what}")
            result = real(self, sql, *more)
            if what:
                steps.step(f"after {what}")
            return result

        setattr(CursorWrapper, name, execute)

    around("_execute")
    around("_executemany")
    real_commit = BaseDatabaseWrapper._commit

    def commit(self: Any) -> Any:
        steps.step("before COMMIT")
        result = real_commit(self)
        steps.step("after COMMIT")
        return result

    BaseDatabaseWrapper._commit = commit  # type: ignore[method-assign]


def _command(folder: str, wanted: dict[str, Any]) -> None:
    """What a fork does that is to run a command."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    from interchange import outbox  # noqa: PLC0415  (as above: the site is loaded by now)

    steps = Steps(folder, at=wanted["at"], whom=wanted["whom"], count=wanted["count"], log=wanted["log"])
    outbox.TOGETHER = wanted["together"] or outbox.TOGETHER
    watch_files(steps)
    watch_database(steps)
    execute_from_command_line(["manage.py", *wanted["run"]])


def main() -> None:
    folder = sys.argv[1]
    from bench.tools import site_state  # noqa: PLC0415  (loads the site)

    site_state.load_commands()
    gc.freeze()
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if not pid:
            os.setsid()
            output = os.open(wanted["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            for stream in (1, 2):
                os.dup2(output, stream)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            if "ask" in wanted:
                site_state.answer(wanted["ask"])
            else:
                _command(folder, wanted)
            return
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def steps_so_far(count: Path) -> int:
    """How far the command is that counts in this file."""
    number: int = _NUMBER.unpack(count.read_bytes())[0]
    return number


def new_count(count: Path) -> None:
    count.write_bytes(_NUMBER.pack(0))


def kill_at(pid: int, count: Path, step: int, *, later: float, whom: str) -> bool:
    """Kill process `pid`, and for `all` every process it has started, `later` seconds after it has come to a step;
    False if it ended before. That is in the midst of anything.
    """
    while steps_so_far(count) < step:
        if not _is_alive(pid):
            return False
        time.sleep(0.0005)
    time.sleep(later)
    doomed = family(pid) if whom == "all" else [pid]
    is_alive = _is_alive(pid)
    for each in doomed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    return is_alive


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    main()
