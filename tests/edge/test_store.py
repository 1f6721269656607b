"""The pages in memory: what a purge meets, and that nothing grows without bounds."""

import random
from collections.abc import Iterable

from edge.page import OVERHEAD, Page
from edge.store import STEP, PageStore

from .fakes import NOON


def page(*keys: str, size: int = 1000) -> Page:
    return Page(
        status=200,
        headers=[(b"content-type", b"text/html")],
        body=b"x" * size,
        stored=NOON,
        fresh_until=NOON + 60,
        stale_until=NOON + 120,
        error_until=NOON + 600,
        keys=frozenset([*keys, "*"]),
        modified=None,
    )


def store_with(**pages: Iterable[str]) -> PageStore:
    store = PageStore(max_bytes=1_000_000)
    for key, surrogates in pages.items():
        store.put(key, page(*surrogates), since=store.epoch)
    return store


def shown(store: PageStore) -> set[str]:
    return {key for key, each in store.items() if each.is_fresh(NOON + 1)}


def test_purge_meets_what_it_names() -> None:
    store = store_with(a=["article-1", "tag-2"], b=["article-2"], c=["tag-2"])

    met = store.purge(["tag-2"], now=NOON)

    assert set(met) == {"a", "c"}
    assert shown(store) == {"b"}


def test_purge_of_everything() -> None:
    store = store_with(a=["article-1"], b=[])

    store.purge(["*"], now=NOON)

    assert shown(store) == set()
    assert len(store) == 2


def test_refreshing_purge_leaves_a_moment() -> None:
    """Pages purged by a `~key` may be shown for the store's grace, and then no more."""
    store = store_with(a=["tag-2"])

    store.purge(["~tag-2"], now=NOON + 10)

    found = store.get("a")
    assert found is not None
    assert not found.is_fresh(NOON + 10)
    assert not found.purged
    assert found.stale_until == NOON + 11


