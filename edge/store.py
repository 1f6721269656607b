"""The pages in memory, bounded in bytes. Used by the event loop's thread only.

Eviction is the clock algorithm (second chance): the oldest page goes, unless somebody asked for it since its last
turn; then it starts over as the newest. A hit counts and moves nothing, and a crawler's walk through the archive
does not push out what people read.
"""

from collections import OrderedDict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, takewhile

from .page import Page, Reply
from .shelf import Shelf

# Purges that a render still under way may have missed.
REMEMBERED_PURGES = 10_000
# The share of the memory for requests that are known byte by byte: browsers differ in theirs, attackers in anything.
SHARE_OF_REQUESTS = 8
# The largest share of the memory that one page's body may have; with its codings it takes several times as much.
SHARE_OF_PAGE = 12
# What remembering a request weighs beside its bytes, roughly.
REQUEST_OVERHEAD = 400
# The surrogate key that every page has.
EVERYTHING = "*"
# So many pages are told of a mild purge in one go: a fraction of a millisecond.
STEP = 200
# Before a key that is purged: pages with it may be shown for a moment yet, while they are made anew.
REFRESH = "~"
# Before a key that is purged: pages with it are forgotten, and not even shown when none can be made.
FORGET = "!"
# Before a moment, in seconds since 1970: no key, but when something will change by the clock alone.
CHANGE = "@"


@dataclass(frozen=True, slots=True)
class _Purge:
    epoch: int
    moment: float
    strict: frozenset[str]
    mild: frozenset[str]


