"""The steps that the verbs of `articles.publishing` are made of. Each runs inside a verb's transaction."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from . import signals
from .addresses import keep_addresses, lead_on, save_at_free_slug
from .document import Document
from .filing import Filing, Register
from .history import log
from .inline import inline_text
from .markup import Rendered
from .models import Article, Event, Revision
from .models.status import RELEASED, Status
from .projection import attach, project_bodies, project_fields
from .slugs import chosen_slug, slug_for


def new_article(document: Document, *, by: User | None, slug: str) -> Article:
    wanted = (
        chosen_slug(document.fields.slug) or chosen_slug(slug) or slug_for(inline_text(document.fields.title))
    )
    article = Article(owner=by, title=inline_text(document.fields.title), slug=wanted)
    save_at_free_slug(article, wanted)
    return article


def project_draft(article: Article, document: Document, *, by: User | None) -> None:
    """Columns of an article that readers do not see: from the frontmatter of the latest revision, for the desk."""
    old_title, old_path = article.title, article.get_absolute_url()
    filing = Register([document]).save().filing(document)
    project_fields(article, document, filing)
    wanted = chosen_slug(document.fields.slug)
    follows_title = not article.first_published and article.slug == slug_for(old_title)
    if not wanted and follows_title and article.title != old_title:
        wanted = slug_for(article.title)
    save_at_free_slug(article, wanted or article.slug)
    attach(article, filing)
    if article.first_published and article.get_absolute_url() != old_path:
        lead_on(article, moved_from=old_path)
        note = f"{old_path} → {article.get_absolute_url()}"
        log(article, Event.Kind.MOVED, revision=article.latest_revision, by=by, note=note)


def go_live(
    article: Article, revision: Revision, rendered: Rendered, status: Status, *, by: User | None, note: str
) -> None:
    """Make `revision` what readers see (from its date on), with everything that is derived from it."""
    before, was_live, old_path = article.status, article.is_live, article.get_absolute_url()
    was_seen = article.first_published is not None or was_live
    filing = project(article, revision.document, rendered)
    article.status, article.live_revision, article.modified = status, revision, timezone.now()
    if status == Status.PUBLISHED:
        article.first_published = article.first_published or article.date
    save_at_free_slug(article, chosen_slug(revision.document.fields.slug) or article.slug)
    attach(article, filing)
    moved_from = old_path if was_seen and old_path != article.get_absolute_url() else ""
    keep_addresses(article, moved_from=moved_from)
    if moved_from:
        log(
            article,
            Event.Kind.MOVED,
            revision=revision,
            by=by,
            note=f"{moved_from} → {article.get_absolute_url()}",
        )
    log(article, release_event(before, status), revision=revision, by=by, note=note)
    signals.projected.send(Article, articles=[article])
    # A schedule that has come due, but that nobody has claimed, is claimed by this very transaction.
    claims = before == Status.SCHEDULED and status == Status.PUBLISHED
    announce(article, first=article.is_live and (claims or not was_live), moved_from=moved_from)


def project(article: Article, document: Document, rendered: Rendered) -> Filing:
    """Set every column that is derived from `document`; the relations are returned, to be attached once it is saved."""
    filing = Register([document]).save().filing(document)
    project_fields(article, document, filing)
    project_bodies([(article, rendered)])
    return filing


def release_event(before: str, after: Status) -> Event.Kind:
    if after == Status.SCHEDULED:
        return Event.Kind.SCHEDULED
    return Event.Kind.UPDATED if before == Status.PUBLISHED else Event.Kind.PUBLISHED


def hide(article: Article, status: Status, *, was_live: bool) -> None:
    """Put an article where readers do not see it."""
    was_released = article.status in RELEASED
    article.status = status
    # What is staged is told from what is live; a hidden article has only a latest revision.
    article.live_revision = None
    article.save(update_fields=["status", "live_revision"])
    if was_released:
        signals.retracted.send(Article, article=article)
        if was_live:
            announce(article)


def announce(
    article: Article, *, first: bool = False, on_schedule: bool = False, moved_from: str = ""
) -> None:
    """Tell the rest of the site, once this has committed."""

    def send() -> None:
        signals.changed.send_robust(Article, article=article, moved_from=moved_from)
        if first:
            signals.went_live.send_robust(Article, article=article, on_schedule=on_schedule)

    transaction.on_commit(send)
