"""Old addresses that still lead somewhere."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


class Redirect(models.Model):
    """An old path, and the article or address that is found there now.

    A redirect to an article follows it wherever it moves, so redirects never form chains among articles.
    """

    path = models.CharField(
        max_length=1000,
        unique=True,
        help_text="The old address on this site, beginning with “/”. A final slash makes no difference.",
    )
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, null=True, blank=True, related_name="redirects"
    )
    url = models.CharField(
        "address", max_length=2000, blank=True, help_text="Where it leads, if not to an article."
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, url="") | Q(article__isnull=True) & ~Q(url=""),
                name="articles_redirect_one_target",
                violation_error_message="A redirect leads either to an article or to an address, not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.path

    def clean(self) -> None:
        self.path = normalise_path(self.path)
        if self.url and normalise_path(self.url) == self.path:
            raise ValidationError({"url": "This redirect would lead to itself."})

    @property
    def target(self) -> str:
        """The path or address that readers are sent to."""
        return self.article.get_absolute_url() if self.article else self.url


def normalise_path(path: str) -> str:
    """`path` as redirects are stored and looked up: a leading slash, no final one, no query."""
    path = path.strip().partition("#")[0].partition("?")[0]
    return "/" + path.strip("/")
