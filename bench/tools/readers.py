"""Readers without pause who look at everything: is the page whole, is it of one version, and how old is it?"""

import hashlib
import itertools
import threading
from dataclasses import dataclass, field

from .busy import Busy
from .client import Answer, BadAnswer, Client
from .serials import Journal, slug, versions_in

CODINGS = ("identity", "gzip", "br")
# Of the articles that a page shows, by writer.
Versions = dict[str, set[int]]


@dataclass
class Findings:
    """What all readers of a run found. `torn` and `failed` hold a sentence for each case."""

    journal: Journal
    answers: int = 0
    unchanged: int = 0
    torn: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    # One tag, one body; one body in one coding, one tag.
    _bodies: dict[str, bytes] = field(default_factory=dict)
    _tags: dict[tuple[bytes, str], str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, path: str, answer: Answer, coding: str, *, last: Versions, held: Versions) -> Versions:
        """Look at the answer to a request for `path`; returns the versions that it shows.

        The same connection showed `last` before. `held` are the versions of the copy whose tag was sent.
        """
        with self._lock:
            self.answers += 1
            self.unchanged += answer.status == 304
        if answer.status == 304:
            versions = held
        elif answer.status == 200:
            versions = versions_in(answer.body)
            self._look_at(path, answer, coding, versions)
        else:
            self.fail(f"{path}: {answer.status}")
            return last
        for name, numbers in versions.items():
            if name in last and max(numbers) < max(last[name]):
                self._tear(f"{path} went back from {last[name]} to {numbers} of {name} on one connection")
        self.journal.see(
            answer.asked, ((name, number) for name, numbers in versions.items() for number in numbers)
        )
        return versions

    def fail(self, sentence: str) -> None:
        with self._lock:
            self.failed.append(sentence)

    def _look_at(self, path: str, answer: Answer, coding: str, versions: Versions) -> None:
        # An article's page may name its neighbours as of another moment than those it is related to.
        about = [name for name in versions if f"/{slug(name)}" in path] or list(versions)
        if any(len(versions[name]) > 1 for name in about):
            self._tear(f"{path} shows {versions}")
        if b"<html" in answer.body and not answer.body.rstrip().endswith(b"</html>"):
            self._tear(f"{path} ends with {answer.body[-40:]!r}")
        if answer.headers.get("content-encoding", "identity") not in {coding, "identity"}:
            self._tear(f"{path} came as {answer.headers['content-encoding']}, {coding} was asked for")
        self._tag(path, answer)

    def _tag(self, path: str, answer: Answer) -> None:
        tag = answer.headers.get("etag", "")
        digest = hashlib.sha256(answer.body).digest()
        coding = answer.headers.get("content-encoding", "")
        kind = answer.headers.get("content-type", "")
        with self._lock:
            of_tag = self._bodies.setdefault(tag, digest)
            of_body = self._tags.setdefault((digest, coding + kind), tag)
        if not tag or of_tag != digest or of_body != tag:
            self._tear(f"{path}: the tag {tag} is of another body")

    def _tear(self, sentence: str) -> None:
        with self._lock:
            self.torn.append(sentence)


class Reader(Busy):
    """One reader on one connection, in a thread. `paths` are asked for in turns; every third time conditionally."""

    def __init__(
        self,
        findings: Findings,
        host: str,
        port: int,
        paths: list[str],
        *,
        number: int = 0,
        pause: float = 0.0,
    ) -> None:
        self._findings = findings
        self._address = (host, port)
        self._paths = paths
        self._number = number
        self._pause = pause
        super().__init__()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                client = Client(*self._address)
                self._read(client)
                client.close()
            except (OSError, BadAnswer) as error:
                self._findings.fail(repr(error))
                self._stopping.wait(0.2)

    def _read(self, client: Client) -> None:
        """Ask until told to stop, or until the server ends the connection as it may."""
        last: dict[str, Versions] = {}
        held: dict[tuple[str, str], tuple[str, Versions]] = {}
        turns = itertools.count(self._number)
        while not self._stopping.is_set() and not client.closing:
            turn = next(turns)
            path = self._paths[turn % len(self._paths)]
            coding = CODINGS[turn // len(self._paths) % len(CODINGS)]
            tag, copy = held.get((path, coding), ("", {})) if turn % 3 == 0 else ("", {})
            headers = {"Accept-Encoding": coding, **({"If-None-Match": tag} if tag else {})}
            answer = client.get(path, **headers)
            last[path] = self._findings.check(path, answer, coding, last=last.get(path, {}), held=copy)
            if answer.status == 200:
                held[path, coding] = answer.headers.get("etag", ""), last[path]
            if self._pause:
                self._stopping.wait(self._pause)


def behind(journal: Journal, host: str, port: int, *, connections: int) -> list[str]:
    """What fresh connections, enough to reach every process, do not show although it was published a while ago."""
    found = []
    for _ in range(connections):
        client = Client(host, port)
        for name, number in journal.newest().items():
            shown = versions_in(client.get(f"/articles/{slug(name)}/").body).get(name, set())
            if shown != {number}:
                found.append(f"{name}: version {number} was published, {shown} shown")
        client.close()
    return found
