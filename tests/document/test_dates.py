"""Dates in the forms people write; what leaves the day open is none."""

from __future__ import annotations

import datetime as dt

import pytest

from articles.document import parse
from articles.document.dates import parse_date, write_date

UTC = dt.UTC


def at(hours: float, *parts: int) -> dt.datetime:
    """Return a moment at an offset of so many hours."""
    year, month, day, hour, minute, *second = parts
    zone = dt.timezone(dt.timedelta(hours=hours)) if hours else UTC
    return dt.datetime(year, month, day, hour, minute, *second, tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[
            (text, dt.date(2025, 1, 7))
            for text in (
                "2025-01-07", "2025-1-7", "2025/01/07", "2025.01.07", "20250107", "January 7th 2025", "January 7, 2025",
                "Jan. 7, 2025", "7 Jan 2025", "7th of January 2025", "07-Jan-2025", "Tuesday, January 7, 2025",
                "Tue, 7 Jan 2025", "2025 Jan 7", "2025-Jan-07", "7.1.2025", "07.01.2025",
                "2025年1月7日", "2025년 1월 7일", "2025. 1. 7.", "7 janvier 2025", "7. Januar 2025",
                "7 de enero de 2025", "7 de janeiro de 2025", "7 января 2025 г.", "7 січня 2025",
                "7 stycznia 2025", "7 gennaio 2025", "7 Ocak 2025", "7. ledna 2025", "2025. január 7.",
                "7. tammikuuta 2025", "7 Ιανουαρίου 2025", "7 ianuarie 2025", "7 януари 2025", "7 يناير 2025",
                "7 בינואר 2025", "7 มกราคม 2568", "7 มกราคม 2025", "7 tháng 1, 2025", "ngày 07 tháng 01 năm 2025",
                "令和7年1月7日", "民國114年1月7日", "७ जनवरी 2025", "৭ জানুয়ারি 2025", "7 جنوری 2025", "7 ژانویه 2025",
                "7 de gener de 2025", "7 јануар 2025", "terça-feira, 7 de janeiro de 2025", "den 7 januari 2025",
            )
        ],
        ("13/01/2025", dt.date(2025, 1, 13)),
        ("01/13/2025", dt.date(2025, 1, 13)),
        ("5/5/2025", dt.date(2025, 5, 5)),
        *[
            (text, dt.date(2012, 12, 25))
            for text in ("25 Dec '12", "December 25, ’12", "12/25/12", "the 25th of December, 2012", "25 ธ.ค. 2555",
                         "25 كانون الأول 2012", "25 كانون الأول/ديسمبر 2012")
        ],
        ("25/12/99", dt.date(1999, 12, 25)),
        ("99-12-25", dt.date(1999, 12, 25)),
        ("25/12/2999", dt.date(2999, 12, 25)),
        ("2024-01-03T10:20:30", dt.datetime(2024, 1, 3, 10, 20, 30)),  # noqa: DTZ001
        ("2024-1-3T10:20", dt.datetime(2024, 1, 3, 10, 20)),  # noqa: DTZ001
        ("2024-01-03 10:20", dt.datetime(2024, 1, 3, 10, 20)),  # noqa: DTZ001
        ("2024-01-03 10:20 PM", dt.datetime(2024, 1, 3, 22, 20)),  # noqa: DTZ001
        ("January 3, 2024 at 12:05 am", dt.datetime(2024, 1, 3, 0, 5)),  # noqa: DTZ001
        ("7. Januar 2025, 10:11 Uhr", dt.datetime(2025, 1, 7, 10, 11)),  # noqa: DTZ001
        ("7. tammikuuta 2025 klo 10.11", dt.datetime(2025, 1, 7, 10, 11)),  # noqa: DTZ001
        ("10:11 Uhr, 7. Januar 2025", dt.datetime(2025, 1, 7, 10, 11)),  # noqa: DTZ001
        ("17:34 06/30/2014", dt.datetime(2014, 6, 30, 17, 34)),  # noqa: DTZ001
        ("9:05 pm on 6 May 2020", dt.datetime(2020, 5, 6, 21, 5)),  # noqa: DTZ001
        ("2024-01-03T10:20:30.5Z", dt.datetime(2024, 1, 3, 10, 20, 30, 500000, UTC)),
        ("2020-01-02 15:04:05 +0200", at(2, 2020, 1, 2, 15, 4, 5)),
        ("2020-01-02 15:04:05 -8", at(-8, 2020, 1, 2, 15, 4, 5)),
        ("2020-01-02T15:04:05-07:00", at(-7, 2020, 1, 2, 15, 4, 5)),
        ("2020-01-02 15:04:05 +05:30", at(5.5, 2020, 1, 2, 15, 4, 5)),
        ("Thu, 02 Jan 2020 15:04:05 GMT", at(0, 2020, 1, 2, 15, 4, 5)),
        ("Thu, 02 Jan 2020 15:04:05 EST", at(-5, 2020, 1, 2, 15, 4, 5)),
        ("Thu Jan 02 2020 15:04:05 GMT+0100 (Central European Standard Time)", at(1, 2020, 1, 2, 15, 4, 5)),
        ("Thu Jan  2 15:04:05 UTC 2020", at(0, 2020, 1, 2, 15, 4, 5)),
        ("20200102T150405Z", at(0, 2020, 1, 2, 15, 4, 5)),
        ("20200102T15:04Z", at(0, 2020, 1, 2, 15, 4)),
        ("2020-01-02 15:04:05 +0000 UTC", at(0, 2020, 1, 2, 15, 4, 5)),
        ("2020-01-02 15:04:05 +0800 CST", at(8, 2020, 1, 2, 15, 4, 5)),
        ("2020-01-02 15:04:05 +0300 +0300", at(3, 2020, 1, 2, 15, 4, 5)),
        ("2020-01-02 15:04:05 JST", at(9, 2020, 1, 2, 15, 4, 5)),
        ("2020-07-02 15:04 CEST", at(2, 2020, 7, 2, 15, 4)),
        ("2020-07-02 15:04:05 Europe/Berlin", at(2, 2020, 7, 2, 15, 4, 5)),
        ("2020-01-02 15:04:05 America/Argentina/Buenos_Aires", at(-3, 2020, 1, 2, 15, 4, 5)),
        ("2020-01-02T15:04:05+09:00[Asia/Seoul]", at(9, 2020, 1, 2, 15, 4, 5)),
        ("2020年1月2日 15:04", dt.datetime(2020, 1, 2, 15, 4)),  # noqa: DTZ001
        ("2020-01-01T24:00:00Z", at(0, 2020, 1, 2, 0, 0)),
        ("2016-12-31T23:59:60Z", at(0, 2016, 12, 31, 23, 59, 59)),
        ("2020-01-02 15:04:05 MESZ", at(2, 2020, 1, 2, 15, 4, 5)),
        ("2020-01-02 15:04:05 NPT", at(5.75, 2020, 1, 2, 15, 4, 5)),
        ("9999-12-31", dt.date(9999, 12, 29)),
        (dt.date(9999, 12, 31), dt.date(9999, 12, 29)),
        ("9999-12-31T23:59:59-12:00", dt.datetime.fromisoformat("9999-12-29T23:59:59-12:00")),
        ("2 janvier 2020 à 15:04", dt.datetime(2020, 1, 2, 15, 4)),  # noqa: DTZ001
        ("2. Januar 2020 um 15:04", dt.datetime(2020, 1, 2, 15, 4)),  # noqa: DTZ001
        ("2 de enero de 2020, a las 15:04", dt.datetime(2020, 1, 2, 15, 4)),  # noqa: DTZ001
        ("2 января 2020 г. в 15:04", dt.datetime(2020, 1, 2, 15, 4)),  # noqa: DTZ001
        ("2 janvier 2020 à 15h04", dt.datetime(2020, 1, 2, 15, 4)),  # noqa: DTZ001
        ("2.1.2020 15.04", dt.datetime(2020, 1, 2, 15, 4)),  # noqa: DTZ001
        *[
            (text, dt.date(2020, 3, 2))
            for text in (
                "<2020-03-02 Mon>", "[2020-03-02]", "2020-03-02 (Mon)", "<2020-03-02 Montag>", "Mon, 2020-03-02",
                "“2020-03-02”", "2020–03–02", "2020_03_02", "2020 03 02", "2020-03-02;", "2 мар. 2020",
                "Пн, 2 мар 2020 г.",
                "2 mrt 2020", "2 mär 2020", "2. 3. 2020", "02.03.2020 г.", "lundi 2 mars 2020", "le 2 mars 2020",
                "2 Mart 2020 Pazartesi", "2020. március 2., hétfő", "2 marca 2020 r.", "2 ožujka 2020",
                "2 Μάρτιος 2020", "2 march 2020 , Berlin", "יום שני, 2 מרץ 2020",
            )
        ],
        *[
            (text, dt.date(2020, 8, 22))
            for text in (
                "22 ago 2020", "22 Ağu 2020", "22 авг 2020", "22 Agu 2020", "22 αυγ 2020", "Thứ bảy, 22/08/2020",
            )
        ],
        ("<2020-03-02 Mon 15:04>", dt.datetime(2020, 3, 2, 15, 4)),  # noqa: DTZ001
        ("Mar 2, 2020 @ 15:04", dt.datetime(2020, 3, 2, 15, 4)),  # noqa: DTZ001
        ("2020-03-02 - 15:04", dt.datetime(2020, 3, 2, 15, 4)),  # noqa: DTZ001
        ("2020-03-02_15:04:05", dt.datetime(2020, 3, 2, 15, 4, 5)),  # noqa: DTZ001
        ("2020-03-02 15：04", dt.datetime(2020, 3, 2, 15, 4)),  # noqa: DTZ001
        ("2020/03/02 PM 3:04", dt.datetime(2020, 3, 2, 15, 4)),  # noqa: DTZ001
        ("2020-03-02 15:04:05 PM +0800", at(8, 2020, 3, 2, 15, 4, 5)),
        ("2020-03-02 00:04 AM", dt.datetime(2020, 3, 2, 0, 4)),  # noqa: DTZ001
        ("令和元年5月2日", dt.date(2019, 5, 2)),
        ("2020-01-02 15:04:05 +/-TTTT", dt.datetime(2020, 1, 2, 15, 4, 5)),  # noqa: DTZ001
        ("2020/01/02（木）", dt.date(2020, 1, 2)),
        ("2020年1月2日(木) 15時04分", dt.datetime(2020, 1, 2, 15, 4)),  # noqa: DTZ001
        ("2020年1月2日 星期四", dt.date(2020, 1, 2)),
        ("2020년 1월 2일 목요일", dt.date(2020, 1, 2)),
        ("2020. 1. 2. (목)", dt.date(2020, 1, 2)),
        ("Thu Jan 2 15:04:05 2020 +0800", dt.datetime(2020, 1, 2, 15, 4, 5, tzinfo=dt.timezone(dt.timedelta(hours=8)))),
        ("2020年1月2日 下午3:04:05", dt.datetime(2020, 1, 2, 15, 4, 5)),  # noqa: DTZ001
        ("2020年1月2日 15时04分", dt.datetime(2020, 1, 2, 15, 4)),  # noqa: DTZ001
        ("2020년 1월 2일 오전 3:04", dt.datetime(2020, 1, 2, 3, 4)),  # noqa: DTZ001
        ("2020-1-2 9:5:3", dt.datetime(2020, 1, 2, 9, 5, 3)),  # noqa: DTZ001
        ("20200102150405", dt.datetime(2020, 1, 2, 15, 4, 5)),  # noqa: DTZ001
        (202001021504, dt.datetime(2020, 1, 2, 15, 4)),  # noqa: DTZ001
        ("1577977445", at(0, 2020, 1, 2, 15, 4, 5)),
        (1577977445000, at(0, 2020, 1, 2, 15, 4, 5)),
    ],
)  # fmt: skip
def test_a_plain_date_is_read(text: object, expected: dt.date) -> None:
    """Every form on the list is read, aware only where it says an offset."""
    found = parse_date(text)
    assert (type(found), found) == (type(expected), expected)
    assert getattr(found, "tzinfo", None) == getattr(expected, "tzinfo", None)


