"""Conflicts settled: what an article says is decided, and the text that contradicted it waits no longer."""

from django.contrib.auth.models import User
from django.db import transaction

from .declaration import declare
from .document import Document
from .history import append, latest, lock, log
from .models import Article, Event, OpenConflict, Revision
from .models.status import Status
from .projection import render_document
from .refusals import WrongState
from .rights import require_edit
from .transitions import project_draft


def settle(*, conflict: OpenConflict, document: Document, seen: Revision, by: User | None) -> Revision:
    """Let the article say `document` from now on, which ends `conflict`; a live one's readers see it once published.

    `seen` is the article's text that `by` has looked at. Where the article stands does not change, whatever `document`
    says of that. Returns the revision that now is the latest.
    Raises WrongState if somebody has settled it already or saved meanwhile, `articles.markup.RenderRefused`.
    """
    require_edit(by, conflict.article)
    document = declare(document, Status(conflict.article.status))
    render_document(document)
    with transaction.atomic():
        article = lock(conflict.article)
        if not OpenConflict.objects.filter(pk=conflict.pk).exists():
            raise WrongState("Somebody has settled this already.")
        if article.latest_revision_id != seen.pk:
            raise WrongState("Somebody saved this article in the meantime. Look at both texts again.")
        note = f"Settled with revision {conflict.kept.number}"
        revision = append(article, document, kind=Revision.Kind.MERGE, by=by, note=note)
        if article.live_revision_id is None:
            project_draft(article, latest(article).document, by=by)
        close(conflict.kept, by=by)
    return revision


def close(kept: Revision, *, by: User | None, note: str = "") -> None:
    """End the conflict with a text that was kept beside, if it is open. Nothing else changes."""
    with transaction.atomic():
        ended, _ = OpenConflict.objects.filter(kept=kept).delete()
        if ended:
            log(Article(pk=kept.article_id), Event.Kind.SETTLED, revision=kept, by=by, note=note)
