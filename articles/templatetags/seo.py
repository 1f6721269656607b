"""`{% seo %}`: the part of a page's head that `articles.seo` describes."""

import json
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from articles.seo import for_page

register = template.Library()

# Inside <script> only these could end the element or begin another; JSON has an escape for each.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


@register.inclusion_tag("partials/seo.html", takes_context=True)
def seo(context: Context) -> dict[str, Any]:
    """Title, description, canonical address, link cards, feeds and structured data of the page.

    Reads `seo` from the context, an `articles.seo.Seo`; a page without one is only named, by its `heading`.
    """
    return {
        "seo": context.get("seo") or for_page(title=context.get("heading") or ""),
        "site_name": context.get("site_name", ""),
    }


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """`data` as JSON that may stand inside of a `<script>` element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308
