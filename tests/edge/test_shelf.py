"""Answers that are sent from a file in memory: which ones, how many, and for how long."""

import os
from pathlib import Path

import pytest

from edge.memory_files import MemoryFile
from edge.page import Page, Reply
from edge.shelf import MOST_BYTES, WORTH_HITS, Shelf
from edge.store import PageStore

from .fakes import NOON

BODY = os.urandom(20_000)


def page(body: bytes = BODY) -> Page:
    return Page(
        status=200,
        headers=[(b"content-type", b"image/png")],
        body=body,
        stored=NOON,
        fresh_until=NOON + 60,
        stale_until=NOON + 60,
        error_until=NOON + 60,
        keys=frozenset(["*"]),
        modified=None,
    )


def asked_often(body: bytes = BODY, *, hits: int = WORTH_HITS) -> Reply:
    """A reply that begins a second after one in which it was asked for often."""
    reply = page(body).reply(b"")
    reply.renew(NOON)
    reply.hits += hits
    reply.renew(NOON + 1)
    return reply


def open_files() -> int:
    """How many answers this process holds in files."""
    return sum(
        "memfd:answer" in str(path.readlink())
        for path in Path("/proc/self/fd").iterdir()
        if path.is_symlink()
    )


def test_file_holds_the_answer() -> None:
    reply = asked_often()
    wire = reply.wire

    Shelf().offer(reply)

    assert reply.file is not None
    assert (reply.file.read(), reply.file.size, reply.wire) == (wire, len(wire), b"")
    assert reply.file.read(100) == wire[100:]
    reply.stop()


@pytest.mark.parametrize(
    ("body", "hits"),
    [(BODY, WORTH_HITS - 1), (b"short", 1000), (b"x" * MOST_BYTES, 1000)],
    ids=["rarely asked for", "small", "large"],
)
def test_not_worth_a_file(body: bytes, hits: int) -> None:
    reply = asked_often(body, hits=hits)

    Shelf().offer(reply)

    assert reply.file is None
    assert reply.wire


def test_next_second_has_another_file() -> None:
    """A file is never written to again: who reads slowly may still be getting it."""
    shelf, reply = Shelf(), asked_often()
    shelf.offer(reply)
    first = reply.file
    reply.hits += WORTH_HITS

    reply.renew(NOON + 2)
    shelf.offer(reply)

    assert first is not None
    assert reply.file is not first
    assert first.number == -1
    assert (len(shelf), open_files()) == (1, 1)
    reply.stop()


def test_second_without_many_readers_has_no_file() -> None:
    shelf, reply = Shelf(), asked_often()
    shelf.offer(reply)

    reply.renew(NOON + 2)
    shelf.offer(reply)

    assert reply.file is None
    assert reply.wire.endswith(BODY)
    assert open_files() == 0


def test_number_of_files_is_bounded() -> None:
    """The reply that came first goes without, and is built anew when it is asked for."""
    shelf, replies = Shelf(most=2), [asked_often() for _ in range(3)]

    for reply in replies:
        shelf.offer(reply)

    assert (len(shelf), open_files()) == (2, 2)
    assert (replies[0].file, replies[0].until) == (None, 0.0)
    assert replies[0].renew(NOON + 1)
    assert replies[0].wire.endswith(BODY)
    for reply in replies:
        reply.stop()


@pytest.mark.parametrize("keys", [["*"], ["~*"], ["!*"]], ids=["purged", "refreshed", "forgotten"])
def test_purge_closes_files(keys: list[str]) -> None:
    store, one = PageStore(max_bytes=1_000_000), page()
    store.put("/", one, since=0)
    reply = one.reply(b"")
    reply.hits = WORTH_HITS
    reply.renew(NOON)
    store.shelf.offer(reply)
    assert open_files() == 1

    store.purge(keys, now=NOON)

    assert open_files() == 0
    assert reply.until == 0.0


def test_page_that_goes_leaves_no_file() -> None:
    store, one = PageStore(max_bytes=1_000_000), page()
    store.put("/", one, since=0)
    reply = one.reply(b"")
    reply.hits = WORTH_HITS
    reply.renew(NOON)
    store.shelf.offer(reply)

    store.remove("/")

    assert (open_files(), len(store.shelf)) == (0, 0)


def test_no_room_for_files(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Without file descriptors or memory to spare, answers are written as they are."""

    def fail(*arguments: object) -> int:
        raise OSError("Too many open files")

    reply = asked_often()
    monkeypatch.setattr("os.memfd_create", fail)

    Shelf().offer(reply)

    assert reply.file is None
    assert reply.wire.endswith(BODY)
    assert "Too many open files" in caplog.text


def test_file_that_holds_a_part_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_files()
    with monkeypatch.context() as full:
        full.setattr("os.write", lambda number, content: 10)
        with pytest.raises(OSError, match="Only a part"):
            MemoryFile(BODY)

    assert open_files() == before


def test_system_without_such_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.shelf.AVAILABLE", False)
    reply = asked_often()

    Shelf().offer(reply)

    assert reply.file is None
