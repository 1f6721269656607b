"""Moving an article along: what the verbs of `articles.publishing` that do have in common, a transaction each."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.db import transaction

from .declaration import declare, require_publishable
from .document import Document
from .history import append, latest, lock, log
from .models import Article, Revision
from .models.status import Status
from .projection import render_document
from .refusals import WrongState
from .rights import require_edit
from .transitions import go_live, hide, project_draft

# How often a verb starts again because somebody else wrote between its rendering and its transaction.
ATTEMPTS = 5


class _Overtaken(Exception):
    """Somebody wrote between rendering and transaction; the verb starts again from the newer text."""


def release(
    article: Article,
    status: Status,
    declared: Callable[[Document], Document],
    *,
    seen: Revision | None,
    kind: str,
    by: User | None,
    note: str,
) -> Article:
    """Publish or schedule the latest revision, as `declared` patches its frontmatter."""
    for _ in range(ATTEMPTS):
        base = latest(Article.objects.get(pk=article.pk))
        if seen is not None and seen.pk != base.pk:
            raise WrongState(f"Revision {base.number} was saved in the meantime. Look it over and try again.")
        document = declared(base.document)
        require_publishable(document)
        rendered = render_document(document)
        try:
            with transaction.atomic():
                locked = lock(article)
                if locked.latest_revision_id != base.pk:
                    raise _Overtaken
                revision = append(locked, document, kind=kind, by=by, note=note)
                go_live(locked, revision, rendered, status, by=by, note=note)
        except _Overtaken:
            continue
        return locked
    raise WrongState("Others kept saving this article. Look at their changes and try again.")


def stand(
    article: Article,
    status: Status,
    *,
    allowed: list[Status],
    event: str,
    kind: str,
    by: User | None,
    note: str,
) -> Article:
    """Move an article to a state that readers do not see, and say so in its document."""
    require_edit(by, article)
    with transaction.atomic():
        article = lock(article)
        if article.status not in allowed:
            raise WrongState(
                f"This article is {article.get_status_display().lower()}; that does not lead there."
            )
        was_live = article.is_live
        document = declare(latest(article).document, status)
        revision = append(article, document, kind=kind, by=by, note=note)
        hide(article, status, was_live=was_live)
        project_draft(article, document, by=by)
        log(article, event, revision=revision, by=by, note=note)
    return article
