"""Old addresses, looked up only where nothing else was found, and at the front page with a query that names a page."""

from collections.abc import Callable
from http import HTTPStatus

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect

from .models import Redirect
from .models.redirect import spellings, spellings_by_query
from .models.status import Status, live_condition
from .paths import path_to


class RedirectFallbackMiddleware:
    """Turn a 404 into a permanent redirect if the path is an old address of something readers may know of.

    That is an article that is live, or was withdrawn (whose own address then says so). A redirect to a draft would
    tell that there is one.

    `/?p=31` was the address of a post, and is here that of the front page; a number of no post makes no difference.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if query and request.path == "/":
            named = _redirect(spellings_by_query("/", query))
            if named is not None:
                return HttpResponsePermanentRedirect(named.target)
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND:
            return response
        target = _target(request.path, query)
        return HttpResponsePermanentRedirect(target) if target else response


def _target(path: str, query: str) -> str:
    """Where readers are found who ask for `path`, decoded. Empty if nothing that they may know of was there."""
    if redirect := _redirect(spellings(path, query)):
        return redirect.target
    # As behind an article's address of today, `.md` behind an old one asks for its document.
    former = _redirect(spellings(path.removesuffix(".md"))) if path.endswith(".md") else None
    return path_to("article_markdown", former.article.slug) if former and former.article else ""


def _redirect(wanted: list[str]) -> Redirect | None:
    """The redirect at the first of the stored paths `wanted` that has one."""
    # No stored path has a NUL in it, and PostgreSQL refuses to be asked for one.
    wanted = [path for path in wanted if "\0" not in path]
    if not wanted:
        return None
    known = Q(article=None) | live_condition("article__") | Q(article__status=Status.WITHDRAWN)
    redirects = Redirect.objects.select_related("article").filter(known, path__in=wanted)
    return min(redirects, key=lambda each: wanted.index(each.path), default=None)
