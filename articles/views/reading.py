"""The front page, the list of everything, and the article itself."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from articles import caching, seo
from articles.listed import everything, front_page, overview
from articles.loading import article_page
from articles.models import Article, ArticleQuerySet, Category
from articles.models.status import Status, live_condition
from articles.shown import Shown, ShownPage
from articles.templating import render

from .base import Listing, ReaderPage, Subject
from .surroundings import AnyArticle, Surroundings

LATEST = 9


class Home(ReaderPage):
    """The newest featured article (or else the newest), the latest ones, and what there is to read about."""

    def get(self, request: HttpRequest) -> HttpResponse:
        lead, latest = front_page(LATEST)
        context = {
            "lead": lead,
            "latest": latest,
            "categories": overview(Category),
            "seo": seo.for_home(),
        }
        return render(request, "articles/home.html", context)

    def surrogate_keys(self) -> Iterable[str]:
        return [caching.LISTS, "home"]


class ArticleList(Listing):
    def find(self) -> Sequence[AnyArticle]:
        return everything()

    def get_subject(self) -> Subject:
        return Subject("All articles")


class OneArticle(ReaderPage):
    """What is at an article's address: its page or its document, or the word that it is gone."""

    article: Article | ShownPage
    # What the page shows beside the article.
    beside: Iterable[Article | Shown] = ()

    def describe(self, response: HttpResponseBase) -> None:
        caching.describe(response, self.surrogate_keys(), until=self.article.expires)

    def surrogate_keys(self) -> Iterable[str]:
        return [*caching.keys_of(self.article, *self.beside), caching.text_key(self.article)]

    def document(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The exact text of the live revision, which search engines are pointed away from, to the page."""
        article = self.article = find_article(Article.objects.select_related("live_revision"), slug)
        if article.live_revision is None:
            return gone(request)
        text = article.live_revision.text
        response = HttpResponse(text, content_type=f"{caching.MARKDOWN}; charset=utf-8")
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Link"] = f'<{settings.SITE_URL}{article.get_absolute_url()}>; rel="canonical"'
        return response


class ArticlePage(OneArticle):
    """One article, as HTML or, for those who prefer it, as the document it is made of."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if caching.reduced_accept(request.META.get("HTTP_ACCEPT", "").encode("latin-1", "replace")):
            response = self.document(request, slug)
        else:
            response = self.page(request, slug)
        patch_vary_headers(response, ["Accept"])
        return response

    def page(self, request: HttpRequest, slug: str) -> HttpResponse:
        article = article_page(slug)
        if article is None:
            raise Http404(f"no article is published at {slug}")
        self.article = article
        if article.status == Status.WITHDRAWN:
            return gone(request)
        around = Surroundings.of(article)
        filed = [article.category, article.series, *article.tag_list, *article.byline]
        others = [around.newer, around.older, *around.series, *around.related]
        self.beside = [record for record in [*filed, *others] if record]
        context = {
            "article": article,
            "surroundings": around,
            "seo": seo.for_article(article),
        }
        return render(request, "articles/article.html", context)


class ArticleMarkdown(OneArticle):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.document(request, slug)


def find_article(articles: ArticleQuerySet, slug: str) -> Article:
    """The article at `slug` if readers may know of it: it is live, or was withdrawn. Raises Http404."""
    article = articles.filter(live_condition() | Q(status=Status.WITHDRAWN), slug=slug).first()
    if article is None:
        raise Http404(f"no article is published at {slug}")
    return article


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "410.html", {}, status=HTTPStatus.GONE)
