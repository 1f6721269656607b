"""Dates that name no day that there is: what is taken of them, and what the report says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles.document import parse
from articles.models import Article
from interchange.readers.calendars import by_other_calendar
from interchange.readers.rough_dates import rough_date

from .conftest import Files, bring_in, codes


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-05", "2020-05-01"),
        ("'2020'", "2020-01-01"),
        ("May 2020", "2020-05-01"),
        ("2020年5月", "2020-05-01"),
        ("2021-02-29", "2021-02-28"),
        ("2021-02-30 10:00", "2021-02-28"),
        ("2020-13-05", "2020-05-13"),
        ("2020-13-45", "2020-01-01"),
        ("2020-05-06 25:61", "2020-05-06"),
        ("2020-W19-3", "2020-05-06"),
        ("2020 May", "2020-05-01"),
        ("May '20", "2020-05-01"),
        ("05/2020", "2020-05-01"),
        ("Summer 2020", "2020-01-01"),
        ("05/06/2020", "2020-01-01"),
        ("between 2019 and 2020", None),
        ("05/06/20", None),
        ("0000-00-00 00:00:00", None),
        ("soon", None),
        ("1 2 3 4 5", None),
        ("x" * 100, None),
        ("[2020-05]", None),
    ],
)
def test_as_much_as_can_be_true(written: str, day: str | None) -> None:
    found = rough_date(parse(f"---\ntitle: A\ndate: {written}\n---\nText\n"))
    assert (str(found[1]) if found else None) == day


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "said", "day"),
    [
        ("a.md", "date: 2021-02-29\nupdated: 2022-01-01", "2021-02-28"),
        ("2021-03-04-a.md", "date: 2021-02-29", "2021-03-04"),
        ("a.md", "date: 2021-02-28", "2021-02-28"),
    ],
)
def test_what_is_taken_is_said(source: Callable[[Files], Path], path: str, said: str, day: str) -> None:
    """What the path says is a day, and comes first."""
    found = codes(bring_in(source({path: f"---\ntitle: A\n{said}\n---\nText\n"}))[path])
    assert str(Article.objects.get().date)[:10] == day
    assert ("date-from-part" in found) == (path == "a.md" and "29" in said)
    assert ("date-unreadable" in found) == ("29" in said)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "text", "day"),
    [
        ("2563-05-06", "ข้อความ", "2020-05-06"),
        ("06/05/2563", "ข้อความ", "2020-05-06"),
        ("1399-02-17", "متن‌های فارسی", "2020-05-06"),
        ("۱۳۹۹/۰۲/۱۷", "متن‌های فارسی", "2020-05-06"),
        ("چهارشنبه ۱۷ اردیبهشت ۱۳۹۹", "Text", "2020-05-06"),
        ("1441-09-13", "نص عربي", "2020-05-06"),
        ("١٣ رمضان ١٤٤١ هـ 10:30", "Text", "2020-05-06"),
        ("13 ذو القعدة 1441", "Text", "2020-07-04"),
    ],
)
def test_calendars_of_texts_with_titles_in_other_letters(
    source: Callable[[Files], Path], written: str, text: str, day: str
) -> None:
    """A title such as "Docker" tells no language; the text below it does."""
    line = bring_in(source({"a.md": f"---\ntitle: Docker\ndate: {written}\n---\n{text}\n"}))["a.md"]
    assert str(Article.objects.get().date)[:10] == day
    assert any(code.startswith("date-calendar-") for code in codes(line))


@pytest.mark.parametrize("written", ["1441-13-01", "1399-02-32", "13/13/2563", "13 رمضان 1441 soon"])
def test_what_no_calendar_has_is_none_of_them(written: str) -> None:
    assert by_other_calendar(written, parse("---\ntitle: فارسی\n---\nข้อความ\n")) is None
