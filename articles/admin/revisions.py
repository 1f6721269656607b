"""The history of an article: its texts, what happened to it, any two texts compared, an old one brought back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from articles import publishing
from articles.markup import RenderRefused
from articles.models import Article, Event, OpenConflict, Revision

from .comparison import compare

PER_PAGE = 50


@require_GET
def history(request: HttpRequest, article: Article, context: dict[str, Any]) -> HttpResponse:
    """Revisions newest first, each with what happened to the article at it."""
    revisions = article.revisions.select_related("by").defer("text")
    page = Paginator(revisions, PER_PAGE).get_page(request.GET.get("page"))
    events: dict[int, list[Event]] = {}
    shown = [revision.pk for revision in page]
    for event in article.events.filter(revision__in=shown).select_related("by").order_by("pk"):
        events.setdefault(event.revision_id or 0, []).append(event)
    numbers = [revision.number for revision in page]
    unsettled = set(OpenConflict.objects.filter(article=article).values_list("kept", flat=True))
    return TemplateResponse(
        request,
        "admin/articles/article/history.html",
        {
            **context,
            "title": "History",
            "article": article,
            "page": page,
            "entries": [
                (revision, events.get(revision.pk, []), revision.pk in unsettled) for revision in page
            ],
            "newer": numbers[0] if numbers else None,
            "older": numbers[1] if len(numbers) > 1 else None,
        },
    )


@require_GET
def compare_revisions(request: HttpRequest, article: Article, context: dict[str, Any]) -> HttpResponse:
    """GET ?old=&new=: the texts of two revisions, compared."""
    old, new = revision_of(article, request.GET.get("old")), revision_of(article, request.GET.get("new"))
    if old.number > new.number:
        old, new = new, old
    return TemplateResponse(
        request,
        "admin/articles/article/compare.html",
        {
            **context,
            "title": "Compare",
            "article": article,
            "old": old,
            "new": new,
            "comparison": compare(old.text, new.text),
            "older": article.revisions.filter(number__lt=old.number).first(),
            "newer": article.revisions.filter(number__gt=new.number).last(),
        },
    )


@require_POST
def restore(request: HttpRequest, article: Article, context: dict[str, Any]) -> HttpResponse:
    """POST revision: its text becomes the latest again."""
    revision = revision_of(article, request.POST.get("revision"))
    try:
        restored = publishing.restore(article=article, revision=revision, by=request.user)  # type: ignore[arg-type]
    except publishing.NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except (publishing.PublishingError, RenderRefused) as refused:
        messages.error(request, f"Revision {revision.number} was not restored: {refused}")
        return HttpResponseRedirect(reverse("admin:articles_article_history", args=[article.pk]))
    if restored.text == revision.text and restored.pk == article.latest_revision_id:
        messages.info(request, f"Revision {revision.number} is what the article says already.")
    else:
        then = " Readers see it once you publish the changes." if article.live_revision_id else ""
        messages.success(
            request, f"The text of revision {revision.number} is back, as revision {restored.number}.{then}"
        )
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def revision_of(article: Article, number: str | None) -> Revision:
    """The revision of `article` that a request names; 404 for one of another article, or none."""
    if not number or not number.isdecimal():
        raise Http404("No such revision.")
    revision = article.revisions.select_related("by").filter(number=int(number[:9])).first()
    if revision is None:
        raise Http404("No such revision.")
    return revision
