"""A site that is put back as it was before each command that is killed, and what it is asked afterwards."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from .killed import family, kill_at, new_count, steps_so_far
from .load import ROOT
from .postgres import Postgres
from .site import environment, manage

_PATIENCE = 600
"""Seconds that no command here takes, however busy the machine is."""
_LEAVING = 60
"""Seconds in which what a killed command had started is gone."""


@dataclass(frozen=True)
class Kill:
    """When and whom: at a step or, with a number of seconds, so much later from outside."""

    step: int
    whom: str = "all"
    later: float | None = None
    together: int = 0

    def __str__(self) -> str:
        place = (
            f"step {self.step}"
            if self.later is None
            else f"{self.later * 1000:.0f} ms after step {self.step}"
        )
        return f"{self.whom} at {place}{f', {self.together} together' if self.together else ''}"


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status, what it printed, the steps that it took, and who was left."""

    status: int
    printed: str
    steps: int
    left: tuple[str, ...] = ()


class Site:
    """A site in `folder`/work, with its database, pictures and whatever else is kept in that folder."""

    def __init__(self, folder: Path, server: Postgres | None) -> None:
        self.folder = folder
        self.work = folder / "work"
        self._server = server
        self._name = f"killed_{uuid4().hex[:8]}"
        self._count, self._log = folder / "count", folder / "log"
        changes = {
            "MEDIA_ROOT": str(self.work / "media"),
            "TMPDIR": str(self.work / "tmp"),
            "COMMAND_NICENESS": "0",
        }
        changes["DATABASE_URL"] = (
            server.url(self._name) if server is not None else f"sqlite:///{self.work / 'site.sqlite3'}"
        )
        changes["STATIC_ROOT"] = str(folder / "static")
        self.environment = environment(self.work, **changes)
        self._process: subprocess.Popen[str] | None = None

    @classmethod
    def new(cls, folder: Path, server: Postgres | None) -> Self:
        """An empty one, which is loaded and waits for what to do."""
        site = cls(folder, server)
        for name in ("media", "tmp"):
            (site.work / name).mkdir(parents=True)
        if server is not None:
            server.create(site._name)
        manage(site.environment, "migrate", "-v0")
        site._process = subprocess.Popen(
            [sys.executable, "-m", "bench.tools.killed", str(site.work)],
            cwd=ROOT,
            env={**os.environ, **site.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return site

    def keep(self, name: str) -> None:
        """Remember how the site is now."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        subprocess.run(["cp", "-a", str(self.work), str(self.folder / name)], check=True)
        if self._server is not None:
            self._clone(self._name, f"{self._name}_{name}")

    def put_back(self, name: str) -> None:
        """Have the site as it was then."""
        shutil.rmtree(self.work)
        subprocess.run(["cp", "-a", str(self.folder / name), str(self.work)], check=True)
        if self._server is not None:
            self._clone(f"{self._name}_{name}", self._name)

    def _clone(self, name: str, copy: str) -> None:
        server = self._server
        if server is None:
            return
        # Whoever was killed may not be gone yet, as far as the server knows.
        server.ask(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        deadline = time.monotonic() + _LEAVING
        while True:
            try:
                server.ask(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
            except Exception:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def run(self, arguments: Sequence[str], kill: Kill | None = None, *, log: bool = False) -> Ended:
        """A command, killed or not; comes back when nothing of it is left."""
        new_count(self._count)
        self._log.unlink(missing_ok=True)
        exact = kill if kill is not None and kill.later is None else None
        wanted = {
            "run": list(arguments),
            "at": exact.step if exact else 0,
            "whom": exact.whom if exact else "all",
            "together": kill.together if kill else 0,
            "count": str(self._count),
            "log": str(self._log) if log else "",
        }
        status, printed, left = self._done(wanted, kill if kill and kill.later is not None else None)
        return Ended(status, printed, steps_so_far(self._count), left)

    def steps(self) -> list[str]:
        """What the steps were of the command that was run last with a log."""
        return self._log.read_text().splitlines()

    def asked(self, *what: str) -> dict[str, Any]:
        """What `tools.site_state` says."""
        status, printed, _ = self._done({"ask": list(what)})
        if status:
            raise RuntimeError(f"{' '.join(what)}:\n{printed[-3000:]}")
        said: dict[str, Any] = {}
        for line in printed.splitlines():
            if line.startswith('{"'):
                for key, value in json.loads(line).items():
                    said[key if key not in said else f"{key} again"] = value
        return said

    def _done(self, wanted: dict[str, Any], kill: Kill | None = None) -> tuple[int, str, tuple[str, ...]]:
        """A process of its own for what is wanted: its status, what it printed, and who was left."""
        output = self.folder / "printed"
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise RuntimeError("the site is not there any more")
        process.stdin.write(json.dumps({**wanted, "output": str(output)}) + "\n")
        process.stdin.flush()
        pid = int(process.stdout.readline())
        clock = threading.Timer(_PATIENCE, _end, (pid,))
        clock.start()
        if kill is not None:
            kill_at(pid, self._count, kill.step, later=kill.later or 0.0, whom=kill.whom)
        status = int(process.stdout.readline())
        clock.cancel()
        return status, output.read_text(errors="replace"), _left(pid)

    def files(self) -> dict[str, str]:
        """What lies in the site's folder, but for its database: {path: digest}."""
        done = subprocess.run(
            ["find", ".", "-type", "f", "!", "-name", "site.sqlite3*", "-exec", "sha256sum", "{}", "+"],
            cwd=self.work,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        return {line[66:]: line[:16] for line in done.splitlines()}

    def drop(self) -> None:
        """End it, with all of its files."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()
            self._process = None


def _end(pid: int) -> None:
    for each in family(pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def _left(session: int) -> tuple[str, ...]:
    """What is still running of a command after a while that is long enough for it to end by itself."""
    deadline = time.monotonic() + _LEAVING
    while running := _in_session(session):
        if time.monotonic() > deadline:
            said = tuple(map(_called, running))
            for pid in running:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            return said
        time.sleep(0.01)
    return ()


def _called(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")[:80]
    except OSError:
        return ""


def _in_session(session: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            state, _, _, its = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(its) == session and state != "Z":
            found.append(int(folder.name))
    return found
