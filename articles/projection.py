"""Document -> columns: the only place that derives an article's columns from the text of a revision."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from html import unescape
from math import ceil
from typing import TypeVar
from urllib.parse import urlsplit

import bleach
from django.conf import settings
from django.utils import timezone

from .document import AuthorRef, Document, SeriesRef
from .markup import RENDERER_VERSION, ImageFile, Rendered, place_images, render_bounded
from .models import Article, Author, Byline, Category, Image, Series, Tag
from .models.image import is_elsewhere
from .slugs import slug_for

WORDS_PER_MINUTE = 230
# Only markup that people do write into titles; `Vec<T>` and "the <script> tag" are text.
_INLINE_MARKUP = re.compile(
    r"</(?:a|abbr|b|code|del|em|i|ins|kbd|mark|p|s|small|span|strong|sub|sup|u)>|<br\b", re.IGNORECASE
)

Filed = TypeVar("Filed", Category, Series, Author, Tag)


def render_document(document: Document) -> Rendered:
    """Render the body in a bounded process.

    Raises `articles.markup.RenderRefused`, which names the rule, for a document that asks too much.
    """
    fields = document.fields
    return render_bounded(
        document.body,
        dialect=fields.dialect or "commonmark",
        title=inline_text(fields.title),
        site_host=urlsplit(settings.SITE_URL).hostname or "",
    )


def inline_text(value: str) -> str:
    """A title, description or caption as plain text: inline markup and entities resolved, white space folded."""
    if _INLINE_MARKUP.search(value):
        value = bleach.clean(value, tags=set(), strip=True)
    return " ".join(unescape(value).split())


def moment(value: date | datetime | None) -> datetime | None:
    """The instant that a document's date stands for, in UTC.

    A day without a time begins at midnight in the site's zone, and a time without a zone is meant there. Where
    clocks are set back and a time comes twice, the first is taken; one that is skipped moves forward by the gap.
    """
    if value is None:
        return None
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    if value.tzinfo is None:
        value = value.replace(tzinfo=timezone.get_default_timezone())
    return value.astimezone(UTC)


# -- What an article is filed under -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Filing:
    """The related records that a document names; those that do not exist yet are unsaved."""

    category: Category | None
    series: Series | None
    authors: tuple[Author, ...]
    tags: tuple[Tag, ...]

    @classmethod
    def of(cls, document: Document) -> "Filing":
        fields = document.fields
        return cls(
            category=_named(Category, inline_text(fields.category)),
            series=_series(fields.series),
            authors=_authors(fields.authors),
            tags=_tags(fields.tags),
        )

    def saved(self) -> "Filing":
        """The same with every record in the database."""
        return Filing(
            category=_saved(self.category) if self.category else None,
            series=_saved(self.series) if self.series else None,
            authors=tuple(_saved(author) for author in self.authors),
            tags=tuple(_saved(tag) for tag in self.tags),
        )


def _saved(record: Filed) -> Filed:
    if record.pk:
        return record
    # Somebody else may have filed the first article under this name in the meantime.
    values = {
        field.name: getattr(record, field.name)
        for field in record._meta.concrete_fields
        if field.name not in {"id", "slug"}
    }
    saved: Filed = type(record)._default_manager.get_or_create(slug=record.slug, defaults=values)[0]
    return saved


def _named(model: type[Filed], name: str) -> Filed | None:
    if not name:
        return None
    name = name[:200]
    slug = slug_for(name)
    return model._default_manager.filter(slug=slug).first() or model(name=name, slug=slug)


def _series(ref: SeriesRef | None) -> Series | None:
    return _named(Series, inline_text(ref.name)) if ref else None


def _authors(refs: Sequence[AuthorRef]) -> tuple[Author, ...]:
    wanted = {slug_for(ref.slug or ref.name): ref for ref in refs if ref.slug or ref.name}
    known = {author.slug: author for author in Author.objects.filter(slug__in=wanted)} if wanted else {}
    return tuple(
        known.get(slug)
        or Author(
            slug=slug,
            name=(inline_text(ref.name) or ref.slug)[:200],
            bio=ref.bio,
            url=ref.url if ref.url.startswith(("https://", "http://")) else "",
        )
        for slug, ref in wanted.items()
    )


def _tags(names: Sequence[str]) -> tuple[Tag, ...]:
    wanted = {slug_for(name): name for each in names if (name := inline_text(each)[:200])}
    known = {tag.slug: tag for tag in Tag.objects.filter(slug__in=wanted)} if wanted else {}
    return tuple(known.get(slug) or Tag(slug=slug, name=name) for slug, name in wanted.items())


# -- Columns ----------------------------------------------------------------------------------------------------


def project_fields(article: Article, document: Document) -> Filing:
    """Set the columns that come from the frontmatter on the unsaved `article`; the relations are returned.

    Slug and status are not among them: `articles.publishing` decides those.
    """
    fields = document.fields
    filing = Filing.of(document)
    article.title = inline_text(fields.title)
    article.description = inline_text(fields.description)
    article.date = moment(fields.date)
    article.updated = moment(fields.updated)
    article.expires = moment(fields.expires)
    article.aliases = list(fields.aliases)
    article.series_position = fields.series.position if fields.series else None
    article.featured = fields.featured
    article.canonical = fields.canonical if fields.canonical.startswith(("https://", "http://", "/")) else ""
    article.language = fields.language[:35]
    article.noindex = fields.noindex
    article.dialect = fields.dialect or "commonmark"
    article.image_src = fields.image.src if fields.image else ""
    article.image_alt = inline_text(fields.image.alt) if fields.image else ""
    article.image_caption = inline_text(fields.image.caption) if fields.image else ""
    return filing


def project_body(article: Article, rendered: Rendered) -> None:
    """Set the columns that come from the rendered body, and the article's picture. One query for all pictures."""
    body_sources = [use.src for use in rendered.images]
    images = Image.objects.for_sources([article.image_src, *body_sources])
    article.image = images.get(article.image_src)
    # A picture on another host is not missing: its address stays.
    ours = [src for src in body_sources if src in images or not is_elsewhere(src)]
    article.html = place_images(rendered.html, {src: _image_file(images.get(src)) for src in ours})
    article.contents = [asdict(heading) for heading in rendered.contents]
    article.faq = [asdict(question) for question in rendered.faq]
    article.links = {"internal": list(rendered.internal_links), "external": list(rendered.external_links)}
    article.text = rendered.text
    article.excerpt = rendered.excerpt
    article.words = rendered.words
    article.reading_time = max(1, ceil(rendered.words / WORDS_PER_MINUTE))
    article.renderer_version = RENDERER_VERSION


