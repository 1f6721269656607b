"""A post that says several dates: which of them is its own, and from when on readers see it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from articles.models import Article

from .conftest import Files, bring_in, codes

pytestmark = pytest.mark.django_db
HUGO = 'baseURL = "https://old.example/"\n'


def day(offset: int) -> date:
    """A day so many days from today."""
    return timezone.now().date() + timedelta(days=offset)


def midnight(each: date) -> datetime:
    return datetime(each.year, each.month, each.day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "embargo", "becomes", "status"),
    [
        (-400, -300, -400, "published"),
        (-400, 300, 300, "scheduled"),
        # An event that is announced already.
        (300, -400, -400, "published"),
        (200, 300, 300, "scheduled"),
    ],
)
def test_publish_date_says_when_readers_see_a_post(
    source: Callable[[Files], Path], written: int, embargo: int, becomes: int, status: str
) -> None:
    """`date` is the date; as long as it or `publishDate` is to come, the latter says when the post is seen."""
    text = f"---\ntitle: A\ndate: {day(written)}\npublishDate: {day(embargo)}\n---\nText.\n"
    imported = bring_in(source({"hugo.toml": HUGO, "content/posts/a.md": text}))
    line, article = imported["content/posts/a.md"], Article.objects.get()
    assert (article.date, line.status) == (midnight(day(becomes)), status)
    assert ("date-embargoed" in codes(line)) == (becomes != written)
    assert ("key-overruled" in codes(line)) == (max(written, embargo) < 0)


@pytest.mark.parametrize(
    ("order", "name", "said", "becomes"),
    [
        ('date = ["lastmod", ":default"]', "a", "date: 2020-01-02\nlastmod: 2020-03-04", date(2020, 3, 4)),
        ('date = [":filename", ":default"]', "2020-05-06-a", "date: 2020-01-02", date(2020, 5, 6)),
        ('date = [":filename", ":default"]', "a", "date: 2020-01-02", date(2020, 1, 2)),
        ('date = [":git", "written"]', "a", "written: 2020-07-08\nlastmod: 2021-01-01", date(2020, 7, 8)),
        ('date = [":default"]', "a", "date: 2020-01-02\nlastmod: 2020-03-04", date(2020, 1, 2)),
    ],
)
def test_settings_of_hugo_say_which_date_counts(
    source: Callable[[Files], Path], order: str, name: str, said: str, becomes: date
) -> None:
    """Of several dates the one counts that comes first in `frontmatter.date`."""
    text = f"---\ntitle: A\n{said}\n---\nText.\n"
    hugo = f"{HUGO}[permalinks]\nposts = '/:year/:month/:title/'\n[frontmatter]\n{order}\n"
    imported = bring_in(source({"hugo.toml": hugo, f"content/posts/{name}.md": text}))
    article = Article.objects.get()
    assert article.date == midnight(becomes)
    assert f"/{becomes:%Y/%m}/a" in article.redirects.values_list("path", flat=True)
    changed = "date-from-settings" in codes(imported[f"content/posts/{name}.md"])
    assert changed == (becomes != date(2020, 1, 2))
    assert "key-overruled" not in codes(imported[f"content/posts/{name}.md"])


def test_hugos_order_of_dates_may_stand_in_a_file_of_its_own(source: Callable[[Files], Path]) -> None:
    text = "---\ntitle: A\ndate: 2020-01-02\nlastmod: 2020-03-04\n---\nText.\n"
    order = 'date = ["lastmod", ":default"]\n'
    bring_in(
        source({"hugo.toml": HUGO, "config/_default/frontmatter.toml": order, "content/posts/a.md": text})
    )
    assert Article.objects.get().date == midnight(date(2020, 3, 4))


def test_a_second_import_changes_nothing(source: Callable[[Files], Path]) -> None:
    """A post that was dated by its embargo is the same post the next time."""
    text = f"---\ntitle: A\ndate: 2020-01-02\npublishDate: {day(300)}\n---\nText.\n"
    root = source({"hugo.toml": HUGO, "content/posts/a.md": text})
    bring_in(root)
    assert bring_in(root)["content/posts/a.md"].result == "unchanged"


def test_what_waits_for_a_time_that_is_given_nowhere_is_a_draft(
    source: Callable[[Files], Path],
) -> None:
    """It was not seen on the old site, and nobody knows when it will be."""
    imported = bring_in(source({"a.md": "---\ntitle: A\nstatus: scheduled\n---\nText\n"}))
    assert Article.objects.get().status == "draft"
    assert "date-missing" in codes(imported["a.md"])
