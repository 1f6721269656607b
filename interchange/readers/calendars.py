"""Dates by the calendars of Iran and Afghanistan (1399-07-22) and of Thailand (2563-10-13), as blogs there have them.

Nobody wrote a blog in the 14th century of any other calendar; and nobody has yet in the 26th.
"""

import re
from datetime import date, datetime, timedelta

from articles.document import Document
from articles.document.dates import parse_date
from articles.document.values import as_text

_YEARS = range(1300, 1500)
_WRITTEN = re.compile(
    r"\s*(?P<year>1[34]\d\d)(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)(?P<rest>.*)\Z"
)
# Letters that Persian has and Arabic does not.
_PERSIAN = re.compile("[پچژگ\u06a9\u06cc]")
_BUDDHIST = re.compile(r"\s*(?P<year>25[3-9]\d)(?P<rest>[-/.]\d{1,2}[-/.]\d{1,2}(?!\d).*)\Z", re.DOTALL)
_THAI = re.compile("[\u0e01-\u0e4e]")
# The first day of 1300, and the leap years of a cycle of 33, which holds from 1244 to 1502.
_BEGINNING = date(1921, 3, 21)
_CYCLE = 33
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


def is_persian(document: Document) -> bool:
    """Whether a document says so, or is written in that language's letters."""
    fields = document.fields
    return fields.language[:2] in {"fa", "ps"} or bool(_PERSIAN.search(_beginning(document)))


def _beginning(document: Document) -> str:
    """A title may be in another language, or in names alone."""
    return f"{document.fields.title}\n{document.body[:2000]}"


def from_buddhist(written: object, document: Document) -> date | datetime | None:
    """What a date in a Thai document says that counts the years from the beginning of Buddhism; None for any other."""
    found = _BUDDHIST.match(as_text(written) or "")
    fields = document.fields
    if found is None or not (fields.language[:2] == "th" or _THAI.search(_beginning(document))):
        return None
    return parse_date(f"{int(found['year']) - 543}{found['rest']}")


def in_gregorian(written: object) -> date | datetime | None:
    """What a date says by the calendar used here; None for one that is of no blog's year by the Persian calendar."""
    found = _WRITTEN.match(as_text(written) or "")
    if found is None:
        return None
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    if year not in _YEARS or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    days = day - 1 + sum(31 if each <= 6 else 30 for each in range(1, month))
    days += sum(366 if each % _CYCLE in _LEAP else 365 for each in range(_YEARS.start, year))
    return parse_date(f"{_BEGINNING + timedelta(days=days)}{found['rest']}")
