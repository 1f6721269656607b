"""What the desk's templates need beyond Django's tags."""

from typing import Any

from django import template
from django.urls import reverse

from articles.admin.images import thumbnail_url
from articles.admin.standing import local
from articles.models import Article

register = template.Library()


@register.simple_tag
def small_picture(article: Article) -> str:
    """The address of a small picture for `article`: its own, or the cover that is drawn for it."""
    return thumbnail_url(article.image) if article.image else reverse("articles:cover", args=[article.slug])


@register.filter(name="local")
def local_time(moment: Any) -> str:
    """A moment in the site's zone, which is named."""
    return local(moment)
