"""What the index follows: publishing, and new names of what articles are filed under."""

from collections.abc import Mapping
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver

from articles.filing import Filing
from articles.models import Article, Author, Category, Series, Tag
from articles.signals import projected, retracted

from . import index

# How an article is asked whether it is filed under a record.
_FILED_BY = {Author: "bylines__author", Category: "category", Series: "series", Tag: "tagged__tag"}


@receiver(projected, sender=Article, dispatch_uid="search")
def follow_projection(
    articles: list[Article], at_hand: Mapping[int, tuple[Filing, str | None]] | None = None, **kwargs: Any
) -> None:
    if at_hand is not None:
        index.add(articles, at_hand)
        return
    index.update(Article.objects.filter(pk__in=[article.pk for article in articles]))


@receiver(retracted, sender=Article, dispatch_uid="search")
def follow_retraction(article: Article, **kwargs: Any) -> None:
    index.remove([article.pk])


@receiver(post_save, sender=Author, dispatch_uid="search")
@receiver(post_save, sender=Category, dispatch_uid="search")
@receiver(post_save, sender=Series, dispatch_uid="search")
@receiver(post_save, sender=Tag, dispatch_uid="search")
def follow_rename(
    instance: Author | Category | Series | Tag, created: bool, raw: bool, **kwargs: Any
) -> None:
    """An article is found by the names of what it is filed under. What is new or being loaded files nothing yet."""
    if not created and not raw:
        index.update(Article.objects.filter(pk__in=_filed_under(instance)))


@receiver(pre_delete, sender=Tag, dispatch_uid="search")
def note_tagged(instance: Tag, **kwargs: Any) -> None:
    """Only a tag can go while articles carry it; once it is gone, nobody can tell which those were."""
    instance.search_left_behind = _filed_under(instance)


@receiver(post_delete, sender=Tag, dispatch_uid="search")
def follow_tag_deletion(instance: Tag, **kwargs: Any) -> None:
    index.update(Article.objects.filter(pk__in=instance.search_left_behind))


def _filed_under(instance: Author | Category | Series | Tag) -> list[int]:
    return list(Article.objects.filter(**{_FILED_BY[type(instance)]: instance}).values_list("pk", flat=True))
