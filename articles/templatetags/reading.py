"""What the reader's templates need besides Django's own tags."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template.context import RequestContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from articles.covers import HEIGHT as COVER_HEIGHT
from articles.covers import WIDTH as COVER_WIDTH
from articles.models import Article, Author

register = template.Library()

RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}


@register.simple_tag
def article_body(article: Article) -> SafeString:
    """The body's HTML. `articles.markup` sanitised it when it was published; nothing else is printed unescaped."""
    return mark_safe(article.html)  # noqa: S308


@register.filter
def direction(language: str) -> str:
    """`rtl` or `ltr`, by the language tag's first part."""
    return "rtl" if language.lower().partition("-")[0] in RIGHT_TO_LEFT else "ltr"


@register.simple_tag
def language_of(article: Article) -> SafeString | str:
    """The attributes `lang` and `dir` of an article that is not in the site's language, with a space before them."""
    if not article.language or article.language == settings.LANGUAGE_CODE:
        return ""
    return format_html(' lang="{}" dir="{}"', article.language, direction(article.language))


@register.simple_tag
def day(moment: datetime | None) -> SafeString | str:
    """A date for people in the site's language and time zone, and for machines in full."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), date_format(local, "DATE_FORMAT"))


@register.filter
def was_updated(article: Article) -> bool:
    """Whether the article says that it was updated on a later day than it was published."""
    if article.updated is None or article.date is None:
        return False
    return timezone.localdate(article.updated) > timezone.localdate(article.date)


@register.inclusion_tag("partials/picture.html")
def card_picture(article: Article, sizes: str) -> dict[str, Any]:
    """The small picture beside an article's title. The title says all there is to say, so it has no text of its own."""
    return {**_picture(article, sizes), "alt": "", "lead": False}


@register.inclusion_tag("partials/picture.html")
def lead_picture(article: Article, sizes: str) -> dict[str, Any]:
    """The large picture that a page begins with, fetched first. A generated cover shows nothing worth telling."""
    alt = (article.image_alt or article.image.alt) if article.image else ""
    return {**_picture(article, sizes), "alt": alt, "lead": True}


def _picture(article: Article, sizes: str) -> dict[str, Any]:
    """The attributes of an `<img>`: the article's picture in all its widths, or its generated cover."""
    image = article.image
    if image is None:
        cover = reverse("articles:cover", args=[article.slug])
        return {"src": cover, "width": COVER_WIDTH, "height": COVER_HEIGHT}
    return {
        "src": image.url,
        "width": image.width,
        "height": image.height,
        "srcset": image.srcset(),
        "sizes": sizes,
    }


@register.inclusion_tag("partials/portrait.html")
def portrait(author: Author, size: int) -> dict[str, Any]:
    """The author's picture as a square of `size` CSS pixels, or the first letter of the name."""
    return {"image": author.image, "initial": author.name[:1].upper(), "size": size}


@register.inclusion_tag("partials/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Page[Any], **parameters: str) -> dict[str, Any]:
    """Links to the pages of a list; `parameters` are kept in their addresses. The first page has no number."""
    path = context["request"].path

    def address(number: int) -> str:
        query = {**parameters, **({"page": str(number)} if number > 1 else {})}
        return f"{path}?{urlencode(query)}" if query else path

    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [(number, address(number) if isinstance(number, int) else "") for number in pages],
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
    }
