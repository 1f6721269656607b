"""Every write to an article, one verb each.

Each verb takes keyword arguments, checks that `by` may do it, and runs in one transaction. What follows a write
(signals to the search index aside, which belongs to the transaction) happens once it has committed. `by=None` means
the system itself: a command, an import, the clock. A verb raises NotAllowed when `by` may not, and WrongState when
the article does not stand where the verb begins; what else it raises is said beside it.

The document is the whole truth: a verb that changes where an article stands also says so in its frontmatter, in a
new revision. Rendering happens before the transaction begins, so that no lock is held while it runs.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from . import history, signals
from .addresses import keep_addresses
from .arrivals import Arrival, enact_all
from .changes import Change, change_all
from .declaration import completed, declare, declared_status, require_storable
from .document import Document
from .history import append, latest, lock, log, reconcile
from .markup import Rendered
from .models import Article, Event, Revision
from .models.status import RELEASED, Status
from .moving import release, stand
from .projection import attach, copy_standing, moment, render_document
from .refusals import EditConflict, NotAllowed, PublishingError, Unpublishable, WrongState
from .rights import may_edit, may_publish, require_add, require_delete, require_edit, require_publish
from .settling import close, settle
from .transitions import announce, go_live, hide, new_article, project, project_draft

__all__ = [
    "Arrival",
    "Change",
    "EditConflict",
    "NotAllowed",
    "PublishingError",
    "Unpublishable",
    "WrongState",
    "close",
    "create",
    "declared_status",
    "delete",
    "discard_staged",
    "enact",
    "enact_changes",
    "enact_new",
    "give_address",
    "keep_beside",
    "may_edit",
    "may_publish",
    "publish",
    "publish_due",
    "rerender",
    "restore",
    "return_to_draft",
    "save_revision",
    "schedule",
    "settle",
    "submit",
    "withdraw",
]

# -- Writing ----------------------------------------------------------------------------------------------------


def create(*, document: Document, by: User | None, slug: str = "", note: str = "") -> Article:
    """A new draft with `document` as its first revision.

    `slug` is used when the document does not name one itself; without either, the title gives it.
    Raises `articles.markup.RenderRefused` for a body that could never be published.
    """
    require_add(by)
    # Before the document is patched, so that the line is the writer's.
    require_storable(document)
    document = declare(document, Status.DRAFT)
    render_document(document)
    with transaction.atomic():
        article = new_article(document, by=by, slug=slug)
        revision = append(article, document, kind=Revision.Kind.SAVE, by=by, note=note)
        project_draft(article, document, by=by)
        log(article, Event.Kind.CREATED, revision=revision, by=by)
    return article


def save_revision(
    *,
    article: Article,
    document: Document,
    by: User | None,
    base: Revision | None = None,
    kind: str = Revision.Kind.SAVE,
    note: str = "",
) -> Revision:
    """Add `document` to the article's history; readers see nothing of it until it is published.

    `base` is the revision that the writer began from. If it is not the latest any more, the two edits are merged;
    where they contradict each other, the text is kept beside as its own revision and EditConflict is raised.
    The same text as the latest adds nothing. Returns the revision that now is the latest.
    """
    require_edit(by, article)
    render_document(document)
    conflict: EditConflict | None = None
    with transaction.atomic():
        article = lock(article)
        revision = latest(article)
        if base is not None and base.pk != revision.pk and document.text != revision.text:
            outcome = reconcile(article, base, document, by=by)
            if isinstance(outcome, EditConflict):
                conflict = outcome
            else:
                document, kind = outcome, Revision.Kind.MERGE
        if conflict is None:
            revision = append(article, document, kind=kind, by=by, note=note)
            if article.live_revision_id is None:
                project_draft(article, document, by=by)
    if conflict is not None:
        raise conflict
    return revision


def keep_beside(
    *, article: Article, document: Document, base: Revision | None, by: User | None, note: str = ""
) -> Revision:
    """Keep a text that contradicts the article's as a revision beside its history, until somebody settles it.

    Both have moved on from `base`; None if that is not known.
    """
    require_edit(by, article)
    with transaction.atomic():
        return history.keep_beside(lock(article), document, base=base, by=by, note=note)


def restore(*, article: Article, revision: Revision, by: User | None) -> Revision:
    """Make an old text the latest again, as a new revision. Where the article stands does not change.

    For a text that was kept beside, this settles the conflict.
    """
    require_edit(by, article)
    if revision.article_id != article.pk:
        raise WrongState("That revision belongs to another article.")
    document = declare(revision.document, Status(article.status))
    restored = save_revision(
        article=article,
        document=document,
        by=by,
        kind=Revision.Kind.RESTORE,
        note=f"The text of revision {revision.number}",
    )
    close(revision, by=by)
    return restored


def discard_staged(*, article: Article, by: User | None) -> Revision:
    """Give up the staged edits: the live text becomes the latest again. The edits stay in the history."""
    if article.live_revision is None or not article.has_staged_edits:
        raise WrongState("There are no staged edits to discard.")
    return restore(article=article, revision=article.live_revision, by=by)


# -- Moving an article along ------------------------------------------------------------------------------------


def submit(*, article: Article, by: User | None, note: str = "") -> Article:
    """Draft -> in review."""
    return stand(
        article,
        Status.REVIEW,
        allowed=[Status.DRAFT],
        event=Event.Kind.SUBMITTED,
        kind=Revision.Kind.SUBMIT,
        by=by,
        note=note,
    )


def return_to_draft(*, article: Article, by: User | None, note: str = "") -> Article:
    """In review or withdrawn -> draft, or a scheduled article whose time has not come -> draft."""
    if article.status == Status.SCHEDULED:
        require_publish(by, article)
        if article.is_live:
            raise WrongState("This article is already live. Withdraw it instead.")
    allowed = [Status.REVIEW, Status.SCHEDULED, Status.WITHDRAWN]
    return stand(
        article,
        Status.DRAFT,
        allowed=allowed,
        event=Event.Kind.RETURNED,
        kind=Revision.Kind.SAVE,
        by=by,
        note=note,
    )


def withdraw(*, article: Article, by: User | None, note: str = "") -> Article:
    """Take an article away from readers. Its address answers 410 Gone; nothing is deleted."""
    require_publish(by, article)
    return stand(
        article,
        Status.WITHDRAWN,
        allowed=list(RELEASED),
        event=Event.Kind.WITHDRAWN,
        kind="withdraw",
        by=by,
        note=note,
    )


def publish(
    *, article: Article, by: User | None, revision: Revision | None = None, note: str = ""
) -> Article:
    """Show readers the latest revision, now.

    `revision` is the one that `by` has looked at; WrongState is raised if it is not the latest any more. A date in
    the past is kept, a missing or future one becomes the present.
    Raises Unpublishable when there is no title, `articles.markup.RenderRefused` for an absurd body.
    """
    require_publish(by, article)

    def declared(document: Document) -> Document:
        now = timezone.now()
        date = moment(document.fields.date)
        return declare(document, Status.PUBLISHED, date=now if date is None or date > now else None)

    return release(
        article, Status.PUBLISHED, declared, seen=revision, kind=Revision.Kind.PUBLISH, by=by, note=note
    )


def schedule(
    *, article: Article, by: User | None, at: datetime, revision: Revision | None = None, note: str = ""
) -> Article:
    """Show readers the latest revision from the aware datetime `at`, which must lie in the future.

    `revision` is as for `publish`.

    The article appears by itself; what must follow is done once, by whoever notices first (`publish_due`).
    """
    require_publish(by, article)
    if timezone.is_naive(at):
        raise ValueError("at must be an aware datetime")
    if at <= timezone.now():
        raise WrongState("That moment has passed. Choose one in the future, or publish now.")
    if article.is_live:
        raise WrongState("This article is live. Withdraw it before scheduling it for later.")

    def declared(document: Document) -> Document:
        return declare(document, Status.SCHEDULED, date=at)

    return release(
        article, Status.SCHEDULED, declared, seen=revision, kind=Revision.Kind.SCHEDULE, by=by, note=note
    )


def publish_due(*, at: datetime | None = None) -> list[Article]:
    """Claim every scheduled article whose time has come, and do what follows its going live.

    Readers see those articles already, for `live()` is a question of time. However many processes call this at
    once, each article is claimed by exactly one: the UPDATE finds it still scheduled only once. Returns the claimed.
    """
    at = at or timezone.now()
    claimed = []
    for article in Article.objects.due(at=at).select_related("live_revision"):
        with transaction.atomic():
            unclaimed = Article.objects.due(at=at).filter(pk=article.pk)
            first = Coalesce("first_published", "date")
            if not unclaimed.update(status=Status.PUBLISHED, first_published=first, modified=F("date")):
                continue
            article.refresh_from_db(fields=["status", "first_published", "modified"])
            copy_standing(article)
            log(article, Event.Kind.WENT_LIVE, revision=article.live_revision, by=None)
            announce(article, first=True, on_schedule=True)
        claimed.append(article)
    return claimed


# -- From outside -----------------------------------------------------------------------------------------------


def enact(
    *,
    document: Document,
    article: Article | None = None,
    by: User | None = None,
    slug: str = "",
    note: str = "",
    kind: str = Revision.Kind.IMPORT,
    rendered: Rendered | None = None,
    seen: Revision | None = None,
) -> Article:
    """Bring an article to what `document` says, its status included: what imports and syncs call.

    A document without a status is published; one with a future date is scheduled. With `article` None a new one is
    made, at `slug` if the document names none. `rendered` spares a second rendering of the same document. WrongState is
    raised if `seen`, from which the document was made, is not the latest revision any more.
    """
    require_publish(by, article)
    document = completed(document)
    status = declared_status(document)
    rendered = rendered or render_document(document)
    with transaction.atomic():
        article = lock(article) if article else new_article(document, by=by, slug=slug)
        if seen is not None and article.latest_revision_id != seen.pk:
            raise WrongState("Somebody saved this article in the meantime.")
        new = article.latest_revision_id is None
        was_live = article.is_live
        revision = append(article, document, kind=kind, by=by, note=note)
        if status in RELEASED:
            go_live(article, revision, rendered, status, by=by, note=note)
        else:
            hide(article, status, was_live=was_live)
            project_draft(article, document, by=by)
            if new:
                log(article, Event.Kind.CREATED, revision=revision, by=by, note=note)
            elif was_live:
                event = Event.Kind.WITHDRAWN if status == Status.WITHDRAWN else Event.Kind.RETURNED
                log(article, event, revision=revision, by=by, note=note)
    return article


def enact_new(
    *, arrivals: Sequence[Arrival], by: User | None = None, kind: str = Revision.Kind.IMPORT
) -> list[Article]:
    """`enact` for many documents that become new articles, in one transaction and a fraction of the time.

    All of them are made or, if one is refused, none.
    """
    require_publish(by, None)
    return enact_all(arrivals, by=by, kind=kind)


def enact_changes(*, changes: Sequence[Change], by: User | None = None) -> list[Article]:
    """`enact` for new texts of many articles, for all of which `changes.stays_put` holds: in one transaction and a
    fraction of the time. All of them are written or, if one is refused, none.
    """
    require_publish(by, None)
    return change_all(changes, by=by)


def give_address(*, article: Article, slug: str) -> Article:
    """Let an article be found at `slug`, its text unchanged, unless another one is found there: what ends or undoes a
    move that others stood in the way of. No redirect is left at the address in between, which nobody was given.
    """
    with transaction.atomic():
        article = lock(article)
        if article.slug == slug or Article.objects.filter(slug=slug).exists():
            return article
        left = article.get_absolute_url()
        article.slug = slug
        article.save(update_fields=["slug"])
        if article.status in RELEASED:
            keep_addresses(article, moved_from="")
            note = f"{left} → {article.get_absolute_url()}"
            log(article, Event.Kind.MOVED, revision=article.live_revision, by=None, note=note)
            signals.projected.send(Article, articles=[article])
            announce(article, moved_from=left)
    return article


def rerender(*, article: Article) -> Article:
    """Derive the live projection again from the live revision: after a new renderer, or pictures that came late."""
    revision = article.live_revision
    if revision is None:
        raise WrongState("This article was never published.")
    rendered = render_document(revision.document)
    with transaction.atomic():
        locked = lock(article)
        if locked.live_revision_id != revision.pk:
            # Somebody published in between, and with that has rendered it anew.
            return locked
        before = locked.html
        filing = project(locked, revision.document, rendered)
        if locked.html != before:
            locked.modified = timezone.now()
        locked.save()
        attach(locked, filing)
        if locked.status in RELEASED:
            signals.projected.send(Article, articles=[locked])
            announce(locked)
    return locked


def delete(*, article: Article, by: User | None) -> None:
    """Remove an article with its whole history. Only for what readers never saw, unless the system itself asks."""
    require_delete(by, article)
    if by is not None and article.first_published:
        raise WrongState("Readers have seen this article. Withdraw it instead, so that its address says so.")
    with transaction.atomic():
        delete_many(articles=[lock(article)])


def delete_many(*, articles: Sequence[Article]) -> None:
    """The same for articles that the caller has locked and may delete: all in few queries."""
    with transaction.atomic():
        for article in articles:
            was_live = article.is_live
            signals.retracted.send(Article, article=article)
            if was_live:
                announce(article)
        Article.objects.filter(pk__in=[article.pk for article in articles]).delete()
