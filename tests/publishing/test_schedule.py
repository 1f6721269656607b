"""Articles that appear and vanish by the clock."""

import threading
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from articles import publishing, signals
from articles.models import Article, Event
from articles.projection import moment
from tests import factories

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_a_scheduled_article_appears_at_its_moment_by_itself() -> None:
    """No scheduler runs in this test: live() is a question of time."""
    with time_machine.travel(NOON, tick=False) as clock:
        article = publishing.schedule(article=factories.draft("One"), by=None, at=NOON + timedelta(hours=1))
        assert article.status == "scheduled"
        assert not Article.objects.live().exists()

        clock.shift(timedelta(minutes=59, seconds=59))
        assert not Article.objects.live().exists()
        clock.shift(timedelta(seconds=1))
        assert list(Article.objects.live()) == [article]


@pytest.mark.django_db
def test_an_article_vanishes_when_it_expires() -> None:
    """At the very moment, not a second later."""
    with time_machine.travel(NOON, tick=False) as clock:
        article = factories.article("One", date=NOON, expires=NOON + timedelta(days=1))
        assert article.is_live

        clock.shift(timedelta(days=1))

        assert not article.is_live
        assert not Article.objects.live().exists()


@pytest.mark.django_db
def test_a_moment_in_the_past_is_refused() -> None:
    """The message says what to do instead."""
    with pytest.raises(publishing.WrongState, match="future"):
        publishing.schedule(article=factories.draft("One"), by=None, at=factories.days(-1))


@pytest.mark.django_db
def test_a_schedule_can_be_taken_back_until_it_is_live() -> None:
    """Afterwards readers have seen it, and only withdrawing says so."""
    with time_machine.travel(NOON, tick=False) as clock:
        article = publishing.schedule(article=factories.draft("One"), by=None, at=NOON + timedelta(hours=1))
        back = publishing.return_to_draft(article=article, by=None)
        assert back.status == "draft"

        article = publishing.schedule(article=back, by=None, at=NOON + timedelta(hours=1))
        clock.shift(timedelta(hours=2))
        with pytest.raises(publishing.WrongState, match="live"):
            publishing.return_to_draft(article=article, by=None)


@pytest.mark.django_db(transaction=True)
def test_what_follows_a_schedule_is_claimed_exactly_once() -> None:
    """Four processes look at the same moment; one of them wins."""
    live: list[int] = []

    def on_live(article: Article, **_: object) -> None:
        live.append(article.pk)

    with time_machine.travel(NOON, tick=True) as clock:
        article = publishing.schedule(article=factories.draft("One"), by=None, at=NOON + timedelta(hours=1))
        clock.shift(timedelta(hours=1, seconds=1))
        signals.went_live.connect(on_live)
        try:
            threads = [threading.Thread(target=_claim) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            publishing.publish_due()
        finally:
            signals.went_live.disconnect(on_live)

    assert live == [article.pk]
    claimed = Article.objects.get(pk=article.pk)
    assert (claimed.status, claimed.first_published) == ("published", claimed.date)
    assert claimed.events.filter(kind=Event.Kind.WENT_LIVE).count() == 1


def _claim() -> None:
    try:
        publishing.publish_due()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_publishing_over_an_unclaimed_schedule_claims_it() -> None:
    """Readers saw the article already, but what follows has not happened: it happens now, and only now."""
    live: list[int] = []

    def on_live(article: Article, **_: object) -> None:
        live.append(article.pk)

    signals.went_live.connect(on_live)
    try:
        with time_machine.travel(NOON, tick=False) as clock:
            article = publishing.schedule(
                article=factories.draft("One"), by=None, at=NOON + timedelta(hours=1)
            )
            clock.shift(timedelta(hours=2))
            publishing.publish(article=article, by=None)
            assert publishing.publish_due() == []
    finally:
        signals.went_live.disconnect(on_live)

    assert live == [article.pk]


@pytest.mark.django_db
def test_a_document_with_a_future_date_is_scheduled_by_an_import() -> None:
    """Hugo and Jekyll mean the same by it."""
    article = factories.article("One", date=factories.tomorrow())

    assert article.status == "scheduled"
    assert not article.is_live


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        pytest.param(datetime.fromisoformat("2026-01-15T09:00"), "2026-01-15T08:00:00+00:00", id="winter"),
        pytest.param(datetime.fromisoformat("2026-07-15T09:00"), "2026-07-15T07:00:00+00:00", id="summer"),
        pytest.param(
            datetime.fromisoformat("2026-03-29T02:30"),
            "2026-03-29T01:30:00+00:00",
            id="a time that is skipped",
        ),
        pytest.param(
            datetime.fromisoformat("2026-10-25T02:30"),
            "2026-10-25T00:30:00+00:00",
            id="a time that comes twice",
        ),
        pytest.param(date(2026, 7, 15), "2026-07-14T22:00:00+00:00", id="a day begins at midnight"),
        pytest.param(
            datetime(2026, 7, 15, 9, tzinfo=ZoneInfo("America/New_York")),
            "2026-07-15T13:00:00+00:00",
            id="a zone of its own",
        ),
    ],
)
def test_dates_are_meant_in_the_sites_zone(settings, written, instant) -> None:
    """Clocks that change leave no date without an instant."""
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()

    assert moment(written).isoformat() == instant
