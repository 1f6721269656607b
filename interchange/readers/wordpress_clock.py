"""The clock of a WordPress site, which its exports do not name: told by the times that they give twice."""

from array import array
from bisect import bisect
from datetime import datetime, timedelta

_FIRST = datetime.min  # noqa: DTZ901 (naive, as the times of exports are)
_SECOND = timedelta(seconds=1)
# For the seconds by which a clock is ahead of UTC or behind it.
_BITS = 18


class Clockwork:
    """How far a site's clock was ahead of UTC, at each moment at which something was written. Eight bytes for each."""

    def __init__(self) -> None:
        # Seconds since the year 1, and behind them by how many UTC differs.
        self._noted = array("q")
        self._is_sorted = True

    def note(self, local: datetime, instant: datetime) -> None:
        """Both naive and of whole seconds, by the clock and in UTC; not farther from each other than any zone is."""
        self._noted.append(self._packed(local, instant - local))
        self._is_sorted = False

    def ahead_at(self, local: datetime) -> timedelta | None:
        """As it was at the noted moment that is nearest to `local`; None where none is known."""
        if not self._is_sorted:
            self._noted = array("q", sorted(self._noted))
            self._is_sorted = True
        place = bisect(self._noted, self._packed(local, timedelta()))
        beside = self._noted[max(0, place - 1) : place + 1]
        if not beside:
            return None
        seconds = self._packed(local, timedelta()) >> _BITS
        nearest = min(beside, key=lambda each: abs((each >> _BITS) - seconds))
        return timedelta(seconds=(1 << _BITS - 1) - (nearest & ((1 << _BITS) - 1)))

    @staticmethod
    def _packed(local: datetime, difference: timedelta) -> int:
        seconds = (local - _FIRST) // _SECOND
        return (seconds << _BITS) + difference // _SECOND + (1 << _BITS - 1)
