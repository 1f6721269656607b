"""Where an article stands, what its user may do next, and what that will mean for readers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import Article
from articles.models.status import RELEASED, Status
from articles.projection import moment
from articles.rights import may_publish


@dataclass(frozen=True, slots=True)
class Button:
    """One way on: `action` is the value it submits, `label` what it says, `hint` what follows."""

    action: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the editor page offers.

    `primary` stands out; `others` are lesser ways on. `schedule`, `withdraw` and `discard` open a step of their own
    before anything happens (a moment to choose, a consequence to confirm); None where they are not offered.
    """

    badge: str
    badge_kind: str
    sentence: str
    save: Button
    primary: Button | None = None
    others: tuple[Button, ...] = ()
    schedule: Button | None = None
    withdraw: Button | None = None
    discard: Button | None = None

    @property
    def actions(self) -> frozenset[str]:
        """The actions that a submission may name."""
        steps = (self.save, self.primary, *self.others, self.schedule, self.withdraw, self.discard)
        return frozenset(button.action for button in steps if button) | {"preview", "revoke"}


SAVE_DRAFT = Button("save", "Save draft")
SAVE_CHANGES = Button("save", "Save changes", "Readers see nothing of it until it is published.")
SUBMIT = Button("submit", "Submit for review", "Editors find it on their dashboard.")
RETURN = Button("return", "Return to draft")
PUBLISH = Button("publish", "Publish")
PUBLISH_NOW = Button("publish", "Publish now", "Readers see it at once, whatever its date says.")
PUBLISH_CHANGES = Button("publish", "Publish changes")
SCHEDULE = Button("schedule", "Schedule")
RESCHEDULE = Button("schedule", "Update the schedule")
WITHDRAW = Button("withdraw", "Withdraw")
DISCARD = Button("discard", "Discard changes")


def standing_of(article: Article | None, user: Any) -> Standing:
    """What `user`, who may edit `article`, can do with it; `article` is None while it is new."""
    publisher = may_publish(user, article)
    if article is None:
        return _unpublished("New", "new", None, publisher=publisher, ways=(SUBMIT,))
    if article.status == Status.DRAFT:
        return _unpublished("Draft", "draft", article, publisher=publisher, ways=(SUBMIT,))
    if article.status == Status.REVIEW:
        return _unpublished("In review", "review", article, publisher=publisher, ways=(RETURN,))
    if article.status == Status.WITHDRAWN:
        return _unpublished("Withdrawn", "withdrawn", article, publisher=publisher, ways=(RETURN,))
    if article.status == Status.SCHEDULED and not article.is_live and not _has_passed(article):
        return _scheduled(article, publisher=publisher)
    return _published(article, publisher=publisher)


def _unpublished(
    badge: str, kind: str, article: Article | None, *, publisher: bool, ways: tuple[Button, ...]
) -> Standing:
    save = SAVE_DRAFT if kind in {"new", "draft"} else SAVE_CHANGES
    if not publisher:
        submit = SUBMIT if SUBMIT in ways else None
        rest = tuple(way for way in ways if way is not submit)
        return Standing(badge, kind, _waiting(kind), save, primary=submit, others=rest)
    return Standing(
        badge, kind, _before_publishing(kind, article), save, primary=PUBLISH, others=ways, schedule=SCHEDULE
    )


def _waiting(kind: str) -> str:
    if kind == "review":
        return "A publisher decides when readers see it. You can go on editing."
    if kind == "withdrawn":
        return "Its address answers “410 Gone”. A publisher can bring it back."
    return "Only you and the editors see this. Submit it when it is ready for review."


def _before_publishing(kind: str, article: Article | None) -> str:
    if article is None:
        return "Nobody sees this until you publish it. Its address comes from its title."
    address = article.get_absolute_url()
    planned = moment(article.latest_revision.document.fields.date) if article.latest_revision else None
    if planned and planned > timezone.now():
        return (
            f"Its date is {local(planned)}. Publish replaces that with the present; "
            "Schedule keeps readers waiting until then."
        )
    if kind == "withdrawn":
        return f"{address} answers “410 Gone” until you press Publish."
    return f"Readers see this at {address} right after you press Publish."


def _scheduled(article: Article, *, publisher: bool) -> Standing:
    sentence = f"Readers see this at {article.get_absolute_url()} from {local(article.date)}."
    if article.has_staged_edits:
        sentence += " They will not see the changes saved since, until the schedule is updated."
    return Standing(
        "Scheduled",
        "scheduled",
        sentence,
        SAVE_CHANGES,
        others=(PUBLISH_NOW, RETURN) if publisher else (),
        schedule=RESCHEDULE if publisher else None,
        discard=DISCARD if article.has_staged_edits else None,
    )


def _published(article: Article, *, publisher: bool) -> Standing:
    badge, kind = ("Published", "published") if article.is_live else ("Expired", "withdrawn")
    address = article.get_absolute_url()
    if not article.is_live:
        sentence = (
            f"Its time ended on {local(article.expires)}. Change “Expires” and publish to bring it back."
        )
    elif not publisher:
        sentence = f"Readers see the published version at {address}. What you save waits for a publisher."
    elif article.has_staged_edits:
        sentence = f"There are changes that readers do not see. Publish changes shows them at {address}."
    else:
        sentence = f"Readers see this at {address}. What you save waits until you press Publish changes."
    return Standing(
        badge,
        kind,
        sentence,
        SAVE_CHANGES,
        primary=PUBLISH_CHANGES if publisher else None,
        withdraw=WITHDRAW if publisher else None,
        discard=DISCARD if article.has_staged_edits else None,
    )


def _has_passed(article: Article) -> bool:
    return article.status in RELEASED and article.date is not None and article.date <= timezone.now()


def local(value: datetime | None) -> str:
    """A moment as the desk writes it: in the site's zone, which is named."""
    if value is None:
        return ""
    zoned = timezone.localtime(value, timezone.get_default_timezone())
    return f"{date_format(zoned, 'j F Y, H:i')} ({settings.TIME_ZONE})"