def test_purge_of_many_pages_has_steps() -> None:
    """What must not be shown is gone with the first one; what may be for a moment is told bit by bit."""
    store = PageStore(max_bytes=100_000_000)
    for number in range(3 * STEP):
        store.put(f"/{number}/", page("list" if number % 2 else "article"), since=0)

    steps = store.purge_in_steps(["list", "~article"], now=NOON)
    first = next(steps)
    shown_then = shown(store)
    rest = list(steps)

    assert {int(key.strip("/")) % 2 for key in first} == {1}
    assert shown_then == {f"/{number}/" for number in range(0, 3 * STEP, 2)}
    assert shown(store) == set()
    assert [len(met) for met in rest] == [STEP, STEP // 2]


def test_page_may_go_between_two_steps() -> None:
    store = PageStore(max_bytes=100_000_000)
    for number in range(2 * STEP):
        store.put(f"/{number}/", page("tag"), since=0)

    steps = store.purge_in_steps(["~tag"], now=NOON)
    first = next(steps)
    left = [key for key, _ in store.items() if key not in first]
    store.remove(left[0])

    assert {key for met in steps for key in met} == set(left[1:])


def test_forgetting_purge() -> None:
    """Pages purged by a `!key` are not even shown when no other can be made."""
    store = store_with(a=["article-1"], b=["article-1", "list"])

    store.purge(["!article-1"], now=NOON)

    assert len(store) == 0
    assert store.page_bytes == 0


def test_strictest_purge_wins() -> None:
    store = store_with(a=["one", "two"])

    store.purge(["two", "~one"], now=NOON)

    found = store.get("a")
    assert found is not None
    assert found.purged


def test_purge_during_a_render() -> None:
    """A page whose making began before a purge that names it is not stored: it may show what is no longer true."""
    store = PageStore(max_bytes=1_000_000)
    began = store.epoch
    store.purge(["article-1"], now=NOON)

    assert not store.put("a", page("article-1"), since=began)
    assert not store.put("a", page("other", "article-1"), since=began)
    assert store.put("b", page("article-2"), since=began)
    assert store.put("a", page("article-1"), since=store.epoch)


def test_purge_of_everything_during_a_render() -> None:
    store = PageStore(max_bytes=1_000_000)
    store.purge(["*"], now=NOON)

    assert not store.put("a", page(), since=0)


def test_refreshing_purge_during_a_render() -> None:
    """Such a page is stored, and made anew with its next request."""
    store = PageStore(max_bytes=1_000_000)
    store.purge(["~tag-1"], now=NOON)

    assert store.put("a", page("tag-1"), since=0)
    assert shown(store) == set()


def test_more_purges_than_are_remembered() -> None:
    """A render that missed more purges than anybody remembers is not stored."""
    store = PageStore(max_bytes=1_000_000)
    for number in range(10_002):
        store.purge([f"article-{number}"], now=NOON)

    assert not store.put("a", page("other"), since=0)
    assert store.put("a", page("other"), since=store.epoch - 100)


def test_pages_are_bounded() -> None:
    """However many pages are stored, their bytes stay within the limit."""
    store = PageStore(max_bytes=100_000)
    for number in range(1000):
        store.put(f"p{number}", page(f"article-{number}", size=number), since=0)
        assert store.bytes <= store.max_bytes

    assert 10 < len(store) < 100_000 // OVERHEAD
    assert store.evictions > 900
    assert store.page_bytes == sum(each.size for _, each in store.items())
    assert len(store._by_surrogate) == len(store) + 1


def test_page_that_is_too_large() -> None:
    """One page may not push all others out."""
    store = PageStore(max_bytes=100_000)
    store.put("small", page(), since=0)

    assert not store.put("large", page(size=10_000), since=0)
    assert store.get("small") is not None


def test_what_is_read_stays() -> None:
    """A crawler's walk through pages that nobody else asks for does not push out those that are read."""
    store = PageStore(max_bytes=200_000)
    for number in range(5):
        store.put(f"read-{number}", page(), since=0)
    for number in range(2000):
        for read in range(5):
            found = store.get(f"read-{read}")
            assert found is not None, number
            found.reply(b"").hits += 1
        store.put(f"crawled-{number}", page(), since=0)


def test_growing_pages_are_accounted_for() -> None:
    """Another coding makes a page larger, and may push out others."""
    store = PageStore(max_bytes=60_000)
    for number in range(10):
        store.put(f"p{number}", page(), since=0)
    large = page(size=5_000)
    store.put("large", large, since=0)

    large.reply(b"")
    store.resized("large")

    assert store.bytes <= store.max_bytes
    assert store.get("large") is large
    assert store.page_bytes == sum(each.size for _, each in store.items())


def test_remembered_requests_are_bounded() -> None:
    """Every browser asks in other words; however many there are, their bytes stay within their share."""
    store = PageStore(max_bytes=800_000)
    store.put("a", page(), since=0)
    found = store.get("a")
    assert found is not None
    for number in range(5000):
        store.remember("a", b"GET /%d" % number + b"x" * 300, found.reply(b""))

    assert store.request_bytes <= 100_000
    assert len(store.replies) == len(found.requests) < 300
    assert b"GET /4999" + b"x" * 300 in store.replies


def test_requests_go_with_their_page() -> None:
    store = store_with(a=["article-1"])
    old = store.get("a")
    assert old is not None
    store.remember("a", b"GET /a", old.reply(b""))
    store.remember("a", ("GET", b"/a", (b"host", b"x")), old.reply(b""))

    store.put("a", page("article-1"), since=store.epoch)

    assert store.replies == {}
    assert store.request_bytes == 0


def test_request_for_a_page_that_is_gone_is_not_remembered() -> None:
    store = store_with(a=["article-1"])
    old = store.get("a")
    assert old is not None
    store.remove("a")

    store.remember("a", b"GET /a", old.reply(b""))

    assert store.replies == {}


def test_accounts_stay_right() -> None:
    """Whatever happens in whatever order, the books agree with what is there."""
    dice = random.Random(7)  # noqa: S311
    store = PageStore(max_bytes=80_000)
    for step in range(3000):
        key = f"p{dice.randrange(30)}"
        match dice.randrange(5):
            case 0 | 1:
                store.put(key, page(f"k{dice.randrange(5)}", size=dice.randrange(5000)), since=store.epoch)
            case 2:
                store.purge([f"{dice.choice(['', '~', '!'])}k{dice.randrange(5)}"], now=NOON)
            case 3:
                store.remove(key)
            case 4 if found := store.get(key):
                found.reply(b"").hits += 1
                store.resized(key)
                store.remember(key, b"%d" % dice.randrange(200), found.reply(b""))
        assert store.page_bytes == sum(each.size for _, each in store.items()), step
        assert store.bytes <= store.max_bytes
        assert set(store.replies) == {raw for _, each in store.items() for raw in each.requests}
