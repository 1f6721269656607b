"""Dates as people write them in frontmatter: an explicit list of forms, and nothing guessed.

What leaves the day open is not a date here: "2025", "January 2025", or "01/07/2025", of which half the world
reads the first of July.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        start=1,
    )
    for name in names.split()
}
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_CLOCK = r"""(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?
    (?:\s*(?P<half>[ap])\.?m\.?)?)"""
# An offset, a zone that is one, and what JavaScript adds in brackets: "GMT+0100 (Central European Time)".
_ZONE = r"""(?:\s*(?P<zone>(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?|Z|UTC|GMT|[ECMP][SD]T)(?:\s+\([^()]*\))?)?"""
_TIME = rf"(?:(?:\s*[T,]?\s*|\s+at\s+){_CLOCK}{_ZONE})?"

_COMPACT_CLOCK = r"""(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})(?P<fraction>(?!))?(?P<half>(?!))?
    (?P<zone>Z|[+-]\d{4})?"""

_FORMS = tuple(
    re.compile(rf"{form}\Z", re.VERBOSE | re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:(?:T|[ ]+|,\s*|[ ]+at[ ]+){_CLOCK}{_ZONE})?",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_DAY}(?:[\s-]|\s+of\s+)\s*{_MONTH}[\s,-]\s*{_YEAR}{_TIME}",
        rf"{_YEAR}[\s-]{_MONTH}[\s-]{_DAY}{_TIME}",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_CLOCK}{_ZONE}\s+{_YEAR}",  # the `date` command
        rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}{_TIME}",
        rf"(?P<year>(?:19|20)\d{{2}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:T{_COMPACT_CLOCK})?",
    )
)
# Month and day in figures can be told apart only where one of them is above twelve.
_SLASHED = re.compile(
    rf"(?P<first>\d{{1,2}})/(?P<other>\d{{1,2}})/{_YEAR}{_TIME}\Z", re.VERBOSE | re.IGNORECASE
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?\Z")
_ZONES = {"": 0, "Z": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
          "PST": -8, "PDT": -7}  # fmt: skip
_LONGEST = 80  # characters: no date is longer


def parse_date(value: object) -> date | datetime | None:
    """Return the date or the moment that `value` plainly says, aware only where it says an offset; else None."""
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int)) or len(str(value)) > _LONGEST:
        return None
    text = " ".join(str(value).split())
    if _EPOCH.match(text):
        seconds = int(text) if len(text) == 10 else int(text) / 1000
        return datetime.fromtimestamp(seconds, UTC)
    slashed = _SLASHED.match(text)
    if slashed:
        month, day = sorted((int(slashed["first"]), int(slashed["other"])))
        return _moment(slashed, month, day) if day > 12 or day == month else None
    match = next(filter(None, (form.match(text) for form in _FORMS)), None)
    return _moment(match, _month(match["month"]), int(match["day"])) if match else None


def write_date(value: date | datetime, like: str = "") -> str:
    """Return a date in ISO 8601, a moment with the separator and the sign for UTC of the writing it replaces."""
    if not isinstance(value, datetime):
        return value.isoformat()
    text = value.isoformat(sep=" " if re.match(r"\d{4}-\d{1,2}-\d{1,2} +\d", like) else "T")
    if like.rstrip().endswith("Z") and text.endswith("+00:00"):
        return text.removesuffix("+00:00") + "Z"
    return text


def _month(text: str) -> int:
    """Return the number of a month; 0, which no date has, for a word that is none."""
    return int(text) if text.isdigit() else _MONTHS.get(text.lower(), 0)


def _moment(match: re.Match[str], month: int, day: int) -> date | datetime | None:
    try:
        found = date(int(match["year"]), month, day)
        if match["hour"] is None:
            return found
        hour = int(match["hour"])
        if match["half"]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if match["half"] in "pP" else 0)
        fraction = int((match["fraction"] or "0")[:6].ljust(6, "0"))
        zone = _zone(match["zone"])
        return datetime(
            found.year, month, day, hour, int(match["minute"]), int(match["second"] or 0), fraction, zone
        )
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    """Return the zone of an offset such as `+02:00`, `-8` or `GMT+0100`; raises ValueError beyond a day."""
    if text is None:
        return None
    name = text.upper()
    sign = max(name.find("+"), name.find("-"))
    if sign < 0:
        return timezone(timedelta(hours=_ZONES[name])) if _ZONES[name] else UTC
    figures = name[sign + 1 :].replace(":", "")
    if len(figures) < 3:
        figures = figures.zfill(2) + "00"
    figures = figures.zfill(4) if len(figures) < 5 else figures.zfill(6)
    offset = timedelta(hours=int(figures[:2]), minutes=int(figures[2:4]), seconds=int(figures[4:] or 0))
    offset = -offset if name[sign] == "-" else offset
    return timezone(offset) if offset else UTC