@pytest.mark.parametrize(
    "text",
    [
        "2025", "2025-01", "January 2025", "01/07/2025", "2026-02-30", "0000-00-00", "0000-00-00 00:00:00",
        "25 Foo 2025",
        "today", "", "yesterday at 10:00", "2025-01-01 25:00", "2025-01-01T10:00:00+99:00", "12345",
        2025, 3.5, True, None,
        ["2025-01-01"], {"a": 1}, "1" * 500, "{{ page.date }}", "2025-01-01 10:00 and more",
        "13:13 am January 1 2025", "24:13 pm January 1 2025", "2025-01-07 lost", "lost 2025-01-07", "7 lis 2025",
        "10:00", "2025-01-01 10:00 IST", "2025-01-01 10:00 Nowhere/City", "2025年1月",
        "2025年13月1日", "7 brumaire 2025", "0001-01-01T00:00:00Z", dt.date(1, 1, 1), "31/13/2020", "20210-01-01",
        "05/03/12", "25/12/12", "12/05/20", "06-May-12", "6 May '55", "12/25/55", "'12", "25/13/12", "00/13/12",
        "25.12.99",
    ],
)  # fmt: skip
def test_nothing_is_guessed(text: object) -> None:
    """What does not plainly say a day is no date, and nothing raises."""
    assert parse_date(text) is None


