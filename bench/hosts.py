"""Two hosts that share a PostgreSQL server, with and without Redis: what is published at one is read at the other.

Each host is a network namespace with two server processes where this machine allows that, else a port of this machine.
Writers publish on both and readers read on both, without pause, while something happens to what they share.

SECONDS (6) is how long each of that is watched, RINGS ("notify redis") what tells the hosts of each other's purges,
WATCHES (all) how many of the things that happen are watched.
"""

import os
import string
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from tools import bell, network, postgres
from tools.client import BadAnswer, Client
from tools.load import Server, end_with_signals, machine
from tools.network import Place
from tools.readers import Findings, Reader, behind
from tools.serials import Journal, slug
from tools.site import environment, prepare, server
from tools.writer_process import writer

SECONDS = float(os.environ.get("SECONDS", "6"))
RINGS = os.environ.get("RINGS", "notify redis").split()
WATCHES = int(os.environ.get("WATCHES", "9"))
WORKERS = "2"
READERS = 2
PROMISED = 1.0
# After how many seconds a host that was cut off must be up to date again, once it is not.
CAUGHT_UP = 10.0

HEADER = (
    "| told by | what happens | publishes | reads | age p50 | age p99 | oldest | torn | failed |\n"
    "|---|---|---:|---:|---:|---:|---:|---:|---:|"
)


@dataclass
class Host:
    place: Place
    site: dict[str, str]
    server: Server


@dataclass
class Shared:
    """What the hosts share. `redis` is None where PostgreSQL alone tells them."""

    database: postgres.Postgres
    redis: bell.Redis | None
    hosts: list[Host] = field(default_factory=list)


@dataclass
class Watch:
    """One thing that happens while there are writers and readers. `act` is called in the middle of it."""

    ring: str
    what: str
    act: Callable[[Shared], object] = bool
    wrong: list[str] = field(default_factory=list)
    row: str = ""

    def run(self, shared: Shared, letter: str) -> None:
        """`letter` tells the writers of this watch from those of others."""
        print(f"    {self.ring}: {self.what}", file=sys.stderr)
        # Each host's own answers, by the moments of all publications.
        journals = [Journal() for _ in shared.hosts]
        for journal in journals[1:]:
            journal.committed = journals[0].committed
        findings = [Findings(journal) for journal in journals]
        names = [f"{host.place.name}{letter}" for host in shared.hosts]
        with ExitStack() as stack:
            for name, host in zip(names, shared.hosts, strict=True):
                stack.enter_context(
                    writer(name, host.site, journals[0], namespace=host.place.namespace, pause=0.05)
                )
            while len(journals[0].newest()) < len(names):
                time.sleep(0.05)
            time.sleep(PROMISED)
            paths = [*(f"/articles/{slug(name)}/" for name in names), "/"]
            readers = [
                Reader(found, host.server.host, host.server.port, paths, number=number, pause=0.01)
                for found, host in zip(findings, shared.hosts, strict=True)
                for number in range(READERS)
            ]
            time.sleep(SECONDS / 2)
            self.act(shared)
            time.sleep(SECONDS / 2)
        time.sleep(PROMISED)
        for reader in readers:
            reader.stop()
        self._judge(findings, shared)

    def _judge(self, findings: list[Findings], shared: Shared) -> None:
        delays = sorted(delay for found in findings for delay in found.journal.delays())
        torn = [sentence for found in findings for sentence in found.torn]
        failed = [sentence for found in findings for sentence in found.failed]
        late = [f"a page was {delay:.2f} s old" for delay in delays if delay > PROMISED]
        self.wrong += [*torn, *failed, *late, *outdated(findings[0].journal, shared.hosts)]
        reads = sum(found.answers for found in findings)
        p50, p99 = (delays[int(len(delays) * share)] if delays else 0.0 for share in (0.5, 0.99))
        self.row = (
            f"| {self.ring} | {self.what} | {len(findings[0].journal.committed)} | {reads:,} | {p50 * 1000:.0f} ms "
            f"| {p99 * 1000:.0f} ms | {max(delays, default=0) * 1000:.0f} ms | {len(torn)} | {len(failed)} |"
        )


def outdated(journal: Journal, hosts: Sequence[Host]) -> list[str]:
    """What the hosts do not show although it was published a while ago."""
    return [
        f"host {host.place.name}: {sentence}"
        for host in hosts
        for sentence in behind(journal, host.server.host, host.server.port, connections=int(WORKERS) * 5)
    ]


# -- What happens -----------------------------------------------------------------------------------------------


def cut_notify(shared: Shared) -> None:
    cut = shared.database.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    )
    if cut < len(shared.hosts) * int(WORKERS):
        raise RuntimeError(f"Only {cut} connections were listening")


def kill_redis(shared: Shared) -> None:
    if shared.redis:
        shared.redis.stop()


def start_redis(shared: Shared) -> None:
    if shared.redis:
        shared.redis.start()


def freeze_redis(shared: Shared) -> None:
    if shared.redis:
        shared.redis.freeze()


def thaw_redis(shared: Shared) -> None:
    if shared.redis:
        shared.redis.thaw()


