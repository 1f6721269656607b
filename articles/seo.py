"""What a page says of itself in its head: to search engines, to sites that show link cards, to feed readers.

A view puts one of these into its context as `seo`; `{% seo %}` in the base template prints it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.core.paginator import Page

from . import structured_data
from .absolute import absolute_url
from .feed_formats import CONTENT_TYPES, Picture
from .models import Article, Author, Category, Series, Tag
from .paths import path_of, path_of_feed, path_to
from .pictures import picture_for
from .settled import settled
from .shown import ShownArticle, ShownPage
from .structured_data import Crumbs, Data

# Search engines may show pictures large and quote as much as they like.
_WELCOME = "max-image-preview:large, max-snippet:-1"
_FEED_NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
Filed = Category | Tag | Author | Series


class Link(NamedTuple):
    """A `<link>`; what is empty is left out."""

    rel: str
    href: str
    type: str = ""
    title: str = ""


@dataclass(frozen=True)
class Seo:
    """The head of one page. `title` is what stands in `<title>`, `name` what the page itself is called.

    Addresses are absolute. `properties` are OpenGraph's beyond those that every page has. `data` is JSON-LD. `feeds`
    are links like the others, and the same on many pages.
    """

    title: str
    name: str
    description: str = ""
    canonical: str = ""
    robots: str = _WELCOME
    kind: str = "website"
    picture: Picture | None = None
    properties: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    feeds: tuple[Link, ...] = ()
    data: tuple[Data, ...] = ()


def for_home() -> Seo:
    """The head of the front page, which describes the site itself."""
    tagline: str = settings.SITE_TAGLINE
    return Seo(
        title=f"{settings.SITE_NAME} · {tagline}" if tagline else settings.SITE_NAME,
        name=settings.SITE_NAME,
        description=tagline,
        canonical=absolute_url(path_of("home")),
        feeds=feed_links(),
        data=(structured_data.website(),),
    )


def for_article(article: Article | ShownPage) -> Seo:
    """The head of an article's page."""
    address = absolute_url(article.get_absolute_url())
    canonical = absolute_url(article.canonical) if article.canonical else address
    picture = picture_for(article)
    image = structured_data.image_object(picture.url, picture.width, picture.height, article.image_caption)
    markdown = absolute_url(path_to("article_markdown", article.slug))
    data = [structured_data.posting(article, address=canonical, image=image)]
    data.append(structured_data.breadcrumbs(_crumbs_of(article)))
    if article.faq:
        data.append(structured_data.questions(article.faq))
    return Seo(
        title=f"{article.title} · {settings.SITE_NAME}",
        name=article.title,
        description=article.summary,
        canonical=canonical,
        robots="noindex" if article.noindex else _WELCOME,
        kind="article",
        picture=picture,
        properties=tuple(_article_properties(article)),
        links=(Link("alternate", markdown, "text/markdown", "This article as Markdown"),),
        feeds=feed_links(),
        data=tuple(data),
    )


def for_list(
    *,
    title: str,
    path: str,
    description: str = "",
    page: Page[Any] | None = None,
    articles: Iterable[Article | ShownArticle] = (),
    filed: Filed | None = None,
    crumbs: Crumbs = (),
) -> Seo:
    """The head of a list of articles: all of them, or those filed under `filed`, or of a stretch of time.

    `path` is the address of its first page. With `page` each page is its own canonical one, and names its neighbours.
    `crumbs` are the pages above this one, the home page left out.
    """
    number = page.number if page else 1
    address = _paged(path, number)
    listed = page.object_list if page else articles
    data = [structured_data.collection(name=title, description=description, address=address, articles=listed)]
    if isinstance(filed, Author) and number == 1:
        data.append(structured_data.profile(filed, address=address))
    data.append(structured_data.breadcrumbs([("Home", path_of("home")), *crumbs, (title, path)]))
    return Seo(
        title=f"{title}{f', page {number}' if number > 1 else ''} · {settings.SITE_NAME}",
        name=title,
        description=description,
        canonical=address,
        kind="profile" if isinstance(filed, Author) else "website",
        links=tuple(_neighbours(path, page)),
        feeds=feed_links(filed),
        data=tuple(data),
    )


def for_page(*, title: str, path: str = "", description: str = "", noindex: bool = False) -> Seo:
    """The head of any other page: an overview, the search, an error. Without a `path` it has no canonical address."""
    return Seo(
        title=f"{title} · {settings.SITE_NAME}" if title else settings.SITE_NAME,
        name=title or settings.SITE_NAME,
        description=description,
        canonical=absolute_url(path) if path else "",
        robots="noindex" if noindex else _WELCOME,
        feeds=feed_links(),
    )


def feed_links(filed: Filed | None = None) -> tuple[Link, ...]:
    """The feeds of what a page shows, if it has its own, and of the site. A series has none."""
    own: tuple[Link, ...] = ()
    if isinstance(filed, Category | Tag | Author):
        own = _feeds(filed.name, f"{filed._meta.model_name}", filed.slug)
    return own + _feeds(settings.SITE_NAME)


@settled(500)
def _feeds(name: str, kind: str = "", slug: str = "") -> tuple[Link, ...]:
    return tuple(
        Link(
            rel="alternate",
            href=absolute_url(path_of_feed(syntax, kind, slug)),
            type=content_type,
            title=f"{name} ({_FEED_NAMES[syntax]})",
        )
        for syntax, content_type in CONTENT_TYPES.items()
    )


def _article_properties(article: Article | ShownPage) -> Iterable[tuple[str, str]]:
    if article.date:
        yield "article:published_time", structured_data.iso(article.date)
        yield "article:modified_time", structured_data.iso(max(article.date, article.updated or article.date))
    if article.expires:
        yield "article:expiration_time", structured_data.iso(article.expires)
    for author in article.byline:
        yield "article:author", absolute_url(author.get_absolute_url())
    if article.category:
        yield "article:section", article.category.name
    for tag in article.tag_list:
        yield "article:tag", tag.name


def _crumbs_of(article: Article | ShownPage) -> Crumbs:
    above = article.category
    shelf = (above.name, above.get_absolute_url()) if above else ("Articles", path_of("article_list"))
    return [("Home", path_of("home")), shelf, (article.title, article.get_absolute_url())]


def _neighbours(path: str, page: Page[Any] | None) -> Iterable[Link]:
    if page and page.has_previous():
        yield Link("prev", _paged(path, page.previous_page_number()))
    if page and page.has_next():
        yield Link("next", _paged(path, page.next_page_number()))


def _paged(path: str, number: int) -> str:
    return absolute_url(path) + (f"?page={number}" if number > 1 else "")
