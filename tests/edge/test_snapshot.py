"""Pages on disk: whole or not at all, bounded, and never believed over a page that can be made."""

import asyncio
import json
from pathlib import Path

import pytest

from edge import snapshot
from edge.cache import PageCache
from edge.keeping import Keeper
from edge.page import Page

from .fakes import NOON, Clock, FakeSite, cache_for, fetch, get

SITE = "https://site.example"
DAY = {"Surrogate_Control": "max-age=60, stale-if-error=86400", "Surrogate_Key": "article-1"}


def page(body: bytes = b"<p>Words</p>", *, hits: int = 0, error_until: float = NOON + 1000) -> Page:
    made = Page(
        status=200,
        headers=[(b"content-type", b"text/html"), (b"x-latin", b"\xe9")],
        body=body,
        stored=NOON,
        fresh_until=NOON + 60,
        stale_until=NOON + 70,
        error_until=error_until,
        keys=frozenset(["article-1", "*"]),
        modified=NOON - 5,
    )
    made.reply(b"").hits = hits
    return made


def write(path: Path, pages: dict[str, Page], *, max_bytes: int = 10_000, now: float = NOON) -> int:
    return snapshot.write(path, pages.items(), site=SITE, now=now, max_bytes=max_bytes)


def read(path: Path, *, site: str = SITE, now: float = NOON + 100) -> snapshot.Snapshot:
    return snapshot.read(path, site=site, now=now)


def test_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "0.pages"
    write(path, {"/": page(), "/café/?q=1#x": page(b"\x00\xff\n")})

    found = read(path)

    assert found.written == NOON
    assert set(found.pages) == {"/", "/café/?q=1#x"}
    restored, original = found.pages["/café/?q=1#x"], page(b"\x00\xff\n")
    for name in ("status", "headers", "body", "keys", "modified", "stored", "error_until"):
        assert getattr(restored, name) == getattr(original, name), name
    assert restored.etag(b"") == original.etag(b"")
    assert restored.purged


def test_none(tmp_path: Path) -> None:
    assert read(tmp_path / "none").pages == {}


@pytest.mark.parametrize("position", [0, 20, 60, 200, -1])
def test_damaged(tmp_path: Path, position: int, caplog: pytest.LogCaptureFixture) -> None:
    """One wrong byte anywhere, and it is no snapshot."""
    path = tmp_path / "0.pages"
    write(path, {"/": page()})
    raw = bytearray(path.read_bytes())
    raw[position] ^= 1
    path.write_bytes(raw)

    assert read(path).pages == {}
    assert "damaged" in caplog.text


@pytest.mark.parametrize("length", [0, 5, 40, 100])
def test_torn(tmp_path: Path, length: int) -> None:
    path = tmp_path / "0.pages"
    write(path, {"/": page()})
    path.write_bytes(path.read_bytes()[:length])

    assert read(path).pages == {}


def test_another_sites(tmp_path: Path) -> None:
    write(tmp_path / "0.pages", {"/": page()})

    assert read(tmp_path / "0.pages", site="https://other.example").pages == {}


def test_bounded(tmp_path: Path) -> None:
    """What is asked for most is kept."""
    path = tmp_path / "0.pages"
    pages = {f"/{number}": page(b"x" * 1000, hits=number) for number in range(20)}

    assert write(path, pages, max_bytes=7_000) == 5

    assert path.stat().st_size < 8_000
    assert set(read(path).pages) == {f"/{number}" for number in range(15, 20)}


def test_too_old_to_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "0.pages"
    write(path, {"/": page(), "/old": page(error_until=NOON - 1), "/soon": page(error_until=NOON + 50)})

    assert set(read(path).pages) == {"/"}


def test_files_are_left_out(tmp_path: Path) -> None:
    """What never changes lies on disk already."""
    path, picture = tmp_path / "0.pages", page()
    picture.is_immutable = True

    assert write(path, {"/": page(), "/media/a.webp": picture}) == 1
    assert set(read(path).pages) == {"/"}


def test_nothing_lies_about(tmp_path: Path) -> None:
    """Writing leaves one file; a failure to write leaves the old one."""
    path = tmp_path / "0.pages"
    write(path, {"/": page()})
    broken = page()
    broken.status = json  # type: ignore[assignment]

    with pytest.raises(TypeError):
        write(path, {"/": broken})

    assert [each.name for each in tmp_path.iterdir()] == ["0.pages"]
    assert set(read(path).pages) == {"/"}


