"""New texts of many articles at once: the same as one after the other, in a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing, search, signals
from articles.changes import stays_put
from articles.document import Document
from articles.markup import render
from articles.models import Article, Byline, Event, Revision, TaggedArticle
from articles.models.standing import standing_of
from tests import factories

from .test_arrivals import state

pytestmark = pytest.mark.django_db

LATER = factories.days(4)
BEFORE = [
    factories.document("One", "Alpha.", tags=["x", "y"], authors=["Ada Example", "Bo Sample"], category="Shelf",
                       date="2021-03-01"),
    factories.document("Two", "Beta.", tags=["y"], authors=["Bo Sample"], date="2020-01-02", aliases=["/old/two"]),
    factories.document("Draft", "Gamma.", status="draft", series={"name": "A series", "position": 3}),
    factories.document("Later", "Delta.", date=factories.days(3), authors=["Bo Sample"]),
    factories.document("Withdrawn", "Epsilon.", date="2021-01-01", status="withdrawn"),
    factories.document("Same", "Zeta.", date="2021-01-01", tags=["x"]),
]  # fmt: skip
AFTER = [
    factories.document("One", "New alpha.", tags=["y", "z"], authors=["Bo Sample", "Ada Example"], category="Case",
                       date="2021-03-01"),
    factories.document("Two, again", "New beta.", date="2020-02-03", aliases=["/old/two", "/older/two"], slug="two"),
    factories.document("Draft", "New gamma.", date="2020-01-01", series={"name": "A series", "position": 4}),
    factories.document("Later", "New delta.", date="2019-01-01", authors=["Bo Sample"]),
    factories.document("Withdrawn", "New epsilon.", date=LATER),
    BEFORE[-1],
]  # fmt: skip


def change(article: Article, document: Document) -> publishing.Change:
    rendered = render(document.body, title=document.fields.title, site_host="localhost")
    return publishing.Change(article, document, rendered)


def made() -> list[Article]:
    return [publishing.enact(document=document) for document in BEFORE]


def written() -> dict[str, object]:
    """Everything that publishing writes, the histories and what files the articles included."""
    columns = tuple(name for name in standing_of(Article()) if name != "date")
    revisions = Revision.objects.order_by("article__slug", "number")
    articles = Article.objects.order_by("slug")
    filed = Byline.objects.order_by("article__slug", "position")
    tagged = TaggedArticle.objects.order_by("content_object__slug", "pk")
    return {
        **state(),
        "revisions": list(revisions.values_list("article__slug", "number", "kind", "sha256")),
        "shown": list(articles.values_list("latest_revision__number", "live_revision__number")),
        "filed": list(filed.values_list("article__slug", *columns)),
        "tagged": list(tagged.values_list("content_object__slug", *columns)),
        "new": sorted(hit.article.slug for hit in search.find("new", page=1, per_page=9).items),
    }


def test_the_outcome_is_that_of_one_after_the_other() -> None:
    """A batch is a shortcut, not another way of publishing."""
    for article, document in zip(made(), AFTER, strict=True):
        publishing.enact(article=article, document=document)
    one_by_one = written()
    for article in Article.objects.all():
        publishing.delete(article=article, by=None)

    changes = [change(article, document) for article, document in zip(made(), AFTER, strict=True)]
    publishing.enact_changes(changes=changes)

    assert written() == one_by_one


def test_what_is_derived_is_found_on_the_articles_that_come_back() -> None:
    """Whoever calls knows the new state without asking the database."""
    (article,) = publishing.enact_changes(changes=[change(made()[0], AFTER[0])])

    fresh = Article.objects.get(pk=article.pk)
    assert (article.html, article.modified) == (fresh.html, fresh.modified)
    assert article.live_revision is not None
    assert article.live_revision.sha256 == AFTER[0].sha256


def test_one_refused_document_changes_none() -> None:
    """The caller then takes them one by one, and hears which it was."""
    one, two, *_ = made()
    untitled = factories.document("", "Body.", date="2020-01-01")
    before = written()

    with pytest.raises(publishing.Unpublishable):
        publishing.enact_changes(changes=[change(one, AFTER[0]), change(two, untitled)])

    assert written() == before


@pytest.mark.parametrize("meanwhile", ["moved", "deleted"])
def test_an_article_that_is_elsewhere_by_now_changes_none(meanwhile: str) -> None:
    """Where it is found, and whether, is asked again inside the transaction."""
    one, two, *_ = made()
    wanted = factories.document("Two", "New beta.", date="2020-01-02", slug="two")
    if meanwhile == "moved":
        publishing.give_address(article=two, slug="elsewhere")
    else:
        publishing.delete(article=two, by=None)

    with pytest.raises(publishing.WrongState):
        publishing.enact_changes(changes=[change(one, AFTER[0]), change(two, wanted)])

    assert one.revisions.count() == 1


def test_only_what_is_shown_where_it_is_found_stays_put() -> None:
    """What moves, or is hidden, takes more than a batch does."""
    article = factories.article("Here", slug="here")

    assert stays_put(article, factories.document("Here", "New."))
    assert stays_put(article, factories.document("Here", "New.", slug="here"))
    assert not stays_put(article, factories.document("Here", "New.", slug="there"))
    assert not stays_put(article, factories.document("Here", "New.", status="draft"))


def test_queries_do_not_grow_with_the_batch() -> None:
    """Eighty articles cost what eight cost, up to the rows that fit into one statement."""

    def queries(number: int, name: str) -> int:
        titles = [f"{name} {each}" for each in range(number)]
        changes = [
            change(
                factories.article(title, tags=["x"]),
                factories.document(title, "New.", tags=["y"], date="2020-01-01", authors=["Ada"]),
            )
            for title in titles
        ]
        with CaptureQueriesContext(connection) as captured:
            publishing.enact_changes(changes=changes)
        return len(captured)

    few, many = queries(21, "Few"), queries(80, "Many")

    assert few <= 40
    assert many <= few + 15


def test_each_article_is_announced_once_it_has_committed(django_capture_on_commit_callbacks) -> None:
    """What follows a publish follows here too; those that readers saw before do not go live again."""
    live: list[str] = []
    changed: list[str] = []

    def on_live(article: Article, **_: object) -> None:
        live.append(article.slug)

    def on_change(article: Article, **_: object) -> None:
        changed.append(article.slug)

    changes = [change(article, document) for article, document in zip(made(), AFTER, strict=True)]
    signals.went_live.connect(on_live)
    signals.changed.connect(on_change)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            publishing.enact_changes(changes=changes)
    finally:
        signals.went_live.disconnect(on_live)
        signals.changed.disconnect(on_change)

    assert live == ["draft", "later"]
    assert changed == ["one", "two", "draft", "later", "withdrawn", "same"]


def test_the_histories_say_what_happened() -> None:
    """Each change is an event of its own, with the revision that it made."""
    articles = made()
    publishing.enact_changes(changes=[change(articles[0], AFTER[0]), change(articles[4], AFTER[4])])

    events = Event.objects.filter(revision__number=2).order_by("pk")

    assert list(events.values_list("article__slug", "kind")) == [
        ("one", "updated"),
        ("withdrawn", "scheduled"),
    ]
