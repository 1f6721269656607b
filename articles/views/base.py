"""What every page for readers has in common."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.generic import ListView, View

from articles.models import Article, ArticleQuerySet

# How long a browser or proxy may show a page without asking. Scheduled articles and expiries move by the clock
# alone, so this is also how late they may be seen to.
CACHE_SECONDS = 60
PAGE_SIZE = 20


class ReaderPage(View):
    """A page that is the same for everybody: only safe methods, and caches may keep it for a moment."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
        return response


class Listing(ReaderPage, ListView[Article]):
    """Live articles as cards, a page at a time; a page that does not exist is a 404.

    Subclasses say in `get_queryset` which ones, and in their context what the page is called:
    `heading`, and optionally `standfirst`.
    """

    paginate_by = PAGE_SIZE
    context_object_name = "articles"
    template_name = "articles/listing.html"
    heading = ""

    def get_queryset(self) -> ArticleQuerySet:
        return Article.objects.live().cards()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"heading": self.heading, **kwargs})
