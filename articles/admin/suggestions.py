"""Names for the form's fields that complete what is typed."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, JsonResponse

from articles.models import Author, Category, Series, Tag

KINDS: dict[str, type[Model]] = {"authors": Author, "categories": Category, "series": Series, "tags": Tag}
LIMIT = 12


def suggest(request: HttpRequest, kind: str) -> JsonResponse:
    """GET ?q=: {"names": [...]}: names that contain what was typed, those that begin with it first."""
    model = KINDS.get(kind)
    if model is None:
        raise Http404("There is nothing of that kind.")
    if not request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
        raise PermissionDenied("Your account may not see these.")
    typed = request.GET.get("q", "").strip()[:200]
    named: QuerySet[Model] = model._default_manager.all()
    begins = list(named.filter(name__istartswith=typed).values_list("name", flat=True)[:LIMIT])
    rest = named.filter(name__icontains=typed).exclude(name__istartswith=typed).values_list("name", flat=True)
    return JsonResponse({"names": [*begins, *rest[: LIMIT - len(begins)]]})