def _image_file(image: Image | None) -> ImageFile | None:
    if image is None:
        return None
    return ImageFile(url=image.url, width=image.width, height=image.height, srcset=image.srcset())


def attach(article: Article, filing: Filing) -> None:
    """Write the relations of a saved `article`, touching only rows that differ."""
    wanted = [author.pk for author in filing.authors]
    current = list(article.bylines.order_by("position").values_list("author_id", flat=True))
    if current != wanted:
        article.bylines.all().delete()
        Byline.objects.bulk_create(
            Byline(article=article, author_id=pk, position=position) for position, pk in enumerate(wanted)
        )
    tags = [tag.pk for tag in filing.tags]
    tagged = list(article.tagged.order_by("pk").values_list("tag_id", flat=True))
    if tagged != tags:
        article.tagged.all().delete()
        article.tagged.model.objects.bulk_create(
            article.tagged.model(content_object=article, tag_id=pk) for pk in tags
        )
    # What a caller prefetched before is no longer true.
    article._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def provisional(article: Article, document: Document) -> Article:
    """`article` as it would look with `document` published: for previews. Nothing is written.

    Raises `articles.markup.RenderRefused` like `render_document`.
    """
    rendered = render_document(document)
    page = Article(
        pk=article.pk,
        public_id=article.public_id,
        slug=article.slug,
        status=article.status,
        owner_id=article.owner_id,
        created=article.created,
    )
    filing = project_fields(page, document)
    project_body(page, rendered)
    page.date = page.date or timezone.now()
    page.category, page.series = filing.category, filing.series
    bylines = [Byline(author=author, position=place) for place, author in enumerate(filing.authors)]
    page._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "bylines": bylines,
        "tags": list(filing.tags),
    }
    return page
