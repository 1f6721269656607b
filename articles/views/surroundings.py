"""Where to go from an article: its neighbours in time, its series, and what is like it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any, Self

from django.db.models import Case, Exists, F, Func, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.lookups import Exact
from django.utils import timezone

from articles.loading import NOW, cards
from articles.models import Article, ArticleQuerySet, TaggedArticle
from articles.models.keys import AnyKeys, Keys
from articles.shown import ShownArticle, ShownPage
from articles.statements import Parameter, Query, UnionStatement

RELATED = 3
# How many articles under each tag, and in the category, are looked at for what is like one of them.
NEAR = 20
# Of an article with more tags, these tell what is like it: each is a part of one query, and SQLite takes a few hundred.
MOST_TAGS = 50

_NEIGHBOUR, _PART, _ALIKE = range(3)

AnyArticle = Article | ShownArticle


@dataclass(frozen=True)
class Surroundings:
    """What an article's page links to besides its own text. Two queries, whatever there is."""

    newer: AnyArticle | None = None
    older: AnyArticle | None = None
    series: Sequence[AnyArticle] = ()
    related: Sequence[AnyArticle] = ()

    @classmethod
    def of(cls, article: ShownPage) -> Self:
        tags = [tag.pk for tag in article.tag_list[:MOST_TAGS]]
        category, series = article.category, article.series
        around = _around(len(tags), category is not None, series is not None)
        found = around(
            now=timezone.now(),
            pk=article.pk,
            date=article.date,
            category=category.pk if category else None,
            series=series.pk if series else None,
            **{f"tag{place}": pk for place, pk in enumerate(tags)},
        )
        known = {card.pk: card for card in cards(list({key for _, key, _ in found}), bylines=False)}
        others = [(kind, known[key], likeness) for kind, key, likeness in found if key in known]
        beside = [each for kind, each, _ in others if kind == _NEIGHBOUR]
        parts = [each for kind, each, _ in others if kind == _PART]
        alike = [(likeness, _place(each), each) for kind, each, likeness in others if kind == _ALIKE]
        parts.sort(key=_place_in_series)
        alike.sort(reverse=True)
        here = _place(article)
        return cls(
            newer=next((each for each in beside if _place(each) > here), None),
            older=next((each for each in beside if _place(each) < here), None),
            series=parts,
            related=[each for _, _, each in alike],
        )


def _place(article: ShownArticle | ShownPage) -> tuple[Any, int]:
    return article.date, article.pk


def _place_in_series(article: ShownArticle) -> tuple[bool, int, Any]:
    """As in `articles.listed.SERIES_ORDER`."""
    return article.series_position is None, article.series_position or 0, _place(article)


@cache
def _around(tags: int, category: bool, series: bool) -> UnionStatement:
    """(kind, key, likeness) of what is around an article with so many tags, with or without category and series."""
    return UnionStatement(lambda: list(_queries(tags, category, series)))


def _queries(tags: int, category: bool, series: bool) -> Iterator[Query]:
    live = Article.objects.live(at=NOW)
    for neighbour in Article.objects.beside(date=Parameter("date"), pk=Parameter("pk"), at=NOW):
        yield _keys(neighbour, _NEIGHBOUR, Value(0))
    if series:
        yield _keys(live.filter(series=Parameter("series")).order_by(), _PART, Value(0))
    if tags or category:
        yield _alike(tags, category, series)


def _alike(tags: int, category: bool, series: bool) -> Query:
    """Most shared tags first, then the category, then the newest: among the newest few under each tag and there."""
    live = Article.objects.live(at=NOW).exclude(pk=Parameter("pk"))
    tagged: Query = TaggedArticle.objects.live(at=NOW).exclude(content_object=Parameter("pk"))
    if series:
        # It has a list of its own.
        live = live.exclude(series=Parameter("series"))
        tagged = tagged.exclude(content_object__series=Parameter("series"))
    tagged = tagged.order_by("-date", "-content_object_id").values("content_object")
    names = [Parameter(f"tag{place}") for place in range(tags)]
    near: list[AnyKeys] = [tagged.filter(tag=name)[:NEAR] for name in names]
    if category:
        near.append(live.filter(category=Parameter("category")).values("pk")[:NEAR])
    # By its place in the index of the category. In its row that stands behind the whole text, which SQLite would read.
    here: Query = Article.objects.filter(category=Parameter("category"), date=OuterRef("date"))
    here = here.filter(Exact(F("pk") + Value(0), OuterRef("pk")))
    likeness: Any = Case(When(Exists(here), then=Value(1)), default=Value(0))
    if tags:
        any_of_them = reduce(or_, (Q(tag=name) for name in names))
        shared = TaggedArticle.objects.filter(any_of_them, content_object=OuterRef("pk")).order_by()
        number = Func(template="COUNT(*)", output_field=IntegerField())
        likeness = Subquery(shared.annotate(number=number).values("number")) * 2 + likeness
    # Those are live, and none is the article itself or of its series. Ordered by what is read: by anything else, the
    # likeness of each would be worked out twice.
    ranked = _keys(Article.objects.filter(pk__in=Keys(*near)), _ALIKE, likeness)
    return ranked.order_by("-rank", "-date", "-pk")[:RELATED]


def _keys(articles: ArticleQuerySet, kind: int, likeness: Any) -> Query:
    return articles.annotate(kind=Value(kind), rank=likeness).values_list("kind", "pk", "rank")
