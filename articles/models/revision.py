"""Revisions: every text an article ever had, complete, in order, never changed."""

from functools import cached_property

from django.conf import settings
from django.db import models

from articles.document import Document, parse


class Revision(models.Model):
    """One complete document. Rows are only ever added; restoring an old text adds a new revision."""

    class Kind(models.TextChoices):
        SAVE = "save", "Saved"
        SUBMIT = "submit", "Submitted for review"
        PUBLISH = "publish", "Published"
        SCHEDULE = "schedule", "Scheduled"
        WITHDRAW = "withdraw", "Withdrawn"
        IMPORT = "import", "Imported"
        RESTORE = "restore", "Restored"
        MERGE = "merge", "Merged"
        # A text that could not be merged with what somebody else had saved: kept beside, not in the line of history.
        CONFLICT = "conflict", "Kept beside"

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(help_text="The whole document: frontmatter and Markdown.")
    sha256 = models.CharField(max_length=64, help_text="Of the text as UTF-8.")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SAVE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="articles_revision_number")]

    def __str__(self) -> str:
        return f"Revision {self.number}"

    @cached_property
    def document(self) -> Document:
        return parse(self.text)
