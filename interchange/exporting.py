"""The export: every article's document as a file, with its pictures, so that an import gives the same site.

    articles/<slug>.md      the document, exactly as its revision holds it
    media/...               what /media/... serves: the pictures that documents and authors name
    site.yaml               authors, categories, series, descriptions of pictures, redirects (`site_file`)
    .trendsite.json         which files the export wrote, with their SHA-256

The same site gives the same bytes. A file is replaced as a whole or not at all, and only files that an earlier export
wrote, and nobody has changed since, are ever removed.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from articles.models import Article, Author, Image, Revision

from .models import Origin
from .readers.references import references
from .reading import digest, recipe
from .site_file import write_site_file
from .sources import ARTICLES_FOLDER, OWN_FLAVOUR, SITE_FILE

MANIFEST = ".trendsite.json"
MEDIA_FOLDER = "media"


@dataclass
class Exported:
    """What an export came to: numbers of files. `kept` are stale files that somebody has changed by hand."""

    articles: int = 0
    media: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)


def export_articles(directory: Path | str, *, all: bool = False) -> Exported:  # noqa: A002  (the option's name)
    """Write the live articles into `directory`, each with the text that readers see.

    With `all` also every other article: drafts, scheduled, withdrawn, with their latest text. Raises OSError.
    """
    folder = Path(directory).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    export = _Export(folder)
    names: set[str] = set()
    exported: set[int] = set()
    for article, revision in _texts(everything=all):
        export.write(f"{ARTICLES_FOLDER}/{article.slug}.md", data := revision.document.dump())
        _remember(folder, article, revision, data)
        names |= {image.file.name or "" for image in _pictures(revision).values()}
        exported.add(article.pk)
        export.outcome.articles += 1
    names |= set(Author.objects.exclude(image=None).values_list("image__file", flat=True))
    for image in Image.objects.filter(file__in=names).order_by("file").iterator():
        with image.file.open("rb") as stream:
            export.write(f"{MEDIA_FOLDER}/{image.file.name}", stream.read())
        export.outcome.media += 1
    export.write(SITE_FILE, write_site_file(media=names, articles=exported))
    export.finish()
    return export.outcome


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


def _remember(folder: Path, article: Article, revision: Revision, data: bytes) -> None:
    """Note what the file holds: when it is edited and imported again, this text is where both edits began."""
    path = f"{ARTICLES_FOLDER}/{article.slug}.md"
    values = {
        "source": str(folder),
        "path": path,
        "article": article,
        "base": revision,
        "text": "",
        "sha256": sha256(data).hexdigest(),
        "recipe": recipe(flavour=OWN_FLAVOUR, own_layout=True),
        "warnings": [],
        "media": {},
    }
    Origin.objects.update_or_create(key=digest(str(folder / path)), defaults=values)


class _Export:
    """The folder being written, and the list of what was written there the last time."""

    def __init__(self, folder: Path) -> None:
        self.outcome = Exported()
        self._folder = folder
        self._before = self._manifest()
        self._now: dict[str, str] = {}

    def write(self, path: str, data: bytes) -> None:
        """Put `data` at `path` unless it is there already."""
        self._now[path] = sha256(data).hexdigest()
        target = self._folder / path
        if _digest_of(target) == self._now[path]:
            self.outcome.unchanged += 1
            return
        _replace(target, data)
        self.outcome.written += 1

    def finish(self) -> None:
        """Remove what an earlier export wrote and this one did not, and note what there is now."""
        for path, before in self._before.items():
            target = self._folder / path
            if path in self._now or not target.is_file() or not target.resolve().is_relative_to(self._folder):
                continue
            if _digest_of(target) != before:
                self.outcome.kept.append(path)
                continue
            target.unlink()
            self.outcome.removed += 1
        text = json.dumps({"files": dict(sorted(self._now.items()))}, indent=1, ensure_ascii=False) + "\n"
        if _digest_of(self._folder / MANIFEST) != sha256(text.encode()).hexdigest():
            _replace(self._folder / MANIFEST, text.encode())

    def _manifest(self) -> dict[str, str]:
        try:
            files = json.loads((self._folder / MANIFEST).read_bytes())["files"]
            return {str(path): str(value) for path, value in files.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Without a readable list nothing can be told to be ours, so nothing is removed.
            return {}


def _digest_of(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _replace(target: Path, data: bytes) -> None:
    """Write `data` beside `target` and move it there: a reader sees the old file or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise
