"""Old addresses in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.models import Redirect


class RedirectAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
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
