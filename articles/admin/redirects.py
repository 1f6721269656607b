"""Old addresses in the admin."""

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

    @admin.display(description="Leads to", ordering="article__slug")
    def leads_to(self, redirect: Redirect) -> str:
        return redirect.target
