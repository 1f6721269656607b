"""What happened to an article, beside the texts it had."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One change of an article's standing. Rows are only ever added."""

    class Kind(models.TextChoices):
        CREATED = "created", "Created"
        SUBMITTED = "submitted", "Submitted for review"
        RETURNED = "returned", "Returned to draft"
        SCHEDULED = "scheduled", "Scheduled"
        PUBLISHED = "published", "Published"
        WENT_LIVE = "went_live", "Went live on schedule"
        UPDATED = "updated", "Published changes"
        WITHDRAWN = "withdrawn", "Withdrawn"
        MOVED = "moved", "Moved to a new address"
        UNSHARED = "unshared", "Preview links revoked"
        SETTLED = "settled", "Conflict settled"

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    revision = models.ForeignKey(
        "articles.Revision", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.article}"
