"""How long the slowest readers wait while articles are imported: cached pages at half of what the server can do.

The server has one core and its clients the other, as in `edge.py`. First `wrk` asks as fast as it is answered, which
says how many cached pages a second there are at most. Then it asks for SHARE (0.5) of that, while a second client asks
2,000 times a second whatever becomes of its requests and takes the time (`tools/steady.py`): alone, and beside
`import_articles` of ARTICLES (1000) posts of 10 KB, which has a session of its own, as from another terminal, and takes
what it can get of both cores. ROUNDS (3) times, each with a site of its own.
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
from tools.load import LOAD_CORE, ROOT, Case, Server, end_with_signals, machine, missing, pinned
from tools.posts import write_posts
from tools.site import environment, prepare, server

ARTICLES = int(os.environ.get("ARTICLES", "1000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SHARE = float(os.environ.get("SHARE", "0.5"))
# Of the client that takes the time.
RATE = 2000
CONNECTIONS = 50
QUIET_SECONDS = 5
# The first moments are those of the clients, who begin all at once.
BEGINNING_SECONDS = 1
LONGEST_SECONDS = 3600
PAGES = 20
GZIP = {"Accept-Encoding": "gzip"}

# Paths in turns, and a pause of a millisecond on average after each answer: wrk counts in whole ones.
SCRIPT = """
local paths, turn = {{ {paths} }}, 0
function request()
    turn = turn % #paths + 1
    return wrk.format("GET", paths[turn])
end
function delay() return math.random(0, 2) end
"""

HEADER = (
    "| round | beside it | pages/s | asked for the time | p50 ms | p99 ms | p99.9 ms | slowest ms | not known "
    "| client kept ms | import s |\n"
    "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)


@dataclass
class Waited:
    """What the clients of one run saw: pages a second, and answers by hundredths of a millisecond."""

    rate: float
    answers: Counter[int]
    unknown: int
    """Answers that came while the client itself was kept from its core."""
    kept: float
    """For how many milliseconds that was at the longest."""

    def share(self, share: float) -> float:
        """Milliseconds within which that share of the answers came."""
        rest = self.answers.total() * share
        for hundredths in sorted(self.answers):
            rest -= self.answers[hundredths]
            if rest <= 0:
                return (hundredths + 1) / 100
        return 0.0

    def row(self, number: int, beside: str, took: float) -> str:
        slowest = max(self.answers, default=0) / 100
        return (
            f"| {number} | {beside} | {self.rate:,.0f} | {self.answers.total():,} | {self.share(0.5):.2f} "
            f"| {self.share(0.99):.2f} | {self.share(0.999):.2f} | {slowest:.1f} | {self.unknown} | {self.kept:.1f} "
            f"| {f'{took:.1f}' if took else ''} |"
        )


class Clients:
    """The load and the one that takes the time, on a core of their own, until they are told to end."""

    def __init__(self, serving: Server, paths: list[str], script: Path, connections: int) -> None:
        address = f"http://{serving.host}:{serving.port}"
        self._load = start(load_command(address, script, connections, LONGEST_SECONDS))
        asked = [serving.host, str(serving.port), str(RATE), str(LONGEST_SECONDS), str(CONNECTIONS), *paths]
        self._timing = start([sys.executable, "-m", "tools.steady", *asked])
        if self._timing.stdout is None or self._timing.stdout.readline() != "ready\n":
            raise RuntimeError("The client that takes the time does not begin")
        time.sleep(BEGINNING_SECONDS)
        self._timing.send_signal(signal.SIGUSR1)

    def end(self) -> Waited:
        self._timing.terminate()
        printed, _ = self._timing.communicate()
        self._load.send_signal(signal.SIGINT)
        load, _ = self._load.communicate()
        found = json.loads(printed)
        if found["failed"] or "Non-2xx" in load or "Socket errors" in load:
            raise RuntimeError(f"Readers were not answered: {printed}\n{load}")
        return Waited(
            rate=pages_a_second(load) + RATE,
            answers=Counter({int(key): count for key, count in found["waited"].items()}),
            unknown=found["unknown"],
            kept=max(found["kept"], default=0.0),
        )


def start(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(pinned(LOAD_CORE, command), cwd=ROOT / "bench", stdout=subprocess.PIPE, text=True)


def load_command(address: str, script: Path, connections: int, seconds: int) -> list[str]:
    options = ["-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script)]
    return ["wrk", *options, "-H", "Accept-Encoding: gzip", address]


def pages_a_second(printed: str) -> float:
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", printed)[0])


def connections_for(rate: float, serving: Server, script: Path) -> int:
    """With how many connections that pause after each answer the load comes to `rate` pages a second."""
    connections = max(1, int(rate / 1000))
    for _ in range(3):
        command = load_command(f"http://{serving.host}:{serving.port}", script, connections, 1)
        reached = pages_a_second(start(command).communicate()[0])
        connections = max(1, round(connections * rate / reached))
    return connections


def measure(number: int, folder: Path, posts: Path) -> list[str]:
    """The rows of one round."""
    site = environment(folder, RUN_SCHEDULER="on", EDGE_SNAPSHOTS=str(folder / "snapshots"))
    prepare(site)
    serving = server("trendsite", site, log=folder / "log")
    serving.start()
    try:
        sitemap = Client(serving.host, serving.port).get("/sitemap.xml").body.decode()
        paths = re.findall(r"<loc>http://[^/]+(/articles/[^<]+)</loc>", sitemap)[:PAGES]
        script = folder / "load.lua"
        script.write_text(SCRIPT.format(paths=", ".join(f'"{path}"' for path in paths)))
        most = Case("most", serving, paths[0], GZIP, connections=CONNECTIONS).sample(3).rate
        connections = connections_for(most * SHARE - RATE, serving, script)
        clients = Clients(serving, paths, script, connections)
        time.sleep(QUIET_SECONDS)
        alone = clients.end()
        clients = Clients(serving, paths, script, connections)
        began = time.monotonic()
        printed = subprocess.run(
            [sys.executable, "manage.py", "import_articles", "--no-input", str(posts)],
            cwd=ROOT,
            env={**os.environ, **site},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            check=True,
        ).stdout
        took = time.monotonic() - began
        beside = clients.end()
        if f"imported: {ARTICLES} created" not in printed:
            raise RuntimeError(printed)
    finally:
        serving.stop()
    return [alone.row(number, "nothing", 0), beside.row(number, f"import of {ARTICLES:,}", took)]


def main() -> int:
    end_with_signals()
    if absent := missing("wrk", "taskset"):
        print(f"Not measured: {' and '.join(absent)} not installed")
        return 0
    print(f"{machine()}\n\n{HEADER}")
    with tempfile.TemporaryDirectory(prefix="bench-tail-") as name:
        posts = Path(name) / "posts"
        write_posts(posts, ARTICLES)
        for number in range(1, ROUNDS + 1):
            folder = Path(name) / f"site-{number}"
            folder.mkdir()
            for row in measure(number, folder, posts):
                print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
