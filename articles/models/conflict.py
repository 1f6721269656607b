"""Texts that contradict what an article says, for as long as nobody has settled it."""

from django.db import models


class OpenConflict(models.Model):
    """A text kept beside an article because it contradicts the article's own. Settled, it is no more: the history says
    who settled it (`publishing.settle`).
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="open_conflicts")
    kept = models.OneToOneField("articles.Revision", models.CASCADE, related_name="open_conflict")
    base = models.ForeignKey(
        "articles.Revision",
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The text from which both moved on; empty if that is not known.",
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kept} of {self.article}"