def test_a_bad_date_hides_nothing_else() -> None:
    """The other keys are read all the same, and the problem names line and field."""
    document = parse("---\ntitle: Leap\ndate: 2026-02-30\ntags: [a]\n---\n")
    assert (document.fields.title, document.fields.tags, document.fields.date) == ("Leap", ("a",), None)
    (problem,) = document.problems
    assert (problem.code, problem.line, problem.field, problem.severity) == (
        "date-unreadable",
        3,
        "date",
        "warning",
    )


@pytest.mark.parametrize(
    ("like", "expected"),
    [
        ("2020-01-02 15:04:05 +0200", "2025-01-07 09:30:00+00:00"),
        ("2020-01-02T15:04:05Z", "2025-01-07T09:30:00Z"),
        ("2020-01-02", "2025-01-07T09:30:00+00:00"),
    ],
)
def test_a_date_is_written_like_the_one_before(like: str, expected: str) -> None:
    """A new moment takes the separator and the sign for UTC of the one it replaces."""
    assert write_date(at(0, 2025, 1, 7, 9, 30), like) == expected


@pytest.mark.parametrize(
    ("frontmatter", "date", "updated"),
    [
        ("pubDatetime: 2025-01-07\nmodDatetime: 2025-02-07", dt.date(2025, 1, 7), dt.date(2025, 2, 7)),
        ("date:\n  created: 2025-01-07\n  updated: 2025-02-07", dt.date(2025, 1, 7), dt.date(2025, 2, 7)),
        ("date: {created: 2025-01-07}", dt.date(2025, 1, 7), None),
    ],
)
def test_dates_are_found_under_the_names_that_themes_give_them(
    frontmatter: str, date: dt.date, updated: dt.date | None
) -> None:
    """Publication and update, also where both stand in one table; none of it is reported as not understood."""
    document = parse(f"---\n{frontmatter}\n---\n")

    assert (document.fields.date, document.fields.updated) == (date, updated)
    assert document.problems == ()
    assert document.fields.unknown == ()


def test_a_date_in_a_table_is_changed_where_it_stands() -> None:
    """A new date is written under the key that said the old one."""
    document = parse("---\ndate:\n  created: 2025-01-07\n---\n")

    assert document.replace(date=dt.date(2025, 1, 8)).text == "---\ndate:\n  created: 2025-01-08\n---\n"
