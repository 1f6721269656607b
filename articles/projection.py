"""Document -> columns: the only place that derives an article's columns from the text of a revision."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from math import ceil
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from .document import Document
from .document.fields import MAX_LANGUAGE
from .document.values import is_address
from .filing import Filing, Register
from .inline import inline_text
from .markup import RENDERER_VERSION, ImageFile, Rendered, place_images, render_bounded
from .models import Article, Byline, Image
from .models.image import is_elsewhere
from .models.standing import standing_of

WORDS_PER_MINUTE = 230


def render_document(document: Document) -> Rendered:
    """Render the body in a bounded process.

    Raises `articles.markup.RenderRefused`, which names the rule, for a document that asks too much.
    """
    fields = document.fields
    return render_bounded(
        document.body,
        dialect=fields.dialect or "commonmark",
        title=inline_text(fields.title),
        site_host=site_host(),
    )


def site_host() -> str:
    """The host to which links are internal."""
    return urlsplit(settings.SITE_URL).hostname or ""


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


def project_fields(article: Article, document: Document, filing: Filing) -> None:
    """Set the columns that come from the frontmatter. Slug and status are decided by `articles.publishing`."""
    fields = document.fields
    article.category, article.series = filing.category, filing.series
    article.title = inline_text(fields.title)
    article.description = inline_text(fields.description)
    article.date = moment(fields.date)
    article.updated = moment(fields.updated)
    article.expires = moment(fields.expires)
    article.aliases = list(fields.aliases)
    article.series_position = fields.series.position if fields.series else None
    article.featured = fields.featured
    article.canonical = fields.canonical if is_address(fields.canonical) else ""
    article.language = fields.language[:MAX_LANGUAGE]
    article.noindex = fields.noindex
    article.dialect = fields.dialect or "commonmark"
    article.image_src = fields.image.src if fields.image else ""
    article.image_alt = inline_text(fields.image.alt) if fields.image else ""
    article.image_caption = inline_text(fields.image.caption) if fields.image else ""


def picture_sources(article: Article, rendered: Rendered) -> list[str]:
    """The addresses of all pictures that `article` shows, once `project_fields` has told its own."""
    return [article.image_src, *(use.src for use in rendered.images)]


def project_body(article: Article, rendered: Rendered, images: Mapping[str, Image]) -> None:
    """Set the columns that come from the rendered body, and the article's picture.

    `images` are those of `picture_sources` that are here, by address.
    """
    body_sources = [use.src for use in rendered.images]
    article.image = images.get(article.image_src)
    # A picture on another host is not missing: its address stays.
    ours = [src for src in body_sources if src in images or not is_elsewhere(src)]
    article.html = place_images(rendered.html, {src: _image_file(images.get(src)) for src in ours})
    article.contents = [heading.as_dict() for heading in rendered.contents]
    article.faq = [asdict(question) for question in rendered.faq]
    article.links = {"internal": list(rendered.internal_links), "external": list(rendered.external_links)}
    article.text = rendered.text
    article.excerpt = rendered.excerpt
    article.words = rendered.words
    article.reading_time = max(1, ceil(rendered.words / WORDS_PER_MINUTE))
    article.renderer_version = RENDERER_VERSION


def project_bodies(shown: Sequence[tuple[Article, Rendered]]) -> None:
    """The same for several articles, with one look at the pictures that are here."""
    images = Image.objects.for_sources(
        source for article, rendered in shown for source in picture_sources(article, rendered)
    )
    for article, rendered in shown:
        project_body(article, rendered, images)


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
    copy_standing(article)
    # What a caller prefetched before is no longer true.
    article._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def copy_standing(article: Article) -> None:
    """Let the rows that file a saved `article` say where it stands. Every change of that comes by here."""
    standing = standing_of(article)
    article.bylines.update(**standing)
    article.tagged.update(**standing)


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
    filing = Register([document]).filing(document)
    project_fields(page, document, filing)
    project_body(page, rendered, Image.objects.for_sources(picture_sources(page, rendered)))
    page.date = page.date or timezone.now()
    page.known_authors, page.known_tags = list(filing.authors), list(filing.tags)
    return page
