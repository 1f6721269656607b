"""What every page for readers has in common."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import ListView, View

from articles import caching, seo
from articles.models import Article, ArticleQuerySet
from articles.seo import Filed
from articles.structured_data import Crumbs

PAGE_SIZE = 20


class ReaderPage(View):
    """A page that is the same for everybody: only safe methods, and caches keep it until what it shows changes."""

    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            self.describe(response)
        return response

    def describe(self, response: HttpResponseBase) -> None:
        """Say to caches what the page shows."""
        caching.describe(response, self.surrogate_keys())

    def surrogate_keys(self) -> Iterable[str]:
        """What the page shows, in the words of `articles.caching`. Called once the page has been made."""
        raise NotImplementedError


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

    def surrogate_keys(self) -> Iterable[str]:
        filed = self.subject.filed
        return [caching.LISTS, "list", *(caching.keys_of(filed) if filed else [])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        subject = self.subject = self.get_subject()
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
