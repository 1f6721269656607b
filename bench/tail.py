"""How long the slowest readers wait while articles are imported: cached pages at half of what the server can do.

First clients that ask as fast as they are answered say how many cached pages a second there are at most. Then a load of
half of that, which does not wait for its answers (`tools/steady.py`), goes on alone, and beside `import_articles` of
ARTICLES (1000) posts of 10 KB in a process of its own, as an operator would run it. Once for one server process and
once for two (WORKERS="1 2").
Everything shares the processors of this machine, the load included. SHARE (0.5) is the share of the most.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tools.client import Client
from tools.load import ROOT, Server, end_with_signals, machine
from tools.posts import write_posts
from tools.site import environment, prepare, server

ARTICLES = int(os.environ.get("ARTICLES", "1000"))
WORKERS = os.environ.get("WORKERS", "1 2").split()
SHARE = float(os.environ.get("SHARE", "0.5"))
CONNECTIONS = 50
# The clients: one process cannot send so much.
CLIENTS = 2
QUIET_SECONDS = 5
BEGINNING_SECONDS = 1
LONGEST_SECONDS = 3600
PAGES = 20

HEADER = (
    "| server processes | beside it | asked a second | answered | p50 ms | p99 ms | p99.9 ms | slowest ms | failed "
    "| import s |\n|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


@dataclass
class Waited:
    """What the clients of one run saw: answers by hundredths of a millisecond."""

    rate: float
    seconds: float
    failed: int
    answers: Counter[int]

    def share(self, share: float) -> float:
        """Milliseconds within which that share of the answers came."""
        rest = self.answers.total() * share
        for hundredths in sorted(self.answers):
            rest -= self.answers[hundredths]
            if rest <= 0:
                return (hundredths + 1) / 100
        return 0.0

    def row(self, workers: str, beside: str, took: float) -> str:
        slowest = max(self.answers, default=0) / 100
        return (
            f"| {workers} | {beside} | {self.rate:,.0f} | {self.answers.total() / self.seconds:,.0f} "
            f"| {self.share(0.5):.2f} | {self.share(0.99):.2f} | {self.share(0.999):.2f} | {slowest:.1f} "
            f"| {self.failed} | {f'{took:.1f}' if took else ''} |"
        )


class Clients:
    """The load in processes of its own, for `seconds` or until it is told to end."""

    def __init__(
        self, serving: Server, paths: list[str], *, rate: float, seconds: float = LONGEST_SECONDS
    ) -> None:
        self._rate = rate
        asked = [str(rate / CLIENTS), str(seconds), str(CONNECTIONS // CLIENTS), *paths]
        command = [sys.executable, "-m", "tools.steady", serving.host, str(serving.port), *asked]
        self._processes = [
            subprocess.Popen(command, cwd=ROOT / "bench", stdout=subprocess.PIPE, text=True)
            for _ in range(CLIENTS)
        ]
        for process in self._processes:
            if process.stdout is None or process.stdout.readline() != "ready\n":
                raise RuntimeError("A client does not begin")

    def count(self) -> None:
        """Count from now on. The first moments are those of the clients, who begin all at once."""
        time.sleep(BEGINNING_SECONDS)
        for process in self._processes:
            process.send_signal(signal.SIGUSR1)

    def stop(self) -> Waited:
        for process in self._processes:
            process.terminate()
        return self.end()

    def end(self) -> Waited:
        answers: Counter[int] = Counter()
        seconds, failed = 0.0, 0
        for process in self._processes:
            printed, _ = process.communicate()
            if process.returncode:
                raise RuntimeError("A client ended before its time")
            found = json.loads(printed)
            answers.update({int(key): count for key, count in found["waited"].items()})
            seconds, failed = max(seconds, found["seconds"]), failed + found["failed"]
        return Waited(self._rate, seconds, failed, answers)


def most(serving: Server, paths: list[str]) -> float:
    """How many answers a second these clients get when each asks again as soon as it has its answer."""
    found = Clients(serving, paths, rate=0, seconds=3).end()
    return found.answers.total() / found.seconds


def measure(workers: str, folder: Path, posts: Path) -> list[str]:
    """The rows of the table for that many server processes."""
    site = environment(folder, WORKERS=workers, RUN_SCHEDULER="on", EDGE_SNAPSHOTS=str(folder / "snapshots"))
    prepare(site)
    serving = server("trendsite", site, core=None, log=folder / "log")
    serving.start()
    try:
        client = Client(serving.host, serving.port)
        named = re.findall(
            r"<loc>http://[^/]+(/articles/[^<]+)</loc>", client.get("/sitemap.xml").body.decode()
        )
        paths = named[:PAGES]
        # Every process has to know every page.
        Clients(serving, paths, rate=1000, seconds=1).end()
        rate = most(serving, paths) * SHARE
        clients = Clients(serving, paths, rate=rate)
        clients.count()
        time.sleep(QUIET_SECONDS)
        alone = clients.stop()
        clients = Clients(serving, paths, rate=rate)
        clients.count()
        began = time.monotonic()
        importing = subprocess.Popen(
            [sys.executable, "manage.py", "import_articles", "--no-input", str(posts)],
            cwd=ROOT,
            env={**os.environ, **site},
            stdout=subprocess.PIPE,
            text=True,
        )
        printed = importing.communicate()[0]
        took = time.monotonic() - began
        beside = clients.stop()
        if f"imported: {ARTICLES} created" not in printed:
            raise RuntimeError(printed)
    finally:
        serving.stop()
    return [alone.row(workers, "nothing", 0), beside.row(workers, f"import of {ARTICLES:,}", took)]


def main() -> int:
    end_with_signals()
    print(f"{machine()}\n\n{HEADER}")
    with tempfile.TemporaryDirectory(prefix="bench-tail-") as name:
        posts = Path(name) / "posts"
        write_posts(posts, ARTICLES)
        for workers in WORKERS:
            folder = Path(name) / f"site-{workers}"
            folder.mkdir()
            for row in measure(workers, folder, posts):
                print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
