"""Time zones by the names that settings and dates give them."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from articles.document.dates import AMBIGUOUS

_OFFSET = re.compile(
    r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\Z", re.IGNORECASE
)
_MONTHS = (1, 7)  # in one of them clocks are set forward, if they ever are


def zone_of(name: str) -> tzinfo | None:
    """The zone called `Europe/Oslo`, `UTC` or `+02:00`; None for a name that says nothing, such as `local`."""
    name = name.strip()
    if found := _OFFSET.match(name):
        away = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return timezone(-away if found["sign"] == "-" else away) if away < timedelta(hours=24) else None
    try:
        return ZoneInfo(name) if name and name.lower() not in {"local", "localtime"} else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def in_zone_of(local: datetime, name: str) -> datetime | None:
    """A naive moment with the offset that the zone called `name` had then; None where there is no such zone."""
    zone = zone_of(name)
    return _fixed(local.replace(tzinfo=zone)) if zone else None


def resolved(local: datetime, abbreviation: str, names: Iterable[str]) -> tuple[datetime, str]:
    """A naive moment with the offset meant by an abbreviation of several zones, and whose it is.

    The first of the zones called `names` that uses it counts; "" for none of them, and the most common one then.
    """
    for name in names:
        zone = zone_of(name)
        for month in (local.month, *_MONTHS) if zone else ():
            then = local.replace(month=month, day=min(local.day, 28), tzinfo=zone)
            if then.tzname() == abbreviation and (offset := then.utcoffset()) is not None:
                return local.replace(tzinfo=timezone(offset)), name
    return local.replace(tzinfo=timezone(timedelta(hours=AMBIGUOUS[abbreviation]))), ""


def _fixed(moment: datetime) -> datetime:
    """The moment with a plain offset in whole minutes, as dates are written."""
    offset = moment.utcoffset() or timedelta()
    whole = timedelta(minutes=round(offset.total_seconds() / 60))
    return moment.replace(tzinfo=timezone(whole)) + (whole - offset)
