"""Dates by the calendars of Iran and Afghanistan (1399-07-22), of Thailand (2563-10-13) and of Islam (13 رمضان 1441).

Nobody wrote a blog in the 14th century of any other calendar; and nobody has yet in the 26th.
"""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta

from articles.document import Document
from articles.document.dates import parse_date
from articles.document.values import as_text

_YEARS = range(1300, 1500)
_WRITTEN = re.compile(
    r"(?P<year>1[34]\d\d|25[3-9]\d)(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)(?P<rest>.*)\Z"
)
# In Thailand the day stands first where the year does not.
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<year>25[3-9]\d)(?!\d)(?P<rest>.*)\Z"
)
# Perhaps behind a day of the week, and before a word for the era.
_IN_WORDS = re.compile(
    r"(?:[^\d\n]{3,20}\s)?(?P<day>\d{1,2})\s+(?P<month>[^\d\n,،]{2,20}?)[,،]?\s+(?P<year>1[34]\d\d)(?!\d)"
    r"\s*(?:هـ?|هجري)?(?P<rest>.*)\Z"
)
_PERSIAN_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_ISLAMIC_MONTHS = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال",
    "ذو القعدة", "ذو الحجة",
)  # fmt: skip
_MONTHS = {
    **{name: ("Persian", number) for number, name in enumerate(_PERSIAN_MONTHS, 1)},
    **{name: ("Hijri", number) for number, name in enumerate(_ISLAMIC_MONTHS, 1)},
    "ربيع الثاني": ("Hijri", 4),
    "جمادى الثانية": ("Hijri", 6),
    "ذي القعدة": ("Hijri", 11),
    "ذي الحجة": ("Hijri", 12),
}
# Letters that Persian has and Arabic does not; of Thai, signs too.
_PERSIAN = re.compile("[پچژگ\u06a9\u06cc]")
_ARABIC = re.compile("[\u0621-\u064a]")
_THAI = re.compile("[\u0e01-\u0e4e]")
# The first day of 1300, and the leap years of a cycle of 33, which holds from 1244 to 1502.
_BEGINNING = date(1921, 3, 21)
_CYCLE = 33
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_BUDDHIST = 543
# The day before the first one by the tables of the Islamic calendar, as `date.toordinal` counts.
_FLIGHT = 227_014


def by_other_calendar(written: object, document: Document) -> tuple[str, date | datetime] | None:
    """The name of the calendar by which a date is meant, and what it says; None for a date by the one used here.

    Where the moon itself is looked for, a month of the Islamic calendar may begin a day off.
    """
    text = "".join(str(int(each)) if each.isdecimal() else each for each in as_text(written) or "").strip()
    found = _IN_WORDS.match(text)
    if found is not None:
        calendar, month = _MONTHS.get(" ".join(found["month"].split()), ("", 0))
    else:
        found = _WRITTEN.match(text) or _DAY_FIRST.match(text)
        calendar, month = (_calendar_of(document, found["year"]), int(found["month"])) if found else ("", 0)
    if found is None or not calendar:
        return None
    day = _DAYS[calendar](int(found["year"]), month, int(found["day"]))
    read = parse_date(f"{day}{found['rest']}") if day else None
    return (calendar, read) if read else None


def _calendar_of(document: Document, year: str) -> str:
    """The calendar by which a year in figures is meant in a document; "" for the one used here."""
    language = document.fields.language[:2]
    # A title may be in another language, or in names alone.
    beginning = f"{document.fields.title}\n{document.body[:2000]}"
    if year.startswith("25"):
        return "Buddhist" if language == "th" or _THAI.search(beginning) else ""
    if language in {"fa", "ps"} or _PERSIAN.search(beginning):
        return "Persian"
    return "Hijri" if language == "ar" or _ARABIC.search(beginning) else ""


def _persian(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    days = day - 1 + sum(31 if each <= 6 else 30 for each in range(1, month))
    days += sum(366 if each % _CYCLE in _LEAP else 365 for each in range(_YEARS.start, year))
    return _BEGINNING + timedelta(days=days)


def _islamic(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= day <= 30:
        return None
    days = day + 29 * (month - 1) + month // 2 + 354 * (year - 1) + (3 + 11 * year) // 30
    return date.fromordinal(_FLIGHT + days)


def _buddhist(year: int, month: int, day: int) -> date | None:
    with suppress(ValueError):
        return date(year - _BUDDHIST, month, day)
    return None


_DAYS = {"Persian": _persian, "Hijri": _islamic, "Buddhist": _buddhist}
