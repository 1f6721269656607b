"""Every file of the static site: where it lies, what it is made from, and a fingerprint of all that it shows.

The same fingerprint means the same bytes, so a file whose fingerprint has not changed is not made again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise, takewhile
from math import ceil
from typing import Any

from django.utils import timezone

from articles.feed_formats import CONTENT_TYPES
from articles.feeds import LENGTH
from articles.paths import path_in_archive, path_of, path_of_feed, path_to
from articles.sitemaps import MAX_ADDRESSES, NEWS_HOURS, addresses
from articles.views import archive, filing, reading
from articles.views.base import Listing

from .paths import file_of, page_path
from .redirects import moved_pages, redirect_rules
from .related import Related
from .snapshot import Filed, Snapshot, digest

# Pages that say something of the whole site.
_WHOLE = ("home", "category_list", "tag_list", "author_list", "archive", "sitemap", "robots", "llms")
_VIEWS: dict[str, type[Listing]] = {
    "category": filing.CategoryPage,
    "tag": filing.TagPage,
    "author": filing.AuthorPage,
    "series": filing.SeriesPage,
}


@dataclass(frozen=True, slots=True)
class Output:
    """One file. `makes` says what makes it: an article's page, a list..."""

    file: str
    fingerprint: str
    makes: Any


@dataclass(frozen=True, slots=True)
class Page:
    """What a view answers at an address of the site."""

    path: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class NotFound:
    """The page for addresses at which there is nothing."""


