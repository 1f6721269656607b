"""Many new articles at once: the same as one after the other, in a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing, search, signals
from articles.document import Document, parse
from articles.markup import render
from articles.models import Article, Author, Byline, Event, Redirect, Revision, Tag
from tests import factories

pytestmark = pytest.mark.django_db


def arrival(document: Document, **options: str) -> publishing.Arrival:
    rendered = render(document.body, title=document.fields.title, site_host="localhost")
    return publishing.Arrival(document, rendered, **options)


DOCUMENTS = [
    factories.document(
        "One", "Alpha body.", tags=["x", "y"], authors=["Ada Example", "Bo Sample"], category="Shelf"
    ),
    factories.document(
        "One", "Beta body.", tags=["y"], authors=["Bo Sample"], category="shelf", date="2020-01-02"
    ),
    factories.document("Draft", "Gamma body.", status="draft", series={"name": "A series", "position": 3}),
    factories.document("Later", "Delta body.", date=factories.days(3), aliases=["/old/later", "/shared"]),
    factories.document("Aliased", "Epsilon body.", date="2021-01-01", aliases=["/shared"], slug="chosen"),
    factories.document("Gone", "Zeta body.", date="2021-01-01", status="withdrawn"),
]


COLUMNS = [
    "slug", "title", "status", "description", "category__name", "series__name", "series_position", "html", "text",
    "words", "reading_time", "aliases", "featured", "dialect", "latest_revision__number", "latest_revision__kind",
]  # fmt: skip


def state() -> dict[str, object]:
    """Everything that publishing writes, without keys and moments."""
    articles = Article.objects.order_by("slug")
    moments = articles.values_list("slug", "date", "first_published", "modified", "live_revision")
    tags = articles.filter(tagged__isnull=False).order_by("slug", "tagged__pk")
    bylines = Byline.objects.order_by("article__slug", "position")
    return {
        "articles": list(articles.values_list(*COLUMNS)),
        "moments": [(slug, *(value is not None for value in rest)) for slug, *rest in moments],
        "bodies": sorted(parse(text).body for text in Revision.objects.values_list("text", flat=True)),
        "bylines": list(bylines.values_list("article__slug", "author__slug")),
        "tags": list(tags.values_list("slug", "tagged__tag__name")),
        "events": sorted(Event.objects.values_list("article__slug", "kind")),
        "redirects": sorted(Redirect.objects.values_list("path", "article__slug")),
        "found": [item.article.slug for item in search.find("beta", page=1, per_page=10).items],
    }


def test_the_outcome_is_that_of_one_after_the_other() -> None:
    """A batch is a shortcut, not another way of publishing."""
    for document in DOCUMENTS:
        publishing.enact(document=document)
    one_by_one = state()
    for article in Article.objects.all():
        publishing.delete(article=article, by=None)

    publishing.enact_new(arrivals=[arrival(document) for document in DOCUMENTS])

    assert state() == one_by_one


def test_new_articles_go_beside_those_that_are_here() -> None:
    """Addresses stay unique, and records that exist are used."""
    factories.article("One", category="Shelf", tags=["x"], authors=["Ada Example"])

    made = publishing.enact_new(arrivals=[arrival(document) for document in DOCUMENTS[:2]])

    assert [article.slug for article in made] == ["one-2", "one-3"]
    assert (Author.objects.count(), Tag.objects.count()) == (2, 2)


def test_keys_go_on_after_a_batch() -> None:
    """What is saved one by one afterwards does not meet the keys that the batch drew."""
    publishing.enact_new(arrivals=[arrival(document) for document in DOCUMENTS])

    article = factories.article("After")

    assert article.pk == Article.objects.order_by("-pk").first().pk
    assert article.latest_revision.pk == Revision.objects.order_by("-pk").first().pk


def test_one_refused_document_makes_none() -> None:
    """The caller then takes them one by one, and hears which it was."""
    untitled = factories.document("", "Body.", date="2020-01-01")

    with pytest.raises(publishing.Unpublishable):
        publishing.enact_new(arrivals=[arrival(DOCUMENTS[0]), arrival(untitled)])

    assert not Article.objects.exists()
    assert not Revision.objects.exists()


def test_queries_do_not_grow_with_the_batch() -> None:
    """Eighty articles cost what eight cost, up to the rows that fit into one statement."""

    def queries(number: int, name: str) -> int:
        arrivals = [
            arrival(factories.document(f"{name} {each}", "Body.", tags=["x"])) for each in range(number)
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            publishing.enact_new(arrivals=arrivals)
        return len(captured)

    few, many = queries(8, "Few"), queries(80, "Many")

    assert few <= 40
    assert many <= few + 15


def test_each_article_is_announced_once_it_has_committed(django_capture_on_commit_callbacks) -> None:
    """What follows a publish follows here too, for those that readers can see."""
    live: list[str] = []

    def on_live(article: Article, **_: object) -> None:
        live.append(article.slug)

    signals.went_live.connect(on_live)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            publishing.enact_new(arrivals=[arrival(document) for document in DOCUMENTS])
    finally:
        signals.went_live.disconnect(on_live)

    assert live == ["one", "one-2", "chosen"]
