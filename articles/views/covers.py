"""The generated covers, as pictures that browsers and link cards can fetch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import covers
from articles.models import Article

# A cover is drawn from its slug alone, so the address always shows the same; a day bounds a change of the design.
_kept = cache_control(public=True, max_age=86_400)


@require_safe
@_kept
def cover(request: HttpRequest, slug: str) -> HttpResponse:
    """The cover of a slug as SVG. It tells nothing of whether there is such an article."""
    return HttpResponse(covers.svg(slug), content_type="image/svg+xml")


@require_safe
@_kept
def cover_png(request: HttpRequest, slug: str) -> HttpResponse:
    """The cover of a live article as PNG."""
    article = get_object_or_404(Article.objects.live().only("pk", "slug"), slug=slug)
    return HttpResponse(covers.png(article.slug), content_type="image/png")
