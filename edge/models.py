"""What every process has to know of a change."""

from django.db import models


class Purge(models.Model):
    """That pages with certain surrogate keys are no longer true; written in the transaction that makes them so.

    `keys` is a list of strings as `PageStore.purge` understands them. Rows live for an hour.
    """

    keys = models.JSONField()
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {' '.join(self.keys)}"
