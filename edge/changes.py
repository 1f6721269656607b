"""When the site will next change by the clock alone: something scheduled appears, something expires.

The site is asked once. After that every purge brings what it adds itself, as `@seconds`, so that a page that is made
after a publication costs no question. The moment that is known may be too early, when what was to happen then was put
off; it is never too late.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from .store import CHANGE, EVERYTHING

logger = logging.getLogger(__name__)

# When that cannot be known, or not within the second number, it is asked for again after as many seconds.
UNKNOWN_SECONDS = 1.0
CHANGE_PATIENCE = 2.0
# For as long an answer is believed: somebody may have changed the database behind the site's back.
BELIEVED_SECONDS = 600.0


class NextChange:
    """The site's next change. `ask` says when that is (in seconds since 1970), None if there is none; it may raise,
    and takes a thread. Used by the event loop's thread."""

    def __init__(self, ask: Callable[[], float | None] | None, *, clock: Callable[[], float]) -> None:
        self._ask = ask
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="next-change")
        self._asking: asyncio.Task[float | None] | None = None
        self._moment: float | None = None
        # Until then, and no later than the moment itself, it is known.
        self._known_until = 0.0
        # The earliest that purges named since the question was asked.
        self._told: float | None = None

    def note(self, surrogates: Iterable[str]) -> None:
        """Take from a purge what it says of changes; after one of everything nobody knows what is true."""
        names = set(surrogates)
        for name in names:
            if name.startswith(CHANGE):
                moment = float(name.removeprefix(CHANGE))
                self._told, self._moment = _earlier(self._told, moment), _earlier(self._moment, moment)
        if EVERYTHING in names:
            self._known_until, self._asking = 0.0, None

    async def moment(self) -> float | None:
        """When pages change next; None if they will not. A moment that has come already means that nobody knows."""
        if self._ask is None:
            return None
        now = self._clock()
        if now < self._known_until and (self._moment is None or now < self._moment):
            return self._moment
        if self._asking is None:
            self._told = None
            self._asking = asyncio.create_task(self._asked(self._ask))
        return await asyncio.shield(self._asking)

    async def _asked(self, ask: Callable[[], float | None]) -> float | None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CHANGE_PATIENCE):
                answer = await loop.run_in_executor(self._thread, ask)
            answer = believed = _earlier(answer, self._told)
            seconds = BELIEVED_SECONDS
        except (
            Exception
        ):  # Without a database the pages that need one fail for themselves; others are kept a moment.
            logger.debug("The next change cannot be known", exc_info=True)
            answer, seconds = self._clock(), UNKNOWN_SECONDS
            believed = answer + seconds
        finally:
            # Another question may have been asked meanwhile, of which this one is not the answer.
            newest = self._asking is asyncio.current_task()
            if newest:
                self._asking = None
        if newest:
            self._moment, self._known_until = believed, self._clock() + seconds
        return answer


def _earlier(one: float | None, other: float | None) -> float | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)
