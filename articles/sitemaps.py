"""What is told to machines that read the whole site: sitemaps, robots.txt and llms.txt.

Django's sitemap framework asks every article for its address and the request for its host. Here one query reads the
few columns that count, and the host is the site's own whoever asks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from itertools import groupby
from math import ceil

from django.conf import settings
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .absolute import absolute_url
from .caching import LISTS, describe
from .models import Article, ArticleQuerySet, Author, Category, Series, Tag
from .models.status import live_condition
from .paths import path_of, path_to
from .templating import render
from .xml import Xml

# What one sitemap may hold by its protocol (sitemaps.org); a larger site answers with an index of several.
MAX_ADDRESSES = 50_000
# What a news sitemap may hold, and for how long (Google's rules).
MAX_NEWS = 1_000
NEWS_HOURS = 48
# llms.txt is to be read in one go.
MAX_LISTED = 1_000

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

View = Callable[[HttpRequest], HttpResponse]


def _kept(view: View) -> View:
    """Let caches keep what `view` makes until something is published."""

    @wraps(view)
    def described(request: HttpRequest) -> HttpResponse:
        response = view(request)
        describe(response, [LISTS, "sitemap"])
        return response

    return described


@dataclass(frozen=True)
class Address:
    """One `<url>` of a sitemap."""

    path: str
    changed: datetime | None = None
    image: str = ""


@require_safe
@_kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that may be found by a search engine; beyond MAX_ADDRESSES an index of `?page=1`, `?page=2`...

    Raises Http404 for a page that there is not.
    """
    found = list(addresses())
    pages = range(1, max(1, ceil(len(found) / MAX_ADDRESSES)) + 1)
    number = request.GET.get("page", "")
    if not number:
        return _urlset(found) if len(pages) == 1 else _index(pages)
    if not number.isdecimal() or int(number) not in pages:
        raise Http404(f"there is no page {number} of the sitemap")
    return _urlset(found[(int(number) - 1) * MAX_ADDRESSES : int(number) * MAX_ADDRESSES])


def addresses() -> Iterator[Address]:
    """The home page, the overviews, whatever articles are filed under, and the articles, newest first."""
    articles = list(_articles())
    newest = max((address.changed for address in articles if address.changed), default=None)
    yield Address(path_of("home"), newest)
    for name in ("article_list", "category_list", "tag_list", "author_list", "archive"):
        yield Address(path_of(name), newest)
    listed = live_condition("articles__") & Q(articles__noindex=False)
    for model in (Category, Tag, Author, Series):
        kind = f"{model._meta.model_name}"
        filed = (
            model.objects.filter(listed).values_list("slug").annotate(Max("articles__date")).order_by("slug")
        )
        yield from (Address(path_to(kind, slug), last) for slug, last in filed)
    yield from articles


def _articles() -> Iterator[Address]:
    columns = _canonical(Article.objects.live().listed()).values_list(
        "slug", "updated", "modified", "image__file"
    )
    for slug, updated, modified, image in columns:
        changed = max((moment for moment in (updated, modified) if moment), default=None)
        yield Address(path_to("article", slug), changed, f"{settings.MEDIA_URL}{image}" if image else "")


def _canonical(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Without those that name another address, perhaps another site's, as the one to be found at."""
    return articles.filter(canonical="")


def _urlset(found: list[Address]) -> HttpResponse:
    xml = Xml()
    with xml.inside("urlset", xmlns=_SITEMAP, xmlns_image=_IMAGES):
        for address in found:
            with xml.inside("url"):
                xml.element("loc", absolute_url(address.path))
                if address.changed:
                    xml.element("lastmod", timezone.localtime(address.changed).isoformat(timespec="seconds"))
                if address.image:
                    with xml.inside("image:image"):
                        xml.element("image:loc", absolute_url(address.image))
    return HttpResponse(xml.encoded(), content_type="application/xml; charset=utf-8")


def _index(numbers: range) -> HttpResponse:
    xml = Xml()
    with xml.inside("sitemapindex", xmlns=_SITEMAP):
        for number in numbers:
            with xml.inside("sitemap"):
                xml.element("loc", f"{absolute_url(path_of('sitemap'))}?page={number}")
    return HttpResponse(xml.encoded(), content_type="application/xml; charset=utf-8")


@require_safe
@_kept
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """The articles of the last NEWS_HOURS, as Google News wants them."""
    since = timezone.now() - timedelta(hours=NEWS_HOURS)
    articles = _canonical(Article.objects.live().listed().filter(date__gte=since))
    xml = Xml()
    with xml.inside("urlset", xmlns=_SITEMAP, xmlns_news=_NEWS):
        for article in articles.only("slug", "title", "date", "language")[:MAX_NEWS]:
            with xml.inside("url"):
                xml.element("loc", absolute_url(article.get_absolute_url()))
                with xml.inside("news:news"):
                    with xml.inside("news:publication"):
                        xml.element("news:name", settings.SITE_NAME)
                        xml.element(
                            "news:language", _news_language(article.language or settings.LANGUAGE_CODE)
                        )
                    xml.element(
                        "news:publication_date",
                        timezone.localtime(article.date).isoformat(timespec="seconds"),
                    )
                    xml.element("news:title", article.title)
    return HttpResponse(xml.encoded(), content_type="application/xml; charset=utf-8")


def _news_language(tag: str) -> str:
    """ISO 639 code of a language tag; Chinese alone keeps its region there."""
    tag = tag.lower().replace("_", "-")
    return tag if tag in {"zh-cn", "zh-tw"} else tag.partition("-")[0]


@require_safe
@_kept
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read, and where the sitemaps are."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in [reverse("admin:index"), path_of("search"), "/preview/"]),
        "",
        *(f"Sitemap: {absolute_url(path_of(name))}" for name in ("sitemap", "news_sitemap")),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@_kept
def llms(request: HttpRequest) -> HttpResponse:
    """The site for language models (llmstxt.org): what there is to read, by category, as links to the documents."""
    articles = Article.objects.live().listed().select_related("category")
    columns = articles.only("slug", "title", "description", "excerpt", "category__name")
    newest = list(columns[: MAX_LISTED + 1])
    shelved = sorted(newest[:MAX_LISTED], key=_shelf)
    context = {
        "shelves": [
            (name, [_listed(article) for article in group])
            for (_, name), group in groupby(shelved, key=_shelf)
        ],
        "more": len(newest) > MAX_LISTED,
    }
    return render(request, "articles/llms.txt", context, content_type="text/plain; charset=utf-8")


def _shelf(article: Article) -> tuple[bool, str]:
    """The name of the article's category, those without one last."""
    return article.category is None, article.category.name if article.category else ""


def _listed(article: Article) -> dict[str, str]:
    return {
        "title": _inline(article.title),
        "url": absolute_url(path_to("article_markdown", article.slug)),
        "summary": " ".join(article.summary.split()),
    }


def _inline(text: str) -> str:
    """Text between the brackets of a Markdown link."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
