"""The database is killed under load, and comes back: who still gets what?

A PostgreSQL server of our own is killed, later frozen (it accepts connections and says nothing). Readers go on with
pages that were read before, with pages that nobody has read, and with forms; in the middle of it the site is started
anew. Everything that is not as promised is printed.

SECONDS (20) is how long it is away; MINUTES=10 is the long form. RATE (200) is how many pages are asked for a second,
WORKERS (2) how many processes answer, KINDS ("killed frozen") what happens to the database.
"""

import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools.busy import Busy
from tools.client import Answer, BadAnswer, Client
from tools.load import Server, end_with_signals, machine
from tools.postgres import Postgres, why_not
from tools.site import environment, prepare, python, server

SECONDS = float(os.environ.get("SECONDS", float(os.environ.get("MINUTES", "0")) * 60 or 20))
RATE = int(os.environ.get("RATE", "200"))
WORKERS = os.environ.get("WORKERS", "2")
KINDS = os.environ.get("KINDS", "killed frozen").split()
READERS = 8
# In how many seconds after its return the site must be itself again.
HEALED = 15.0


@dataclass
class Count:
    """What one kind of request got: seconds each took, and a sentence for each answer that was not as promised."""

    name: str
    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def row(self) -> str:
        took = sorted(self.took) or [0.0]
        good = len(self.took) - len(self.wrong)
        return (
            f"| {self.name} | {len(self.took):,} | {good / max(1, len(self.took)):.2%} "
            f"| {took[len(took) // 2] * 1000:.1f} | {took[int(len(took) * 0.99)] * 1000:.1f} | {took[-1] * 1000:.0f} |"
        )


def is_page(answer: Answer) -> str:
    """Why an answer is no page; "" if it is one."""
    whole = answer.body.rstrip().endswith((b"</html>", b"</feed>", b"</urlset>"))
    return "" if answer.status == 200 and whole else f"{answer.status}, {len(answer.body)} bytes"


def is_refusal(answer: Answer) -> str:
    """Why an answer is not the page that says that the database is away."""
    kept = answer.headers.get("cache-control") == "no-store" and "retry-after" in answer.headers
    designed = answer.body.count(b"<h1") == 1 and b"</html>" in answer.body
    return "" if answer.status == 503 and kept and designed else f"{answer.status} {answer.headers}"


def is_refused_write(answer: Answer) -> str:
    said = b"nothing of what you sent was saved" in answer.body
    return is_refusal(answer) or ("" if said else "it does not say that nothing was saved")


class Asker(Busy):
    """Asks again and again for what `request` says, in a thread, and checks each answer."""

    def __init__(
        self,
        serving: Server,
        count: Count,
        request: Callable[[Client, int], Answer],
        check: Callable[[Answer], str],
        *,
        pause: float,
    ) -> None:
        self._serving = serving
        self._count = count
        self._request = request
        self._check = check
        self._pause = pause
        super().__init__()

    def run(self) -> None:
        client = None
        number = 0
        while not self._stopping.wait(self._pause):
            number += 1
            started = time.monotonic()
            try:
                if client is None or client.closing or number % 50 == 0:
                    client = Client(self._serving.host, self._serving.port)
                wrong = self._check(self._request(client, number))
            except (OSError, BadAnswer) as error:
                client, wrong = None, repr(error)
            self._count.took.append(time.monotonic() - started)
            if wrong:
                self._count.wrong.append(f"after {len(self._count.took)}: {wrong}")


@contextmanager
def asking(serving: Server, pages: list[str], counts: list[Count], *, away: bool) -> Iterator[None]:
    """Readers, strangers and editors at work, for as long as this lasts."""
    known, missing, writing = counts
    pause = READERS / RATE
    askers = [
        Asker(
            serving,
            known,
            lambda client, number, start=start: client.get(pages[(number + start * 7) % len(pages)]),  # type: ignore[misc]
            is_page,
            pause=pause,
        )
        for start in range(READERS)
    ]
    if away:
        unread = f"/search/?q=nobody-asked-{time.time():.0f}-"
        askers += [
            Asker(
                serving,
                missing,
                lambda client, number: client.get(f"{unread}{number}"),
                is_refusal,
                pause=0.5,
            ),
            Asker(serving, writing, _log_in, is_refused_write, pause=1.0),
        ]
    try:
        yield
    finally:
        for asker in askers:
            asker.stop()


def _log_in(client: Client, number: int) -> Answer:
    token = "a" * 32
    body = f"csrfmiddlewaretoken={token}&username=somebody&password={number}".encode()
    return client.ask("POST", "/admin/login/", {"Cookie": f"csrftoken={token}"}, body)


def read_pages(serving: Server) -> list[str]:
    """The pages that are going to be read: those that the sitemap names and the front page links to. Reads them."""
    client = Client(serving.host, serving.port)
    named = re.findall(r"<loc>http://[^/]+(/[^<]*)</loc>", client.get("/sitemap.xml").body.decode())
    linked = re.findall(r'href="(/[^"#?]*/)"', client.get("/").body.decode())
    pages = [
        path for path in dict.fromkeys(["/", "/feed.xml", *linked, *named]) if is_page(client.get(path)) == ""
    ]
    client.close()
    return pages


