"""The desk's first page: what waits for the person who opened it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from articles.models import Article, OpenConflict
from articles.models.status import Status

from .conflicts import waiting

PER_LIST = 6


@dataclass(frozen=True, slots=True)
class List:
    """A few articles and where the rest of them is. `shows` is the moment that matters: "date" or "changed"."""

    heading: str
    articles: Sequence[Article]
    more_url: str
    shows: str
    empty: str

    @property
    def more(self) -> bool:
        return len(self.articles) > PER_LIST

    @property
    def first(self) -> Sequence[Article]:
        return self.articles[:PER_LIST]


def lists(user: Any) -> list[List]:
    """What needs `user`, one query for each list and one for its authors."""
    mine = Article.objects.visible_to(user)
    editor = user.has_perm("articles.edit_others_articles")
    drafts = mine.filter(status=Status.DRAFT, **({"owner": user} if editor else {}))
    return [
        _list("Waiting for review" if editor else "In review", mine.filter(status=Status.REVIEW), "review",
              order="latest_revision_id", empty="Nothing waits for review."),
        _list("Your drafts", drafts, "draft", order="-latest_revision_id",
              empty="You have no drafts. Write something."),
        _list("Scheduled next", mine.filter(status=Status.SCHEDULED), "scheduled", order="date", shows="date",
              empty="Nothing is scheduled."),
        _list("Changes that readers do not see yet", mine.staged(), "staged", order="-latest_revision_id",
              empty="Every published article shows its latest text."),
        _list("Recently published", mine.live(), "published", order="-date", shows="date",
              empty="Nothing is published yet."),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The first of the conflicts that wait to be settled, and where the rest of them is."""

    first: Sequence[OpenConflict]
    more_url: str
    more: bool


def conflicts(user: Any) -> Conflicts:
    """Those of the articles that `user` may edit, the oldest first."""
    found = list(waiting(Article.objects.visible_to(user))[: PER_LIST + 1])
    url = f"{reverse('admin:articles_article_changelist')}?status=conflict"
    return Conflicts(found[:PER_LIST], url, len(found) > PER_LIST)


def _list(
    heading: str, articles: QuerySet[Article], status: str, *, order: str, empty: str, shows: str = "changed"
) -> List:
    rows: Any = articles.order_by(order, "-pk")
    rows = rows.cards().select_related("latest_revision__by").defer("latest_revision__text")
    url = f"{reverse('admin:articles_article_changelist')}?status={status}"
    return List(heading, list(rows[: PER_LIST + 1]), url, shows, empty)
