"""Reload and stop under load: is there a request that was sent and not answered?

Half of the clients keep their connections and ask without pause, the others open a new one for each request. SIGHUP
puts new processes in the place of all; SIGTERM to one of them has it replaced; SIGTERM to the parent ends the site.
Nobody may be left without an answer whose connection was made before the site had ended.

WORKERS (4), CLIENTS (16).
"""

import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tools.busy import Busy
from tools.client import BadAnswer, Client
from tools.load import Server, end_with_signals, machine
from tools.site import environment, prepare, server

WORKERS = int(os.environ.get("WORKERS", "4"))
CLIENTS = int(os.environ.get("CLIENTS", "16"))
DEADLINE = 120.0
# In the moment in which the last process closes its socket, the system may just have completed a connection.
LATE = 2
PATH = "/"

HEADER = (
    "| what happens | answered | unanswered on a kept connection | unanswered on a new one | refused | other |\n"
    "|---|---:|---:|---:|---:|---:|"
)


@dataclass
class Tally:
    """What became of the requests."""

    what: str
    counts: Counter[str] = field(default_factory=Counter)
    others: list[str] = field(default_factory=list)

    def row(self) -> str:
        counts = [self.counts[name] for name in ("answered", "kept", "new", "refused")]
        return f"| {self.what} | {' | '.join(f'{count:,}' for count in counts)} | {len(self.others)} |"

    def wrong(self, *, late: int | None = None) -> bool:
        """Whether anybody was left without an answer; with `late` whoever found nobody and so many more may be."""
        new = self.counts["new"] if late is None else max(0, self.counts["new"] - late)
        refused = self.counts["refused"] if late is None else 0
        return bool(self.counts["kept"] or new or refused or self.others)


class Asker(Busy):
    """Asks for a page without pause; with `keep` on connections that stay open."""

    def __init__(self, serving: Server, tally: Tally, *, keep: bool) -> None:
        self._serving = serving
        self._tally = tally
        self._keep = keep
        super().__init__()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                client = Client(self._serving.host, self._serving.port)
            except ConnectionRefusedError:
                self._tally.counts["refused"] += 1
                self._stopping.wait(0.05)
                continue
            self._ask(client)
            client.close()

    def _ask(self, client: Client) -> None:
        """Ask until the server says that this was the last answer, or only once."""
        kind = "new"
        while not self._stopping.is_set() and not client.closing:
            try:
                answer = client.get(PATH, **({} if self._keep else {"Connection": "close"}))
            except (BadAnswer, TimeoutError) as error:
                self._tally.others.append(repr(error))
                return
            except OSError:
                self._tally.counts[kind] += 1
                return
            if answer.status != 200 or not answer.body.rstrip().endswith(b"</html>"):
                self._tally.others.append(f"{answer.status}, {len(answer.body)} bytes")
            self._tally.counts["answered"] += 1
            kind = "kept"


def children(serving: Server) -> set[int]:
    """The processes that serve. Python's own helper for shared resources is a child too."""
    found = set()
    for pid in serving.processes()[1:]:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if command and b"resource_tracker" not in command:
            found.add(pid)
    return found


def under_load(serving: Server, what: str, act: Callable[[], object]) -> Tally:
    tally = Tally(what)
    askers = [Asker(serving, tally, keep=number % 2 == 0) for number in range(CLIENTS)]
    time.sleep(0.5)
    act()
    time.sleep(0.5)
    for asker in askers:
        asker.stop()
    return tally


def replaced(serving: Server, pid: int, number: int) -> None:
    """Send signal `number` to `pid`, and wait until those that this concerns have been replaced."""
    before = children(serving)
    leaving = before if pid == serving.process.pid else {pid}
    os.kill(pid, number)
    deadline = time.monotonic() + DEADLINE
    while leaving & children(serving) or len(children(serving)) < WORKERS:
        if time.monotonic() > deadline:
            raise RuntimeError("The processes were not replaced")
        time.sleep(0.1)


def main() -> int:
    end_with_signals()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="bench-reload-") as name:
        folder = Path(name)
        site = environment(
            folder, WORKERS=str(WORKERS), RUN_SCHEDULER="on", EDGE_SNAPSHOTS=str(folder / "snapshots")
        )
        prepare(site, content=False)
        serving = server("trendsite", site, core=None, log=folder / "log", probe="/healthz")
        serving.start()
        try:
            tallies = []
            parent = serving.process.pid
            if WORKERS > 1:
                tallies += [
                    under_load(
                        serving, "SIGHUP: all are replaced", lambda: replaced(serving, parent, signal.SIGHUP)
                    ),
                    under_load(
                        serving,
                        "SIGTERM to one",
                        lambda: replaced(serving, min(children(serving)), signal.SIGTERM),
                    ),
                ]
            stopped = under_load(serving, "SIGTERM to the parent", serving.stop)
        finally:
            serving.stop()
        logged = (folder / "log").read_text()
    rows = [tally.row() for tally in (*tallies, stopped)]
    print("\n".join([f"{WORKERS} processes, {CLIENTS} clients\n", HEADER, *rows]))
    for tally in (*tallies, stopped):
        print("\n".join(tally.others[:5]))
    wrong = any(tally.wrong() for tally in tallies) or stopped.wrong(late=LATE)
    if "Traceback" in logged:
        print(logged[-3000:])
    return 1 if wrong or "Traceback" in logged else 0


if __name__ == "__main__":
    sys.exit(main())
