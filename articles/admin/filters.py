"""What narrows the list of articles. Each is offered as a row of links or as a choice in the list's search form."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest

from articles.models import Article, Author, Category, OpenConflict, Tag
from articles.models.status import RELEASED, Status

# More tags than this make no list to choose from; the most used are offered, any other by its address.
MAX_CHOICES = 200


class ChoiceFilter(SimpleListFilter):
    """A filter whose choices also tell their plain value, for use in a form."""

    template = "admin/articles/article/filter_select.html"

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        value = self.value()
        yield {
            "selected": value is None,
            "value": "",
            "display": "All",
            "query_string": self._link(changelist, None),
        }
        known = False
        for lookup, title in self.lookup_choices:
            selected = value == str(lookup)
            known |= selected
            yield {
                "selected": selected,
                "value": lookup,
                "display": title,
                "query_string": self._link(changelist, str(lookup)),
            }
        if value is not None and not known:
            yield {
                "selected": True,
                "value": value,
                "display": value,
                "query_string": self._link(changelist, value),
            }

    def _link(self, changelist: ChangeList, value: str | None) -> str:
        if value is None:
            return changelist.get_query_string(remove=[str(self.parameter_name)])
        return changelist.get_query_string({str(self.parameter_name): value})


class StatusFilter(ChoiceFilter):
    """Where articles stand, each choice with its number."""

    title = "status"
    parameter_name = "status"
    template = "admin/articles/article/filter_tabs.html"
    STAGED = "staged"
    CONFLICT = "conflict"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        own = model_admin.get_queryset(request).order_by()
        standing = {value: Count("pk", filter=Q(status=value)) for value in Status.values}
        staged = Q(status__in=RELEASED) & ~Q(latest_revision=F("live_revision"))
        counts = own.aggregate(**standing, staged=Count("pk", filter=staged))
        names = {**dict(Status.choices), Status.DRAFT: "Drafts", self.STAGED: "Staged edits"}
        order = [
            Status.DRAFT,
            Status.REVIEW,
            Status.SCHEDULED,
            Status.PUBLISHED,
            self.STAGED,
            Status.WITHDRAWN,
        ]
        offered = [(str(each), f"{names[each]} {counts[each]}") for each in order]
        conflicts = own.filter(pk__in=OpenConflict.objects.values("article")).count()
        if conflicts or self.value() == self.CONFLICT:
            offered.append((self.CONFLICT, f"Conflicts {conflicts}"))
        return offered

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        value = self.value()
        if value == self.STAGED:
            return queryset.filter(status__in=RELEASED).exclude(latest_revision=F("live_revision"))
        if value == self.CONFLICT:
            return queryset.filter(pk__in=OpenConflict.objects.values("article"))
        return queryset.filter(status=value) if value in Status.values else queryset


class CategoryFilter(ChoiceFilter):
    title = "category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Category.objects.values_list("slug", "name")[:MAX_CHOICES])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(category__slug=self.value()) if self.value() else queryset


class AuthorFilter(ChoiceFilter):
    title = "author"
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Author.objects.values_list("slug", "name")[:MAX_CHOICES])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        # By key, not by join: an article must not come twice.
        return (
            queryset.filter(pk__in=_keys("bylines__author__slug", self.value())) if self.value() else queryset
        )


class TagFilter(ChoiceFilter):
    title = "tag"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = Tag.objects.annotate(uses=Count("tagged")).order_by("-uses", "name")
        return sorted(used.values_list("slug", "name")[:MAX_CHOICES], key=lambda tag: tag[1].casefold())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(pk__in=_keys("tagged__tag__slug", self.value())) if self.value() else queryset


class LanguageFilter(ChoiceFilter):
    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        written = Article.objects.exclude(language="").order_by("language").values_list("language", flat=True)
        return [(language, language) for language in written.distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(language=self.value()) if self.value() else queryset


def _keys(lookup: str, value: str | None) -> QuerySet[Article, Any]:
    return Article.objects.filter(**{lookup: value}).order_by().values("pk")
