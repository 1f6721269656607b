"""Making pages: one render for many, purges and the clock, and what is shown while none can be made (RFC 5861)."""

import asyncio

import pytest

from edge.cache import RETRY_SECONDS
from edge.rendering import FEW, LONGEST_PAUSE, pause_after

from .fakes import HTML, Answer, Clock, FakeSite, cache_for, fetch, get

DAY = {"Surrogate-Control": "max-age=60, stale-while-revalidate=10, stale-if-error=86400"}


# -- One render for many ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", ["never seen", "purged", "expired"])
def test_stampede(known: str) -> None:
    """500 clients on a page that is missing, purged or expired cause one render, whatever coding they accept."""
    clock, site = Clock(), FakeSite()
    cache = cache_for(site, clock=clock)

    async def stampede() -> list[Answer]:
        if known != "never seen":
            await fetch(cache)
            site.asked.clear()
            site.body = HTML + "new"
        if known == "purged":
            cache.purge(["*"])
        clock.now += 61
        site.gate = asyncio.Event()
        codings = ["gzip", "br", "zstd", "identity"]
        clients = [
            asyncio.create_task(fetch(cache, headers=[("Accept-Encoding", codings[number % 4])]))
            for number in range(500)
        ]
        await asyncio.sleep(0.01)
        site.gate.set()
        return await asyncio.gather(*clients)

    answers = asyncio.run(stampede())

    assert site.times == 1
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 4
    assert answers[3].text == site.body


def test_render_outlives_who_asked_first() -> None:
    """A client that goes away takes nothing from those who wait with it."""
    site = FakeSite()
    cache = cache_for(site)

    async def scene() -> Answer:
        site.gate = asyncio.Event()
        first = asyncio.create_task(fetch(cache))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(fetch(cache))
        await asyncio.sleep(0.01)
        first.cancel()
        site.gate.set()
        return await second

    assert asyncio.run(scene()).status == 200
    assert site.times == 1


def test_personal_answer_is_for_one() -> None:
    """What is not to be shared is asked for by each client for itself."""
    site = FakeSite(Set_Cookie="a=b")
    cache = cache_for(site)

    async def scene() -> list[Answer]:
        site.gate = asyncio.Event()
        clients = [asyncio.create_task(fetch(cache)) for _ in range(5)]
        await asyncio.sleep(0.01)
        site.gate.set()
        return await asyncio.gather(*clients)

    assert [answer.status for answer in asyncio.run(scene())] == [200] * 5
    assert site.times == 5


def test_missing_page_is_asked_for_once_at_a_time() -> None:
    """A 404 that is not to be kept still answers everybody who waits for it."""
    site = FakeSite(status=404)
    site.headers.pop("Cache-Control")
    cache = cache_for(site)

    async def scene() -> list[Answer]:
        site.gate = asyncio.Event()
        clients = [asyncio.create_task(fetch(cache)) for _ in range(50)]
        await asyncio.sleep(0.01)
        site.gate.set()
        return await asyncio.gather(*clients)

    assert {answer.status for answer in asyncio.run(scene())} == {404}
    assert site.times == 1


# -- Purges -----------------------------------------------------------------------------------------------------


def test_purged_page_is_made_again() -> None:
    site = FakeSite(Surrogate_Key="article-1 list")
    cache = cache_for(site)
    get(cache)
    site.body = "new"

    get(cache)
    cache.purge(["article-2"])
    before = get(cache).text
    cache.purge(["article-1"])

    assert before == HTML
    assert get(cache).text == "new"
    assert site.times == 2


def test_purge_during_a_render_never_stores_the_old_page() -> None:
    """Who asked before the purge may see the old page; who asks after it sees the new one, even while the old
    render is still under way."""
    site = FakeSite("old", Surrogate_Key="article-1")
    cache = cache_for(site)

    async def scene() -> tuple[Answer, Answer, Answer]:
        site.gate = asyncio.Event()
        early = asyncio.create_task(fetch(cache))
        await asyncio.sleep(0.01)
        site.body = "new"
        cache.purge(["article-1"])
        late = asyncio.create_task(fetch(cache))
        await asyncio.sleep(0.01)
        site.gate.set()
        return await early, await late, await fetch(cache)

    early, late, after = asyncio.run(scene())

    assert early.text == "old"
    assert (late.text, after.text) == ("new", "new")
    assert site.times == 2


