"""Several processes, one site: what one of them learns all of them show, and none drops a request when it ends."""

import http.client
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .running_site import RunningSite

pytestmark = pytest.mark.xdist_group("running-site")

PUBLISH = """
import time
from articles import publishing
from articles.document import parse
article = publishing.create(document=parse('---\\ntitle: From elsewhere {number}\\n---\\n\\nWords.\\n'), by=None)
publishing.publish(article=article, by=None)
print(time.time())
"""


class Reader:
    """Somebody who reads on and on; `failures` are requests that got no whole answer."""

    def __init__(self, site: RunningSite, *, keep_alive: bool) -> None:
        self._site = site
        self._keep_alive = keep_alive
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.answers = 0
        self.failures: list[str] = []
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(20)

    def _run(self) -> None:
        connection, is_new = self._connect(), True
        while not self._stopping.is_set():
            try:
                connection.request("GET", "/")
                response = connection.getresponse()
                body = response.read()
                if response.status != 200 or b"</html>" not in body:
                    self.failures.append(f"{response.status}, {len(body)} bytes")
                self.answers += 1
                is_new = False
                if self._keep_alive and not response.will_close:
                    time.sleep(0.005)
                    continue
            except (OSError, http.client.HTTPException) as error:
                # A server may close an idle connection; every client asks again then (RFC 9112, 9.3.1).
                closed = isinstance(
                    error, http.client.RemoteDisconnected | ConnectionResetError | BrokenPipeError
                )
                if is_new or not closed:
                    self.failures.append(repr(error))
            connection.close()
            connection, is_new = self._connect(), True
        connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._site.port, timeout=20)


@contextmanager
def reading(site: RunningSite) -> Iterator[list[Reader]]:
    readers = [Reader(site, keep_alive=number % 2 == 0) for number in range(4)]
    try:
        yield readers
    finally:
        for reader in readers:
            reader.stop()


def children(site: RunningSite) -> set[int]:
    """The processes that serve."""
    task = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children")
    return {pid for pid in map(int, task.read_text().split()) if serves(pid)}


def serves(pid: int) -> bool:
    """Python's own helper for shared resources is a child too, and serves nothing; nor does one that is gone."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return bool(command) and b"resource_tracker" not in command


@pytest.mark.parametrize("number", range(3))
def test_published_by_another_process(running_site: RunningSite, number: int) -> None:
    """What a command publishes is on the front page within a second, whichever process answers."""
    connections = [http.client.HTTPConnection("127.0.0.1", running_site.port, timeout=20) for _ in range(12)]
    title = f"From elsewhere {number}"
    for connection in connections:
        connection.request("GET", "/")
        assert title not in connection.getresponse().read().decode()

    published = float(running_site.python(PUBLISH.format(number=number)))
    time.sleep(max(0.0, published + 1 - time.time()))

    for connection in connections:
        connection.close()
        connection.request("GET", "/")
        assert title in connection.getresponse().read().decode()
        connection.close()


def test_reload_drops_no_request(running_site: RunningSite) -> None:
    """SIGHUP puts new processes in the place of the old ones; readers notice nothing."""
    before = children(running_site)
    with reading(running_site) as readers:
        running_site.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 90
        while (
            before & children(running_site) or len(children(running_site)) < 2
        ) and time.monotonic() < deadline:
            time.sleep(0.2)
        time.sleep(0.5)

    assert before.isdisjoint(children(running_site))
    assert [reader.failures for reader in readers] == [[]] * 4
    assert min(reader.answers for reader in readers) > 5


def test_stopped_process_drops_no_request(running_site: RunningSite) -> None:
    """One process is asked to end and another one takes its place; readers notice nothing."""
    with reading(running_site) as readers:
        time.sleep(0.3)
        victim = min(children(running_site))
        os.kill(victim, signal.SIGTERM)
        deadline = time.monotonic() + 60
        while (
            victim in children(running_site) or len(children(running_site)) < 2
        ) and time.monotonic() < deadline:
            time.sleep(0.2)

    assert victim not in children(running_site)
    assert [reader.failures for reader in readers] == [[]] * 4
