"""Dates without a zone, and with a name that means several, to the instant."""

from datetime import datetime, timedelta, timezone

import pytest

from articles.document import parse
from interchange.readers.local_times import Clock, settle_times
from interchange.zones import in_zone_of, resolved, zone_of


def hours(number: float) -> timezone:
    return timezone(timedelta(hours=number))


LOCAL = datetime(2020, 7, 1, 10, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "offset"),
    [
        ("Europe/Oslo", 2),
        ("America/New_York", -4),
        ("Asia/Kolkata", 5.5),
        ("UTC", 0),
        ("+02:00", 2),
        ("UTC-3", -3),
        ("Etc/GMT-8", 8),
    ],
)
def test_zones_as_settings_name_them(name: str, offset: float) -> None:
    moment = in_zone_of(LOCAL, name)
    assert moment is not None
    assert moment.isoformat() == LOCAL.replace(tzinfo=hours(offset)).isoformat()


@pytest.mark.parametrize("name", ["", "Local", "local", "Nowhere/Land", "../etc/passwd", "+99", "x" * 500])
def test_what_is_no_zone_says_nothing(name: str) -> None:
    assert zone_of(name) is None


@pytest.mark.parametrize(
    ("abbreviation", "zone", "offset"),
    [
        ("IST", "Asia/Kolkata", 5.5),
        ("IST", "Asia/Jerusalem", 2),
        ("IST", "Europe/Dublin", 1),
        ("BST", "Europe/London", 1),
        ("CST", "Asia/Shanghai", 8),
        ("CST", "America/Chicago", -6),
    ],
)
def test_an_abbreviation_means_what_the_site_means(abbreviation: str, zone: str, offset: float) -> None:
    """Also out of season: British summer time in a winter's date is still an hour ahead."""
    for local in (LOCAL, LOCAL.replace(month=1)):
        assert resolved(local, abbreviation, [zone]) == (local.replace(tzinfo=hours(offset)), zone)


@pytest.mark.parametrize(("abbreviation", "offset"), [("IST", 5.5), ("BST", 1), ("CST", -6)])
def test_without_a_site_that_uses_it_the_most_common_is_guessed(abbreviation: str, offset: float) -> None:
    assert resolved(LOCAL, abbreviation, ["Europe/Oslo"]) == (LOCAL.replace(tzinfo=hours(offset)), "")


def settled(text: str, **clock: str) -> tuple[str, list[tuple[str, int | None]]]:
    document, problems = settle_times(parse(text), Clock(**clock))
    return document.text, [(problem.code, problem.line) for problem in problems]


def test_a_time_without_a_zone_gets_the_offset_of_its_day() -> None:
    """Summer and winter apart; the key and its writing stay, and days stay days."""
    text = "---\ntitle: x\npublishDate: 2020-07-01 10:00:00\nlastmod: 2020-12-01T10:00:00\nexpires: 2031-01-01\n---\n"
    assert settled(text, zone="Europe/Oslo", origin="hugo.toml") == (
        text.replace("10:00:00\nlastmod", "10:00:00+02:00\nlastmod").replace("T10:00:00", "T10:00:00+01:00"),
        [("date-zone-from-site", 3), ("date-zone-from-site", 4)],
    )


def test_toml_times_without_a_zone() -> None:
    text = "+++\ntitle = 'x'\ndate = 2020-07-01T10:00:00\n+++\n"
    assert settled(text, zone="Asia/Tokyo", origin="hugo.toml")[0] == text.replace("00\n+++", "00+09:00\n+++")


def test_a_time_with_an_offset_stays() -> None:
    text = "---\ndate: 2020-07-01T10:00:00+03:00\nupdated: 2020-07-01T10:00:00Z\n---\n"
    assert settled(text, zone="Europe/Oslo") == (text, [])


def test_without_a_known_zone_nothing_is_written() -> None:
    """Then the time is meant here, as everywhere else."""
    text = "---\ndate: 2020-07-01 10:00\n---\n"
    assert settled(text) == (text, [])


def test_an_abbreviation_is_settled_by_the_old_site_then_by_this_one() -> None:
    text = "---\ndate: 2020-07-01 10:00:00 CST\n---\n"
    assert settled(text, zone="Asia/Shanghai", here="America/Chicago")[0] == text.replace(" CST", "+08:00")
    assert settled(text, here="America/Chicago") == (text, [])
    assert settled(text, here="Europe/Oslo") == (text, [("date-zone-guessed", 2)])
    assert settled(text.replace("CST", "BST"), here="Europe/Oslo")[0] == text.replace(" CST", "+01:00")


def test_the_date_command_in_india() -> None:
    text = "---\ndate: Wed Jul  1 10:00:00 IST 2020\n---\n"
    assert settled(text, here="Asia/Kolkata") == (
        "---\ndate: 2020-07-01T10:00:00+05:30\n---\n",
        [("date-zone-from-site", 2)],
    )
