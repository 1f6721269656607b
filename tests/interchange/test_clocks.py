"""Imports from sites that went by another clock: every moment is the same one here."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from articles.models import Article
from interchange.exporting import export_articles

from .conftest import Files, bring_in, codes, put

pytestmark = pytest.mark.django_db

Source = Callable[[Files], Path]
POST = "---\ntitle: A\ndate: 2020-07-01 10:00:00\n---\nText\n"


def date_of(slug: str = "a") -> datetime | None:
    return Article.objects.get(slug=slug).date


def at(hour: int) -> datetime:
    return datetime(2020, 7, 1, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("settings_file", "text", "post"),
    [
        ("hugo.toml", 'timeZone = "Asia/Tokyo"\n', "content/posts/a.md"),
        ("config/_default/hugo.yaml", "timeZone: Asia/Tokyo\n", "content/posts/a.md"),
        ("_config.yml", "timezone: Asia/Tokyo\n", "_posts/2020-07-01-a.md"),
        ("_config.yml", "timezone: Asia/Tokyo\nskip_render:\n", "source/_posts/a.md"),
        ("pelicanconf.py", "TIMEZONE = 'Asia/Tokyo'\n", "content/a.md"),
    ],
)
def test_times_without_a_zone_are_those_of_the_old_site(
    source: Source, settings_file: str, text: str, post: str
) -> None:
    """The zone stands in the generator's settings; the document gets the offset, and the report says so."""
    folder = source({settings_file: text, post: POST})
    imported = bring_in(folder)
    assert date_of() == at(1)
    assert "date-zone-from-site" in codes(imported[post])
    assert (
        Article.objects.get().latest_revision.document.fields.date.isoformat() == "2020-07-01T10:00:00+09:00"
    )  # type: ignore[union-attr]
    assert bring_in(folder)[post].result == "unchanged"


def test_a_time_in_the_file_name_too(source: Source) -> None:
    bring_in(source({"hugo.toml": 'timeZone = "Asia/Tokyo"\n', "content/2020-07-01T10-00-00-a.md": "# A\n"}))
    assert date_of() == at(1)


def test_days_stay_days(source: Source) -> None:
    """A day without a time is the same day here, whatever the hour was there."""
    text = POST.replace(" 10:00:00", "")
    bring_in(source({"_config.yml": "timezone: Asia/Tokyo\n", "_posts/2020-07-01-a.md": text}))
    assert date_of() == at(0)


def test_settings_that_name_no_zone_change_nothing(source: Source) -> None:
    imported = bring_in(source({"_config.yml": "timezone: Local\n", "_posts/2020-07-01-a.md": POST}))
    assert date_of() == at(10)
    assert codes(imported["_posts/2020-07-01-a.md"]) & {"date-zone-from-site"} == set()


def test_the_same_zone_as_here_needs_no_saying(source: Source, settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    imported = bring_in(source({"_config.yml": "timezone: Asia/Tokyo\n", "_posts/2020-07-01-a.md": POST}))
    assert date_of() == at(1)
    assert codes(imported["_posts/2020-07-01-a.md"]) & {"date-zone-from-site"} == set()
    assert "10:00:00\n" in Article.objects.get().latest_revision.text  # type: ignore[union-attr]


def test_abbreviations_go_by_the_old_site(source: Source, tmp_path: Path) -> None:
    text = POST.replace("10:00:00", "10:00:00 IST")
    imported = bring_in(source({"_config.yml": "timezone: Europe/Dublin\n", "_posts/2020-07-01-a.md": text}))
    assert date_of() == at(9)
    assert "date-unreadable" not in codes(imported["_posts/2020-07-01-a.md"])
    imported = bring_in(put(tmp_path / "alone", {"b.md": text.replace("title: A", "title: B")}))
    assert date_of("b") == datetime(2020, 7, 1, 4, 30, tzinfo=UTC)
    assert "date-zone-guessed" in codes(imported["b.md"])


def test_an_export_keeps_its_moments_on_a_site_with_another_clock(
    source: Source, tmp_path: Path, settings: Settings
) -> None:
    """The site file says by which clock its dates are meant."""
    bring_in(source({"a.md": POST}))
    export_articles(tmp_path / "out")
    Article.objects.all().delete()
    settings.TIME_ZONE = "Asia/Tokyo"
    imported = bring_in(tmp_path / "out")
    assert date_of() == at(10)
    assert "date-zone-from-site" in codes(imported["articles/a.md"])


# -- Dates in figures -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "day"),
    [
        ({"_config.yml": "highlighter: x\n", "_posts/a.md": ""}, date(2020, 2, 1)),
        ({"_config.yml": "skip_render:\n", "source/_posts/a.md": ""}, date(2020, 1, 2)),
        ({"pelicanconf.py": "", "content/a.md": ""}, date(2020, 1, 2)),
        ({"astro.config.mjs": "", "src/content/blog/a.md": ""}, date(2020, 1, 2)),
        ({"package.json": "{}", "posts/a.md": ""}, date(2020, 1, 2)),
        ({"a.md": "", "b.md": "---\ntitle: B\ndate: 13/01/2020\n---\nText\n"}, date(2020, 2, 1)),
        ({"a.md": "", "b.md": "+++\ntitle = 'B'\npublishDate = '01-13-2020'\n+++\nText\n"}, date(2020, 1, 2)),
        # Others have folders of Jekyll's, too; but what its settings say, nothing contradicts.
        ({"_posts/a.md": "", "_posts/b.md": "---\ndate: 01-13-2020\n---\nText\n"}, date(2020, 1, 2)),
        (
            {
                "_config.yml": "permalink: x\n",
                "_posts/a.md": "",
                "_posts/b.md": "---\ndate: 01-13-2020\n---\nB\n",
            },
            date(2020, 2, 1),
        ),
        ({"_posts/a.md": "", "_posts/b.md": "---\ndate: 13-01-2020\n---\nText\n"}, date(2020, 2, 1)),
        # What other documents say counts before what JavaScript would make of it.
        (
            {"package.json": "{}", "a.md": "", "b.md": "---\npubDate: '13/01/2020'\n---\nText\n"},
            date(2020, 2, 1),
        ),
    ],
)
def test_a_date_in_figures_is_read_as_the_old_site_read_it(source: Source, files: Files, day: date) -> None:
    """As its generator's language does, or as other documents have it that leave no choice; and the report says so."""
    post = next(path for path in files if path.endswith("a.md"))
    folder = source({**files, post: "---\ntitle: A\ndate: 01/02/2020\n---\nText\n"})
    imported = bring_in(folder)
    article = Article.objects.get(title="A")
    assert article.date is not None
    assert article.date.date() == day
    assert article.latest_revision.document.fields.date == day  # type: ignore[union-attr]
    assert {"date-order-from-site"} <= codes(imported[post])
    assert not {"date-unreadable", "date-from-mtime"} & codes(imported[post])
    assert bring_in(folder)[post].result == "unchanged"


