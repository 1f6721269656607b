"""Categories, tags, series and authors: made by the documents that name them, described and tidied here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Series
from articles.slugs import slug_for

from .usage import KeptWhileInUse, articles_line


class FiledForm(forms.ModelForm):  # type: ignore[type-arg]
    """A record whose slug, left empty, is made of its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Left empty: made of the name. It stays as it is from then on."

    def clean(self) -> dict[str, Any]:
        submitted = super().clean() or self.cleaned_data
        if "slug" in self.fields and submitted.get("name"):
            submitted["slug"] = submitted.get("slug") or slug_for(submitted["name"])
        return submitted


class FiledAdmin(KeptWhileInUse, admin.ModelAdmin):  # type: ignore[type-arg]
    """Shared by everything that articles are filed under."""

    # The relation to articles, and the parameter of the list of articles that chooses them.
    relation = "articles"
    parameter = ""

    form = FiledForm
    list_display = ["name", "slug", "used"]
    search_fields = ["name", "slug"]
    list_per_page = 100

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        records: Any = super().get_queryset(request)
        counted: QuerySet[Any] = records.annotate(uses=Count(self.relation, distinct=True))
        return counted

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # Documents find it by its slug: with another one, the next article to be saved would make a second.
        return ["slug"] if obj else []

    def uses_of(self, record: Any, request: HttpRequest) -> list[str | SafeString]:
        number = getattr(record, self.relation).count()
        return [articles_line(record, number, self.parameter, record.slug)] if number else []

    @admin.display(description="Articles", ordering="uses")
    def used(self, record: Any) -> SafeString | str:
        if not record.uses or not self.parameter:
            return str(record.uses)
        url = reverse("admin:articles_article_changelist")
        return format_html('<a href="{}?{}={}">{}</a>', url, self.parameter, record.slug, record.uses)


class CategoryAdmin(FiledAdmin):
    parameter = "category"


class TagAdmin(FiledAdmin):
    relation = "tagged"
    parameter = "tag"
    fields = ["name", "slug"]


class SeriesAdmin(FiledAdmin):
    def uses_of(self, record: Series, request: HttpRequest) -> list[str | SafeString]:
        number = record.articles.count()
        return [f"“{record}” has {number} article{'' if number == 1 else 's'}."] if number else []


class AuthorAdmin(FiledAdmin):
    relation = "bylines"
    parameter = "author"
    list_display = ["name", "slug", "user", "used"]
    list_select_related = ["user"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        # The search for accounts answers only those who may see accounts.
        return ["image", "user"] if request.user.has_perm("auth.view_user") else ["image"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = super().get_readonly_fields(request, obj)
        # Whose account a byline is decides who may edit its articles.
        return fields if request.user.has_perm("auth.change_user") else [*fields, "user"]