def keeper(cache: PageCache, folder: Path) -> Keeper:
    return Keeper(cache, folder=folder, site=SITE, every=60)


async def life(cache: PageCache, folder: Path, *, purge: str = "") -> Keeper:
    """A server that starts, answers one request, hears of a purge and stops."""
    kept = keeper(cache, folder)
    kept.start()
    await fetch(cache)
    if purge:
        kept.purge([purge])
        await asyncio.sleep(0.1)
    await asyncio.to_thread(kept.stop)
    return kept


def test_restart_while_the_site_fails(tmp_path: Path) -> None:
    """What one process showed, the next one shows, if it can make nothing itself."""
    asyncio.run(life(cache_for(FakeSite("old", **DAY)), tmp_path))
    site = FakeSite()
    site.failure = ConnectionError()
    cache = cache_for(site)

    async def restarted() -> tuple[str, int]:
        kept = keeper(cache, tmp_path)
        kept.start()
        shown, other = await fetch(cache), await fetch(cache, "/never-seen/")
        await asyncio.to_thread(kept.stop)
        assert kept.restored == NOON
        return shown.text, other.status

    assert asyncio.run(restarted()) == ("old", 500)


def test_restart_of_a_site_that_is_well(tmp_path: Path) -> None:
    """A page from disk is not shown where one can be made."""
    asyncio.run(life(cache_for(FakeSite("old", **DAY)), tmp_path))
    cache = cache_for(FakeSite("new", **DAY))

    async def restarted() -> str:
        kept = keeper(cache, tmp_path)
        kept.start()
        text = (await fetch(cache)).text
        await asyncio.to_thread(kept.stop)
        return text

    assert asyncio.run(restarted()) == "new"


def test_forgotten_pages_leave_the_disk_at_once(tmp_path: Path) -> None:
    """What was taken back does not come back from a snapshot, however the process ends."""
    cache = cache_for(FakeSite("old", **DAY))

    async def scene() -> None:
        kept = keeper(cache, tmp_path)
        kept.start()
        await fetch(cache)
        await asyncio.to_thread(kept._write, cache.store.items())
        assert read(tmp_path / "0.pages").pages
        kept.purge(["!article-1"])
        await asyncio.sleep(0.3)
        assert read(tmp_path / "0.pages").pages == {}
        await asyncio.to_thread(kept.stop)

    asyncio.run(scene())


def test_each_process_has_its_own_file(tmp_path: Path) -> None:
    """And the next ones start with what all of them had."""

    async def two() -> None:
        caches = [cache_for(FakeSite(name, **DAY)) for name in ("one", "two")]
        keepers = [keeper(cache, tmp_path) for cache in caches]
        for number, kept in enumerate(keepers):
            kept.start()
            await fetch(caches[number], f"/{number}/")
        for kept in keepers:
            await asyncio.to_thread(kept.stop)

    async def next_one() -> int:
        cache = cache_for(FakeSite())
        kept = keeper(cache, tmp_path)
        kept.start()
        found = len(cache.store)
        await asyncio.to_thread(kept.stop)
        return found

    asyncio.run(two())

    assert sorted(each.name for each in tmp_path.glob("*.pages")) == ["0.pages", "1.pages"]
    assert asyncio.run(next_one()) == 2


def test_folder_that_cannot_be_written(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The site runs all the same."""
    (tmp_path / "file").write_text("")
    cache = cache_for(FakeSite())

    asyncio.run(life(cache, tmp_path / "file"))

    assert "cannot be kept" in caplog.text
    assert get(cache).status == 200


def test_age_of_a_restored_page(tmp_path: Path) -> None:
    """RFC 9111, 4.2.3: it is as old as its first making."""
    asyncio.run(life(cache_for(FakeSite("old", **DAY)), tmp_path))
    site = FakeSite()
    site.failure = ConnectionError()
    cache = cache_for(site, clock=Clock(NOON + 500))

    async def restarted() -> str:
        kept = keeper(cache, tmp_path)
        kept.start()
        age = (await fetch(cache)).headers["age"]
        await asyncio.to_thread(kept.stop)
        return age

    assert asyncio.run(restarted()) == "500"
