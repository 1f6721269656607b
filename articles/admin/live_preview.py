"""What the editor page asks while somebody writes: how the text looks, what it changes, whether it would arrive."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from articles.document import Document, parse
from articles.markup import ImageFile, place_images
from articles.models import Article, Image

from .checks import inspect
from .comparison import compare
from .forms import FieldsForm, SourceForm
from .frontmatter import write
from .revisions import revision_of


@require_POST
def live_preview(request: HttpRequest, article: Article | None) -> JsonResponse:
    """POST the form: {"html", "words", "minutes", "checks"}. Nothing is written.

    `html` is the sanitised body, `checks` the panel of checks; with a form that cannot be read, only `checks`.
    """
    document = _typed(request, _begun_from(request, article))
    report = inspect(document, article=article)
    body = ""
    if report.rendered is not None:
        sources = [use.src for use in report.rendered.images]
        known = Image.objects.for_sources(sources)
        body = place_images(report.rendered.html, {src: _file(known.get(src)) for src in sources})
    return JsonResponse(
        {
            "title": document.fields.title,
            "html": body,
            "words": report.words,
            "minutes": report.minutes,
            "checks": render_to_string("admin/articles/article/checks.html", {"report": report}, request),
        }
    )


@require_POST
def typed_changes(request: HttpRequest, article: Article | None) -> HttpResponse:
    """POST the form: what it changes in the revision that it was begun from, as a piece of HTML. Nothing is written."""
    base = _begun_from(request, article)
    comparison = compare(base.text, _typed(request, base).text)
    return render(request, "admin/articles/article/comparison.html", {"comparison": comparison})


@require_GET
def pulse(request: HttpRequest) -> JsonResponse:
    """{"token"}: the server is there, the session lasts, and a form that is sent with this token will be taken."""
    return JsonResponse({"token": get_token(request)})


@require_GET
def preview_frame(request: HttpRequest) -> HttpResponse:
    """The empty page, in the readers' own clothes, into which the editor page puts what is typed."""
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied("Your account may not edit articles.")
    return render(request, "admin/articles/article/preview_frame.html")


def _begun_from(request: HttpRequest, article: Article | None) -> Document:
    """The document that what is typed was begun from: of the revision that the form names, else of the latest."""
    if article is None or article.latest_revision is None:
        return parse("")
    named = request.POST.get("base", "")
    if not named or named == str(article.latest_revision.number):
        return article.latest_revision.document
    return revision_of(article, named).document


def _typed(request: HttpRequest, base: Document) -> Document:
    """The document as it would be saved; fields that do not hold what they should are left out."""
    if "source" in request.POST:
        form: FieldsForm | SourceForm = SourceForm(request.POST, document=base)
    else:
        form = FieldsForm(request.POST, document=base)
    form.is_valid()
    if isinstance(form, SourceForm):
        return parse(form.cleaned_data.get("source", ""))
    try:
        return parse(write(base, form.cleaned_data).text)
    except ValueError:
        return base


def _file(image: Image | None) -> ImageFile | None:
    if image is None:
        return None
    return ImageFile(url=image.url, width=image.width, height=image.height, srcset=image.srcset())
