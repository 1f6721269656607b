"""Links between the pages of this site, and which of them lead nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.urls import Resolver404, resolve

from .models import Article, Author, Category, Redirect, Series, Tag
from .models.redirect import spellings

_FILED: dict[str, type[Any]] = {"category": Category, "tag": Tag, "author": Author, "series": Series}
_ARTICLE_PAGES = {"article", "article_markdown", "cover", "cover_png"}


@dataclass(frozen=True)
class DeadLink:
    """A link of a live article that leads nowhere: as written, and the path it means."""

    article: Article
    href: str
    path: str


def dead_links() -> Iterator[DeadLink]:
    """Every dead link from one live article to a page or file of this site, article by article."""
    known: dict[tuple[str, str], bool] = {}
    # The projection holds the links as the renderer found them; nothing is rendered or fetched.
    for article in Article.objects.live().only("slug", "title", "links").iterator(500):
        for href in article.links.get("internal", []):
            path, query = target_of(href, article)
            if (path, query) not in known:
                known[path, query] = leads_somewhere(path, query)
            if not known[path, query]:
                yield DeadLink(article, href, path)


def target_of(href: str, article: Article) -> tuple[str, str]:
    """The path on this site that `href` means on the page of `article`, decoded, and its query as it is written."""
    parts = urlsplit(urljoin(article.get_absolute_url(), href))
    return unquote(parts.path) or "/", parts.query


def leads_somewhere(path: str, query: str = "") -> bool:
    """Whether a reader who follows `path` (decoded) with `query` finds a page, a file or a redirect there."""
    if path.startswith(settings.MEDIA_URL):
        return default_storage.exists(path.removeprefix(settings.MEDIA_URL))
    if path.startswith(settings.STATIC_URL):
        return finders.find(path.removeprefix(settings.STATIC_URL)) is not None
    return _is_page(path) or _redirects(path, query)


def _is_page(path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        # Django adds the slash that is missing.
        return not path.endswith("/") and not path.rpartition("/")[2].count(".") and _is_page(f"{path}/")
    slug = match.kwargs.get("slug")
    name = (match.url_name or "").split("_feed_")[0]
    if slug is None or match.namespace != "articles":
        return True
    if name in _ARTICLE_PAGES:
        return Article.objects.live().filter(slug=slug).exists()
    model = _FILED.get(name)
    return model is None or bool(model.objects.in_use().filter(slug=slug).exists())


def _redirects(path: str, query: str) -> bool:
    redirects = Redirect.objects.filter(path__in=spellings(path, query)).select_related("article")
    return any(redirect.article is None or redirect.article.is_live for redirect in redirects)
