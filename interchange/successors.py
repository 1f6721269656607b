"""What an import made and others use: when the import is taken back, it goes with the last of those."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from articles.models import Image

from .filing import FILED
from .models import Run, RunItem


def pass_on_filing(run: Run, filing: Mapping[str, Any]) -> None:
    """Note those records of `filing` ({categories, series, authors, tags: keys}) that are still there with the first
    item of the next import whose article is filed under them.
    """
    later = _later_items(run)
    if not later.exists():
        return
    for name, model in FILED.items():
        used = model.objects.filter(pk__in=filing.get(name) or []).exclude(articles=None)
        articles: dict[int, set[int]] = {}
        for key, article in used.values_list("pk", "articles"):
            articles.setdefault(key, set()).add(article)
        for key, users in articles.items():
            _note(later.filter(article__in=users).first(), name, key)


def pass_on_picture(run: Run, image: Image) -> None:
    """The same for a picture that a text names, be it one of an article's history, or an author's: then also an earlier
    import, which made the article, may be the last.
    """
    named = _naming(image)
    _note(named.filter(run__gt=run.pk).first() or named.filter(run__lt=run.pk).last(), "images", image.pk)


def note_with_first_user(image: Image) -> None:
    """Note a picture with the first item of an import whose article shows it, if there is one."""
    _note(_naming(image).first(), "images", image.pk)


def _naming(image: Image) -> "QuerySet[RunItem]":
    """The items whose articles have a text that names a picture, or an author whose portrait it is."""
    shows = Q(article__revisions__text__contains=str(image.file.name)) | Q(article__authors__image=image)
    return RunItem.objects.filter(shows, run__undone=None).order_by("run_id", "pk")


def _later_items(run: Run) -> "QuerySet[RunItem]":
    return RunItem.objects.filter(run__gt=run.pk, run__undone=None).order_by("run_id", "pk")


def _note(item: RunItem | None, name: str, key: int) -> None:
    if item is not None and key not in item.made.get(name, []):
        item.made[name] = [*item.made.get(name, []), key]
        item.save(update_fields=["made"])
