"""What decides whether readers see an article, copied to the rows that file it under a tag or an author.

With the copies, "the newest that readers see there" is read from one index, and counted in it, without a look at any
article: that costs the same for ten articles and for a hundred thousand. `articles.projection` makes the copies.
"""

from typing import Any, Self

from django.db import models

from .status import Moment, Status, live_condition


class FiledQuerySet(models.QuerySet[Any]):
    def live(self, *, at: Moment | None = None) -> Self:
        """The rows of articles that readers may see."""
        return self.filter(live_condition(at=at))


class Filed(models.Model):
    """A row that files an article. The columns are named as the article's own, so one condition fits both."""

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    date = models.DateTimeField(null=True, editable=False)
    expires = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


def standing_of(article: Any) -> dict[str, Any]:
    """The values of the columns of `Filed` for an article."""
    return {"status": article.status, "date": article.date, "expires": article.expires}
