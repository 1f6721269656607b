"""The states of an article, and the one definition of what readers may see."""

from datetime import datetime

from django.db import models
from django.db.models import Expression, Q
from django.utils import timezone


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    REVIEW = "review", "In review"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


# A scheduled article whose date has passed is live although nobody has claimed the change of its status yet.
RELEASED = (Status.SCHEDULED, Status.PUBLISHED)


# A moment, or an expression in its place.
Moment = datetime | Expression


def live_condition(prefix: str = "", *, at: Moment | None = None) -> Q:
    """What readers may see `at` a moment (default: now), as a condition on articles.

    `prefix` reaches the article from another model, as in `live_condition("articles__")`.
    """
    at = at or timezone.now()
    released = Q(**{f"{prefix}status__in": RELEASED, f"{prefix}date__lte": at})
    return released & (Q(**{f"{prefix}expires__isnull": True}) | Q(**{f"{prefix}expires__gt": at}))
