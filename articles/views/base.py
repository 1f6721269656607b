"""What every page for readers has in common."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.generic import ListView, View

from articles import seo
from articles.models import Article, ArticleQuerySet
from articles.seo import Filed
from articles.structured_data import Crumbs

# How long a shared cache may show a page without asking. Scheduled articles and expiries move by the clock alone, so
# this is also how late they may be seen to. A browser asks each time: who has just published wants to see it.
CACHE_SECONDS = 60
PAGE_SIZE = 20


class ReaderPage(View):
    """A page that is the same for everybody: only safe methods, and caches may keep it for a moment."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=0, s_maxage=CACHE_SECONDS)
        return response


@dataclass(frozen=True)
class Subject:
    """What a list is of. `crumbs` are the pages above it, the home page left out: (name, path) each."""

    name: str
    description: str = ""
    filed: Filed | None = None
    crumbs: Crumbs = ()


class Listing(ReaderPage, ListView[Article]):
    """Live articles as teasers, a page at a time; a page that does not exist is a 404.

    Subclasses say in `get_queryset` which ones, and in `get_subject` what the page is called.
    """

    paginate_by = PAGE_SIZE
    context_object_name = "articles"
    template_name = "articles/listing.html"

    def get_queryset(self) -> ArticleQuerySet:
        return Article.objects.live().cards()

    def get_subject(self) -> Subject:
        """Called once the queryset has been made."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        subject = self.get_subject()
        context["subject"] = subject
        context["seo"] = seo.for_list(
            title=subject.name,
            path=self.request.path,
            description=subject.description,
            page=context["page_obj"],
            filed=subject.filed,
            crumbs=subject.crumbs,
        )
        return context