class PageStore:
    """Pages by key, with the index of surrogate keys that finds them, and the requests known to ask for them."""

    def __init__(self, *, max_bytes: int, grace: float = 1.0) -> None:
        """`grace`: for how many seconds a page purged by a `~key` may be shown while it is made anew."""
        self.max_bytes = max_bytes
        self.max_request_bytes = max_bytes // SHARE_OF_REQUESTS
        self.max_page_bytes = max_bytes // SHARE_OF_PAGE
        self.grace = grace
        self.page_bytes = 0
        self.request_bytes = 0
        self.evictions = 0
        # Grows with every purge.
        self.epoch = 0
        # Whole requests (raw bytes, or their parts as ASGI has them) and what they are answered with. To be read by
        # anybody; a reply says itself until when it holds.
        self.replies: dict[Hashable, Reply] = {}
        self.shelf = Shelf()
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._sizes: dict[str, int] = {}
        self._by_surrogate: dict[str, set[str]] = {}
        self._purges: deque[_Purge] = deque(maxlen=REMEMBERED_PURGES)

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def bytes(self) -> int:
        return self.page_bytes + self.request_bytes

    def get(self, key: str) -> Page | None:
        return self._pages.get(key)

    def put(self, key: str, page: Page, *, since: int) -> bool:
        """Store `page`, whose making began at epoch `since`; returns whether it was stored.

        A purge in the meantime that names one of its keys means that it may show what is no longer true.
        """
        if self.purged_since(since, page.keys) or len(page.body) > self.max_page_bytes:
            return False
        for purge in self._purges_after(since):
            if purge.mild & page.keys:
                page.refresh(purge.moment, grace=self.grace)
        self.remove(key)
        self._pages[key] = page
        self._sizes[key] = page.size
        self.page_bytes += page.size
        for surrogate in page.keys:
            self._by_surrogate.setdefault(surrogate, set()).add(key)
        self._make_room(keeping=key)
        return True

    def purged_since(self, epoch: int, keys: frozenset[str], *, until: int | None = None) -> bool:
        """Whether a purge after `epoch`, up to that of epoch `until`, named one of `keys` (and not only as `~key`)."""
        until = self.epoch if until is None else until
        if until <= epoch:
            return False
        if self._purges and self._purges[0].epoch > epoch + 1:
            # More purges than we remember: one of the forgotten may have been meant.
            return True
        return any(purge.epoch <= until and purge.strict & keys for purge in self._purges_after(epoch))

    def _purges_after(self, epoch: int) -> Iterator[_Purge]:
        """The purges after `epoch`, the newest first."""
        return takewhile(lambda purge: purge.epoch > epoch, reversed(self._purges))

    def purge(self, surrogates: Iterable[str], *, now: float) -> list[str]:
        """Apply a purge at `now`; returns the keys of the pages that it met.

        Pages with a plain surrogate key are not shown any more unless none can be made; with a `~key` they are for a
        moment, while they are made anew; with a `!key` they are forgotten.
        """
        return list(chain.from_iterable(self.purge_in_steps(surrogates, now=now)))

    def purge_in_steps(self, surrogates: Iterable[str], *, now: float) -> Iterator[list[str]]:
        """The same, bit by bit; each step but the last gives at least `STEP` keys.

        With the first step everything is done that must not wait. A `~key` may: it can meet every page there is.
        """
        names = list(surrogates)
        mild = frozenset(name.removeprefix(REFRESH) for name in names if name.startswith(REFRESH))
        strict = frozenset(name.removeprefix(FORGET) for name in names if not name.startswith(REFRESH))
        self.epoch += 1
        self._purges.append(_Purge(self.epoch, now, strict, mild))
        met: dict[str, None] = {}
        # What is to be forgotten last, so that a page that is met twice ends as the strictest demands.
        for name in sorted(names, key=lambda name: name.startswith(FORGET)):
            if name.startswith(REFRESH):
                continue
            for key in list(self._by_surrogate.get(name.removeprefix(FORGET), ())):
                met[key] = None
                if name.startswith(FORGET):
                    self.remove(key)
                else:
                    self._pages[key].purge()
        for key in [key for name in mild for key in self._by_surrogate.get(name, ())]:
            if len(met) >= STEP:
                yield list(met)
                met.clear()
            # In the meantime it may have gone.
            page = self._pages.get(key)
            if page is not None:
                met[key] = None
                page.refresh(now, grace=self.grace)
        yield list(met)

    def remove(self, key: str) -> None:
        page = self._pages.pop(key, None)
        if page is None:
            return
        self.page_bytes -= self._sizes.pop(key)
        for surrogate in page.keys:
            keys = self._by_surrogate[surrogate]
            keys.discard(key)
            if not keys:
                del self._by_surrogate[surrogate]
        for request in page.requests:
            del self.replies[request]
            self.request_bytes -= _weight(request)
        page.requests.clear()
        for reply in page.replies.values():
            self.shelf.forget(reply)
        page.purge()

    def resized(self, key: str) -> None:
        """Account for a page that has grown by another coding."""
        page = self._pages.get(key)
        if page is not None:
            self.page_bytes += page.size - self._sizes[key]
            self._sizes[key] = page.size
            self._make_room(keeping=key)

    def items(self) -> Sequence[tuple[str, Page]]:
        return list(self._pages.items())

    # -- Known requests -----------------------------------------------------------------------------------------

    def remember(self, key: str, request: Hashable, reply: Reply) -> None:
        """Let the next request of exactly these bytes be answered without being understood again."""
        page = reply.page
        if self._pages.get(key) is not page or page.purged:
            return
        before = self.replies.get(request)
        if before is not None:
            before.page.requests.discard(request)
        else:
            self.request_bytes += _weight(request)
        self.replies[request] = reply
        page.requests.add(request)
        while self.request_bytes > self.max_request_bytes:
            # First in, first out: what is in use comes back with its next request, at the price of one look-up.
            oldest = next(iter(self.replies))
            self.replies.pop(oldest).page.requests.discard(oldest)
            self.request_bytes -= _weight(oldest)

    def _make_room(self, *, keeping: str) -> None:
        while self.page_bytes > self.max_bytes - self.max_request_bytes and len(self._pages) > 1:
            key, page = next(iter(self._pages.items()))
            if key == keeping or (page.hits > page.hits_at_turn and not page.purged):
                page.hits_at_turn = page.hits
                self._pages.move_to_end(key)
            else:
                self.evictions += 1
                self.remove(key)


def _weight(request: Hashable) -> int:
    if isinstance(request, bytes):
        return len(request) + REQUEST_OVERHEAD
    parts = request if isinstance(request, tuple) else ()
    return sum(_weight(part) for part in parts if isinstance(part, bytes | tuple)) + REQUEST_OVERHEAD