def outage(kind: str, database: Postgres, site: dict[str, str], log: Path) -> list[str]:
    """One outage from its beginning to its end; prints its table and returns what was not as promised."""
    serving = server("trendsite", site, core=None, log=log, probe="/healthz")
    serving.start()
    counts = [Count("pages that were read"), Count("pages that nobody has read: 503"), Count("forms: 503")]
    try:
        pages = read_pages(serving)
        # A change that nobody has seen yet when the database goes.
        python(site, _CHANGE)
        began = time.monotonic()
        _break(kind, database)
        with asking(serving, pages, counts, away=True):
            _wait_until(began + SECONDS / 2)
        print(f"    {kind}: the site starts anew after {SECONDS / 2:.0f} s", file=sys.stderr)
        code = serving.stop()
        stopped = time.monotonic()
        serving.start()
        restart = time.monotonic() - stopped
        with asking(serving, pages, counts, away=True):
            _wait_until(began + SECONDS)
        _mend(kind, database)
        healed = _healed(serving, site)
    finally:
        _mend(kind, database)
        serving.stop()
    print(
        f"\nThe database is {kind} for {time.monotonic() - began:.0f} s; {len(pages)} pages, {WORKERS} processes\n"
    )
    print(
        "| asked for | times | as promised | p50 ms | p99 ms | slowest ms |\n|---|---:|---:|---:|---:|---:|"
    )
    for count in counts:
        print(count.row())
    print(f"\nA restart meanwhile took {restart:.1f} s. {healed.sentence}")
    wrong = [f"{count.name}: {sentence}" for count in counts for sentence in count.wrong]
    wrong += [f"the server ended with {code}"] if code else []
    return [*wrong, *healed.wrong]


_CHANGE = """
from articles import publishing
from articles.models import Article
article = Article.objects.get(slug="sqlite-in-production")
document = article.latest_revision.document
publishing.save_revision(article=article, document=document.replace(title="Changed just before"), by=None)
publishing.publish(article=article, by=None)
"""


def _break(kind: str, database: Postgres) -> None:
    if kind == "killed":
        database.kill()
    else:
        database.signal_all(signal.SIGSTOP)


def _mend(kind: str, database: Postgres) -> None:
    if kind == "frozen":
        database.signal_all(signal.SIGCONT)
    elif not database.is_running():
        database.start()


def _wait_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


@dataclass
class Healed:
    sentence: str
    wrong: list[str]


def _healed(serving: Server, site: dict[str, str]) -> Healed:
    """How long it takes until every connection gets new pages, and what was published before the outage."""
    began = time.monotonic()
    while any(is_page(answer) for answer in _each_process(serving, "/search/?q=after-all")):
        if time.monotonic() - began > HEALED:
            return Healed("", [f"after {HEALED:.0f} s pages still cannot be made"])
        time.sleep(0.1)
    made = time.monotonic() - began
    path = "/articles/sqlite-in-production/"
    while any(b"Changed just before" not in answer.body for answer in _each_process(serving, path)):
        if time.monotonic() - began > HEALED:
            return Healed("", [f"after {HEALED:.0f} s the old copy is still shown"])
        time.sleep(0.1)
    shown = time.monotonic() - began
    python(site, _CHANGE.replace("Changed just before", "Changed after"))
    time.sleep(1.0)
    late = sum(b"Changed after" not in answer.body for answer in _each_process(serving, path))
    sentence = f"New pages {made:.1f} s after its return, the last change everywhere after {shown:.1f} s."
    return Healed(sentence, [f"{late} answers are older than a second"] if late else [])


def _each_process(serving: Server, path: str) -> Iterator[Answer]:
    for _ in range(int(WORKERS) * 6):
        client = Client(serving.host, serving.port)
        yield client.get(path)
        client.close()


def main() -> int:
    if reason := why_not():
        print(f"SKIPPED: {reason}")
        return 0
    end_with_signals()
    print(machine())
    wrong = []
    for kind in KINDS:
        database = Postgres()
        with tempfile.TemporaryDirectory(prefix="bench-outage-") as name:
            folder = Path(name)
            try:
                database.start()
                site = environment(
                    folder,
                    DATABASE_URL=database.create("trendsite"),
                    WORKERS=WORKERS,
                    EDGE_SNAPSHOTS=str(folder / "snapshots"),
                    RUN_SCHEDULER="on",
                )
                prepare(site)
                wrong += outage(kind, database, site, folder / "log")
            finally:
                database.stop()
                if os.environ.get("KEEP_LOG"):
                    print((folder / "log").read_text()[-8000:], file=sys.stderr)
    for sentence in wrong[:20]:
        print(f"NOT AS PROMISED: {sentence[:300]}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
