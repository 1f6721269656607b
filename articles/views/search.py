"""The search page: a form that is a plain GET, so that a search has an address."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse

from articles import caching, search, seo
from articles.models import Category
from articles.paths import path_of
from articles.search.query import MAX_CHARACTERS
from articles.templating import render

from .base import ReaderPage

# Nobody reads so far, and databases count only so far.
MAX_PAGE = 1_000


class Search(ReaderPage):
    """Results for `?q=`, best first, or the empty form; the reader is told what was not understood."""

    def surrogate_keys(self) -> Iterable[str]:
        return [caching.LISTS, "search"]

    def get(self, request: HttpRequest) -> HttpResponse:
        number = page_number(request.GET.get("page", ""))
        results = search.find(request.GET.get("q", ""), page=number)
        page = page_of(results, number)
        context = {
            "heading": f"Search: {results.query}" if results.query else "Search",
            "query": results.query,
            "max_characters": MAX_CHARACTERS,
            "results": results,
            "page_obj": page,
            "paginator": page.paginator,
            # Where nothing was found, or nothing asked, a reader may want to look around.
            "categories": [] if results.total else Category.objects.in_use().by_name(),
            "seo": seo.for_page(
                title=f"Search: {results.query}" if results.query else "Search",
                path=path_of("search"),
                noindex=True,
            ),
        }
        response = render(request, "articles/search.html", context)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def page_number(written: str) -> int:
    """The page asked for, the first if none is. Raises Http404 for what is no page's number."""
    if not written:
        return 1
    if not (written.isascii() and written.isdecimal() and len(written) < 10 and 0 < int(written) <= MAX_PAGE):
        raise Http404(f"no such page: {written[:20]}")
    return int(written)


def page_of(results: search.Results, number: int) -> Page[Any]:
    """The results' page as Django's paginator knows it. Raises Http404 beyond the last."""
    paginator = Paginator(range(results.total), search.PER_PAGE)
    if number > paginator.num_pages:
        raise Http404(f"the results end before page {number}")
    return paginator.page(number)
