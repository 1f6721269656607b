"""Which purges this process has applied already."""

from collections.abc import Iterable

# How long the number of a purge that was not seen is waited for: a transaction that took it may still commit, in
# seconds. Numbers are given when a row is written and seen when it commits, which need not be in the same order.
PATIENCE = 600.0
# More missing numbers than this are a jump of the sequence.
MAX_MISSING = 1_000


class Ledger:
    """The numbers of purges seen, as the highest of them and those below it that were not."""

    def __init__(self, highest: int, *, missing: Iterable[int] = (), now: float = 0.0) -> None:
        """`missing` are numbers below `highest` that were not there at `now` and may be yet."""
        self.highest = highest
        self._missing: dict[int, float] = dict.fromkeys(missing, now)

    @property
    def missing(self) -> list[int]:
        return list(self._missing)

    def take(self, number: int, now: float) -> bool:
        """Note that purge `number` was seen at `now` (monotonic seconds); returns whether that is the first time."""
        if number <= self.highest:
            return self._missing.pop(number, None) is not None
        first = max(self.highest + 1, number - MAX_MISSING)
        self._missing.update(dict.fromkeys(range(first, number), now))
        self.highest = number
        return True

    def take_all(self, numbers: Iterable[int], now: float) -> list[int]:
        """Those of `numbers` that are seen for the first time. Gives up on what is missing for too long."""
        taken = [number for number in numbers if self.take(number, now)]
        overdue = [number for number, since in self._missing.items() if now - since > PATIENCE]
        for number in overdue:
            del self._missing[number]
        return taken
