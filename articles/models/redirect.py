"""Old addresses that still lead somewhere."""

import re
import unicodedata
from urllib.parse import quote, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from ..old_queries import likely_queries, naming_query


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
        visited, url = set(spellings(self.path)), self.url
        while url.startswith("/"):
            path, _, query = url.partition("#")[0].partition("?")
            wanted = spellings(unquote(path), query)
            if not visited.isdisjoint(wanted):
                return True
            visited.update(wanted)
            following = Redirect.objects.filter(path__in=wanted).exclude(pk=self.pk).first()
            url = following.url if following else ""
        return False


def normalise_path(path: str) -> str:
    """`path` as redirects are stored: a leading slash, no final one, no host, no percent signs for letters, and of the
    query only what names a page (`old_queries`).

    `index.html` is the name of a file in which a page was kept, and no part of its address.
    """
    path = re.sub(r"\Ahttps?://[^/?#]*", "", path.strip())
    path, _, query = path.partition("#")[0].partition("?")
    path = unquote(path)
    named = naming_query(path, query)
    return _asking(path, named) if named else _bare(path)


def written_path(path: str) -> str:
    """A stored path as `normalise_path` reads it: signs that would end it, or stand for others, percent-encoded."""
    plain, mark, query = path.partition("?")
    asked = f"?{quote(query, safe='/=&:,~')}"
    # A folder is that of a program where the query alone would say nothing.
    written = (f"{_escaped(plain)}{asked}", f"{_escaped(plain).rstrip('/')}/index.php{asked}") if mark else ()
    return next((each for each in written if normalise_path(each) == path), _escaped(path))


def _escaped(path: str) -> str:
    return path.replace("%", "%25").replace("#", "%23").replace("?", "%3F")


def spellings(path: str, query: str = "") -> list[str]:
    """The stored paths by which a request for `path`, decoded, with `query` may be meant, the nearest first.

    Servers of static files show `/a.html` at `/a` and `/a/` as well, and what was linked may be any of them.
    """
    bare = _bare(path)
    stem = re.sub(r"\.html?\Z", "", bare)
    plain = [bare, stem if stem not in {bare, "/"} else f"{bare}.html"]
    return list(dict.fromkeys([*spellings_by_query(path, query), *plain]))


def spellings_by_query(path: str, query: str) -> list[str]:
    """Those of the `spellings` that say which page of `path` is meant."""
    return [_asking(path, named) for named in likely_queries(path, query)]


def _asking(path: str, query: str) -> str:
    """A stored path with a query: the program that answers for a folder need not be named."""
    folder = re.sub(r"(?:\A|/)index\.php\Z", "/", path)
    return unicodedata.normalize("NFC", f"{_bare(folder)}?{query}")


def _bare(path: str) -> str:
    path = unicodedata.normalize("NFC", path)
    return "/" + re.sub(r"(?:\A|/)index\.html?\Z", "", path.strip("/")).strip("/")


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
