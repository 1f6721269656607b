"""Old addresses in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.models import Redirect
from articles.models.redirect import normalise_path, written_path


class RedirectForm(forms.ModelForm):  # type: ignore[type-arg]
    """A redirect, its old address written as a browser asks for it: a “#” of the path itself is %23."""

    class Meta:
        model = Redirect
        fields = ["path", "article", "url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["path"] = written_path(self.instance.path)

    def clean_path(self) -> str:
        """Raises ValidationError for what follows a path: readers ask without a fragment, and most queries will do."""
        path: str = self.cleaned_data["path"]
        names_page = "?" in written_path(normalise_path(path))
        for sign, code in (("#", "%23"), ("?", "%3F")):
            if sign in path and not (sign == "?" and names_page):
                raise ValidationError(
                    f"Leave out “{sign}” and what follows it; write {code} if the address has such a sign."
                )
        return path


class RedirectAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = RedirectForm
    list_display = ["path", "leads_to", "created"]
    search_fields = ["path", "url", "article__title", "article__slug"]
    autocomplete_fields = ["article"]
    date_hierarchy = "created"
    list_per_page = 100

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        return super().get_queryset(request).select_related("article")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "article":
            # Articles are written on a page of their own, not in a window beside this form.
            field.widget.can_add_related = field.widget.can_change_related = False
        return field

    @admin.display(description="Leads to", ordering="article__slug")
    def leads_to(self, redirect: Redirect) -> str:
        return redirect.target
