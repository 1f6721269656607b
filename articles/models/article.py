"""Articles: an identity, where it stands, and what readers see of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone
from taggit.managers import TaggableManager

from articles.paths import path_to

from .keys import Keys
from .revision import Revision
from .standing import Filed, FiledQuerySet
from .status import RELEASED, Moment, Status, live_condition
from .taxonomy import SLUG_LENGTH, Author, Category, Series, Tag, TaggedArticle

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# What only an article's own page needs. A list of cards that loaded it would read megabytes.
_PAGE_ONLY = ("html", "text", "contents", "faq", "links")


class ArticleQuerySet(models.QuerySet["Article"]):
    def live(self, *, at: Moment | None = None) -> Self:
        """What readers may see, newest first."""
        return self.filter(live_condition(at=at)).order_by("-date", "-pk")

    def due(self, *, at: datetime | None = None) -> Self:
        """Scheduled articles whose time has come and that nobody has claimed yet."""
        return self.filter(status=Status.SCHEDULED, date__lte=at or timezone.now())

    def beside(self, *, date: Moment, pk: Any, at: Moment | None = None) -> tuple[Self, Self]:
        """The next newer and the next older live article seen from that place, each as a query of at most one."""
        # The key makes the order total where articles share a date.
        newer = Q(date__gt=date) | Q(pk__gt=pk)
        older = Q(date__lt=date) | Q(pk__lt=pk)
        # SQLite reads an index from the first bound that it is given, so the nearest one comes first.
        # Published again in the meantime, an article comes after itself.
        others = self.exclude(pk=pk)
        following = others.filter(newer, date__gte=date).live(at=at).reverse()
        previous = others.filter(older, date__lte=date).live(at=at)
        return following[:1], previous[:1]

    def neighbours_of(self, article: "Article") -> Self:
        """The next newer and the next older live article, in no order: at most two, in one query."""
        if article.date is None:
            return self.none()
        following, previous = self.beside(date=article.date, pk=article.pk)
        return self.filter(pk__in=Keys(following.values("pk"), previous.values("pk")))

    def listed(self) -> Self:
        """Those that may be offered to search engines and feeds (`noindex` keeps an article out)."""
        return self.filter(noindex=False)

    def cards(self) -> Self:
        """Ready for a list: category, picture and authors loaded, bodies left in the database."""
        return self.select_related("category", "image").prefetch_related(_bylines()).defer(*_PAGE_ONLY)

    def staged(self) -> Self:
        """Live articles with newer revisions that readers do not see yet."""
        return self.filter(status__in=RELEASED).exclude(latest_revision=F("live_revision"))

    def visible_to(self, user: "User | AbstractBaseUser | AnonymousUser") -> Self:
        """What a user of the admin may open: everything, or one's own for those who may not edit others'."""
        if user.has_perm("articles.edit_others_articles"):  # type: ignore[union-attr]
            return self
        return self.filter(Q(owner=user.pk) | Q(authors__user=user.pk)).distinct()


def _bylines() -> "Prefetch[str]":
    return Prefetch("bylines", Byline.objects.select_related("author__image"))


class Article(models.Model):
    """One article: the *live projection* of its document, named by the frontmatter's canonical keys.

    The document itself is in the revisions. Every column below is derived from one of them by
    `articles.projection`: from the live revision once there is one, else from the latest. Nothing writes these
    columns but `articles.publishing`.
    """

    Status = Status

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="owned_articles"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    # RESTRICT: a revision in use can't go, except together with its article.
    live_revision = models.ForeignKey(Revision, models.RESTRICT, null=True, blank=True, related_name="+")
    latest_revision = models.ForeignKey(Revision, models.RESTRICT, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    first_published = models.DateTimeField(
        null=True, blank=True, help_text="When readers could first see it."
    )
    modified = models.DateTimeField(null=True, blank=True, help_text="When what readers see last changed.")

    # The canonical keys.
    title = models.TextField()
    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    description = models.TextField(blank=True)
    date = models.DateTimeField(null=True, blank=True, help_text="When it was, or will be, published.")
    updated = models.DateTimeField(null=True, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="articles")
    authors = models.ManyToManyField(Author, through="Byline", related_name="articles")
    image = models.ForeignKey("articles.Image", models.SET_NULL, null=True, blank=True, related_name="+")
    image_src = models.TextField(blank=True, help_text="The picture as the document names it.")
    image_alt = models.TextField(blank=True)
    image_caption = models.TextField(blank=True)
    aliases = models.JSONField(default=list, blank=True)
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="articles")
    series_position = models.PositiveIntegerField(null=True, blank=True)
    featured = models.BooleanField(default=False)
    canonical = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)
    noindex = models.BooleanField(default=False)
    expires = models.DateTimeField(null=True, blank=True)
    dialect = models.CharField(max_length=20, default="commonmark")

    # Derived from the body.
    html = models.TextField(blank=True)
    contents = models.JSONField(default=list, blank=True, help_text="[{id, text, level, children}]")
    faq = models.JSONField(default=list, blank=True, help_text="[{question, answer_html, answer_text}]")
    links = models.JSONField(default=dict, blank=True, help_text="{internal: [...], external: [...]}")
    text = models.TextField(blank=True, help_text="Plain text, for search.")
    excerpt = models.TextField(blank=True)
    words = models.PositiveIntegerField(default=0)
    reading_time = models.PositiveSmallIntegerField(default=0, help_text="Minutes.")
    renderer_version = models.PositiveSmallIntegerField(default=0)

    objects = ArticleQuerySet.as_manager()
    # Without an order of their own, prefetched tags would come as the database likes.
    tags = TaggableManager(
        through=TaggedArticle, related_name="articles", blank=True, ordering=["tagged__pk"]
    )

    class Meta:
        ordering = ["-date", "-pk"]
        permissions = [
            ("edit_others_articles", "Can edit other people's articles"),
            ("publish_article", "Can publish, schedule and withdraw articles"),
        ]
        indexes = [
            # Read in its own order by every list. It covers the question of what is live, and no index begins with
            # the status: SQLite's planner would take that one and sort every published article for one page.
            models.Index(fields=["-date", "-id", "status", "expires", "noindex"], name="articles_by_date"),
            models.Index(
                fields=["category", "-date", "-id", "status", "expires"], name="articles_by_category"
            ),
            # Most articles are in none: with those left out, the database knows how few a series has.
            models.Index(
                fields=["series", "series_position"],
                condition=Q(series__isnull=False),
                name="articles_in_series",
            ),
            # Where few articles are featured, the newest of them is found without a look at the others.
            models.Index(
                fields=["-date", "-id", "status", "expires"],
                condition=Q(featured=True),
                name="articles_featured",
            ),
            models.Index(fields=["expires"], condition=Q(expires__isnull=False), name="articles_by_expiry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=RELEASED) | Q(date__isnull=False, live_revision__isnull=False),
                name="articles_released_has_date",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="articles_known_status"),
            models.CheckConstraint(condition=~Q(slug=""), name="articles_slug_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    def get_absolute_url(self) -> str:
        return path_to("article", self.slug)

    @property
    def is_live(self) -> bool:
        """Whether readers can see it now."""
        now = timezone.now()
        if self.status not in RELEASED or self.date is None or self.date > now:
            return False
        return self.expires is None or self.expires > now

    @property
    def has_staged_edits(self) -> bool:
        """Whether there are newer revisions that readers do not see yet."""
        return self.status in RELEASED and self.latest_revision_id != self.live_revision_id

    # What was read together with the article (`articles.loading`), or is known otherwise.
    known_authors: list[Author] | None = None
    known_tags: list[Tag] | None = None

    @property
    def byline(self) -> list[Author]:
        """The authors in the order the document names them; prefetched by `cards()`."""
        if self.known_authors is not None:
            return self.known_authors
        return [byline.author for byline in self.bylines.all()]

    @property
    def tag_list(self) -> list[Tag]:
        """The tags in the order the document names them."""
        return list(self.tags.all()) if self.known_tags is None else self.known_tags

    @property
    def summary(self) -> str:
        """One paragraph for cards, feeds and search engines."""
        return self.description or self.excerpt


class Byline(Filed):
    """That an author wrote an article, and in which place the name stands."""

    # The indexes below begin with either, so none is needed for it alone.
    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines", db_index=False)
    author = models.ForeignKey(Author, models.PROTECT, related_name="bylines", db_index=False)
    position = models.PositiveSmallIntegerField()

    objects = FiledQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author"], name="articles_author_once_per_article")
        ]
        indexes = [
            models.Index(
                fields=["author", "-date", "-article", "status", "expires"], name="articles_by_author"
            )
        ]

    def __str__(self) -> str:
        return f"{self.author} · {self.article}"
