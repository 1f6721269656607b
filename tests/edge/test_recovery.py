"""In an outage the processes of a host help each other out: what one of them has, all of them can show."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge import cache as cache_module
from edge import changes, keeping, rendering
from edge.cache import RETRY_SECONDS, PageCache
from edge.keeping import Keeper

from .fakes import NOON, Answer, Clock, FakeSite, cache_for, fetch, get

SITE = "https://site.example"
DAY = {"Surrogate_Control": "max-age=60, stale-if-error=86400", "Surrogate_Key": "article-1"}


@contextmanager
def process(
    site: FakeSite, folder: Path, *, clock: Clock | None = None
) -> Iterator[tuple[PageCache, Keeper]]:
    """A server process, inside an event loop."""
    cache = cache_for(site, clock=clock)
    keeper = Keeper(cache, folder=folder, site=SITE, every=60)
    keeper.start()
    try:
        yield cache, keeper
    finally:
        keeper.stop()


def down() -> FakeSite:
    return FakeSite("away", status=503, Cache_Control="no-store")


def test_page_of_another_process(tmp_path: Path) -> None:
    """Who asks at the beginning of an outage waits for the others to write down what they have."""

    async def scene() -> tuple[str, float, int]:
        with (
            process(FakeSite("read before", **DAY), tmp_path) as (one, keeper),
            process(down(), tmp_path) as (other, _),
        ):
            await fetch(one, "/a/")
            asyncio.get_running_loop().call_later(0.3, keeper.write_soon)
            started = time.monotonic()
            text = (await fetch(other, "/a/")).text
            took = time.monotonic() - started
            return text, took, (await fetch(other, "/never-read/")).status

    text, took, status = asyncio.run(scene())

    assert text == "read before"
    assert took < 1.5
    assert status == 503


def test_nobody_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever, and nobody waits again once the others have written."""
    monkeypatch.setattr(keeping, "PATIENCE_SECONDS", 0.3)

    async def scene() -> tuple[float, float]:
        with process(FakeSite(**DAY), tmp_path) as (_, keeper), process(down(), tmp_path) as (other, _):
            took = []
            for _ in range(2):
                started = time.monotonic()
                assert (await fetch(other, "/a/")).status == 503
                took.append(time.monotonic() - started)
                keeper._write([])
            return took[0], took[1]

    first, second = asyncio.run(scene())

    assert first > 0.3
    assert second < first


def test_other_failures_wait_for_nobody(tmp_path: Path) -> None:
    """A page whose code is wrong is not an outage."""
    broken = FakeSite(status=500)

    async def scene() -> float:
        with process(FakeSite(**DAY), tmp_path) as (_, keeper), process(broken, tmp_path) as (other, _):
            keeper._write([])
            started = time.monotonic()
            assert (await fetch(other, "/a/")).status == 500
            return time.monotonic() - started

    assert asyncio.run(scene()) < 0.15


def test_what_was_taken_back(tmp_path: Path) -> None:
    """It does not come back through a process that had not heard of it yet when it wrote."""

    async def scene() -> int:
        with (
            process(FakeSite("secret", **DAY), tmp_path) as (one, writer),
            process(down(), tmp_path) as (other, keeper),
        ):
            await fetch(one, "/a/")
            keeper.purge(["!article-1"])
            writer._write(one.store.items())
            return (await fetch(other, "/a/")).status

    assert asyncio.run(scene()) == 503


def test_newer_copy_of_another_process(tmp_path: Path) -> None:
    """Of two copies the newer one is shown; one that is true is never given up for one that may not be."""
    clock = Clock()

    async def scene() -> tuple[str, str]:
        site = FakeSite("older", **DAY)
        with (
            process(FakeSite("newer", **DAY), tmp_path, clock=Clock(NOON + 5)) as (one, writer),
            process(site, tmp_path, clock=clock) as (other, _),
        ):
            for path in ("/a/", "/b/"):
                await fetch(one, path)
                await fetch(other, path)
            other.store.get("/a/").purge()  # type: ignore[union-attr]
            writer._write(one.store.items())
            site.status = 503
            await fetch(other, "/c/")
            return (await fetch(other, "/a/")).text, (await fetch(other, "/b/")).text

    assert asyncio.run(scene()) == ("newer", "older")


def test_snapshot_of_a_process_that_is_long_gone(tmp_path: Path) -> None:
    """With fewer processes than before, nobody takes out of the last one's file what is taken back."""

    async def write(text: str, name: str, now: float) -> None:
        with process(FakeSite(text, **DAY), tmp_path / text, clock=Clock(now)) as (cache, keeper):
            await fetch(cache, f"/{text}/")
            keeper._path = tmp_path / name

    async def restart() -> list[str]:
        with process(down(), tmp_path, clock=Clock(NOON + 1000)) as (cache, keeper):
            assert keeper.restored == NOON + 900
            return [key for key, _ in cache.store.items()]

    asyncio.run(write("gone", "3.pages", NOON))
    asyncio.run(write("recent", "0.pages", NOON + 900))

    assert asyncio.run(restart()) == ["/recent/"]
    assert not (tmp_path / "3.pages").exists()


