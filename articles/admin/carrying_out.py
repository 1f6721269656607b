"""What the buttons do: save what was typed, then ask `articles.publishing` for the verb, and say what happened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import previews, publishing
from articles.document import Document
from articles.models import Article, Revision
from articles.models.status import RELEASED, Status

from .standing import local

# Giving up staged changes gives up what was typed on top of them.
UNSAVED = frozenset({"discard"})


@dataclass(frozen=True)
class Done:
    """What came of a submission. `stopped` is why the verb was not carried out although the text was saved."""

    article: Article
    message: str | SafeString = ""
    stopped: str = ""


def save(article: Article | None, document: Document, *, base: Revision | None, by: User) -> Revision:
    """Add what was typed to the history; a text like the one it began from adds nothing.

    Raises what `publishing.create` and `publishing.save_revision` raise.
    """
    if article is None:
        article = publishing.create(document=document, by=by)
    elif base is None or document.text != base.text:
        return publishing.save_revision(article=article, document=document, base=base, by=by)
    article = Article.objects.select_related("latest_revision").get(pk=article.pk)
    if article.latest_revision is None:
        raise publishing.WrongState("This article has no text.")
    return article.latest_revision


def carry_out(
    action: str, article: Article, *, seen: Document | None, by: User, at: datetime | None = None
) -> Done:
    """Do `action` with the latest revision of `article`.

    Where readers or reviewers are going to see it, it must be the text that the user has `seen`.

    Raises what the verbs of `articles.publishing` raise.
    """
    latest = article.latest_revision
    if latest is not None and seen is not None and action in _PAST and latest.text != seen.text:
        who = latest.by.get_username() if latest.by else "somebody else"
        return Done(
            article,
            stopped=f"Nothing was {_PAST[action]}: {who} saved revision {latest.number} while you were writing. "
            "The text below has both your changes. Look it over, then press the button again.",
        )
    if action == "schedule":
        if at is None:
            raise publishing.WrongState("Choose when readers should see it.")
        article = publishing.schedule(article=article, by=by, at=at, revision=latest)
        return Done(article, _scheduled(article))
    verb, sentence = _VERBS.get(action, (None, _saved))
    before = article
    if verb is not None:
        # Readers get the very text that was compared above, whoever saves in between.
        options = {"revision": latest} if action == "publish" else {}
        verb(article=article, by=by, **options)
        article = Article.objects.select_related("latest_revision").get(pk=article.pk)
    return Done(article, sentence(before, article))


_PAST = {"publish": "published", "schedule": "scheduled", "submit": "submitted"}


def _saved(before: Article, article: Article) -> str:
    if article.status in RELEASED and article.has_staged_edits:
        return "Changes saved. Readers do not see them yet."
    return "Saved."


def _published(before: Article, article: Article) -> str | SafeString:
    if not article.is_live:
        return f"Published, but readers do not see it: its time ended on {local(article.expires)}."
    first = before.status not in RELEASED or before.status == Status.SCHEDULED
    return format_html(
        '{} Readers see it at <a href="{}">{}</a>.',
        "Published." if first else "Changes published.",
        article.get_absolute_url(),
        article.get_absolute_url(),
    )


def _scheduled(article: Article) -> str:
    return f"Scheduled. Readers see it at {article.get_absolute_url()} from {local(article.date)}."


def _submitted(before: Article, article: Article) -> str:
    return "Submitted for review. Editors find it on their dashboard; you can go on editing."


def _returned(before: Article, article: Article) -> str:
    return "Returned to draft. Readers do not see it."


def _withdrawn(before: Article, article: Article) -> str:
    return f"Withdrawn. {article.get_absolute_url()} answers “410 Gone”. Nothing was deleted."


def _discarded(before: Article, article: Article) -> str:
    number = before.latest_revision.number if before.latest_revision else ""
    return (
        f"Changes discarded: the text is what readers see again. The history keeps them as revision {number}."
    )


def _revoked(before: Article, article: Article) -> str:
    return "Every preview link of this article that was given out until now leads nowhere."


_VERBS: dict[str, tuple[Callable[..., object], Callable[[Article, Article], str | SafeString]]] = {
    "publish": (publishing.publish, _published),
    "submit": (publishing.submit, _submitted),
    "return": (publishing.return_to_draft, _returned),
    "withdraw": (publishing.withdraw, _withdrawn),
    "discard": (publishing.discard_staged, _discarded),
    "revoke": (previews.revoke, _revoked),
}
