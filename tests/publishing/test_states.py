"""Where an article stands, what moves it, and who may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing, signals
from articles.document import parse
from articles.models import Article, Event
from tests import factories

pytestmark = pytest.mark.django_db

DRAFT = "---\ntitle: One\nstatus: draft\n---\n\nText.\n"


@pytest.fixture
def article() -> Article:
    return publishing.create(document=parse(DRAFT), by=None)


def test_publishing_a_draft_shows_it_to_readers_and_dates_it(article: Article) -> None:
    """The document gets the date and loses the draft; the columns are derived from it."""
    before = timezone.now()

    published = publishing.publish(article=article, by=None)

    assert published.is_live
    assert list(Article.objects.live()) == [published]
    assert published.live_revision.document.fields.status in {"", "published"}
    assert before - timedelta(seconds=1) <= published.date <= timezone.now()
    assert "<p>Text.</p>" in published.html


def test_publishing_keeps_a_date_in_the_past(article: Article) -> None:
    """An article may be backdated."""
    dated = parse(DRAFT.replace("status:", "date: 2020-02-03\nstatus:"))
    publishing.save_revision(article=article, document=dated, by=None)

    published = publishing.publish(article=article, by=None)

    assert published.date.date().isoformat() == "2020-02-03"


def test_publishing_now_brings_a_future_date_forward(article: Article) -> None:
    """Publish means now; scheduling is another verb."""
    dated = parse(DRAFT.replace("status:", "date: 2199-01-01\nstatus:"))
    publishing.save_revision(article=article, document=dated, by=None)

    published = publishing.publish(article=article, by=None)

    assert published.is_live
    assert published.live_revision.document.fields.date.year < 2199


def test_an_article_without_a_title_is_not_published(article: Article) -> None:
    """The refusal says what is missing."""
    publishing.save_revision(article=article, document=parse(DRAFT.replace("One", '""')), by=None)

    with pytest.raises(publishing.Unpublishable, match="title"):
        publishing.publish(article=article, by=None)

    assert not Article.objects.live().exists()


def test_what_somebody_saved_unseen_is_not_published(article: Article) -> None:
    """Who presses Publish means the text in front of them."""
    seen = article.latest_revision
    publishing.save_revision(article=article, document=parse(DRAFT.replace("Text", "Unseen")), by=None)

    with pytest.raises(publishing.WrongState, match="Revision 2"):
        publishing.publish(article=article, by=None, revision=seen)

    assert not Article.objects.live().exists()


def test_the_way_through_review(article: Article) -> None:
    """Draft, in review, back to draft, in review, published; each step is in the log."""
    publishing.submit(article=article, by=None)
    publishing.return_to_draft(article=article, by=None, note="Too short")
    publishing.submit(article=article, by=None)
    published = publishing.publish(article=article, by=None)

    kinds = list(published.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["created", "submitted", "returned", "submitted", "published"]
    assert published.events.get(kind=Event.Kind.RETURNED).note == "Too short"


def test_withdrawing_hides_an_article_and_says_so_in_its_document() -> None:
    """A withdrawn article that is exported and imported elsewhere stays withdrawn."""
    article = factories.article("One")

    withdrawn = publishing.withdraw(article=article, by=None)

    assert withdrawn.status == "withdrawn"
    assert not Article.objects.live().exists()
    assert withdrawn.latest_revision.document.fields.status == "withdrawn"


def test_a_withdrawn_article_can_be_published_again() -> None:
    """Nothing is final."""
    article = publishing.withdraw(article=factories.article("One"), by=None)

    assert publishing.publish(article=article, by=None).is_live


@pytest.mark.parametrize("verb", [publishing.submit, publishing.return_to_draft])
def test_a_published_article_does_not_go_back_to_the_desk(verb: object) -> None:
    """It is withdrawn, or edited in staged revisions; it does not quietly vanish."""
    article = factories.article("One")

    with pytest.raises(publishing.WrongState):
        verb(article=article, by=None)  # type: ignore[operator]

    assert Article.objects.live().count() == 1


def test_readers_articles_are_not_deleted_by_people() -> None:
    """An address that readers know answers 410 rather than nothing."""
    superuser = factories.user(is_superuser=True)

    with pytest.raises(publishing.WrongState, match="Withdraw"):
        publishing.delete(article=factories.article("One"), by=superuser)


def test_a_draft_can_be_deleted_with_its_history(article: Article) -> None:
    """What nobody has read may go."""
    publishing.delete(article=article, by=None)

    assert not Article.objects.exists()


# -- Roles ------------------------------------------------------------------------------------------------------

VERBS = {
    "save": lambda article, by: publishing.save_revision(
        article=article, document=parse(DRAFT.replace("Text", "Changed")), by=by
    ),
    "submit": lambda article, by: publishing.submit(article=article, by=by),
    "publish": lambda article, by: publishing.publish(article=article, by=by),
    "schedule": lambda article, by: publishing.schedule(article=article, by=by, at=factories.tomorrow()),
    "delete": lambda article, by: publishing.delete(article=article, by=by),
}
OWN = {
    "Author": {"save", "submit", "delete"},
    "Editor": {"save", "submit", "delete"},
    "Publisher": set(VERBS),
}
OTHERS = {"Author": set(), "Editor": {"save", "submit", "delete"}, "Publisher": set(VERBS), "": set()}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("group", OWN)
def test_what_each_role_may_do_with_its_own_article(group: str, verb: str) -> None:
    """Authors and editors write and submit; only publishers decide what readers see."""
    writer = factories.user(group=group)
    article = publishing.create(document=parse(DRAFT), by=writer)

    if verb in OWN[group]:
        VERBS[verb](article, writer)
    else:
        with pytest.raises(publishing.NotAllowed):
            VERBS[verb](article, writer)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("group", OTHERS)
def test_what_each_role_may_do_with_somebody_elses_article(group: str, verb: str) -> None:
    """An author touches only what is theirs; an account without a role touches nothing."""
    other = factories.user(group="Author")
    article = publishing.create(document=parse(DRAFT), by=other)
    user = factories.user(group=group)

    if verb in OTHERS[group]:
        VERBS[verb](article, user)
    else:
        with pytest.raises(publishing.NotAllowed):
            VERBS[verb](article, user)
        assert Article.objects.get(pk=article.pk).latest_revision.number == 1


def test_a_byline_makes_an_article_ones_own() -> None:
    """Who stands above an article may edit it, even if somebody else created it."""
    from_byline = factories.user(group="Author")
    article = factories.draft("One", authors=["Ada Example"])
    article.authors.update(user=from_byline)

    assert publishing.may_edit(from_byline, article)
    assert list(Article.objects.visible_to(from_byline)) == [article]
    assert not Article.objects.visible_to(factories.user(group="Author")).exists()


# -- What follows -----------------------------------------------------------------------------------------------


def test_what_follows_a_publish_happens_once_it_has_committed(
    article: Article, django_capture_on_commit_callbacks
) -> None:
    """Inside the transaction nobody outside is told anything."""
    heard: list[str] = []

    def on_changed(**_: object) -> None:
        heard.append("changed")

    def on_live(**_: object) -> None:
        heard.append("went_live")

    signals.changed.connect(on_changed)
    signals.went_live.connect(on_live)
    try:
        with django_capture_on_commit_callbacks() as callbacks:
            publishing.publish(article=article, by=None)
        assert heard == []
        for callback in callbacks:
            callback()
    finally:
        signals.changed.disconnect(on_changed)
        signals.went_live.disconnect(on_live)

    assert heard == ["changed", "went_live"]
