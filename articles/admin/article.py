"""Articles in the admin: the list, and the addresses of every page about one article."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from articles import publishing
from articles.models import Article
from articles.rights import may_edit, may_publish

from . import conflicts, revisions
from .actions import publish_selected, submit_selected, withdraw_selected
from .editor import Editor, preview_url
from .filters import AuthorFilter, CategoryFilter, LanguageFilter, StatusFilter, TagFilter
from .forms import DocumentForm, FieldsForm, SourceForm
from .live_preview import live_preview, preview_frame, pulse, typed_changes
from .suggestions import suggest

# What the search form above the list offers.
CHOICES = [CategoryFilter, AuthorFilter, TagFilter, LanguageFilter]


class ArticleList(ChangeList):
    """The list with everything that its rows show, in as many queries for one row as for all."""

    def apply_select_related(self, qs: QuerySet[Any]) -> QuerySet[Any]:
        rows: Any = conflicts.with_conflicts(super().apply_select_related(qs))
        shown: QuerySet[Any] = (
            rows.cards().select_related("latest_revision__by").defer("latest_revision__text")
        )
        return shown

    @property
    def kept_params(self) -> list[tuple[str, Any]]:
        """The parameters that a new search does not touch: status, period and order."""
        chosen = {SEARCH_VAR, *(each.parameter_name for each in CHOICES)}
        return [(name, value) for name, value in self.params.items() if name not in chosen]


class ArticleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Reads by `visible_to`, writes by the verbs of `articles.publishing`: Django's own form is never used."""

    list_display = ["heading", "category", "shown_date", "changed"]
    list_display_links = None
    list_filter = [StatusFilter, *CHOICES]
    show_facets = admin.ShowFacets.NEVER
    # The latest text holds title, body and every word of the frontmatter, of drafts too.
    search_fields = ["title", "slug", "latest_revision__text"]
    date_hierarchy = "date"
    # By the column: through the relation it would be ordered by each article's own count of revisions.
    ordering = ["-latest_revision_id"]
    list_per_page = 50
    list_max_show_all = 200
    actions = [submit_selected, publish_selected, withdraw_selected]

    @admin.display(description="Article", ordering="title")
    def heading(self, article: Article) -> str:
        return str(article)

    @admin.display(description="Date", ordering="date")
    def shown_date(self, article: Article) -> Any:
        return article.date

    @admin.display(description="Changed", ordering="latest_revision_id")
    def changed(self, article: Article) -> Any:
        return article.latest_revision.created if article.latest_revision else None

    # -- Who sees and does what -----------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return Article.objects.visible_to(request.user)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleList

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_view_permission(request, obj) and (obj is None or may_edit(request.user, obj))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may_edit(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is not None and (obj.first_published is not None or not may_edit(request.user, obj)):
            return False
        return super().has_delete_permission(request, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """For the actions that name the permission `publish`."""
        return may_publish(request.user)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting many at once would go past `publishing.delete`.
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # -- Deleting what no reader ever saw ---------------------------------------------------------------------------

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        return [f"{article} and its {article.revisions.count()} revisions" for article in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        publishing.delete(article=obj, by=request.user)  # type: ignore[arg-type]

    # -- Pages ------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        def of_article(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            def page(request: HttpRequest, pk: int, **arguments: Any) -> HttpResponse:
                return view(
                    request, self.editable(request, pk), self.admin_site.each_context(request), **arguments
                )

            return self.admin_site.admin_view(page)

        def of_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            """For what is being typed on the article that ?article= names, or on a new one."""

            def answer(request: HttpRequest) -> HttpResponse:
                pk = request.GET.get("article", "")
                if not pk and not self.has_add_permission(request):
                    raise PermissionDenied("Your account may not create articles.")
                return view(request, self.editable(request, pk) if pk else None)

            return self.admin_site.admin_view(answer)

        view = self.admin_site.admin_view
        return [
            path("add/source/", view(self.add_source), name="articles_article_add_source"),
            path("live-preview/", of_typed(live_preview), name="articles_article_live_preview"),
            path("typed-changes/", of_typed(typed_changes), name="articles_article_typed_changes"),
            path("pulse/", view(pulse), name="articles_article_pulse"),
            path("preview-frame/", view(preview_frame), name="articles_article_preview_frame"),
            path("suggest/<slug:kind>/", view(suggest), name="articles_article_suggest"),
            path("<int:pk>/source/", view(self.change_source), name="articles_article_source"),
            path("<int:pk>/preview/", view(self.preview), name="articles_article_preview"),
            path("<int:pk>/history/", of_article(revisions.history), name="articles_article_history"),
            path(
                "<int:pk>/compare/", of_article(revisions.compare_revisions), name="articles_article_compare"
            ),
            path("<int:pk>/restore/", of_article(revisions.restore), name="articles_article_restore"),
            path(
                "<int:pk>/conflict/<int:kept>/",
                of_article(conflicts.conflict),
                name="articles_article_conflict",
            ),
            *super().get_urls(),
        ]

    def editable(self, request: HttpRequest, pk: str | int) -> Article:
        """The article, if this user may open it: 404 for one they cannot see, 403 for one they may only see."""
        queryset = self.get_queryset(request).select_related("latest_revision__by", "live_revision")
        article = queryset.filter(pk=pk).first() if str(pk).isdecimal() else None
        if article is None:
            raise Http404("There is no such article, or it is not yours.")
        if not may_edit(request.user, article):
            raise PermissionDenied("Your account may not edit this article.")
        return article

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return self._edit(request, object_id, FieldsForm)

    def add_source(self, request: HttpRequest) -> HttpResponse:
        return self._edit(request, None, SourceForm)

    def change_source(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._edit(request, pk, SourceForm)

    def _edit(
        self, request: HttpRequest, pk: str | int | None, form_class: type[DocumentForm]
    ) -> HttpResponse:
        if pk is None and not self.has_add_permission(request):
            raise PermissionDenied("Your account may not create articles.")
        article = None if pk is None else self.editable(request, pk)
        return Editor(request, self.admin_site.each_context(request), article, form_class).respond()

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponseRedirect(preview_url(self.editable(request, pk)))
