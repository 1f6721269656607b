"""Dates as people write them in frontmatter: an explicit list of forms, and nothing guessed.

What leaves the day open is not a date here: "2025", "January 2025", or "01/07/2025", of which half the world
reads the first of July.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTH_NAMES = (
    "jan january janvier januar jänner enero gennaio janeiro januari januar stycznia января січня",
    "feb february février fevrier februar feber febrero febbraio fevereiro februari lutego февраля лютого",
    "mar march mars märz maerz marzo março marco maart marca марта березня",
    "apr april avril abril aprile kwietnia апреля квітня",
    "may mai mayo maggio maio mei maj maja мая травня",
    "jun june juin juni junio giugno junho czerwca июня червня",
    "jul july juillet juli julio luglio julho lipca июля липня",
    "aug august août aout agosto augustus augusti sierpnia августа серпня",
    "sep sept september septembre septiembre settembre setembro września сентября вересня",
    "oct october octobre oktober okt octubre ottobre outubro października октября жовтня",
    "nov november novembre noviembre novembro listopada ноября листопада",
    "dec december décembre decembre dezember dez diciembre dicembre dezembro desember grudnia декабря грудня",
)
# No name here means different months in different languages.
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_CLOCK = r"""(?:(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?
    (?:\s*(?P<half>[ap])\.?m\.?(?![A-Z]))?)"""
# Hours of the zones whose short names mean one thing. IST and BST do not; CST and EST are read as RFC 822 does.
_ZONES = {
    "": 0, "Z": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "SAST": 2, "PKT": 5, "WIB": 7, "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_OFFSET = r"(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?"
# An offset or a name. Go adds the zone's name to its offset ("+0800 CST", "+0300 +0300"), JavaScript explains it
# in brackets ("GMT+0100 (Central European Time)", "+09:00[Asia/Seoul]").
_ZONE = rf"""(?:\s*(?P<zone>{_OFFSET}|{"|".join(filter(None, _ZONES))}|[A-Z][A-Z_]+(?:/[A-Z_-]+){{1,2}})
    (?:\s+(?:UTC|MSK|[A-Z]{{2,4}}T|[+-]\d{{2,4}}))?(?:\s*[(\[][^()\[\]]*[)\]])?)?"""
_TIME = rf"(?:(?:\s*[T,]?\s*|\s+at\s+){_CLOCK}{_ZONE})?"

_COMPACT_CLOCK = r"""(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?(?P<fraction>(?!))?(?P<half>(?!))?
    (?P<zone>Z|[+-]\d{4})?"""

_FORMS = tuple(
    re.compile(rf"{form}\Z", re.VERBOSE | re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:(?:T|[ ]+|,\s*|[ ]+at[ ]+){_CLOCK}{_ZONE})?",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}{_TIME}",
        rf"{_WEEKDAY}{_DAY}(?:[\s-]|\s+(?:of|de)\s+)\s*{_MONTH}(?:[\s,-]\s*|\s+del?\s+){_YEAR}(?:\s*г\.|\s*года?)?{_TIME}",
        rf"{_YEAR}\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]\s*(?P<day>\d{{1,2}})\s*[日号號일]{_TIME}",
        rf"{_YEAR}\.\s(?P<month>\d{{1,2}})\.\s(?P<day>\d{{1,2}})\.?{_TIME}",  # as Koreans write it
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
        moment = datetime(  # noqa: DTZ001  (its zone comes next)
            found.year, month, day, hour, int(match["minute"]), int(match["second"] or 0), fraction
        )
        return moment.replace(tzinfo=_zone(match["zone"], moment))
    except ValueError:
        return None


def _zone(text: str | None, local: datetime) -> timezone | None:
    """Return the zone of an offset such as `+02:00`, `-8` or `GMT+0100`, or the one that a named zone has at `local`.

    Raises ValueError beyond a day, and for a name that no zone has.
    """
    if text is None:
        return None
    if "/" in text:
        try:
            offset = local.replace(tzinfo=ZoneInfo(text)).utcoffset()
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError from error
        return timezone(offset) if offset else UTC
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