def watches(ring: str) -> list[Watch]:
    if ring == "notify":
        return [Watch(ring, "nothing"), Watch(ring, "the LISTEN connections are cut", cut_notify)]
    return [
        Watch(ring, "nothing"),
        Watch(ring, "Redis is killed", kill_redis),
        Watch(ring, "Redis comes back", start_redis),
        Watch(ring, "Redis says nothing any more", freeze_redis),
        Watch(ring, "it speaks again", thaw_redis),
    ]


def partition(shared: Shared) -> tuple[str, list[str]]:
    """Cut the last host off, publish at the first one, and join them again: how long until both show it?"""
    first, last = shared.hosts[0], shared.hosts[-1]
    journal = Journal()
    with writer("before", first.site, journal, namespace=first.place.namespace, count=1):
        while not journal.committed:
            time.sleep(0.05)
    time.sleep(PROMISED)
    path = f"/articles/{slug('before')}/"
    wrong = outdated(journal, shared.hosts)
    last.place.cut()
    client = Client(last.server.host, last.server.port)
    slowest = 0.0
    with writer("before", first.site, journal, namespace=first.place.namespace, count=2):
        deadline = time.monotonic() + SECONDS * 2
        while time.monotonic() < deadline:
            answer = client.get(path)
            slowest = max(slowest, answer.came - answer.asked)
            if answer.status != 200:
                wrong.append(f"cut off: {answer.status}")
            time.sleep(0.02)
    last.place.join()
    joined = time.monotonic()
    while outdated(journal, shared.hosts):
        if time.monotonic() - joined > CAUGHT_UP:
            return "", [*wrong, f"after {CAUGHT_UP:.0f} s the host that was cut off is not up to date"]
        time.sleep(0.1)
    took = time.monotonic() - joined
    return (
        f"A host that is cut off from PostgreSQL for {SECONDS * 2:.0f} s goes on showing what it has (slowest answer "
        f"{slowest * 1000:.0f} ms), and is up to date {took:.1f} s after it is back."
    ), wrong


# -- The hosts --------------------------------------------------------------------------------------------------


def start(ring: str, shared: Shared, folder: Path, found: list[Place]) -> None:
    url = shared.database.create(f"trendsite_{ring}")
    for place in found:
        own = folder / f"{ring}-{place.name}"
        own.mkdir()
        site = environment(
            own,
            DATABASE_URL=url,
            WORKERS=WORKERS,
            HOST=place.address,
            ALLOWED_HOSTS=f"127.0.0.1,{place.address}",
            EDGE_SNAPSHOTS=str(own / "snapshots"),
            RUN_SCHEDULER="on",
            CACHE_URL=shared.redis.url if shared.redis else "locmemcache://",
        )
        if not shared.hosts:
            prepare(site, content=False)
        site["STATIC_ROOT"] = str(folder / f"{ring}-{found[0].name}" / "static")
        serving = server(
            place.name,
            site,
            core=None,
            log=own / "log",
            probe="/healthz",
            host=place.address,
            namespace=place.namespace,
        )
        shared.hosts.append(Host(place, site, serving))
    for host in shared.hosts:
        host.server.start()


@contextmanager
def somewhere() -> Iterator[tuple[str, list[Place]]]:
    """Two hosts in namespaces, or two ports of this machine."""
    reason = network.why_not()
    if reason:
        print(f"Two ports instead of two hosts: {reason}")
    here = ("127.0.0.1", [Place("a", "127.0.0.1"), Place("b", "127.0.0.1")])
    with nullcontext(here) if reason else network.places(["a", "b"]) as found:
        yield found


def main() -> int:
    if reason := postgres.why_not():
        print(f"SKIPPED: {reason}")
        return 0
    end_with_signals()
    print(machine())
    rows, sentences, wrong = [], [], []
    with tempfile.TemporaryDirectory(prefix="bench-hosts-") as name, somewhere() as (address, found):
        for ring in RINGS:
            if ring == "redis" and (reason := bell.why_not()):
                print(f"SKIPPED: {reason}")
                continue
            shared = Shared(
                postgres.Postgres(host=address), bell.Redis(host=address) if ring == "redis" else None
            )
            try:
                shared.database.start()
                start_redis(shared)
                start(ring, shared, Path(name), found)
                for letter, watch in zip(string.ascii_lowercase, watches(ring)[:WATCHES], strict=False):
                    watch.run(shared, letter)
                    rows.append(watch.row)
                    wrong += [f"{watch.ring}, {watch.what}: {sentence}" for sentence in watch.wrong]
                if found[0].namespace and ring == "notify":
                    sentence, mistakes = partition(shared)
                    sentences.append(sentence)
                    wrong += mistakes
            except (OSError, BadAnswer) as error:
                wrong.append(f"{ring}: {error!r}")
            finally:
                for host in shared.hosts:
                    host.server.stop()
                kill_redis(shared)
                shared.database.stop()
    print("\n".join([HEADER, *rows, "", *sentences]))
    for sentence in wrong[:20]:
        print(f"NOT AS PROMISED: {sentence}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
