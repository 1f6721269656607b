"""Old addresses that still lead somewhere."""

from urllib.parse import urlsplit

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
        self.url = self.url.strip()
        if not self.url:
            return
        if not is_target(self.url):
            raise ValidationError(
                {"url": "Give a path on this site, beginning with “/”, or an https address."}
            )
        if self.leads_back():
            raise ValidationError({"url": "This redirect would lead back to itself."})

    @property
    def target(self) -> str:
        """The path or address that readers are sent to."""
        return self.article.get_absolute_url() if self.article else self.url

    def leads_back(self) -> bool:
        """Whether its readers would come here again, by way of however many other redirects."""
        visited, url = {self.path}, self.url
        while url.startswith("/"):
            path = normalise_path(url)
            if path in visited:
                return True
            visited.add(path)
            following = Redirect.objects.filter(path=path).exclude(pk=self.pk).first()
            url = following.url if following else ""
        return False


def normalise_path(path: str) -> str:
    """`path` as redirects are stored and looked up: a leading slash, no final one, no query."""
    path = path.strip().partition("#")[0].partition("?")[0]
    return "/" + path.strip("/")


def is_target(url: str) -> bool:
    """Whether readers may be sent to `url`: a path on this site or an address of the web, nothing that runs."""
    if not url.isprintable():
        return False
    if url.startswith("/"):
        # Browsers take what begins with two slashes, or a slash and its mirror image, for another site's address.
        return not url.startswith(("//", "/\\"))
    try:
        address = urlsplit(url)
    except ValueError:
        return False
    return address.scheme in {"http", "https"} and bool(address.hostname)
