"""Redirects that an import takes the place of, by the address of an article or by what its document was called before:
noted with the run, and put back when it is taken back.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from articles.document import Document
from articles.models import Article, Redirect
from articles.models.redirect import normalise_path
from articles.paths import path_to
from articles.slugs import chosen_slug

# {path: [key of the article that it led to or None, address or ""]}
Shadowed = dict[str, list[Any]]


def shadowed_by(documents: Iterable[tuple[Document, str]]) -> Shadowed:
    """The redirects at the paths that documents, each given with its slug, are about to take."""
    paths = {path for document, slug in documents for path in _paths(document, slug)}
    known = Redirect.objects.filter(path__in=paths).values_list("path", "article_id", "url")
    return {path: [article, url] for path, article, url in known}


def of_document(found: Shadowed, document: Document, slug: str) -> Shadowed:
    """Those at the paths of one document."""
    return {path: found[path] for path in _paths(document, slug) if path in found} if found else {}


def of_others(found: Shadowed, article: Article) -> Shadowed:
    """Those that led elsewhere than to `article`, which has its own noted."""
    return {path: to for path, to in found.items() if to[0] != article.pk}


def put_back(made: Mapping[str, Any]) -> None:
    """Make the redirects again that an item has noted, where nothing else is found by now."""
    noted: Shadowed = made.get("shadowed", {})
    if not noted:
        return
    taken = set(Redirect.objects.filter(path__in=noted).values_list("path", flat=True))
    slugs = Article.objects.filter(slug__in=[path.rpartition("/")[2] for path in noted])
    taken |= {normalise_path(path_to("article", slug)) for slug in slugs.values_list("slug", flat=True)}
    keys = {article for article, _ in noted.values() if article is not None}
    alive = set(Article.objects.filter(pk__in=keys).values_list("pk", flat=True))
    Redirect.objects.bulk_create(
        Redirect(path=path, article_id=article, url=url)
        for path, (article, url) in noted.items()
        if path not in taken and (url or article in alive)
    )


def _paths(document: Document, slug: str) -> set[str]:
    own = path_to("article", chosen_slug(document.fields.slug) or slug)
    return {normalise_path(path)[:1000] for path in (own, *document.fields.aliases) if path}