def test_publish_during_the_render_of_a_missing_page() -> None:
    """Who asks after an article was published does not get the 404 that was being made before."""
    site = FakeSite("nothing here", status=404)
    site.headers.pop("Cache-Control")
    cache = cache_for(site)

    async def scene() -> Answer:
        site.gate = asyncio.Event()
        early = asyncio.create_task(fetch(cache))
        await asyncio.sleep(0.01)
        site.status, site.body = 200, "an article"
        cache.purge(["article-1"])
        late = asyncio.create_task(fetch(cache))
        await asyncio.sleep(0.01)
        site.gate.set()
        await early
        return await late

    assert asyncio.run(scene()).text == "an article"


def test_request_at_the_very_end_of_an_outdated_render() -> None:
    """Who asks in the moment in which a render has ended and nobody has cleared it away yet waits for the next one, and
    does not keep the server from clearing it away."""
    site = FakeSite("old", Surrogate_Key="article-1")
    cache = cache_for(site)

    async def scene() -> Answer:
        site.gate = asyncio.Event()
        early = asyncio.create_task(fetch(cache))
        await asyncio.sleep(0.01)
        site.body = "new"
        cache.purge(["article-1"])
        render = cache.renderer._under_way["/"].task
        site.gate.set()
        while not render.done():
            await asyncio.sleep(0)
        assert "/" in cache.renderer._under_way
        late = await fetch(cache)
        await early
        return late

    assert asyncio.run(scene()).text == "new"
    assert site.times == 2


def test_unrelated_purge_does_not_start_a_render_again() -> None:
    site = FakeSite(Surrogate_Key="article-1")
    cache = cache_for(site)

    async def scene() -> Answer:
        site.gate = asyncio.Event()
        early = asyncio.create_task(fetch(cache))
        await asyncio.sleep(0.01)
        cache.purge(["article-2"])
        late = asyncio.create_task(fetch(cache))
        await asyncio.sleep(0.01)
        site.gate.set()
        await early
        return await late

    assert asyncio.run(scene()).status == 200
    assert site.times == 1


def test_refreshing_purge_keeps_readers_from_waiting() -> None:
    """For a moment the old page is shown while the new one is made; after that moment it is not."""
    clock, site = Clock(), FakeSite("old", Surrogate_Key="tag-1")
    cache = cache_for(site, clock=clock)

    async def scene() -> list[str]:
        await fetch(cache)
        site.body = "new"
        cache.purge(["~tag-1"])
        shown = [(await fetch(cache)).text]
        await asyncio.sleep(0.01)
        shown.append((await fetch(cache)).text)
        site.body = "newer"
        cache.purge(["~tag-1"])
        clock.now += 1.1
        return [*shown, (await fetch(cache)).text]

    assert asyncio.run(scene()) == ["old", "new", "newer"]


def test_page_that_is_being_made_anew_is_answered_as_a_fresh_one() -> None:
    """Its readers cost no more than before; the new one is there in the codings that they ask for."""
    clock, site = Clock(), FakeSite(HTML + "old", Surrogate_Key="tag-1")
    cache = cache_for(site, clock=clock)
    gzip = [("Accept-Encoding", "gzip")]

    async def scene() -> None:
        await fetch(cache, headers=gzip)
        cache.purge(["~tag-1"])
        site.gate, site.body = asyncio.Event(), HTML + "new"
        await fetch(cache, headers=gzip)
        old = cache.store.get("/")
        assert old is not None
        assert old.reply(b"gzip").renew(clock.now)
        assert not old.reply(b"gzip").renew(clock.now + 1.1)
        site.gate.set()
        await asyncio.sleep(0.05)
        new = cache.store.get("/")
        assert new is not None
        assert new is not old
        assert new.has(b"gzip")

    asyncio.run(scene())

    assert site.times == 2


