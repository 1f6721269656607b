"""What every page for readers has in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.generic import View

from articles import caching, seo
from articles.seo import Filed
from articles.structured_data import Crumbs
from articles.templating import render

from .surroundings import AnyArticle

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


class Listing(ReaderPage):
    """Live articles, a page at a time; a page that there is not is a 404.

    Subclasses say in `find` which ones, and in `get_subject` what the page is called.
    """

    template_name = "articles/listing.html"
    page_size = PAGE_SIZE

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(request, self.template_name, self.context(self.find()))

    def find(self) -> Sequence[AnyArticle]:
        """The articles of the list, by what its address says. Raises Http404."""
        raise NotImplementedError

    def get_subject(self) -> Subject:
        raise NotImplementedError

    def context(self, articles: Sequence[AnyArticle]) -> dict[str, Any]:
        """What the template is told of the page that was asked for. Raises Http404 where there is none."""
        page = page_of(Paginator(articles, self.page_size), self.request.GET.get("page", ""))
        subject = self.subject = self.get_subject()
        return {
            "articles": page.object_list,
            "page_obj": page,
            "paginator": page.paginator,
            "subject": subject,
            "seo": seo.for_list(
                title=subject.name,
                path=self.request.path,
                description=subject.description,
                page=page,
                filed=subject.filed,
                crumbs=subject.crumbs,
            ),
        }

    def surrogate_keys(self) -> Iterable[str]:
        filed = self.subject.filed
        return [caching.LISTS, "list", *(caching.keys_of(filed) if filed else [])]


def page_of(paginator: Paginator[AnyArticle], number: str) -> Page[AnyArticle]:
    """The page that was asked for: the first where none was, and "last" for the last. Raises Http404."""
    try:
        page = paginator.page(paginator.num_pages if number == "last" else int(number or 1))
    except (ValueError, InvalidPage) as error:
        raise Http404(f"there is no page {number[:20]}") from error
    # Now, and once: it is shown, and described to machines.
    page.object_list = list(page.object_list)
    return page