@dataclass(frozen=True, slots=True)
class SearchNote:
    """The page in place of the search."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Text that is there already."""

    text: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A page that sends its reader on to `target`."""

    target: str


@dataclass(frozen=True, slots=True)
class Markdown:
    pk: int


@dataclass(frozen=True, slots=True)
class Cover:
    slug: str
    suffix: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article's page, and the articles around it."""

    pk: int
    newer: int | None
    older: int | None
    series: tuple[int, ...]
    related: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list. `filed` is what it is of, `arguments` are those of its address."""

    view: type[Listing]
    path: str
    articles: tuple[int, ...]
    number: int
    arguments: tuple[tuple[str, Any], ...] = ()
    filed: Filed | None = None

    @property
    def shown(self) -> tuple[int, ...]:
        """The articles on this page."""
        size = self.view.page_size
        return self.articles[(self.number - 1) * size : self.number * size]


@dataclass(frozen=True, slots=True)
class Feed:
    syntax: str
    articles: tuple[int, ...]
    filed: Filed | None = None


def outputs(site: Snapshot, code: str) -> Iterator[Output]:
    """Every file but media and static assets, which the pages name. `code` stands for all that is no content."""
    for file, shown, makes in _all(site):
        yield Output(file, digest(code, shown, makes.__class__.__name__), makes)


def news(site: Snapshot) -> list[int]:
    """The articles of the news sitemap: what it shows changes with time alone."""
    since = site.moment - timedelta(hours=NEWS_HOURS)
    return list(takewhile(lambda pk: site.rows[pk].date >= since, site.rows))


_Made = tuple[str, Any, Any]


def _all(site: Snapshot) -> Iterator[_Made]:
    yield from _articles(site)
    yield from _lists(site)
    yield from _feeds(site)
    yield from _whole(site)
    yield "_redirects", site.redirects, Fixed(redirect_rules(site.redirects))
    # Last, because a page that is there comes before a redirect, as it does on the live site.
    for file, target in moved_pages(site.redirects):
        yield file, target, Moved(target)


def _whole(site: Snapshot) -> Iterator[_Made]:
    for name in _WHOLE:
        path = path_of(name)
        yield file_of(path), site.everything, Page(path)
    # The sitemap of a large site is in parts; only then is it worth counting them.
    if len(site.rows) + len(site.filed) + len(_WHOLE) > MAX_ADDRESSES:
        path, parts = path_of("sitemap"), ceil(len(list(addresses())) / MAX_ADDRESSES)
        for number in range(1, parts + 1) if parts > 1 else ():
            yield page_path(path, number), (site.everything, number), Page(path, f"page={number}")
    path = path_of("news_sitemap")
    yield file_of(path), [site.cards[pk] for pk in news(site)], Page(path)
    shelves = [
        (filed.columns, len(filed.articles)) for filed in site.filed.values() if filed.kind == "category"
    ]
    yield file_of(path_of("search")), shelves, SearchNote()
    yield "404.html", (), NotFound()


# -- Articles ---------------------------------------------------------------------------------------------------


def _articles(site: Snapshot) -> Iterator[_Made]:
    related = Related(site)
    newer = dict[int, int]((old, new) for new, old in pairwise(site.rows))
    older = dict[int, int](pairwise(site.rows))
    for pk, row in site.rows.items():
        parts = site.filed.get(("series", row.series_id or 0))
        series = parts.articles if parts else ()
        page = ArticlePage(pk, newer.get(pk), older.get(pk), series, tuple(related.of(pk)))
        around = [_named(site, each) for each in (page.newer, page.older, *series) if each]
        shown = (
            site.cards[pk],
            site.page_names(row),
            around,
            (page.newer, page.older),
            [site.cards[each] for each in page.related],
        )
        yield f"articles/{row.slug}/index.html", shown, page
        yield f"articles/{row.slug}.md", (row.slug, row.live_revision_id), Markdown(pk)
        if not row.image_id:
            for suffix in ("svg", "png"):
                yield f"covers/{row.slug}.{suffix}", row.slug, Cover(row.slug, suffix)


def _named(site: Snapshot, pk: int) -> tuple[Any, ...]:
    """What a mere link to an article shows of it."""
    row = site.rows[pk]
    return (pk, row.slug, row.title, row.language)


# -- Lists and feeds --------------------------------------------------------------------------------------------


def _lists(site: Snapshot) -> Iterator[_Made]:
    everything = tuple(site.rows)
    yield from _pages(site, reading.ArticleList, path_of("article_list"), everything)
    for filed in site.filed.values():
        path = path_to(filed.kind, filed.slug)
        yield from _pages(
            site, _VIEWS[filed.kind], path, filed.articles, arguments=(("slug", filed.slug),), filed=filed
        )
    years: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for pk, row in site.rows.items():
        local = timezone.localtime(row.date, timezone.get_default_timezone())
        years[(local.year,)].append(pk)
        years[local.year, local.month].append(pk)
    counts = Counter({period: len(articles) for period, articles in years.items()})
    for period, articles in years.items():
        view: type[Listing] = archive.ArchiveYear if len(period) == 1 else archive.ArchiveMonth
        arguments = tuple(zip(("year", "month"), period, strict=False))
        months = sorted(each for each in counts.items() if each[0][0] == period[0])
        path = path_in_archive(*period)
        yield from _pages(site, view, path, tuple(articles), arguments=arguments, also=months)


def _pages(
    site: Snapshot,
    view: type[Listing],
    path: str,
    articles: tuple[int, ...],
    *,
    arguments: tuple[tuple[str, Any], ...] = (),
    filed: Filed | None = None,
    also: Any = None,
) -> Iterator[_Made]:
    size = view.page_size
    for number in range(1, max(1, ceil(len(articles) / size)) + 1):
        page = ListPage(view, path, articles, number, arguments, filed)
        cards = [site.cards[pk] for pk in page.shown]
        shown = (view.__name__, site.describe(filed), len(articles), number, cards, also)
        yield page_path(path, number), shown, page


def _feeds(site: Snapshot) -> Iterator[_Made]:
    yield from _feeds_of(site, tuple(site.rows), None)
    for filed in site.filed.values():
        if filed.kind != "series":
            yield from _feeds_of(site, filed.articles, filed)


def _feeds_of(site: Snapshot, articles: tuple[int, ...], filed: Filed | None) -> Iterator[_Made]:
    newest = []
    for pk in articles:
        if not site.rows[pk].noindex:
            newest.append(pk)
            if len(newest) == LENGTH:
                break
    shown = [(site.cards[pk], site.page_names(site.rows[pk])[0]) for pk in newest]
    for syntax in CONTENT_TYPES:
        path = path_of_feed(syntax, filed.kind, filed.slug) if filed else path_of_feed(syntax)
        yield file_of(path), (syntax, site.describe(filed), shown), Feed(syntax, tuple(newest), filed)