def test_refresh_that_fails_is_tried_again() -> None:
    site = FakeSite("old", Surrogate_Key="tag-1")
    cache = cache_for(site)

    async def scene() -> str:
        await fetch(cache)
        cache.purge(["~tag-1"])
        site.failure = ConnectionError()
        await fetch(cache)
        await asyncio.sleep(0.05)
        site.failure, site.body = None, "new"
        await fetch(cache)
        await asyncio.sleep(0.1)
        return (await fetch(cache)).text

    assert asyncio.run(scene()) == "new"


def test_refreshes_take_turns() -> None:
    """A purge that meets many pages keeps one thread busy and not all; who cannot be shown an old page goes first."""
    clock, site = Clock(), FakeSite("old", Surrogate_Key="tag-1")
    cache = cache_for(site, clock=clock)
    paths = [f"/{number}/" for number in range(10)]

    async def scene() -> tuple[int, set[str]]:
        for path in paths:
            await fetch(cache, path)
        cache.purge(["~tag-1"])
        site.asked.clear()
        site.gate, site.body = asyncio.Event(), "new"
        for path in paths:
            assert (await fetch(cache, path)).text == "old"
        await asyncio.sleep(0.02)
        at_once = site.times
        clock.now += 1.1
        # At once, for the first of them takes the page out of the queue.
        waiting = [asyncio.create_task(fetch(cache, paths[-1])) for _ in range(20)]
        await asyncio.sleep(0.02)
        assert [scope["path"] for scope in site.asked] == [paths[0], paths[-1]]
        site.gate.set()
        return at_once, {answer.text for answer in await asyncio.gather(*waiting)}

    assert asyncio.run(scene()) == (1, {"new"})


@pytest.mark.parametrize(
    ("seconds", "waiting", "pause"),
    [(0.004, 19, 0.012), (0.004, FEW, 0.004), (0.1, 1, LONGEST_PAUSE), (0.1, FEW, LONGEST_PAUSE)],
    ids=["few wait", "many wait", "a slow page", "many slow pages"],
)
def test_pause_between_refreshes(seconds: float, waiting: int, pause: float) -> None:
    """Readers catch up in it; but all pages must have their turn while their old copies may be shown."""
    assert pause_after(seconds, waiting=waiting) == pytest.approx(pause)


def test_next_change_bounds_every_page() -> None:
    """At the moment at which something appears or goes by the clock alone, every page is made anew."""
    clock, site = Clock(), FakeSite(Surrogate_Key="lists")
    moments = [clock.now + 10, None]
    asked: list[float] = []

    def next_change() -> float | None:
        asked.append(clock.now)
        return next((moment for moment in moments if moment is None or moment > clock.now), None)

    cache = cache_for(site, clock=clock, next_change=next_change)
    get(cache)
    get(cache, "/other/")
    clock.now += 9.9
    get(cache)
    assert (site.times, len(asked)) == (2, 1)

    site.body = "appeared"
    clock.now += 0.1

    assert get(cache).text == "appeared"
    assert len(asked) == 2


def test_page_is_shown_stale_only_briefly_after_a_change() -> None:
    """Whatever a page says of stale-while-revalidate, a change by the clock shows within half a second."""
    clock, site = (
        Clock(),
        FakeSite(Surrogate_Key="lists", Surrogate_Control="max-age=60, stale-while-revalidate=600"),
    )
    change = clock.now + 10
    cache = cache_for(site, clock=clock, next_change=lambda: change if clock.now < change else None)
    get(cache)
    site.body = "appeared"

    clock.now += 10.5

    assert get(cache).text == "appeared"


def test_next_change_is_asked_for_again_after_a_purge() -> None:
    clock, site = Clock(), FakeSite(Surrogate_Key="lists")
    changes: list[float | None] = [None]
    cache = cache_for(site, clock=clock, next_change=lambda: changes[-1])
    get(cache)

    changes.append(clock.now + 5)
    cache.purge(["*"])
    get(cache)
    clock.now += 5

    get(cache)
    assert site.times == 3


def test_page_without_a_known_next_change_is_not_kept() -> None:
    site = FakeSite(Surrogate_Key="lists")

    def next_change() -> float | None:
        raise ConnectionError

    cache = cache_for(site, next_change=next_change)

    assert get(cache).status == 200
    get(cache)
    assert site.times == 2


