"""The admin site of the publication."""

from http import HTTPStatus
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from taggit.models import Tag as TaggitTag

from articles.models import Article, Author, Category, Image, Redirect, Series, Tag

from .accounts import AccountPages, TickedMany
from .article import ArticleAdmin
from .dashboard import conflicts, lists
from .images import ImageAdmin
from .login import LoginForm
from .navigation import navigation
from .redirects import RedirectAdmin
from .taxonomy import AuthorAdmin, CategoryAdmin, SeriesAdmin, TagAdmin
from .throttle import remember_browser

# Registered by the site itself: it is made while the first app registers with it, and a module of this package that
# did so when imported would make a second one.
RECORDS: "tuple[tuple[type[Model], type[ModelAdmin[Any]]], ...]" = (
    (Article, ArticleAdmin),
    (Image, ImageAdmin),
    (Category, CategoryAdmin),
    (Tag, TagAdmin),
    (Series, SeriesAdmin),
    (Author, AuthorAdmin),
    (Redirect, RedirectAdmin),
)
# What other apps register is changed by these mixins...
CHANGED: dict[type[Model], type] = {User: AccountPages, Group: TickedMany}
# ...or left out: articles carry our own tags.
LEFT_OUT = frozenset({TaggitTag})


class Desk(AdminSite):
    """Django's admin with the publication's name, its own way around, and a first page that says what waits."""

    site_header = site_title = settings.SITE_NAME
    index_title = "Desk"
    site_url = "/"
    login_form = LoginForm
    # The way around is ours (`articles.admin.navigation`).
    enable_nav_sidebar = False
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        for model, model_admin in RECORDS:
            self.register(model, model_admin)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """As Django's, with the desk's say in what other apps register."""
        models: Any = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        for model in models:
            if model in LEFT_OUT:
                continue
            if mixin := CHANGED.get(model):
                admin_class = type(mixin.__name__, (mixin, admin_class or ModelAdmin), {})
            super().register(model, admin_class, **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if context["has_permission"]:
            context["navigation"] = navigation(request, admin_name=self.name)
            context["may_write"] = request.user.has_perm("articles.add_article")
        return context

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:  # type: ignore[override]
        """As Django's; whoever tries too often is told so (429), and a browser that got in is known from then on."""
        response = super().login(request, extra_context)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if isinstance(form, LoginForm) and form.wait:
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response.headers["Retry-After"] = str(ceil(form.wait.total_seconds()))
        elif request.method == "POST" and form is None and request.user.is_authenticated:
            remember_browser(response, request.user.get_username())
        return response

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """One app's models are no place of their own here: the way around shows them all."""
        return HttpResponseRedirect(reverse(f"{self.name}:index"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "conflicts": conflicts(request.user) if request.user.has_perm("articles.view_article") else None,
            "lists": lists(request.user) if request.user.has_perm("articles.view_article") else [],
            **(extra_context or {}),
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/index.html", context)
