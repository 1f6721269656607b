"""What an export consists of: every file with its bytes, as the site is now. Written by `exporting`, checked by
`verifying`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import yaml

from articles.document import Document
from articles.models import Article, Author, Image, OpenConflict, Revision

from .histories import HISTORY_FOLDER, HISTORY_INDEX
from .own_layout import path_of
from .readers.references import references
from .site_file import write_site_file
from .sources import SITE_FILE

MEDIA_FOLDER = "media"


@dataclass(frozen=True)
class ExportFile:
    """One file of an export. `article` and `revision` are named where it is an article's document."""

    path: str
    data: bytes
    article: Article | None = None
    revision: Revision | None = None


def export_files(
    *, everything: bool = False, history: bool = False, lost: Callable[[str], None] | None = None
) -> Iterator[ExportFile]:
    """The live articles' documents with the text that readers see; with `everything` also all other articles'.

    Then the pictures that they and the authors name, the site file, and with `history` every revision of each of
    those articles, whether readers ever saw it or not. `lost` is called with the path of each picture whose file the
    site does not have any more; without it, FileNotFoundError is raised.
    """
    names: set[str] = set()
    exported: dict[int, str] = {}
    tags: set[str] = set()
    for article, revision in _texts(everything=everything):
        yield ExportFile(document_path(article), revision.document.dump(), article, revision)
        names |= {image.file.name or "" for image in _pictures(revision).values()}
        exported[article.pk] = article.slug
        tags.update(revision.document.fields.tags)
    names |= set(Author.objects.exclude(image=None).values_list("image__file", flat=True))
    for image in Image.objects.filter(file__in=names).order_by("file").iterator():
        path = f"{MEDIA_FOLDER}/{image.file.name}"
        try:
            with image.file.open("rb") as stream:
                data = stream.read()
        except FileNotFoundError:
            if lost is None:
                raise
            lost(path)
        else:
            yield ExportFile(path, data)
    yield ExportFile(SITE_FILE, write_site_file(media=names, articles=set(exported), tags=tags))
    if history:
        for pk, slug in exported.items():
            yield from _history(Article.objects.only("live_revision", "latest_revision").get(pk=pk), slug)


def document_path(article: Article) -> str:
    return path_of(article.slug)


def text_of(article: Article) -> Document | None:
    """What an export of everything writes of an article."""
    revision = article.live_revision or article.latest_revision
    return revision.document if revision else None


def digest_on_site(article: Article) -> str:
    """Of the file that an export writes of it; "" for an article without a text."""
    document = text_of(article)
    return sha256(document.dump()).hexdigest() if document else ""


def _texts(*, everything: bool) -> Iterator[tuple[Article, Revision]]:
    """The articles to export, each with the revision that counts."""
    articles = Article.objects.all() if everything else Article.objects.live()
    related = articles.order_by("slug").select_related("live_revision", "latest_revision")
    for article in related.only("slug", "live_revision", "latest_revision").iterator(200):
        revision = article.live_revision or article.latest_revision
        if revision is not None:
            yield article, revision


def _pictures(revision: Revision) -> dict[str, Image]:
    sources = {reference.source for reference in references(revision.document)}
    return Image.objects.for_sources(sources) if sources else {}


def _history(article: Article, slug: str) -> Iterator[ExportFile]:
    """Every revision's text, and a list of who wrote them when (read again by `histories`)."""
    index = []
    conflicts = OpenConflict.objects.filter(article=article).select_related("base")
    unsettled = {conflict.kept_id: conflict.base for conflict in conflicts}
    for revision in Revision.objects.filter(article=article).select_related("by").order_by("number"):
        base = unsettled.get(revision.pk)
        yield ExportFile(f"{HISTORY_FOLDER}/{slug}/{revision.number}.md", revision.document.dump())
        known = {
            "number": revision.number,
            "created": revision.created.isoformat(),
            "kind": str(revision.kind),
            "by": revision.by.get_username() if revision.by else "",
            "note": revision.note,
            "sha256": revision.sha256,
            "live": revision.pk == article.live_revision_id,
            "latest": revision.pk == article.latest_revision_id,
            "unsettled": revision.pk in unsettled,
            "begun_from": base.number if base else 0,
        }
        index.append({key: value for key, value in known.items() if value})
    text = yaml.safe_dump(index, allow_unicode=True, sort_keys=False, width=110)
    yield ExportFile(f"{HISTORY_FOLDER}/{slug}/{HISTORY_INDEX}", text.encode())