def test_next_change_leaves_files_alone() -> None:
    """What shows nothing that was published, like a style sheet, does not change with it."""
    clock, site = Clock(), FakeSite()
    cache = cache_for(site, clock=clock, next_change=lambda: clock.now + 10)
    get(cache)

    clock.now += 30
    get(cache)

    assert site.times == 1


# -- Stale ------------------------------------------------------------------------------------------------------


def test_stale_while_revalidate() -> None:
    """RFC 5861, 3: the stale page at once, a new one in the background, once."""
    clock, site = Clock(), FakeSite("old", **DAY)
    cache = cache_for(site, clock=clock)

    async def scene() -> tuple[list[str], str]:
        await fetch(cache)
        site.body = "new"
        clock.now += 65
        site.gate = asyncio.Event()
        stale = [(await fetch(cache)).text for _ in range(20)]
        site.gate.set()
        await asyncio.sleep(0.01)
        return stale, (await fetch(cache)).text

    stale, after = asyncio.run(scene())

    assert stale == ["old"] * 20
    assert after == "new"
    assert site.times == 2


def test_beyond_stale_while_revalidate_nobody_sees_the_old_page() -> None:
    clock, site = Clock(), FakeSite("old", **DAY)
    cache = cache_for(site, clock=clock)
    get(cache)
    site.body = "new"

    clock.now += 71

    assert get(cache).text == "new"


@pytest.mark.parametrize("failure", ["exception", "status"])
@pytest.mark.parametrize("purged", [False, True])
def test_stale_if_error(failure: str, purged: bool) -> None:
    """RFC 5861, 4: when no new page can be made the last one is shown, and the site heals by itself."""
    clock, site = Clock(), FakeSite("old", **DAY)
    cache = cache_for(site, clock=clock)
    get(cache)
    if purged:
        cache.purge(["*"])
    clock.now += 100
    if failure == "exception":
        site.failure = RuntimeError("down")
    else:
        site.status = 503

    during = get(cache)
    again = get(cache)
    asked_during = site.times
    site.failure, site.status, site.body = None, 200, "new"
    clock.now += RETRY_SECONDS

    assert (during.status, during.text, during.headers["age"]) == (200, "old", "100")
    assert again.text == "old"
    assert asked_during == 2
    assert get(cache).text == "new"


def test_beyond_stale_if_error_the_error_is_shown() -> None:
    clock, site = Clock(), FakeSite("old", **DAY)
    cache = cache_for(site, clock=clock)
    get(cache)
    site.status = 503

    clock.now += 60 + 86_401

    assert get(cache).status == 503


def test_failing_site_keeps_nobody_waiting() -> None:
    """While a page that failed is tried again, only the one who tries waits for it."""
    clock, site = Clock(), FakeSite("old", **DAY)
    cache = cache_for(site, clock=clock)

    async def scene() -> list[str]:
        await fetch(cache)
        clock.now += 100
        site.status = 503
        await fetch(cache)
        clock.now += RETRY_SECONDS
        site.gate = asyncio.Event()
        tries = asyncio.create_task(fetch(cache))
        await asyncio.sleep(0.01)
        shown = [(await asyncio.wait_for(fetch(cache), 1)).text for _ in range(3)]
        site.gate.set()
        return [*shown, (await tries).text]

    assert asyncio.run(scene()) == ["old"] * 4


@pytest.mark.parametrize("status", [404, 302])
def test_page_that_is_gone_does_not_come_back(status: int) -> None:
    """Once the site has said something else of an address, its old page is shown no more, errors or not."""
    clock, site = Clock(), FakeSite("old", **DAY)
    cache = cache_for(site, clock=clock)
    get(cache)
    cache.purge(["*"])
    site.status = status
    site.headers.pop("Surrogate-Control")
    site.headers.pop("Cache-Control")
    get(cache)

    site.status = 503

    assert get(cache).status == 503


def test_failure_without_a_page() -> None:
    site = FakeSite()
    site.failure = RuntimeError("down")

    answer = get(cache_for(site))

    assert answer.status == 500
    assert answer.headers["cache-control"] == "no-store"
