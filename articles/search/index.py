"""Keeping the index, article by article or the whole anew.

Nothing here begins a transaction for single articles: the index changes in the one that changes them.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction

from articles.filing import Filing
from articles.models import Article, ArticleQuerySet
from articles.models.status import RELEASED
from articles.prepared import body_tokens

from .backend import backend
from .entries import entry_for, entry_of, with_labels

BATCH = 200


def update(articles: ArticleQuerySet) -> int:
    """Write the entries of those of `articles` that readers see now or on a day to come; return how many."""
    released = with_labels(articles.filter(status__in=RELEASED)).order_by("pk")
    count, batch = 0, []
    for article in released.iterator(BATCH):
        batch.append(entry_for(article))
        if len(batch) == BATCH:
            backend().replace(batch)
            count, batch = count + len(batch), []
    backend().replace(batch)
    return count + len(batch)


def add(articles: Iterable[Article], at_hand: Mapping[int, tuple[Filing, str | None]]) -> None:
    """Write the entries of released articles that are new, without reading anything: see `signals.projected`."""
    entries = []
    for article in articles:
        filing, body = at_hand[article.pk]
        entries.append(entry_of(article, filing, body_tokens(article.text) if body is None else body))
    backend().replace(entries)


def settle() -> None:
    """Call it after many articles were written, outside of a transaction."""
    backend().settle()


def remove(article_ids: Iterable[int]) -> None:
    backend().remove(list(article_ids))


def reindex() -> int:
    """Build the whole index anew, in one transaction; return how many articles it holds."""
    with transaction.atomic():
        backend().clear()
        count = update(Article.objects.all())
        backend().optimise()
    return count
