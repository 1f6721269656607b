"""The front page, the list of everything, and the article itself."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.generic import TemplateView

from articles import seo
from articles.models import Article, ArticleQuerySet, Category
from articles.models.status import Status, live_condition

from .base import Listing, ReaderPage, Subject
from .surroundings import Surroundings

LATEST = 9
MARKDOWN = "text/markdown"


class Home(ReaderPage, TemplateView):
    """The newest featured article (or else the newest), the latest ones, and what there is to read about."""

    template_name = "articles/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cards = Article.objects.live().cards()
        latest = list(cards[: LATEST + 1])
        lead = cards.filter(featured=True).first() or next(iter(latest), None)
        return super().get_context_data(
            lead=lead,
            latest=[article for article in latest if article != lead][:LATEST],
            categories=Category.objects.in_use(),
            seo=seo.for_home(),
            **kwargs,
        )


class ArticleList(Listing):
    def get_subject(self) -> Subject:
        return Subject("All articles")


class ArticlePage(ReaderPage):
    """One article, as HTML or, for those who prefer it, as the document it is made of."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if request.get_preferred_type(["text/html", MARKDOWN]) == MARKDOWN:
            response = markdown_response(request, slug)
        else:
            response = self.page(request, slug)
        patch_vary_headers(response, ["Accept"])
        return response

    def page(self, request: HttpRequest, slug: str) -> HttpResponse:
        article = find_article(Article.objects.pages(), slug)
        if article.status == Status.WITHDRAWN:
            return gone(request)
        context = {
            "article": article,
            "surroundings": Surroundings.of(article),
            "seo": seo.for_article(article),
        }
        return render(request, "articles/article.html", context)


class ArticleMarkdown(ReaderPage):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return markdown_response(request, slug)


def markdown_response(request: HttpRequest, slug: str) -> HttpResponse:
    """The exact text of the live revision, which search engines are pointed away from, to the page."""
    article = find_article(Article.objects.select_related("live_revision"), slug)
    if article.live_revision is None:
        return gone(request)
    response = HttpResponse(article.live_revision.text, content_type=f"{MARKDOWN}; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Link"] = f'<{settings.SITE_URL}{article.get_absolute_url()}>; rel="canonical"'
    return response


def find_article(articles: ArticleQuerySet, slug: str) -> Article:
    """The article at `slug` if readers may know of it: it is live, or was withdrawn. Raises Http404."""
    article = articles.filter(live_condition() | Q(status=Status.WITHDRAWN), slug=slug).first()
    if article is None:
        raise Http404(f"no article is published at {slug}")
    return article


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "410.html", status=HTTPStatus.GONE)
