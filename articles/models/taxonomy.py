"""What articles are filed under: categories, tags, series, and who wrote them."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Func, OuterRef, Subquery
from taggit.models import ItemBase, TagBase

from articles.paths import path_to
from articles.slugs import slug_for

from .standing import Filed, FiledQuerySet
from .status import Moment, live_condition

SLUG_LENGTH = 200


class ShelfQuerySet(models.QuerySet[Any]):
    """Queries shared by everything that articles are filed under."""

    def with_live_counts(self, *, at: Moment | None = None) -> Self:
        """Annotate `live_count`: how many articles readers find there (default: now), counted in an index."""
        number = Func(template="COUNT(*)", output_field=models.IntegerField())
        return self.annotate(live_count=Subquery(self._rows(at).annotate(number=number).values("number")))

    def in_use(self, *, at: Moment | None = None) -> Self:
        """Those under which readers find at least one article; the others have no public page."""
        return self.filter(Exists(self._rows(at)))

    def by_name(self) -> list[Any]:
        """In the order of their names as people look for them, whatever the database makes of capitals."""
        return sorted(self, key=lambda record: record.name.casefold())

    def _rows(self, at: Moment | None) -> models.QuerySet[Any]:
        """The rows that file a live article there: of the article itself, or those that name it."""
        relation: Any = self.model._meta.get_field(self.model.FILED_BY)
        rows: models.QuerySet[Any] = relation.related_model._base_manager.filter(live_condition(at=at))
        return rows.filter(**{relation.field.name: OuterRef("pk")}).order_by()


class Category(models.Model):
    """The one shelf an article stands on."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    description = models.TextField(blank=True, help_text="A sentence or two, shown at the top of its page.")

    objects = ShelfQuerySet.as_manager()
    FILED_BY: ClassVar = "articles"

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("category", self.slug)


class Series(models.Model):
    """Articles that are meant to be read in order."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    description = models.TextField(blank=True)

    objects = ShelfQuerySet.as_manager()
    FILED_BY: ClassVar = "articles"

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("series", self.slug)


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

    objects = ShelfQuerySet.as_manager()
    FILED_BY: ClassVar = "bylines"

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("author", self.slug)


class Tag(TagBase):
    """A tag of django-taggit whose slug tells `C`, `C++` and `C#` apart and reads in every script."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)

    objects = ShelfQuerySet.as_manager()
    FILED_BY: ClassVar = "tagged"

    class Meta:
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return path_to("tag", self.slug)

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = slug_for(tag)
        return slug if i is None else f"{slug}-{i}"


class TaggedArticle(ItemBase, Filed):
    """That an article carries a tag. A plain foreign key, which the database can index and join."""

    # The indexes below begin with either, so none is needed for it alone.
    content_object = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="tagged", db_index=False
    )
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged", db_index=False)

    objects = FiledQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="articles_tag_once_per_article")
        ]
        indexes = [
            models.Index(
                fields=["tag", "-date", "-content_object", "status", "expires"], name="articles_by_tag"
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_object} · {self.tag}"
