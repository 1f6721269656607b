"""An import taken back: each article as it was before the run, unless somebody has edited it since."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from articles import publishing
from articles.imaging import discard
from articles.models import Article, Author, Image, Redirect, Revision

from .filing import remove_unused, younger_filing
from .models import Origin, Run, RunItem


class UndoRefused(Exception):
    """The run can't be taken back at all. The message is for the operator."""


@dataclass
class Undone:
    """What an undo came to: numbers of articles, and why some were left as they are."""

    removed: int = 0
    restored: int = 0
    kept: list[str] = field(default_factory=list)


def undo_import(run_id: int) -> Undone:
    """Restore the state before the run. Articles edited since are left alone, with the reason in `kept`.

    Each article is restored in a transaction of its own; an interrupted undo is finished by starting it again.
    Raises UndoRefused for a run that does not exist or was taken back already.
    """
    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        raise UndoRefused(f"There is no import {run_id}.")
    if run.undone is not None:
        raise UndoRefused(f"Import {run_id} was taken back already.")
    undone = Undone()
    # The last first: where a run touched an article twice, its first state counts.
    for key in list(run.items.order_by("-pk").values_list("pk", flat=True)):
        with transaction.atomic():
            _take_back(run.items.select_related("before_latest", "before_live").get(pk=key), undone)
    if not undone.kept:
        run.undone = timezone.now()
        run.save(update_fields=["undone"])
    return undone


def _take_back(item: RunItem, undone: Undone) -> None:
    article = Article.objects.select_for_update(of=("self",)).filter(pk=item.article_id or 0).first()
    if article is not None:
        if article.latest_revision_id != item.after_latest_id:
            latest = article.latest_revision
            who = f" by {latest.by}" if latest is not None and latest.by is not None else ""
            undone.kept.append(
                f"{item.path}: {article.get_absolute_url()} was changed{who} after the import."
            )
            return
        came_with_it = younger_filing(article, item.run.marks)
        if item.result == "created":
            publishing.delete(article=article, by=None)
            undone.removed += 1
        else:
            if item.result != "conflict":
                _restore(item, article)
            _restore_origin(item)
            undone.restored += 1
        remove_unused(came_with_it)
    _clear(item)
    # What is taken back needs no taking back again, should the undo be interrupted and started anew.
    item.delete()


def _restore(item: RunItem, article: Article) -> None:
    """The article as it stood: its live text live again, staged edits staged again."""
    latest, live = item.before_latest, item.before_live
    if latest is None:
        raise UndoRefused(f"{item.path}: the text from before the import has been deleted.")
    shown = live or latest
    document = shown.document
    slug = str(item.before.get("slug", ""))
    if slug not in {article.slug, document.fields.slug}:
        # Only the document can say where an article is found.
        document = document.replace(slug=slug)
    note = "An import was taken back"
    article = publishing.enact(document=document, article=article, kind=Revision.Kind.RESTORE, note=note)
    if live is not None and latest.pk != live.pk:
        publishing.save_revision(
            article=article, document=latest.document, by=None, kind=Revision.Kind.RESTORE, note=note
        )
    Redirect.objects.filter(article=article, path__in=item.made.get("redirects", [])).delete()


def _restore_origin(item: RunItem) -> None:
    origin, before = Origin.objects.filter(key=item.before.get("key", "")), item.before.get("origin")
    if isinstance(before, dict):
        origin.update(**{column: value for column, value in before.items() if column not in {"id", "key"}})
    else:
        origin.delete()


def _clear(item: RunItem) -> None:
    """Remove what came with the item and nothing uses any more."""
    remove_unused(item.made)
    for image in Image.objects.filter(pk__in=item.made.get("images", [])):
        if not _is_used(image):
            discard(image)
    Redirect.objects.filter(pk__in=item.made.get("redirect_keys", [])).delete()


def _is_used(image: Image) -> bool:
    """Whether any text names the picture, old ones included: a revision that is restored must find it."""
    if Author.objects.filter(image=image).exists():
        return True
    return Revision.objects.filter(text__contains=image.file.name or "").exists()
