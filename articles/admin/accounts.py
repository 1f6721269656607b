"""Accounts and roles: what the desk changes about Django's own pages for them.

Mixins, not classes of their own: `django.contrib.auth.admin` cannot be imported while it registers with the desk.
`articles.admin.site` puts them together.
"""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import QuerySet


class TickedMany:
    """Relations to many are lists of checkboxes, instead of two boxes to move names between."""

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        kwargs["widget"] = forms.CheckboxSelectMultiple()
        if db_field.related_model is Permission:
            kwargs["queryset"] = _permissions()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        # Django's own hint is about keys to hold in a list that this is not.
        field.help_text = db_field.help_text
        return field


class AccountPages(TickedMany):
    """What an account may do is told by its groups; single permissions belong to those."""

    list_display = ("username", "first_name", "last_name", "email", "roles", "is_active")
    list_filter = ("is_active", "is_superuser", "groups")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("What it may do", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        accounts: Any = super().get_queryset(request)  # type: ignore[misc]
        named: QuerySet[Any] = accounts.prefetch_related("groups")
        return named

    def roles(self, account: Any) -> str:
        return ", ".join(group.name for group in account.groups.all()) or "–"


def _permissions() -> QuerySet[Permission]:
    return Permission.objects.select_related("content_type").order_by(
        "content_type__app_label", "content_type__model"
    )
