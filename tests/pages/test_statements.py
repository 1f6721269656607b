"""Queries that are put together once: they give what the ORM gives."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.loading import article_page, cards
from articles.models import Article, Image, Tag
from articles.statements import Parameter, Statement, UnionStatement
from tests.factories import article, articles, days, draft

pytestmark = pytest.mark.django_db


def test_instances_are_those_of_the_queryset() -> None:
    """With what they are joined to, deferred columns and annotations."""
    article("One", category="Shelf", date=days(-3))
    article("Two", date=days(-4))

    def query(slug: object) -> object:
        articles = Article.objects.filter(slug=slug).select_related("category").defer("text")
        return articles.annotate(again=F("slug"))

    prepared = Statement(lambda: query(Parameter("slug")))  # type: ignore[arg-type,return-value]

    for slug in ("one", "two", "three"):
        expected, found = list(query(slug)), prepared(slug=slug)  # type: ignore[call-overload]
        assert [vars(each) | {"_state": None} for each in found] == [
            vars(each) | {"_state": None} for each in expected
        ]
        assert [each._state.fields_cache for each in found] == [each._state.fields_cache for each in expected]


def test_values_may_stand_in_several_places_and_be_of_any_kind() -> None:
    """Moments as the database keeps them, percent signs as they are."""
    before = timezone.now()
    for name in ("100%", "%s", "plain"):
        Tag.objects.create(name=name, slug=name)
    article("Seen", date=days(-1))

    named = Statement(lambda: Tag.objects.filter(name=Parameter("name"), slug=Parameter("name")))
    dated = Statement(
        lambda: Article.objects.filter(date__lte=Parameter("at"), title__contains="%").values_list("date")
    )
    seen = Statement(lambda: Article.objects.filter(date__lte=Parameter("at")).values_list("date"))

    assert [tag.slug for tag in named(name="%s")] == ["%s"]
    assert named(name="%") == []
    assert dated(at=before) == []
    assert [moment for (moment,) in seen(at=before)] == [Article.objects.get().date]
    assert seen(at=days(-2)) == []
    with pytest.raises(KeyError):
        named()


def test_who_listens_hears_every_query() -> None:
    """Django's wrappers of queries, and its list of them."""
    statement = Statement(lambda: Tag.objects.filter(name=Parameter("name")).values_list("slug"))
    Tag.objects.create(name="%s", slug="one")
    heard = []

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        heard.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        assert statement(name="%s") == [("one",)]
    with CaptureQueriesContext(connection) as captured:
        assert statement(name="%s") == [("one",)]

    assert len(heard) == len(captured) == 1


def test_a_failure_is_one_of_djangos() -> None:
    """Which the site takes for an outage."""
    statement = Statement(lambda: Tag.objects.filter(name=Parameter("name")).values_list("slug"))
    statement(name="")

    with pytest.raises(DatabaseError), transaction.atomic():
        statement._ready[connection.vendor].run(connection, {"name": object()})
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            statement(name="")


def test_a_limited_query_is_read_a_page_at_a_time() -> None:
    for number in range(5):
        Tag.objects.create(name=f"{number}", slug=f"{number}")

    some = Statement(lambda: Tag.objects.order_by("name").values_list("name"), limited=True)

    assert some(limit=2, offset=1) == [("1",), ("2",)]
    assert some(limit=9, offset=4) == [("4",)]


def test_a_union_holds_the_rows_of_each() -> None:
    for number in range(5):
        Tag.objects.create(name=f"{number}", slug=f"{number}")

    def parts() -> list[object]:
        ranked = Tag.objects.order_by("name").annotate(kind=Value(1)).values_list("kind", "name")
        named = Tag.objects.filter(name=Parameter("name")).annotate(kind=Value(2))
        return [ranked[:2], named.values_list("kind", "name")]

    union = UnionStatement(parts)  # type: ignore[arg-type]

    assert sorted(union(name="4")) == [(1, "0"), (1, "1"), (2, "4")]


def test_cards_come_in_the_order_asked_for_and_only_live() -> None:
    """However many: a query is ready for some numbers only."""
    made = [each.pk for each in articles(53, authors=["Ann Lee", "Bo Chen"], category="Shelf")]
    hidden = draft("Hidden").pk

    for number in (1, 4, 5, 21, 53):
        keys = [*reversed(made[:number]), hidden]
        with_names, bare = cards(keys), cards(keys, bylines=False)
        assert [each.pk for each in with_names] == [each.pk for each in bare] == keys[:-1]
    assert cards([]) == []
    assert [author.name for author in with_names[0].byline] == ["Ann Lee", "Bo Chen"]


def test_a_page_knows_its_names_without_asking_again(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    """Authors in their order, with their pictures; tags in theirs."""
    made = article("Named", authors=["Zoe", "Ann"], tags=["zebra", "ant"], slug="named")
    picture = Image.objects.create(
        name="p", file="images/p.png", width=9, height=9, size=1, sha256="1", source_sha256="1",
        variants=[{"name": "images/p-4.png", "width": 4, "height": 4}],
    )  # fmt: skip
    made.authors.filter(name="Zoe").update(image=picture)

    with django_assert_num_queries(1):
        page = article_page("named")
        assert page is not None
        assert [author.name for author in page.byline] == ["Zoe", "Ann"]
        assert [tag.name for tag in page.tag_list] == ["zebra", "ant"]
        assert page.byline[0].image.srcset() == "/media/images/p-4.png 4w, /media/images/p.png 9w"
        assert page.byline[1].image is None
