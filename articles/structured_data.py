"""Pages described in the words of schema.org, as JSON-LD."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Any

from django.conf import settings
from django.utils import timezone

from .absolute import absolute_url
from .models import Article, Author
from .paths import path_of
from .settled import settled
from .shown import ShownArticle, ShownAuthor, ShownPage

Data = dict[str, Any]
# Name and path of the pages above one, from the top down.
Crumbs = Sequence[tuple[str, str]]


def posting(article: Article | ShownPage, *, address: str, image: Data) -> Data:
    """The article itself; `address` is the canonical one."""
    published = article.date
    return _typed(
        "BlogPosting",
        mainEntityOfPage=address,
        url=address,
        headline=article.title,
        description=article.summary,
        datePublished=iso(published),
        dateModified=iso(max(article.updated, published) if article.updated and published else published),
        author=[person(author) for author in article.byline] or [publisher()],
        publisher=publisher(),
        image=image,
        articleSection=article.category.name if article.category else "",
        keywords=[tag.name for tag in article.tag_list],
        wordCount=article.words,
        timeRequired=f"PT{article.reading_time}M" if article.reading_time else "",
        inLanguage=article.language or settings.LANGUAGE_CODE,
        isPartOf=_series(article),
    )


def person(author: Author | ShownAuthor) -> Data:
    """An author as schema.org's Person."""
    return _person(author) if isinstance(author, ShownAuthor) else _described(author)


@settled(500)
def _person(author: ShownAuthor) -> Data:
    return _described(author)


def _described(author: Author | ShownAuthor) -> Data:
    same = [author.url] if author.url else []
    picture = absolute_url(author.image.url) if author.image else ""
    return _part(
        "Person",
        name=author.name,
        url=absolute_url(author.get_absolute_url()),
        description=author.bio,
        image=picture,
        sameAs=same,
    )


@settled(1)
def publisher() -> Data:
    return _part("Organization", name=settings.SITE_NAME, url=absolute_url("/"))


def image_object(url: str, width: int, height: int, caption: str) -> Data:
    return _part("ImageObject", url=url, width=width, height=height, caption=caption)


def breadcrumbs(crumbs: Crumbs) -> Data:
    """Where a page hangs, the page itself being the last of `crumbs`."""
    return _typed(
        "BreadcrumbList",
        itemListElement=[
            _part("ListItem", position=place, name=name, item=absolute_url(path))
            for place, (name, path) in enumerate(crumbs, start=1)
        ],
    )


def questions(faq: Iterable[dict[str, str]]) -> Data:
    """The questions that an article answers; `faq` as in `Article.faq`."""
    return _typed(
        "FAQPage",
        mainEntity=[
            _part(
                "Question",
                name=each["question"],
                acceptedAnswer=_part("Answer", text=each["answer_text"]),
            )
            for each in faq
        ],
    )


def website() -> Data:
    """The site, and how to search it."""
    target = f"{absolute_url(path_of('search'))}?q={{search_term_string}}"
    return _typed(
        "WebSite",
        name=settings.SITE_NAME,
        description=settings.SITE_TAGLINE,
        url=absolute_url("/"),
        inLanguage=settings.LANGUAGE_CODE,
        publisher=publisher(),
        potentialAction=_part(
            "SearchAction",
            target=_part("EntryPoint", urlTemplate=target),
            **{"query-input": "required name=search_term_string"},
        ),
    )


def collection(
    *, name: str, description: str, address: str, articles: Iterable[Article | ShownArticle]
) -> Data:
    """A page that lists articles."""
    return _typed(
        "CollectionPage",
        name=name,
        description=description,
        url=address,
        inLanguage=settings.LANGUAGE_CODE,
        mainEntity=_part("ItemList", itemListElement=_items(articles)),
    )


def profile(author: Author, *, address: str) -> Data:
    """The page of an author."""
    return _typed("ProfilePage", url=address, mainEntity=person(author))


def _items(articles: Iterable[Article | ShownArticle]) -> list[Data]:
    return [
        _part("ListItem", position=place, name=article.title, url=absolute_url(article.get_absolute_url()))
        for place, article in enumerate(articles, start=1)
    ]


def _series(article: Article | ShownPage) -> Data:
    if article.series is None:
        return {}
    series = article.series
    return _part("CreativeWorkSeries", name=series.name, url=absolute_url(series.get_absolute_url()))


def _typed(kind: str, **properties: Any) -> Data:
    return {"@context": "https://schema.org", **_part(kind, **properties)}


def _part(kind: str, **properties: Any) -> Data:
    """Without what is empty: a missing property says nothing, an empty one is an error."""
    return {"@type": kind} | {name: value for name, value in properties.items() if value or value is False}


def iso(moment: datetime | None) -> str:
    """A moment in the site's time zone (ISO 8601, to the second); "" for none."""
    return _in_zone(moment, timezone.get_current_timezone()) if moment else ""


@settled(4_000)
def _in_zone(moment: datetime, zone: tzinfo) -> str:
    return timezone.localtime(moment, zone).isoformat(timespec="seconds")
