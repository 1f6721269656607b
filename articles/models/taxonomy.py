"""What articles are filed under: categories, tags, series, and who wrote them."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.urls import reverse
from taggit.models import ItemBase, TagBase

from articles.slugs import slug_for

from .status import live_condition

SLUG_LENGTH = 200


class FiledQuerySet(models.QuerySet[Any]):
    """Queries shared by everything that articles are filed under."""

    def with_live_counts(self) -> Self:
        """Annotate `live_count`: how many articles readers find there now."""
        return self.annotate(live_count=Count("articles", filter=live_condition("articles__"), distinct=True))

    def in_use(self) -> Self:
        """Those under which readers find at least one article; the others have no public page."""
        return self.with_live_counts().filter(live_count__gt=0)


class Category(models.Model):
    """The one shelf an article stands on."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    description = models.TextField(blank=True, help_text="A sentence or two, shown at the top of its page.")

    objects = FiledQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:category", args=[self.slug])


class Series(models.Model):
    """Articles that are meant to be read in order."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    description = models.TextField(blank=True)

    objects = FiledQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:series", args=[self.slug])


class Author(models.Model):
    """A byline: who readers are told wrote something. It may belong to a user of the admin, or to nobody there."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    bio = models.TextField(blank=True, help_text="Shown under the author's articles. Plain text.")
    url = models.URLField("web site", blank=True)
    image = models.ForeignKey("articles.Image", models.SET_NULL, null=True, blank=True, related_name="+")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="byline",
        help_text="The account that writes under this name.",
    )

    objects = FiledQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:author", args=[self.slug])


class Tag(TagBase):
    """A tag of django-taggit whose slug tells `C`, `C++` and `C#` apart and reads in every script."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)

    objects = FiledQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return reverse("articles:tag", args=[self.slug])

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = slug_for(tag)
        return slug if i is None else f"{slug}-{i}"


class TaggedArticle(ItemBase):
    """That an article carries a tag. A plain foreign key, which the database can index and join."""

    content_object = models.ForeignKey("articles.Article", models.CASCADE, related_name="tagged")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="articles_tag_once_per_article")
        ]

    def __str__(self) -> str:
        return f"{self.content_object} · {self.tag}"
