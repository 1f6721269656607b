"""Dates as people write them in frontmatter: an explicit list of forms, and nothing guessed.

What leaves the day open is not a date here: "2025", "January 2025", or "01/07/2025", of which half the world
reads the first of July.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .months import MONTHS

# The signs of Indian and Thai letters are no letters to regular expressions.
_MONTH = r"ב?(?P<month>[^\W\d_]{3,12}|[\u0900-\u0963\u0980-\u09e5\u0e01-\u0e4e]{2,16})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<year>\d{4})"
# English weekdays, and with a comma behind them any one or two words: what follows is a whole date.
_WEEKDAY = r"""(?:(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?|den|the|ngày
    |[^\W\d_]{2,14}(?:[ -][^\W\d_]{2,14})?\.?,)\s+)?"""
# Before a number of the day, one without a comma too: "lundi 5 janvier". Behind the year, one says no more.
_WORD_BEFORE = rf"(?:{_WEEKDAY}|(?:[^\W\d_]{{1,14}}(?:-feira)?\.?\s+){{1,2}})"
_WORD_BEHIND = r"(?:(?:\s*,\s*|\s+)[^\W\d_]{4,14})?"
# As Org mode and others have it behind the day, in a few languages.
_WEEKDAY_BEHIND = r"""(?:,?\s*[(]?(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun|mo|di|mi|do|fr|sa|so
    |lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|пн|вт|ср|чт|пт|сб|вс
    |(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)(?:day|di)?\.?[)]?(?![^\W_]))?"""
_CLOCK = r"""(?:(?P<hour>\d{1,2})(?::|[h.](?=\d\d(?!\d)))(?P<minute>\d{1,2})
    (?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?)?
    (?:\s*(?P<half>[ap])\.?m\.?(?![A-Z]))?(?:\s*(?:Uhr|uur|hrs?)(?![A-Z]))?)"""
# Hours of the zones whose short names mean one thing, to RFC 822 or to all who use them.
_ZONES = {
    "": 0, "Z": 0, "UTC": 0, "UT": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "ADT": -3, "NST": -3.5, "NDT": -2.5, "BRT": -3,
    "BRST": -2, "ART": -3, "CLST": -3, "COT": -5, "PET": -5, "UYT": -3, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2,
    "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4, "TRT": 3, "IDT": 3, "SAST": 2, "CAT": 2, "EAT": 3,
    "WAT": 1, "IRST": 3.5, "PKT": 5, "NPT": 5.75, "ICT": 7, "WIB": 7, "WITA": 8, "WIT": 9, "HKT": 8, "SGT": 8,
    "MYT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11,
    "NZST": 12, "NZDT": 13,
}  # fmt: skip
# Names that several zones use, with the hours of the one that is meant most often.
AMBIGUOUS = {"IST": 5.5, "BST": 1, "CST": -6}
_AMBIGUOUS = re.compile(rf"(?<=[\d.apm])\s*\b(?P<name>{'|'.join(AMBIGUOUS)})\b", re.IGNORECASE)
_OFFSET = r"(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?"
# An offset or a name. Go adds the zone's name to its offset ("+0800 CST", "+0300 +0300"), JavaScript explains it
# in brackets ("GMT+0100 (Central European Time)", "+09:00[Asia/Seoul]").
_ZONE = rf"""(?:\s*(?P<zone>{_OFFSET}|{"|".join(filter(None, _ZONES))}|[A-Z][A-Z_]+(?:/[A-Z_-]+){{1,2}})
    (?:\s+(?:UTC|MSK|[A-Z]{{2,4}}T|[+-]\d{{2,4}}))?(?:\s*[(\[][^()\[\]]*[)\]])?)?"""
# Russian and Polish words for "of the year".
_OF_YEARS = r"(?:\s*(?:г\.?|года?|р\.|року|r\.))?"
# What stands before the time in prose, in the languages whose months are known.
_AT = r"(?:at|à|um|a\s+las?|às|alle(?:\s+ore)?|kl(?:o|\.)?|в|о|om|o\s+godz\.|saat|v|ve)"
_TIME = rf"(?:(?:\s*[T,]?\s*|\s+[-@]\s+|,?\s+{_AT}\s+){_CLOCK}{_ZONE})?"

_COMPACT_CLOCK = r"""(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?(?P<fraction>(?!))?(?P<half>(?!))?
    (?P<zone>Z|[+-]\d{4})?"""

# As most programs write a moment; what is no such moment may still be another form's.
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?\Z", re.ASCII)
_FORMS = (
    rf"""{_WEEKDAY}{_YEAR}[-/._ ](?P<month>\d{{1,2}})[-/._ ](?P<day>\d{{1,2}}){_WEEKDAY_BEHIND}
    (?:(?:T|_|[ ]+|,\s*|[ ]+(?:at|@|-)[ ]+){_CLOCK}{_ZONE})?""",
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}{_TIME}",
    rf"""{_WORD_BEFORE}{_DAY}(?:[\s-]|\s+(?:of|de)\s+)\s*{_MONTH}(?:\s*,\s*|[\s-]\s*|\s+del?\s+){_YEAR}{_OF_YEARS}
    (?:{_TIME}|{_WORD_BEHIND})""",
    rf"{_YEAR}\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]\s*(?P<day>\d{{1,2}})\s*[日号號일]{_TIME}",
    rf"{_WEEKDAY}{_DAY}\s+tháng\s+(?P<month>\d{{1,2}})(?:,|\s+năm)?\s+{_YEAR}{_TIME}",
    rf"{_YEAR}\.\s(?P<month>\d{{1,2}})\.\s(?P<day>\d{{1,2}})\.?{_TIME}",  # as Koreans write it
    rf"{_YEAR}\.?[\s-]{_MONTH}[\s-]{_DAY}(?:{_TIME}|{_WORD_BEHIND})",
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_CLOCK}{_ZONE}\s+{_YEAR}",  # the `date` command
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_CLOCK}\s+{_YEAR}{_ZONE}",  # git
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}{_OF_YEARS}{_TIME}",
    rf"(?P<year>(?:19|20)\d{{2}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:T{_COMPACT_CLOCK})?",
    # All in figures: 20200102150405.
    r"""(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?
    (?P<fraction>(?!))?(?P<half>(?!))?(?P<zone>(?!))?""",
)
# A time that stands before its day: "17:34 06/30/2014", "9:05 am on 6 May 2020".
_TIME_FIRST = re.compile(
    r"(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: Uhr)?),? (?:(?:on|am|le|il|el) )?(?P<day>\S.*)\Z",
    re.IGNORECASE,
)
# Month and day in figures can be told apart only where one of them is above twelve.
_SLASHED = re.compile(
    rf"{_WEEKDAY}(?P<first>\d{{1,2}})(?P<sign>[/-])(?P<other>\d{{1,2}})(?P=sign){_YEAR}{_TIME}\Z",
    re.VERBOSE | re.IGNORECASE,
)
# Years without their century: behind an apostrophe, or in figures of which one can be nothing else.
_APOSTROPHE = re.compile(r"(?<!\w)['’](?P<year>\d\d)(?!\d)")
_SHORT = re.compile(r"(?P<one>\d{1,2})(?P<sign>[/-])(?P<two>\d{1,2})(?P=sign)(?P<three>\d{2})(?!\d)")
_CENTURIES = {**dict.fromkeys(range(70, 100), 1900), **dict.fromkeys(range(40), 2000)}
_EPOCH = re.compile(r"\d{10}(?:\d{3})?\Z")
_FIRST_YEAR = 1000
_LAST_DAY = (9999, 12, 29)
_EASTERN_CLOCK = re.compile(r"(\d{1,2})\s*[时時시点]\s*(\d{1,2})\s*[分분](?:\s*(\d{1,2})\s*[秒초])?")
# The day of the week, in brackets or behind the date.
_EASTERN_WEEKDAY = re.compile(
    r"\s*[(（](?:[日月火水木金土월화수목금토일]|周[一二三四五六日])(?:曜日?|요일)?[)）]"
    r"|\s*(?:[日月火水木金土]曜日|[월화수목금토일]요일|(?:星期|周|週|礼拜)[一二三四五六日天])"
)
# Years are counted from the beginning of a reign in Japan, of the republic in Taiwan, and of Buddhism in Thailand.
_REIGNS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_REIGN = re.compile(rf"(?P<reign>{'|'.join(_REIGNS)})\s*(?P<year>元|\d{{1,3}})\s*年")
_BUDDHIST = 543
_THAI = re.compile("[\u0e01-\u0e4e]")
# The dots of Thai abbreviations and their word for the era. The months of the Levant have names of two words, and
# others behind them.
_NO_PART = re.compile(
    "(?<=[\u0e01-\u0e4e])\\.|พ\\.ศ\\.\\s*|(?<=تشرين)\\s|(?<=كانون)\\s|(?<=[\u0621-\u064a])/[\u0621-\u064a]+"
)
# What people put around a date, and other signs of theirs in it.
_WRAPPED = re.compile(r"[<\[(\"'“”‘«](?P<date>[^<>\[\]\"“”«»]*)[>\])\"'“”’»]\Z")
_WRAPPERS = frozenset("<[(\"'“”‘«")
_OTHER_SIGNS = str.maketrans({**dict.fromkeys("‐‑‒–−", "-"), "：": ":"})
_HALF_FIRST = re.compile(r"\b(?P<half>[AP])\.?M\.? (?P<clock>\d{1,2}:\d{2}(?::\d{2})?)", re.IGNORECASE)
# What Jekyll's theme Chirpy has in its template for the offset.
_PLACEHOLDER = re.compile(r"\s*\+/-\s?T{1,4}\Z")
_AFTERNOON = frozenset({"下午", "午後", "오후"})
_EASTERN_HALF = re.compile(
    r"(?P<half>上午|午前|오전|下午|午後|오후)\s*(?P<clock>\d{1,2}:\d{1,2}(?::\d{1,2})?)"
)
_LONGEST = 80  # characters: no date is longer


def parse_date(value: object) -> date | datetime | None:
    """Return the date or the moment that `value` plainly says, aware only where it says an offset; else None.

    Years before 1000 are none: Go's zero time is in the year 1. "Never", which many write as the last day that there
    is, is a little before it, so that it is a moment in every zone.
    """
    found = _read(value)
    if found is not None and (found.year, found.month, found.day) > _LAST_DAY:
        found = found.replace(day=_LAST_DAY[2])
    return found if found is not None and found.year >= _FIRST_YEAR else None


def _read(value: object) -> date | datetime | None:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _ISO.match(value):
        with suppress(ValueError):
            return datetime.fromisoformat(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)) or len(str(value)) > _LONGEST:
        return None
    text = _with_plain_clock(_with_century(_in_order(str(value))))
    if _EPOCH.match(text):
        seconds = int(text) if len(text) == 10 else int(text) / 1000
        return datetime.fromtimestamp(seconds, UTC)
    slashed = _SLASHED.match(text)
    if slashed:
        month, day = sorted((int(slashed["first"]), int(slashed["other"])))
        return _moment(slashed, month, day) if day > 12 or day == month else None
    match = next(filter(None, (_compiled(form).match(text) for form in _FORMS)), None)
    return _moment(match, _month(match["month"]), int(match["day"])) if match else None


@cache
def _compiled(form: str) -> re.Pattern[str]:
    """One of the forms. Most sites need the first alone, and all of them take 25 ms at the start of every process."""
    return re.compile(rf"{form}\Z", re.VERBOSE | re.IGNORECASE)


def order_left_open(value: object) -> tuple[date | datetime, date | datetime] | None:
    """Return what a date in figures such as "01/07/2025" says if its month, and if its day stands first."""
    text = _in_order(value) if isinstance(value, str) and len(value) <= _LONGEST else ""
    found = _SLASHED.match(_with_century(text, is_last=True))
    if found is None or parse_date(text) is not None:
        return None
    first, other = int(found["first"]), int(found["other"])
    by_month, by_day = _moment(found, first, other), _moment(found, other, first)
    return (by_month, by_day) if by_month and by_day and by_month.year >= _FIRST_YEAR else None


def zone_left_open(value: object) -> tuple[datetime, str] | None:
    """Return the local time and the zone's name where a date names a zone by a word that means several."""
    text = _in_order(value) if isinstance(value, str) and len(value) <= _LONGEST else ""
    found = _AMBIGUOUS.search(text)
    local = parse_date(text[: found.start()] + text[found.end() :]) if found else None
    if found is None or not isinstance(local, datetime) or local.tzinfo is not None:
        return None
    return local, found["name"].upper()


def _in_order(text: str) -> str:
    """Return a date with single spaces and plain signs, and its time behind its day."""
    text = " ".join(text.split()).rstrip(",;")
    if text[:1] in _WRAPPERS and (wrapped := _WRAPPED.match(text)):
        text = wrapped["date"].strip()
    if not text.isascii():
        text = text.translate(_OTHER_SIGNS)
    text = _HALF_FIRST.sub(r"\g<clock> \g<half>m", text, count=1) if ":" in text else text
    found = _TIME_FIRST.match(text) if ":" in text[1:3] else None
    return f"{found['day']} {found['time']}" if found else text


def _with_century(text: str, *, is_last: bool = False) -> str:
    """Return a date with its year in four figures, where it is plain which figures are the year, or `is_last` says so.

    Of 05/03/12 only the number of the day, or that of the year, could be told by being too large for the others.
    """
    text = _APOSTROPHE.sub(lambda found: str(_year(int(found["year"])) or found[0]), text, count=1)
    found = _SHORT.match(text)
    if found is None:
        return text
    one, two, three = (int(found[name]) for name in ("one", "two", "three"))
    if one > 31 and (year := _year(one)):
        return f"{year}{text[found.end('one') :]}"
    if (three > 31 or two > 12 or is_last) and one and (year := _year(three)):
        return f"{text[: found.start('three')]}{year}{text[found.end() :]}"
    return text


def _year(figures: int) -> int:
    """Return the year that is written without its century; 0 where that could be either."""
    return _CENTURIES[figures] + figures if figures in _CENTURIES else 0


def _with_plain_clock(text: str) -> str:
    """Return a date of East Asians without its weekday (月曜日), with its time as `8:15 pm` (下午8:15, 20時15分)."""
    if text.isascii():
        return _PLACEHOLDER.sub("", text) if text.endswith("T") else text
    text = _REIGN.sub(_by_reign, text, count=1)
    text = _EASTERN_WEEKDAY.sub("", _NO_PART.sub("", text), count=1)
    text = _EASTERN_CLOCK.sub(lambda found: ":".join(filter(None, found.groups())), text)
    return _EASTERN_HALF.sub(lambda found: f"{found['clock']} {'ap'[found['half'] in _AFTERNOON]}m", text)


def _by_reign(found: re.Match[str]) -> str:
    return f"{_REIGNS[found['reign']] + (1 if found['year'] == '元' else int(found['year']))}年"


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
    return int(text) if text.isdigit() else MONTHS.get(text.lower(), 0)


def _moment(match: re.Match[str], month: int, day: int) -> date | datetime | None:
    try:
        year = int(match["year"])
        if year > 2400 and _THAI.match(match.groupdict().get("month", "")):
            year -= _BUDDHIST
        found = date(year, month, day)
        if match["hour"] is None:
            return found
        hour = int(match["hour"])
        if match["half"]:
            is_afternoon = match["half"] in "pP"
            if hour > (23 if is_afternoon else 12):
                return None
            hour = hour % 12 + (12 if is_afternoon else 0)
        # ISO 8601 has the end of a day and the second that is put in now and then; neither is on this clock.
        second = 59 if match["second"] == "60" else int(match["second"] or 0)
        if hour == 24 and not (int(match["minute"]) or second):
            found, hour = found + timedelta(days=1), 0
        fraction = int((match["fraction"] or "0")[:6].ljust(6, "0"))
        moment = datetime(  # noqa: DTZ001  (its zone comes next)
            found.year, found.month, found.day, hour, int(match["minute"]), second, fraction
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
