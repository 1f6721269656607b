"""The parts of a date, by the names that generators have for them. English, whatever the machine's language is."""

from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def date_words(moment: datetime) -> dict[str, str]:
    """The words of Jekyll and Hexo, and those that Hugo has beside them."""
    month, day = _MONTHS[moment.month - 1], _DAYS[moment.weekday()]
    year, week, _ = moment.isocalendar()
    in_year = moment.timetuple().tm_yday
    return {
        "year": f"{moment.year:04}",
        "month": f"{moment.month:02}",
        "day": f"{moment.day:02}",
        "hour": f"{moment.hour:02}",
        "minute": f"{moment.minute:02}",
        "second": f"{moment.second:02}",
        "short_year": f"{moment.year % 100:02}",
        "i_month": str(moment.month),
        "i_day": str(moment.day),
        "y_day": f"{in_year:03}",
        "w_year": f"{year:04}",
        "week": f"{week:02}",
        "w_day": str(moment.isoweekday()),
        "long_month": month,
        "short_month": month[:3].upper(),
        "long_day": day,
        "short_day": day[:3].upper(),
        "monthname": month,
        "weekdayname": day,
        "weekday": str(moment.isoweekday() % 7),
        "yearday": str(in_year),
        # Go's own way to write a date, which Hugo takes too.
        "2006": f"{moment.year:04}",
        "06": f"{moment.year % 100:02}",
        "January": month,
        "Jan": month[:3],
        "01": f"{moment.month:02}",
        "1": str(moment.month),
        "02": f"{moment.day:02}",
        "2": str(moment.day),
        "Monday": day,
        "Mon": day[:3],
    }


def midnight(moment: date | datetime) -> datetime:
    """The moment itself, or of a day its beginning."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.min)


def local_days(moment: date | datetime, zone: str) -> list[datetime]:
    """The moment as a site's clock in `zone` shows it; without a zone, as it is written and as UTC has it."""
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return [midnight(moment)]
    if there := _zone(zone):
        return [moment.astimezone(there)]
    other = moment.astimezone(UTC)
    return [moment] if moment.date() == other.date() else [moment, other]


def _zone(name: str) -> tzinfo | None:
    if not name.strip():
        return None
    try:
        return ZoneInfo(name.strip())
    except (ValueError, OSError, KeyError):
        return None
