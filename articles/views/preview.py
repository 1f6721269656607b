"""An article as it would look published, for whoever was given its secret address."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from articles.markup import RenderRefused
from articles.models import Article
from articles.previews import read_token
from articles.projection import provisional
from articles.templating import render

from .surroundings import Surroundings


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The latest revision of the article that `token` names; nothing keeps a copy of it."""
    pk = read_token(token)
    if pk is None:
        raise Http404("the preview's address is not valid, or not any more")
    article = get_object_or_404(Article.objects.select_related("latest_revision", "live_revision"), pk=pk)
    response = _render(request, article)
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # The address is the key; it should not travel to the sites that the article links to, nor to our own logs.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _render(request: HttpRequest, article: Article) -> HttpResponse:
    revision = article.latest_revision
    if revision is None:
        raise Http404("this article has no text yet")
    context: dict[str, Any] = {"stored": article, "revision": revision}
    try:
        page = provisional(article, revision.document)
    except RenderRefused as refusal:
        context |= {"refusal": refusal}
        return render(
            request, "articles/preview_refused.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    context |= {"article": page, "surroundings": Surroundings()}
    return render(request, "articles/preview.html", context)
