"""An import taken back: each article as it was before the run, unless somebody has edited it since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import publishing
from articles.models import Article, OpenConflict, Redirect, Revision
from articles.models.redirect import normalise_path
from articles.paths import path_to
from articles.slugs import chosen_slug

from .filing import remove_unused, younger_filing
from .history_import import take_back_history
from .models import Origin, Run, RunItem
from .notes import take_back
from .picture_use import remove_unused_pictures
from .shadowed import put_back
from .successors import pass_on_filing, pass_on_picture
from .turns import turn

_TOGETHER = 50
# The result of an item of which only the pictures are left.
_TAKEN_BACK = "taken-back"


class UndoRefused(Exception):
    """The run can't be taken back at all. The message is for the operator."""


@dataclass
class Undone:
    """What an undo came to: numbers of articles, and why some were left as they are."""

    removed: int = 0
    restored: int = 0
    kept: list[str] = field(default_factory=list)
    # What could not be restored with an article, which is taken back all the same.
    remarks: list[str] = field(default_factory=list)


@turn()
def undo_import(run_id: int) -> Undone:
    """Restore the state before the run. Articles edited since are left alone, with the reason in `kept`.

    Fifty articles are taken back in one transaction, and at the end the addresses that others of them stood in the way
    of, and the pictures that came with all of them; an interrupted undo is finished by starting it again. What later
    imports use of what this one made goes with the last of those.
    Raises UndoRefused for a run that does not exist or was taken back already.
    """
    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        raise UndoRefused(f"There is no import {run_id}.")
    if run.undone is not None:
        raise UndoRefused(f"Import {run_id} was taken back already.")
    undone = Undone()
    # The last first: where a run touched an article twice, its first state counts.
    keys = list(run.items.order_by("-pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _TOGETHER):
        with transaction.atomic():
            items = run.items.select_related("before_latest", "before_live", "run").order_by("-pk")
            _take_back_together(items.filter(pk__in=keys[start : start + _TOGETHER]), undone)
    _settle_addresses(run, undone)
    _remove_pictures(run)
    if not undone.kept:
        run.undone = timezone.now()
        run.save(update_fields=["undone"])
    return undone


def _take_back_together(items: Iterable[RunItem], undone: Undone) -> None:
    for made, group in groupby(items, key=lambda item: item.result == "created"):
        if made:
            _remove(list(group), undone)
            continue
        for item in group:
            _take_back(item, undone)


def _remove(items: list[RunItem], undone: Undone) -> None:
    """Remove the articles that these items made, all at once, and what came with them."""
    articles = Article.objects.select_for_update(of=("self",)).in_bulk(
        [item.article_id for item in items if item.article_id]
    )
    doomed, cleared = [], []
    came: dict[str, set[int]] = {}
    for item in items:
        article = articles.get(item.article_id or 0)
        if article is not None and _is_kept(item, article, undone):
            continue
        cleared.append(item)
        if article is not None:
            doomed.append(article)
            for name, keys in younger_filing(article, item.run.marks).items():
                came.setdefault(name, set()).update(keys)
    publishing.delete_many(articles=doomed)
    undone.removed += len(doomed)
    if items:
        _remove_filing(items[0].run, {name: sorted(keys) for name, keys in came.items()})
    for item in cleared:
        _clear(item)


def _is_kept(item: RunItem, article: Article, undone: Undone) -> bool:
    """Whether somebody has edited the article since, which is noted."""
    if _is_as_it_was(item, article):
        return False
    latest = article.latest_revision
    who = f" by {latest.by}" if latest is not None and latest.by is not None else ""
    undone.kept.append(f"{item.path}: {article.get_absolute_url()} was changed{who} after the import.")
    return True


def _is_as_it_was(item: RunItem, article: Article) -> bool:
    """Whether the article stands as the run left it: nothing written since but what was taken back again, nothing
    published that was not.
    """
    live = article.live_revision
    shown = item.before.get("shown")
    if shown is not None and shown != (live.sha256 if live is not None else ""):
        return False
    if article.latest_revision_id == item.after_latest_id:
        return True
    latest, after = article.latest_revision, item.after_latest
    if latest is None or after is None or latest.sha256 != after.sha256:
        return False
    return not article.revisions.filter(number__gt=after.number).exclude(by=None).exists()


def _take_back(item: RunItem, undone: Undone) -> None:
    """Put back an article that was there before the run."""
    if item.result == _TAKEN_BACK:
        return
    if item.result == "unchanged":
        _forget(item)
        return
    article = Article.objects.select_for_update(of=("self",)).filter(pk=item.article_id or 0).first()
    if article is not None:
        if _is_kept(item, article, undone):
            return
        came_with_it = younger_filing(article, item.run.marks)
        if item.result != "conflict":
            _restore(item, article)
        _restore_origin(item)
        _restore_conflict(item, article)
        undone.restored += 1
        _remove_filing(item.run, came_with_it)
    _clear(item)


def _forget(item: RunItem) -> None:
    """What the run noted of a file that brought nothing new, unless a later run has had the file again."""
    key = item.before.get("key", "")
    later = RunItem.objects.filter(run__gt=item.run_id, run__undone=None, before__key=key)
    article = Article.objects.filter(pk=item.article_id or 0).first()
    if article is not None and not later.exists():
        _restore_origin(item)
        _restore_conflict(item, article)
    _clear(item)


def _restore(item: RunItem, article: Article) -> None:
    """The article as it stood: its live text live again, staged edits staged again, found where it was."""
    latest, live = item.before_latest, item.before_live
    if latest is None:
        raise UndoRefused(f"{item.path}: the text from before the import has been deleted.")
    left = {normalise_path(article.get_absolute_url()), *item.made.get("redirects", [])}
    note = "An import was taken back"
    shown = live or latest
    article = publishing.enact(
        document=shown.document, article=article, kind=Revision.Kind.RESTORE, note=note
    )
    if live is not None and latest.pk != live.pk:
        publishing.save_revision(
            article=article, document=latest.document, by=None, kind=Revision.Kind.RESTORE, note=note
        )
    _restore_address(item, article, left)


def _restore_address(item: RunItem, article: Article, left: set[str]) -> None:
    """The article at the address that it had, and found at those former ones that led to it; `left` are what the run
    gave it.
    """
    slug, led = str(item.before.get("slug", "")), set(item.before.get("redirects", []))
    left = left | {normalise_path(article.get_absolute_url())}
    if slug:
        article = publishing.give_address(article=article, slug=slug)
    Redirect.objects.filter(article=article, path__in=left - led).delete()
    there = set(Redirect.objects.filter(path__in=led).values_list("path", flat=True))
    there |= {normalise_path(path_to("article", each)) for each in _slugs_at(led)}
    Redirect.objects.bulk_create(Redirect(path=path, article=article) for path in sorted(led - there))


def _slugs_at(paths: Iterable[str]) -> Iterable[str]:
    """Which articles are found at some of the paths."""
    slugs = [path.rpartition("/")[2] for path in paths]
    return Article.objects.filter(slug__in=slugs).values_list("slug", flat=True)


def _settle_addresses(run: Run, undone: Undone) -> None:
    """Articles whose address was still another one's when they were taken back, with this run or another, get it now.

    Those that don't go on waiting: an import that was broken off and finished by another is taken back in two parts.
    """
    waiting = RunItem.objects.filter(result=_TAKEN_BACK).exclude(article=None).select_related("article")
    for item in waiting.order_by("pk"):
        article, slug = item.article, str(item.before.get("slug"))
        if article is None:
            continue
        with transaction.atomic():
            if item.run_id == run.pk or _asks_for(article, slug):
                _restore_address(item, article, set())
                article.refresh_from_db(fields=["slug"])
            if article.slug == slug or not _asks_for(article, slug):
                _wait_no_more(item, run)
        if article.slug != slug and item.run_id == run.pk:
            undone.remarks.append(
                f"{item.path}: /articles/{slug}/ is another article's by now; this one is at "
                f"{article.get_absolute_url()}."
            )


def _asks_for(article: Article, slug: str) -> bool:
    """Whether its text names no other slug, so that nobody has moved it meanwhile."""
    text = article.live_revision or article.latest_revision
    return text is not None and chosen_slug(text.document.fields.slug) in {"", slug}


def _wait_no_more(item: RunItem, run: Run) -> None:
    if item.run_id == run.pk or item.made.get("images"):
        # Its pictures come last.
        RunItem.objects.filter(pk=item.pk).update(article=None, before={})
    else:
        item.delete()


def _restore_origin(item: RunItem) -> None:
    origin, before = Origin.objects.filter(key=item.before.get("key", "")), item.before.get("origin")
    if isinstance(before, dict):
        origin.update(**{column: value for column, value in before.items() if column not in {"id", "key"}})
    else:
        origin.delete()


def _restore_conflict(item: RunItem, article: Article) -> None:
    """What the run's text contradicted waits no longer, and what it put an end to waits again."""
    for kept in article.revisions.filter(pk=item.made.get("kept", 0)):
        publishing.close(kept, by=None, note="The import was taken back")
    for kept, base in [item.before["conflict"]] if item.before.get("conflict") else []:
        if article.revisions.filter(pk=kept).exists():
            OpenConflict.objects.get_or_create(kept_id=kept, defaults={"article": article, "base_id": base})


def _clear(item: RunItem) -> None:
    """Remove what came with the item and nothing uses any more. Its pictures wait for the end of the undo, and so does
    its address where it is not to be had yet.
    """
    take_back(item.made.get("filled", {}))
    take_back_history(item.made)
    put_back(item.made)
    _remove_filing(item.run, item.made)
    Redirect.objects.filter(pk__in=item.made.get("redirect_keys", [])).delete()
    # What is taken back needs no taking back again, should the undo be interrupted and started anew.
    images = item.made.get("images", [])
    slug = item.before.get("slug")
    waits = bool(slug) and Article.objects.filter(pk=item.article_id or 0).exclude(slug=slug).exists()
    if images or waits:
        before = {"slug": slug, "redirects": item.before.get("redirects", [])} if waits else {}
        article = item.article_id if waits else None
        left = {"result": _TAKEN_BACK, "article": article, "before": before, "made": {"images": images}}
        RunItem.objects.filter(pk=item.pk).update(**left)
    else:
        item.delete()


def _remove_filing(run: Run, filing: Mapping[str, Any]) -> None:
    """Remove those of the records under which no article stands; what a later import uses goes with that one."""
    remove_unused(filing)
    pass_on_filing(run, filing)


def _remove_pictures(run: Run) -> None:
    """Remove the pictures that came with what was taken back; those that a later import uses go with that one."""
    waiting = run.items.filter(result=_TAKEN_BACK)
    keys = {key for made in waiting.values_list("made", flat=True) for key in made["images"]}
    for image in remove_unused_pictures(keys):
        pass_on_picture(run, image)
    waiting.filter(article=None).delete()
    waiting.update(made={"images": []})
