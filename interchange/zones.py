"""Time zones by the names that settings and dates give them."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from articles.document.dates import AMBIGUOUS

_OFFSET = re.compile(
    r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\Z", re.IGNORECASE
)
# https://api.rubyonrails.org/classes/ActiveSupport/TimeZone.html: those that are called after no city.
_RAILS = {
    "Hawaii": "Pacific/Honolulu",
    "Alaska": "America/Juneau",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Mountain Time (US & Canada)": "America/Denver",
    "Central Time (US & Canada)": "America/Chicago",
    "Eastern Time (US & Canada)": "America/New_York",
    "Atlantic Time (Canada)": "America/Halifax",
    "Arizona": "America/Phoenix",
    "New Delhi": "Asia/Kolkata",
    "Mumbai": "Asia/Kolkata",
    "Chennai": "Asia/Kolkata",
    "Beijing": "Asia/Shanghai",
    "Bern": "Europe/Zurich",
    "Edinburgh": "Europe/London",
    "Kyiv": "Europe/Kyiv",
    "St. Petersburg": "Europe/Moscow",
    "Osaka": "Asia/Tokyo",
    "Hanoi": "Asia/Bangkok",
    "Brasilia": "America/Sao_Paulo",
    "Wellington": "Pacific/Auckland",
    "Canberra": "Australia/Melbourne",
}
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


def zone_in_rails(name: str) -> str:
    """The name of the zone that Rails calls so: "Pacific Time (US & Canada)", or a city; the name itself for others."""
    if name in _RAILS or zone_of(name):
        return _RAILS.get(name, name)
    city = name.replace(" ", "_").replace(".", "")
    return next((each for each in sorted(available_timezones()) if each.rpartition("/")[2] == city), name)


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
