"""Pages made before somebody waits for them."""

import asyncio
from collections.abc import Callable, Iterable

import pytest

from articles import caching
from edge.cache import PageCache
from edge.warming import Warmer
from tests import factories

from .fakes import FakeSite, cache_for, fetch

TAGGED = {"Surrogate_Key": "lists"}


async def settled(site: FakeSite, *, times: int) -> None:
    """Wait until the site was asked that often, and a moment more, in which it should not be."""
    async with asyncio.timeout(10):
        while site.times < times:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)


def warmer(
    cache: PageCache, *paths: str, most: int = 10, first: Callable[[], Iterable[str]] | None = None
) -> Warmer:
    return Warmer(cache, first=first or (lambda: paths), most=most, delay=0.01)


def test_first_pages_are_made_at_the_start() -> None:
    site = FakeSite("{path}")
    cache = cache_for(site)

    async def scene() -> None:
        warming = warmer(cache, "/", "/articles/", "/more/", most=2)
        warming.start()
        await settled(site, times=2)
        made = site.times
        await fetch(cache, "/articles/", headers=[("Accept-Encoding", "br")])
        warming.stop()
        assert (made, site.times) == (2, 2)

    asyncio.run(scene())


def test_pages_that_were_read_are_made_again_after_a_purge() -> None:
    """The most read first, those that nobody read not at all, and a burst of purges once."""
    site = FakeSite("{path}", **TAGGED)
    cache = cache_for(site)

    async def scene() -> list[str]:
        warming = warmer(cache, most=2)
        warming.start()
        for path, times in (("/a/", 2), ("/b/", 3), ("/c/", 1)):
            for _ in range(times):
                await fetch(cache, path)
        await cache.renderer.made(cache.policy.target(b"/unread/", b"", lambda _: None))  # type: ignore[arg-type]
        site.asked.clear()
        for _ in range(5):
            cache.purge(["lists"])
        await settled(site, times=2)
        warming.stop()
        return [scope["path"] for scope in site.asked]

    assert asyncio.run(scene()) == ["/b/", "/a/"]


def test_one_page_is_made_at_a_time() -> None:
    """Readers come first: they take a page out of the queue, and the rest is made all the same."""
    site = FakeSite("{path}")
    cache = cache_for(site)

    async def scene() -> tuple[list[str], list[str]]:
        site.gate = asyncio.Event()
        warming = warmer(cache, "/a/", "/b/", "/c/")
        warming.start()
        await settled(site, times=1)
        reader = asyncio.create_task(fetch(cache, "/b/"))
        await settled(site, times=2)
        begun = [scope["path"] for scope in site.asked]
        site.gate.set()
        await reader
        await settled(site, times=3)
        warming.stop()
        return begun, [scope["path"] for scope in site.asked]

    assert asyncio.run(scene()) == (["/a/", "/b/"], ["/a/", "/b/", "/c/"])


def test_page_is_made_in_turn_with_those_that_are_shown_meanwhile() -> None:
    site = FakeSite("{path}", **TAGGED)
    cache = cache_for(site)

    async def scene() -> tuple[int, int]:
        await fetch(cache, "/read/")
        cache.purge(["~lists"])
        site.gate = asyncio.Event()
        await fetch(cache, "/read/")
        warming = warmer(cache, "/a/")
        warming.start()
        await settled(site, times=2)
        begun = site.times
        site.gate.set()
        await settled(site, times=3)
        warming.stop()
        return begun, site.times

    assert asyncio.run(scene()) == (2, 3)


def test_pages_are_made_anew_in_the_codings_that_they_were_asked_for_in() -> None:
    site = FakeSite("{path}" + "x" * 1000, **TAGGED)
    cache = cache_for(site)

    async def scene() -> set[bytes]:
        warming = warmer(cache)
        warming.start()
        await fetch(cache, "/a/", headers=[("Accept-Encoding", "gzip")])
        cache.purge(["lists"])
        await settled(site, times=2)
        warming.stop()
        page = cache.store.get("/a/")
        assert page is not None
        return page.coded()

    assert asyncio.run(scene()) == {b"gzip"}


def test_failing_site_harms_nobody() -> None:
    """Neither a site that fails nor a database that does not say where to begin ends the warming."""
    site = FakeSite("{path}", **TAGGED)
    cache = cache_for(site)

    def first() -> list[str]:
        raise ConnectionError

    async def scene() -> int:
        warming = warmer(cache, first=first)
        warming.start()
        await fetch(cache)
        site.failure = ConnectionError()
        cache.purge(["lists"])
        await settled(site, times=2)
        site.failure = None
        await fetch(cache)
        cache.purge(["lists"])
        await settled(site, times=4)
        warming.stop()
        return site.times

    assert asyncio.run(scene()) == 4


@pytest.mark.django_db
def test_first_pages() -> None:
    factories.article("Newest", slug="newest")
    factories.article("Old", slug="old", date="2020-01-01")
    factories.draft("Hidden")

    assert caching.first_pages() == ["/", "/articles/", "/feed.xml", "/articles/newest/", "/articles/old/"]
