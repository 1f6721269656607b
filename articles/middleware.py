"""Old addresses, looked up only where nothing else was found."""

from collections.abc import Callable
from http import HTTPStatus

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect

from .models import Redirect
from .models.redirect import spellings
from .models.status import Status, live_condition
from .paths import path_to


class RedirectFallbackMiddleware:
    """Turn a 404 into a permanent redirect if the path is an old address of something readers may know of.

    That is an article that is live, or was withdrawn (whose own address then says so). A redirect to a draft would
    tell that there is one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # No stored path has a NUL in it, and PostgreSQL refuses to be asked for one.
        if response.status_code != HTTPStatus.NOT_FOUND or "\0" in request.path:
            return response
        target = _target(request.path)
        return HttpResponsePermanentRedirect(target) if target else response


def _target(path: str) -> str:
    """Where readers are found who ask for `path`, decoded. Empty if nothing that they may know of was there."""
    if redirect := _redirect(path):
        return redirect.target
    # As behind an article's address of today, `.md` behind an old one asks for its document.
    former = _redirect(path.removesuffix(".md")) if path.endswith(".md") else None
    return path_to("article_markdown", former.article.slug) if former and former.article else ""


def _redirect(path: str) -> Redirect | None:
    known = Q(article=None) | live_condition("article__") | Q(article__status=Status.WITHDRAWN)
    wanted = spellings(path)
    redirects = Redirect.objects.select_related("article").filter(known, path__in=wanted)
    return min(redirects, key=lambda each: wanted.index(each.path), default=None)