def test_its_time_is_by_the_clock_of_the_site(source: Source) -> None:
    text = "---\ntitle: A\ndate: 07/01/2020 10:00\n---\nText\n"
    bring_in(source({"pelicanconf.py": "TIMEZONE = 'Asia/Tokyo'\n", "content/a.md": text}))
    assert date_of() == at(1)


@pytest.mark.parametrize(
    "others", [{}, {"b.md": "---\ndate: 13/01/2020\n---\nB\n", "c.md": "---\ndate: 01/13/2020\n---\nC\n"}]
)
def test_where_nothing_tells_a_date_in_figures_is_none(source: Source, others: Files) -> None:
    imported = bring_in(source({"a.md": "---\ntitle: A\ndate: 01/02/2020\n---\nText\n", **others}))
    assert {"date-unreadable", "date-from-part"} <= codes(imported["a.md"])


# -- Calendars --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("1399-07-22 11:30:00", datetime(2020, 10, 13, 8, tzinfo=UTC)),
        ("1399/7/22", datetime(2020, 10, 13, tzinfo=UTC)),
        ("1400-01-31", datetime(2021, 4, 20, tzinfo=UTC)),
        ("1399-12-30", datetime(2021, 3, 20, tzinfo=UTC)),
        ("1400-02-31T10:00:00Z", datetime(2021, 5, 21, 10, tzinfo=UTC)),
        ("2020-10-13", datetime(2020, 10, 13, tzinfo=UTC)),
    ],
)
def test_blogs_in_persian_may_have_their_own_calendar(source: Source, written: str, moment: datetime) -> None:
    """Its second month has 31 days, its last one 30 in a leap year."""
    text = f"---\ntitle: ساخت افزونه وردپرس\nslug: a\ndate: {written}\n---\nپوسته\n"
    folder = source({"hugo.toml": "timeZone = 'Asia/Tehran'\n", "content/posts/a.md": text})
    imported = bring_in(folder)
    assert date_of() == moment
    assert ("date-calendar-persian" in codes(imported["content/posts/a.md"])) == written.startswith("1")
    assert bring_in(folder)["content/posts/a.md"].result == "unchanged"


def test_other_languages_have_no_such_years(source: Source) -> None:
    bring_in(source({"a.md": "---\ntitle: Chronicles\nslug: a\ndate: 1399-07-22\n---\nText\n"}))
    assert date_of() == datetime(1399, 7, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "written", "moment"),
    [
        ("สวัสดีชาวโลก", "2566-05-06", datetime(2023, 5, 6, tzinfo=UTC)),
        ("สวัสดีชาวโลก", "2566-05-06 10:00:00", datetime(2023, 5, 6, 3, tzinfo=UTC)),
        ("สวัสดีชาวโลก", "2023-05-06", datetime(2023, 5, 6, tzinfo=UTC)),
        ("The far future", "2566-05-06", datetime(2566, 5, 6, tzinfo=UTC)),
    ],
)
def test_blogs_in_thai_may_count_from_buddha(
    source: Source, title: str, written: str, moment: datetime
) -> None:
    zone = {"hugo.toml": "timeZone = 'Asia/Bangkok'\n"}
    folder = source({**zone, "content/a.md": f"---\ntitle: {title}\nslug: a\ndate: {written}\n---\nText\n"})

    imported = bring_in(folder)

    assert date_of() == moment
    is_buddhist = written.startswith("25") and title.startswith("ส")
    assert ("date-calendar-buddhist" in codes(imported["content/a.md"])) == is_buddhist
