"""Dates that name no day there is, such as `2020-05`, `May 2020` and 2021-02-29: as much of them as can be true."""

import re
from calendar import monthrange
from datetime import date, datetime

from articles.document import Document
from articles.document.dates import parse_date
from articles.document.values import as_text

_WRITTEN = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:\s*[-/.年]\s*(?P<month>\d{1,2})(?!\d)(?:\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d))?)?"
)
# A month, or a season, or two figures of which either may be the day.
_SOMEWHERE = re.compile(
    r"(?:(?<![\d/.-])(?P<month>0?[1-9]|1[0-2])[-/.])?(?<!\d)(?P<year>(?:19|20)\d\d)(?![\d-])"
)
_LONGEST = 60


def rough_date(document: Document) -> tuple[str, date] | None:
    """What stands where a document's date is, and the day that is nearest to it; None where no year can be told."""
    found = document.view.winners.get("date")
    written = (as_text(found.value) or "").strip() if found and document.fields.date is None else ""
    if not written or len(written) > _LONGEST:
        return None
    read = _of_week(written) or _in_words(written) or _nearest(written)
    return (written, read) if read else None


def _of_week(written: str) -> date | None:
    """The first day of a week, or one of its days: `2020-W19`, `2020-W19-3`."""
    try:
        return date.fromisoformat(written) if "W" in written else None
    except ValueError:
        return None


def _nearest(written: str) -> date | None:
    found = _WRITTEN.match(written)
    if found is None:
        others = list(_SOMEWHERE.finditer(written))
        return date(int(others[0]["year"]), int(others[0]["month"] or 1), 1) if len(others) == 1 else None
    year, month, day = (int(found[name] or 1) for name in ("year", "month", "day"))
    if month > 12 >= day:
        # No month has such a number: the day stands first.
        month, day = day, month
    if not 1 <= month <= 12:
        return date(year, 1, 1)
    return date(year, month, min(max(day, 1), monthrange(year, month)[1]))


def _in_words(written: str) -> date | None:
    """A month and a year in the words of some language."""
    read = parse_date(f"1 {written}") or parse_date(f"{written} 1")
    return read.date() if isinstance(read, datetime) else read
