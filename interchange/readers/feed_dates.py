"""Dates as feeds write them: RFC 3339, RFC 822, or what programs made of them; never read wrongly without a word."""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from articles.document import Problem
from articles.document.dates import parse_date, zone_left_open

from ..zones import resolved
from .local_times import Clock, resolved_problem


class FeedDates:
    """Reads the dates of one entry; `warnings` has what was guessed on the way.

    `clock` is the old site's and this one's: where a zone's name means several, it is the one that one of them uses.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.warnings: list[Problem] = []

    def read(self, text: str, key: str = "date") -> datetime | date | None:
        """The moment or the day in `text`; `key` is the field it is meant for. None for what is no date."""
        if not text:
            return None
        if left_open := zone_left_open(text):
            local, name = left_open
            moment, zone = resolved(local, name, filter(None, (self._clock.zone, self._clock.here)))
            self.warnings.append(resolved_problem(name, moment, zone, None, key))
            return moment
        if found := parse_date(text):
            if isinstance(found, datetime) and found.tzinfo is None:
                self._guess(f"“{text}” names no time zone; it is read by this site's clock.", key)
            return found
        try:
            mailed = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            self.warnings.append(Problem("date-unreadable", f"“{text[:60]}” is no date.", field=key))
            return None
        if mailed.tzinfo is None:
            self._guess(f"The time zone of “{text[:60]}” is not known; UTC was taken.", key)
            return mailed.replace(tzinfo=UTC)
        return mailed

    def _guess(self, message: str, key: str) -> None:
        self.warnings.append(Problem("date-zone-guessed", message, field=key))
