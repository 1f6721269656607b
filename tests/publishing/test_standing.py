"""The rows that file an article say where it stands, whatever happened to it."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from articles import publishing
from articles.document import AuthorRef
from articles.models import Article, Byline, TaggedArticle
from articles.models.standing import standing_of
from tests.factories import article, articles, days, document, draft, enact, stage, tomorrow

pytestmark = pytest.mark.django_db

FILED = {"tags": ["python", "sqlite"], "authors": ["Ann Lee", "Bo Chen"]}


def assert_copied() -> None:
    """Every row says of its article what that says of itself."""
    filed = [(row, row.article) for row in Byline.objects.select_related("article")]
    filed += [(row, row.content_object) for row in TaggedArticle.objects.select_related("content_object")]
    assert len(filed) >= 4
    assert [standing_of(row) for row, _ in filed] == [standing_of(of) for _, of in filed]


def submitted() -> None:
    publishing.submit(article=draft(**FILED), by=None)


def scheduled() -> None:
    publishing.schedule(article=draft(**FILED), by=None, at=tomorrow())


def rescheduled() -> None:
    later = article(date=tomorrow(), **FILED)
    publishing.return_to_draft(article=later, by=None)
    publishing.schedule(article=later, by=None, at=days(3))


def claimed() -> None:
    article(date=tomorrow(), **FILED)
    with time_machine.travel(days(2)):
        assert publishing.publish_due()


def republished() -> None:
    live = article(**FILED)
    stage(live, "Other text.", expires=days(5))
    publishing.publish(article=live, by=None)


def refiled() -> None:
    live = article(**FILED)
    stage(
        live, "Other text.", tags=["sqlite", "django"], authors=[AuthorRef("Bo Chen"), AuthorRef("Cy Third")]
    )
    publishing.publish(article=live, by=None)


def withdrawn() -> None:
    publishing.withdraw(article=article(**FILED), by=None)


def enacted() -> None:
    live = article(**FILED)
    enact(document(date=days(-9), expires=days(9), **FILED), of=live)


def hidden() -> None:
    live = article(**FILED)
    enact(document(status="draft", **FILED), of=live)


def rerendered() -> None:
    live = article(expires=days(3), **FILED)
    Article.objects.filter(pk=live.pk).update(html="stale")
    publishing.rerender(article=live)


@pytest.mark.parametrize(
    "happen",
    [
        submitted,
        scheduled,
        rescheduled,
        claimed,
        republished,
        refiled,
        withdrawn,
        enacted,
        hidden,
        rerendered,
    ],
)
def test_every_verb_copies(happen: Callable[[], None]) -> None:
    happen()

    assert_copied()


def test_an_import_of_many_copies(tmp_path: Path) -> None:
    """Published, scheduled, expired and drafts, fifty in a transaction."""
    for number, more in enumerate(["", "expires: 2020-01-01\n", "draft: true\n", "date: 2099-01-01\n"]):
        head = f"title: Post {number}\ntags: [python, sqlite]\nauthors: [Ann Lee]\n{more}"
        (tmp_path / f"{number}.md").write_text(f"---\n{head}---\n\nText.\n")

    call_command("import_articles", str(tmp_path), "--no-input", stdout=StringIO())

    assert Article.objects.count() == 4
    assert_copied()


def test_what_is_filed_is_live_when_the_article_is() -> None:
    """The same condition, asked of the copies and of the articles."""
    articles(3, **FILED)
    for more in ({"date": tomorrow()}, {"expires": days(-1)}, {"status": "draft"}, {"status": "withdrawn"}):
        article(**FILED, **more)

    live = set(Article.objects.live().values_list("pk", flat=True))

    assert len(live) == 3
    assert set(TaggedArticle.objects.live().values_list("content_object", flat=True)) == live
    assert set(Byline.objects.live().values_list("article", flat=True)) == live
    assert not TaggedArticle.objects.live(at=days(-9)).exists()
