"""Which surrogate keys a page carries, how long it may be kept, and what a change purges.

    article-12                     anything of article 12 is shown there
    text-12                        its page, its document: that which shows its whole text
    texts                          the whole text of several is shown there (feeds)
    category-3 tag-7 author-1 series-2   what is filed there decides what is shown
    lists                          what is published decides what is shown, and one of
    home list archive shelves feed sitemap search

The mechanism (memory, purging, other processes) is in `edge`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control

from edge.keys import keep, tag
from edge.policy import Parameters
from edge.purging import purge
from edge.store import CHANGE, EVERYTHING, FORGET, REFRESH

from .models import Article, Author, Category, Image, Series, Tag
from .models.status import RELEASED
from .search.query import MAX_CHARACTERS
from .shown import Shown, ShownPage
from .signals import projected, retracted, went_live

MARKDOWN = "text/markdown"
# A purge ends a page's life long before; this is for what nobody thought of.
FRESH_SECONDS = 3_600
# How long a page is shown while a new one is made after that hour.
STALE_SECONDS = 60
# How long a page is shown when none can be made.
ERROR_SECONDS = 7 * 86_400
# The same for browsers and caches that nobody purges. They ask each time whether a page is still the newest.
PUBLIC_ERROR_SECONDS = 86_400

LISTS = "lists"
# As many of the newest articles are likely to be read first.
FIRST = 50
# Of more articles at once it is not asked whose neighbours they are, and to what they are related.
MANY = 20

_PAGE = re.compile(r"[1-9][0-9]{0,5}")
# Which parameters the pages at an address know, and which values a page is kept for.
PARAMETERS: list[tuple[re.Pattern[str], Parameters]] = [
    (re.compile(r"/search/"), {"q": re.compile(rf".{{1,{MAX_CHARACTERS}}}"), "page": _PAGE}),
    (re.compile(r"/articles/|/sitemap\.xml"), {"page": _PAGE}),
    (re.compile(r"/(categories|tags|authors|series)/[^/]+/"), {"page": _PAGE}),
    (re.compile(r"/archive/[0-9]+/([0-9]+/)?"), {"page": _PAGE}),
]


# -- What a page says of itself ---------------------------------------------------------------------------------


def describe(response: HttpResponseBase, keys: Iterable[str], *, until: datetime | None = None) -> None:
    """Let caches keep a page under `keys`. From `until` on it is not even shown when no other can be made."""
    error_seconds = ERROR_SECONDS
    if until is not None:
        left = int((until - timezone.now()).total_seconds()) - FRESH_SECONDS
        error_seconds = max(0, min(error_seconds, left))
    if "Cache-Control" in response.headers:
        patch_cache_control(response, public=True, max_age=0, stale_if_error=PUBLIC_ERROR_SECONDS)
    else:
        response.headers["Cache-Control"] = f"public, max-age=0, stale-if-error={PUBLIC_ERROR_SECONDS}"
    keep(
        response,
        seconds=FRESH_SECONDS,
        stale_while_revalidate=STALE_SECONDS,
        stale_if_error=error_seconds,
    )
    tag(response, keys)


def keys_of(*records: Article | Author | Category | Series | Tag | Shown) -> list[str]:
    """The surrogate keys of records: `article-12`, `tag-7`..."""
    return [f"{kind_of(record)}-{record.pk}" for record in records]


def kind_of(record: Article | Author | Category | Series | Tag | Shown) -> str:
    return f"{record._meta.model_name}" if isinstance(record, Model) else record.kind


def text_key(article: Article | ShownPage) -> str:
    return f"text-{article.pk}"


@lru_cache(maxsize=1024)
def reduced_accept(value: bytes | None) -> bytes:
    """What of an Accept header decides between an article's page and its document, as the view decides it."""
    if not value or not any(each in value.lower() for each in (b"markdown", b"text/*", b"*/*")):
        return b""
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = value.decode("latin-1")
    preferred = request.get_preferred_type(["text/html", MARKDOWN])
    return MARKDOWN.encode() if preferred == MARKDOWN else b""


def next_change() -> float | None:
    """When (in seconds since 1970) an article will appear or go by the clock alone; None if none will.

    Two queries, each of which reads one entry of an index.
    """
    now = timezone.now()
    released = Article.objects.filter(status__in=RELEASED)
    appears = released.filter(date__gt=now).order_by("date").values_list("date", flat=True).first()
    goes = released.filter(expires__gt=now).order_by("expires").values_list("expires", flat=True).first()
    return min((moment.timestamp() for moment in (appears, goes) if moment), default=None)


def first_pages() -> list[str]:
    """The paths of the pages that a reader is most likely to ask for first. One query."""
    newest = Article.objects.live().only("slug", "date")[:FIRST]
    return ["/", "/articles/", "/feed.xml", *(article.get_absolute_url() for article in newest)]


# -- What a change purges ---------------------------------------------------------------------------------------


@receiver(projected, sender=Article, dispatch_uid="caching")
def purge_projected(articles: Sequence[Article], **kwargs: Any) -> None:
    """What shows the articles, what lists them, their neighbours in time; and pages that may find them related."""
    keys = [LISTS, *keys_of(*articles), *_changes_to_come(articles)]
    if len(articles) > MANY:
        keys.append(REFRESH + EVERYTHING)
    else:
        for article in articles:
            filed: list[tuple[str, int | None]] = [
                ("tag", pk) for pk in article.tagged.values_list("tag_id", flat=True)
            ]
            filed += [("category", article.category_id), ("series", article.series_id)]
            keys += [f"{REFRESH}{kind}-{pk}" for kind, pk in filed if pk]
            neighbours = Article.objects.neighbours_of(article).order_by()
            keys += [f"text-{pk}" for pk in neighbours.values_list("pk", flat=True)]
    purge(keys)


def _changes_to_come(articles: Iterable[Article]) -> list[str]:
    """When one of the articles appears or goes next, as a purge says it."""
    now = timezone.now()
    moments = [moment for each in articles for moment in (each.date, each.expires) if moment and moment > now]
    return [f"{CHANGE}{min(moments).timestamp()}"] if moments else []


@receiver(retracted, sender=Article, dispatch_uid="caching")
def purge_retracted(article: Article, **kwargs: Any) -> None:
    """What was taken away is not even shown when no new page can be made."""
    purge([FORGET + text_key(article), f"{FORGET}texts", *keys_of(article), LISTS])


@receiver(went_live, sender=Article, dispatch_uid="caching")
def purge_gone_live(article: Article, on_schedule: bool, **kwargs: Any) -> None:
    """The pages themselves were made anew when the moment came; what was claimed since changes some dates."""
    if on_schedule:
        purge([LISTS])


@receiver(post_save, dispatch_uid="caching")
@receiver(post_delete, dispatch_uid="caching")
def purge_renamed(sender: type, **kwargs: Any) -> None:
    """Names, portraits and alternative texts stand on every other page. What is new stands on none yet."""
    if sender in {Author, Category, Image, Series, Tag} and not kwargs.get("created"):
        purge([EVERYTHING])
