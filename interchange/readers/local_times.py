"""Dates that say no zone, or one whose name means several: given the offset that the old site's clock had.

So dates in figures such as 01/07/2025, of which only who knows the old site can say which month it was. A day without
a time stays a day. The document is the only place that says when something happened, and it may be read by a site with
another clock; so the offset is written into it, and reported.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Literal

from articles.document import Document, Problem
from articles.document.dates import order_left_open, zone_left_open

from ..zones import in_zone_of, resolved
from .calendars import by_other_calendar

_DATES = ("date", "updated", "expires")


@dataclass(frozen=True)
class Clock:
    """The zone of the site that an item comes from, "" where it is not known or the same as here; and the zone here.

    `first` is what stands first in its dates such as 01/07/2025, as `why` says; "" where that is not known.
    """

    zone: str = ""
    # The file that names the zone.
    origin: str = ""
    here: str = ""
    first: Literal["", "day", "month"] = ""
    why: str = ""
    # Under which keys it looks for the date of a post, in this order; () for the usual one.
    keys: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Changes with what dates without a zone are read by; "" where they are meant as they are here."""
        return (f"{self.zone} {self.here}" if self.zone else "") + self.first + " ".join(self.keys)

    def beside(self, here: str) -> "Clock":
        """The same for a site in the zone `here`: what is alike there needs no saying."""
        return replace(self, zone="" if self.zone == here else self.zone, here=here)


def settle_times(document: Document, clock: Clock) -> tuple[Document, list[Problem]]:
    """The document with offsets where its dates need one, and a warning for each."""
    settled = list(_settled(document, clock))
    if not settled:
        return document, []
    values: dict[str, object] = {key: moment for key, moment, _ in settled}
    return document.replace(**values), [problem for _, _, problem in settled]


def _settled(document: Document, clock: Clock) -> Iterator[tuple[str, date | datetime, Problem]]:
    for key in _DATES:
        found = document.view.winners.get(key)
        if found is None:
            continue
        value, line, field = getattr(document.fields, key), document.line_of(key), ".".join(found.path)
        if other := by_other_calendar(found.value, document):
            calendar, read = other
            there = local_time(read, clock) if isinstance(read, datetime) else None
            message = f"{found.value} was read by the {calendar} calendar, as {read:%Y-%m-%d}"
            message += ", a day more or less." if calendar == "Hijri" else "."
            yield key, there or read, Problem(f"date-calendar-{calendar.lower()}", message, line, field)
        elif left_open := zone_left_open(found.value):
            local, name = left_open
            moment, zone = resolved(local, name, filter(None, (clock.zone, clock.here)))
            if moment != value or not zone:
                yield key, moment, resolved_problem(name, moment, zone, line, field)
        elif clock.first and (both := order_left_open(found.value)):
            read = both[clock.first == "day"]
            there = local_time(read, clock) if isinstance(read, datetime) else None
            yield key, there or read, order_problem(found.value, read, clock, line, field)
        elif isinstance(value, datetime) and (moment_there := local_time(value, clock)) is not None:
            yield key, moment_there, zone_problem(clock, line, field)


def local_time(value: datetime, clock: Clock) -> datetime | None:
    """A moment without a zone by the old site's clock; None where it has one, or the clock is not known."""
    return in_zone_of(value, clock.zone) if value.tzinfo is None and clock.zone else None


def is_to_come(value: date | datetime | None) -> bool:
    """Whether an article with this date waits for it; one without a zone is taken for UTC's, as hours hardly matter."""
    if value is None:
        return False
    moment = value if isinstance(value, datetime) else datetime.combine(value, time.min)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > datetime.now(UTC)


def zone_problem(clock: Clock, line: int | None, field: str) -> Problem:
    message = (
        f"The date names no zone; that of the old site, {clock.zone} ({clock.origin}), was written to it."
    )
    return Problem("date-zone-from-site", message, line, field)


def order_problem(
    written: object, read: date | datetime, clock: Clock, line: int | None, field: str
) -> Problem:
    """What a report says of a date in figures."""
    day = f"{read.day} {read:%B} {read.year}"
    return Problem("date-order-from-site", f"{written} was read as {day}: {clock.why}.", line, field)


def resolved_problem(name: str, moment: datetime, zone: str, line: int | None, field: str) -> Problem:
    """What a report says of a zone's name that means several, read as it is meant in `zone`; "" for none."""
    offset = moment.isoformat()[-6:]
    if zone:
        return Problem(
            "date-zone-from-site", f"{name} was read as {offset}, which it means in {zone}.", line, field
        )
    message = f"{name} is the name of several zones; {offset} is a guess. Write the offset if it is another."
    return Problem("date-zone-guessed", message, line, field)
