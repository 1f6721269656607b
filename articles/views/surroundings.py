"""Where to go from an article: its neighbours in time, its series, and what is like it."""

from dataclasses import dataclass, field
from typing import Self

from django.db.models import Case, Count, F, OrderBy, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from articles.models import Article, ArticleQuerySet, Series, TaggedArticle

RELATED = 3
# A series is read in the order its articles give themselves; those without a place come last, oldest first.
SERIES_ORDER: tuple[OrderBy | str, ...] = (F("series_position").asc(nulls_last=True), "date", "pk")


@dataclass(frozen=True)
class Surroundings:
    """What an article's page links to besides its own text. At most three queries, whatever there is."""

    newer: Article | None = None
    older: Article | None = None
    series: list[Article] = field(default_factory=list)
    related: list[Article] = field(default_factory=list)

    @classmethod
    def of(cls, article: Article) -> Self:
        newer, older = _neighbours(article)
        return cls(
            newer=newer,
            older=older,
            series=list(series_articles(article.series)) if article.series else [],
            related=_related(article),
        )


def series_articles(series: Series) -> ArticleQuerySet:
    """The live articles of a series in reading order."""
    live = Article.objects.live().filter(series=series).order_by(*SERIES_ORDER)
    return live.only("slug", "title", "language", "date", "series_position")


def _neighbours(article: Article) -> tuple[Article | None, Article | None]:
    """The next newer and the next older live article, in one query."""
    found = Article.objects.neighbours_of(article).only("slug", "title", "date", "language")
    key = (article.date, article.pk)
    previous = following = None
    for other in found:
        if (other.date, other.pk) > key:
            following = other
        else:
            previous = other
    return following, previous


def _related(article: Article) -> list[Article]:
    """Live articles that share tags or the category: most shared tags first, then the category, then the newest."""
    shared = TaggedArticle.objects.filter(tag__in=[tag.pk for tag in article.tags.all()]).order_by()
    of_each = shared.filter(content_object=OuterRef("pk")).values("content_object")
    alike = Q(pk__in=shared.values("content_object"))
    if article.category_id:
        alike |= Q(category=article.category_id)
    others = Article.objects.live().exclude(pk=article.pk).filter(alike)
    if article.series_id:
        others = others.exclude(series=article.series_id)
    ranked = others.annotate(
        shared_tags=Coalesce(Subquery(of_each.values(count=Count("pk"))), 0),
        same_category=Case(When(category=article.category_id, then=Value(1)), default=Value(0)),
    ).order_by("-shared_tags", "-same_category", "-date", "-pk")
    return list(ranked.cards().prefetch_related(None)[:RELATED])
