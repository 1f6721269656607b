"""Publishes interleaved with reads: is any page old, torn or missing?

Several writers publish without pause, one of them at the desk of a server process, the others in processes of their
own; readers read without pause on connections that stay open. Every document says which version it is. Once on SQLite
and once on PostgreSQL (a server of its own, if that is installed).

PUBLISHES (400 on each database), WORKERS (4), READERS (8), DATABASES ("sqlite postgresql") change what is done.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools import postgres
from tools.client import BadAnswer
from tools.desk import Desk, add_editor
from tools.load import Server, end_with_signals, machine
from tools.readers import Findings, Reader, behind
from tools.serials import Journal, document, slug, versions_in
from tools.site import environment, prepare, python, server
from tools.writer_process import writer

PUBLISHES = int(os.environ.get("PUBLISHES", "400"))
WORKERS = os.environ.get("WORKERS", "4")
READERS = int(os.environ.get("READERS", "8"))
DATABASES = os.environ.get("DATABASES", "sqlite postgresql").split()
# The writers in processes of their own; "desk" is the one in the server.
OUTSIDE = ("a", "b")
INSIDE = "desk"
# What is promised to every process, in seconds.
PROMISED = 1.0


@dataclass
class Outcome:
    """What one run found. `not_at_once`: publications that the publishing process did not show in its next answer."""

    database: str
    findings: Findings
    seconds: float = 0.0
    cpu: float = 0.0
    not_at_once: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        found = self.findings
        late = [delay for delay in found.journal.delays() if delay > PROMISED]
        return not (found.torn or found.failed or self.not_at_once or self.behind or late)

    def row(self) -> str:
        found, delays = self.findings, self.findings.journal.delays()
        published = len(found.journal.committed)
        p99 = delays[int(len(delays) * 0.99)] if delays else 0.0
        late = sum(delay > PROMISED for delay in delays)
        return (
            f"| {self.database} | {published:,} | {published / self.seconds:.1f} "
            f"| {found.answers:,} | {found.unchanged:,} "
            f"| {p99 * 1000:.0f} ms | {max(delays, default=0) * 1000:.0f} ms | {late} "
            f"| {len(found.torn)} | {len(found.failed)} | {len(self.not_at_once)} |"
        )


HEADER = (
    "| database | publishes | a second | reads | 304 | age p99 | oldest | beyond 1 s | torn | failed | not at once |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)


def run(database: str, site: dict[str, str], log: Path) -> Outcome:
    """Publish and read until there were enough publishes."""
    prepare(site, content=False)
    add_editor(site)
    serving = server("trendsite", site, core=None, log=log, probe="/healthz")
    serving.start()
    outcome = Outcome(database, Findings(Journal()))
    try:
        with writing(site, serving, outcome):
            paths = [f"/articles/{slug(name)}/" for name in (*OUTSIDE, INSIDE)]
            paths += ["/", "/articles/", "/feed.xml", f"/articles/{slug(INSIDE)}.md", "/tags/torture/"]
            readers = [
                Reader(outcome.findings, serving.host, serving.port, paths, number=number)
                for number in range(READERS)
            ]
            started, before = time.monotonic(), serving.cpu_seconds()
            while len(outcome.findings.journal.committed) < PUBLISHES:
                time.sleep(0.2)
            outcome.seconds, outcome.cpu = time.monotonic() - started, serving.cpu_seconds() - before
        time.sleep(PROMISED)
        for reader in readers:
            reader.stop()
        outcome.behind = behind(
            outcome.findings.journal, serving.host, serving.port, connections=int(WORKERS) * 6
        )
    finally:
        serving.stop()
    return outcome


@contextmanager
def writing(site: dict[str, str], serving: Server, outcome: Outcome) -> Iterator[None]:
    """Writers that publish as long as this lasts; begins when each has published once."""
    journal = outcome.findings.journal
    stopping = threading.Event()
    with ExitStack() as stack:
        for name in OUTSIDE:
            stack.enter_context(writer(name, site, journal))
        inside = threading.Thread(target=_at_the_desk, args=(site, serving, outcome, stopping), daemon=True)
        inside.start()
        try:
            deadline = time.monotonic() + 60
            while len(journal.newest()) < len(OUTSIDE) + 1:
                if time.monotonic() > deadline or not inside.is_alive():
                    raise RuntimeError(f"Not every writer publishes: {journal.newest()}")
                time.sleep(0.05)
            yield
        finally:
            stopping.set()
            inside.join(60)


def _at_the_desk(site: dict[str, str], serving: Server, outcome: Outcome, stopping: threading.Event) -> None:
    """Publish through one process of the server, and ask that same process for the page at once."""
    path = f"/articles/{slug(INSIDE)}/"
    pk = int(python(site, _CREATE.format(text=document(INSIDE, 1))))
    outcome.findings.journal.commit(INSIDE, 1, time.time())
    desk = Desk(serving.host, serving.port)
    number = 1
    while not stopping.is_set():
        number += 1
        try:
            source = desk.source(pk).replace(f"{number - 1:06d}", f"{number:06d}")
            answered = desk.publish(pk, source)
            shown = versions_in(desk.client.get(path).body).get(INSIDE, set())
        except (OSError, BadAnswer, RuntimeError) as error:
            outcome.findings.fail(f"the desk: {error!r}")
            return
        outcome.findings.journal.commit(INSIDE, number, answered.came)
        if shown != {number}:
            outcome.not_at_once.append(f"version {number} was published, {shown} shown")


_CREATE = """
from articles import publishing
from articles.document import parse
article = publishing.create(document=parse({text!r}), by=None)
print(publishing.publish(article=article, by=None).pk)
"""


def main() -> int:
    end_with_signals()
    print(machine())
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="bench-consistency-") as name:
        for database in DATABASES:
            folder = Path(name) / database
            folder.mkdir()
            if database == "postgresql" and (reason := postgres.why_not()):
                print(f"SKIPPED: {reason}")
                continue
            with databases(database, folder) as url:
                site = environment(folder, WORKERS=WORKERS, DATABASE_URL=url)
                outcomes.append(run(database, site, folder / "log"))
            if "Traceback" in (folder / "log").read_text():
                outcomes[-1].findings.fail(f"the server logged:\n{(folder / 'log').read_text()[-4000:]}")
    print(f"{WORKERS} server processes, {READERS} readers, {len(OUTSIDE) + 1} writers\n\n{HEADER}")
    for outcome in outcomes:
        print(outcome.row())
    for outcome in outcomes:
        found = outcome.findings
        for sentence in [*found.torn, *found.failed, *outcome.not_at_once, *outcome.behind][:20]:
            print(f"{outcome.database}: {sentence}", file=sys.stderr)
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    own = postgres.Postgres()
    try:
        own.start()
        yield own.create("trendsite")
    finally:
        own.stop()


if __name__ == "__main__":
    sys.exit(main())
