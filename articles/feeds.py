"""Feeds of the newest articles with their full text: of the site, of a category, of a tag, of an author.

What is new is told without reading any body: a feed reader that has the newest state costs no rendering.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import MD5
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from .absolute import absolute_html, absolute_url
from .caching import LISTS, describe, keys_of
from .feed_formats import CONTENT_TYPES, Channel, Entry, Label, Person, write
from .models import Article, Author, Category, Event, Tag
from .paths import path_of, path_of_feed
from .pictures import picture_for

LENGTH = 20
# What a feed may be of, and how an article is asked whether it belongs there.
_KINDS: dict[str, tuple[type[Category] | type[Tag] | type[Author], str]] = {
    "category": (Category, "category"),
    "tag": (Tag, "tagged__tag"),
    "author": (Author, "bylines__author"),
}
# When an empty site was last updated.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@require_safe
def feed(request: HttpRequest, *, syntax: str, kind: str = "", slug: str = "") -> HttpResponseBase:
    """The feed in "atom", "rss" or "json"; with `kind` ("category", "tag", "author") of what is filed at `slug`.

    Raises Http404 where readers find nothing filed there.
    """
    filed = get_object_or_404(_KINDS[kind][0].objects.in_use(), slug=slug) if kind else None
    articles = newest(kind, filed)
    entries = [entry_for(article) for article in articles]
    channel = channel_for(kind, filed, entries)
    etag = _etag(syntax, channel, articles, entries)
    modified = int(_last_modified(articles).timestamp())

    unchanged = get_conditional_response(request, etag=etag, last_modified=modified)
    response = unchanged or HttpResponse(
        write(syntax, channel, _with_bodies(articles, entries)),
        content_type=f"{CONTENT_TYPES[syntax]}; charset=utf-8",
    )
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    describe(response, [LISTS, "feed", "texts", *(keys_of(filed) if filed else [])])
    return response


def newest(kind: str, filed: Category | Tag | Author | None) -> list[Article]:
    """The newest live articles, without their bodies, of which `body_md5` tells changes. Three queries."""
    live = Article.objects.live().listed()
    if filed is not None:
        live = live.filter(**{_KINDS[kind][1]: filed})
    # Which they are is settled by keys alone; otherwise a database may digest, and sort, every body there is.
    articles = Article.objects.filter(pk__in=live.values("pk")[:LENGTH]).cards()
    articles = articles.prefetch_related("tags").order_by("-date", "-pk")  # type: ignore[misc]
    return list(articles.annotate(body_md5=MD5("html")))


def entry_for(article: Article) -> Entry:
    """What a feed says of an article, except for its text."""
    published = article.date or _NEVER
    labels: list[Category | Tag] = [article.category] if article.category else []
    return Entry(
        id=f"urn:uuid:{article.public_id}",
        url=absolute_url(article.get_absolute_url()),
        title=article.title,
        summary=article.summary,
        published=timezone.localtime(published),
        updated=timezone.localtime(max(published, article.updated or published)),
        authors=tuple(_person(author) for author in article.byline),
        labels=tuple(_label(label) for label in [*labels, *article.tag_list]),
        picture=picture_for(article),
        language=article.language or settings.LANGUAGE_CODE,
    )


def channel_for(kind: str, filed: Category | Tag | Author | None, entries: Sequence[Entry]) -> Channel:
    """The feed of what is `filed` there (of the whole site with None), as new as its newest entry."""
    return Channel(
        title=f"{filed.name} · {settings.SITE_NAME}" if filed else settings.SITE_NAME,
        subtitle=_subtitle(filed),
        page=absolute_url(filed.get_absolute_url() if filed else path_of("home")),
        addresses={
            syntax: absolute_url(path_of_feed(syntax, kind, filed.slug if filed else ""))
            for syntax in CONTENT_TYPES
        },
        language=settings.LANGUAGE_CODE,
        publisher=settings.SITE_NAME,
        updated=max((entry.updated for entry in entries), default=_NEVER),
    )


def _subtitle(filed: Category | Tag | Author | None) -> str:
    if filed is None:
        tagline: str = settings.SITE_TAGLINE
        return tagline
    if isinstance(filed, Category):
        return filed.description
    return filed.bio if isinstance(filed, Author) else ""


def _person(author: Author) -> Person:
    return Person(
        name=author.name,
        url=absolute_url(author.get_absolute_url()),
        picture=absolute_url(author.image.url) if author.image else "",
    )


def _label(label: Category | Tag) -> Label:
    overview = "category_list" if isinstance(label, Category) else "tag_list"
    return Label(term=label.slug, name=label.name, scheme=absolute_url(path_of(overview)))


def _with_bodies(articles: Sequence[Article], entries: Sequence[Entry]) -> list[Entry]:
    """The entries with their text, which only now is read. One query.

    Title and summary are read again with it: somebody may have published in between, and an entry is of one piece.
    """
    whole = Article.objects.only("title", "description", "excerpt", "html").in_bulk(
        [article.pk for article in articles]
    )
    return [
        replace(
            entry,
            title=whole[article.pk].title,
            summary=whole[article.pk].summary,
            html=absolute_html(whole[article.pk].html, base=entry.url),
        )
        for article, entry in zip(articles, entries, strict=True)
        if article.pk in whole
    ]


def _etag(syntax: str, channel: Channel, articles: Sequence[Article], entries: Sequence[Entry]) -> str:
    bodies = [article.body_md5 for article in articles]  # type: ignore[attr-defined]
    return f'"{sha256(repr((syntax, channel, entries, bodies)).encode()).hexdigest()[:32]}"'


def _last_modified(articles: Sequence[Article]) -> datetime:
    """When the feed changed last. An article that left it, and was newer than all that stayed, left an event."""
    event = Event.objects.aggregate(last=Max("created"))["last"]
    moments = [event, *(moment for article in articles for moment in (article.modified, article.date))]
    return max((moment for moment in moments if moment), default=_NEVER)
