"""Records that articles need stay: deleting one is refused with the reason, instead of leaving a gap."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


class KeptWhileInUse:
    """Mixin for a ModelAdmin. `uses_of` says what needs a record; as long as something does, it cannot go."""

    def uses_of(self, record: Any, request: HttpRequest) -> list[str | SafeString]:
        """What needs `record`, one line each, for the person who wants to delete it."""
        raise NotImplementedError

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        in_use = [line for record in objs for line in self.uses_of(record, request)]
        if in_use:
            # What Django found protected, or out of this user's rights, is the same in other words.
            return deleted, counts, set(), in_use
        return deleted, counts, lacking, protected


def articles_line(record: Model, number: int, parameter: str, value: str) -> SafeString:
    """“Python” is used by 3 articles, with a link to them."""
    url = f"{reverse('admin:articles_article_changelist')}?{parameter}={value}"
    return format_html(
        '“{}” is used by <a href="{}">{} article{}</a>.', record, url, number, "" if number == 1 else "s"
    )
