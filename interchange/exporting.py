"""The export: every article's document as a file, with its pictures, so that an import gives the same site.

    articles/<slug>.md      the document, exactly as its revision holds it
    media/...               what /media/... serves: the pictures that documents and authors name
    site.yaml               authors, categories, series, descriptions of pictures, redirects (`site_file`)
    history/<slug>/...      with --history: every revision as <number>.md, and who wrote it when in revisions.yaml
    .trendsite.json         which files the export wrote, with their SHA-256

The same site gives the same bytes. A file is replaced as a whole or not at all, and only files that an earlier export
wrote, and nobody has changed since, are ever removed.
"""

import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from articles.models import Article, Revision

from .export_files import MEDIA_FOLDER, export_files
from .models import Origin
from .reading import digest, recipe
from .sources import OWN_FLAVOUR

MANIFEST = ".trendsite.json"


@dataclass
class Exported:
    """What an export came to: numbers of files. `kept` are stale files that somebody has changed by hand, `lost` the
    pictures whose files the site does not have any more.
    """

    articles: int = 0
    media: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def export_articles(
    directory: Path | str,
    *,
    all: bool = False,  # noqa: A002  (the option's name)
    history: bool = False,
) -> Exported:
    """Write the live articles into `directory`, each with the text that readers see.

    With `all` also every other article: drafts, scheduled, withdrawn, with their latest text. With `history` also every
    revision of each of them. Raises OSError.
    """
    folder = Path(directory).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    export = _Export(folder, {"all": all, "history": history})
    for file in export_files(everything=all, history=history, lost=export.outcome.lost.append):
        export.write(file.path, file.data)
        if file.article is not None and file.revision is not None:
            note_origin(folder, file.path, file.article, file.revision, file.data)
            export.outcome.articles += 1
        export.outcome.media += file.path.startswith(f"{MEDIA_FOLDER}/")
    export.finish()
    return export.outcome


@dataclass(frozen=True)
class Manifest:
    """What an export wrote: {path: SHA-256}, and what it was asked for."""

    files: dict[str, str]
    options: dict[str, bool]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the export in `folder`; None where there is none that can be read."""
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        files = {str(path): str(value) for path, value in data["files"].items()}
        return Manifest(files, {name: data.get(name) is True for name in ("all", "history")})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def note_origin(folder: Path, path: str, article: Article, revision: Revision, data: bytes) -> None:
    """Note what the file holds: when it is edited and imported again, this text is where both edits began."""
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

    def __init__(self, folder: Path, options: dict[str, bool]) -> None:
        self.outcome = Exported()
        self._folder = folder
        self._options = options
        # Without a readable list nothing can be told to be ours, so nothing is removed.
        manifest = read_manifest(folder)
        self._before = manifest.files if manifest else {}
        self._now: dict[str, str] = {}

    def write(self, path: str, data: bytes) -> None:
        """Put `data` at `path` unless it is there already."""
        self._now[path] = sha256(data).hexdigest()
        target = self._folder / path
        if digest_of(target) == self._now[path]:
            self.outcome.unchanged += 1
            return
        replace_file(target, data)
        self.outcome.written += 1

    def finish(self) -> None:
        """Remove what an earlier export wrote and this one did not, and note what there is now."""
        for path, before in self._before.items():
            target = self._folder / path
            if path in self.outcome.lost:
                # This may be the last copy.
                self._now[path] = before
                continue
            if path in self._now or not target.is_file() or not target.resolve().is_relative_to(self._folder):
                continue
            if digest_of(target) != before:
                self.outcome.kept.append(path)
                continue
            target.unlink()
            self.outcome.removed += 1
        asked = {name: True for name, value in self._options.items() if value}
        data = {**asked, "files": dict(sorted(self._now.items()))}
        text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
        if digest_of(self._folder / MANIFEST) != sha256(text.encode()).hexdigest():
            replace_file(self._folder / MANIFEST, text.encode())


def digest_of(path: Path) -> str:
    """Of a file; "" for one that is not there."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def replace_file(target: Path, data: bytes) -> None:
    """Write `data` beside `target` and move it there: a reader sees the old file or the new one, never a part. Who may
    read, write or run it stays as it is.

    What a killed process has left beside it is written over by the next.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".writing-{sha256(target.name.encode()).hexdigest()[:16]}")
    try:
        with suppress(FileNotFoundError):
            beside.unlink()
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        with os.fdopen(handle, "wb") as stream:
            with suppress(FileNotFoundError):
                os.fchmod(handle, stat.S_IMODE(target.stat().st_mode))
            stream.write(data)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