def test_taking_back_removes_the_snapshots_of_the_dead(tmp_path: Path) -> None:
    """They are of a moment ago, and nobody else would take it out of them."""

    async def scene() -> list[str]:
        with process(FakeSite("secret", **DAY), tmp_path) as (cache, keeper):
            await fetch(cache, "/a/")
            keeper._path = tmp_path / "7.pages"
        with (
            process(FakeSite(**DAY), tmp_path) as (_, living),
            process(FakeSite(**DAY), tmp_path) as (_, other),
        ):
            other._write([])
            living.purge(["!article-1"])
            await asyncio.sleep(0.3)
            return sorted(each.name for each in tmp_path.glob("*.pages"))

    assert asyncio.run(scene()) == ["0.pages", "1.pages"]


# -- A site that neither answers nor refuses ---------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "PATIENCE", 0.2)
    monkeypatch.setattr(cache_module, "PATIENCE_WITH_COPY", 0.2)
    monkeypatch.setattr(rendering, "STALLED_SECONDS", 0.2)


@pytest.mark.usefixtures("impatient")
def test_page_that_takes_too_long() -> None:
    """Its last good copy is shown; where there is none, that the site is unavailable; later it is the new one."""
    site = FakeSite("old", **DAY)
    cache = cache_for(site)

    async def scene() -> tuple[list[Answer], float]:
        await fetch(cache, "/a/")
        cache.purge(["article-1"])
        site.gate, site.body = asyncio.Event(), "new"
        answers = [await fetch(cache, "/a/")]
        started = time.monotonic()
        answers.append(await fetch(cache, "/a/"))
        took = time.monotonic() - started
        answers.append(await fetch(cache, "/b/"))
        site.gate.set()
        await asyncio.sleep(0.05)
        return [*answers, await fetch(cache, "/a/"), await fetch(cache, "/b/")], took

    (first, second, missing, *healed), took = asyncio.run(scene())

    assert (first.text, second.text) == ("old", "old")
    assert took < 0.15
    assert missing.status == 503
    assert (missing.headers["cache-control"], missing.headers["retry-after"]) == ("no-store", "10")
    assert [answer.text for answer in healed] == ["new", "new"]


@pytest.mark.usefixtures("impatient")
def test_one_page_tries_for_all() -> None:
    """In an outage nobody waits for one page after the other to fail; when it is over, each is soon the new one."""
    site, clock = FakeSite("old", **DAY), Clock()
    cache = cache_for(site, clock=clock)
    paths = [f"/{number}/" for number in range(20)]

    async def scene() -> tuple[list[str], float, list[str]]:
        for path in paths:
            await fetch(cache, path)
        cache.purge(["article-1"])
        site.gate, site.body = asyncio.Event(), "new"
        started = time.monotonic()
        during = [(await fetch(cache, path)).text for path in paths]
        took = time.monotonic() - started
        site.gate.set()
        await asyncio.sleep(0.05)
        clock.now += RETRY_SECONDS + 0.1
        return during, took, [(await fetch(cache, path)).text for path in paths]

    during, took, after = asyncio.run(scene())

    assert set(during) == {"old"}
    assert took < 1
    assert set(after) == {"new"}


@pytest.mark.usefixtures("impatient")
def test_stalled_site_is_not_asked_for_more() -> None:
    """Each page that is asked for would take another thread. When the first ones come back all is well."""
    site = FakeSite(**DAY)
    cache = cache_for(site)

    async def scene() -> tuple[float, int]:
        site.gate = asyncio.Event()
        for number in range(3):
            await fetch(cache, f"/{number}/")
        began, asked = time.monotonic(), site.times
        for number in range(10, 60):
            assert (await fetch(cache, f"/{number}/")).status == 503
        assert site.times == asked
        took = time.monotonic() - began
        site.gate.set()
        await asyncio.sleep(0.05)
        return took, (await fetch(cache, "/10/")).status

    took, status = asyncio.run(scene())

    assert took < 1
    assert status == 200


@pytest.mark.usefixtures("impatient")
def test_next_change_that_nobody_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and pages that need no database are shown all the same, for a moment at a time."""
    monkeypatch.setattr(changes, "CHANGE_PATIENCE", 0.05)
    frozen = threading.Event()

    def ask() -> None:
        frozen.wait(5)

    cache = cache_for(FakeSite("a style sheet"), next_change=ask)

    assert get(cache).status == 200
    frozen.set()
