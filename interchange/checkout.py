"""The files of a folder that is kept in step with the site, perhaps a git checkout."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from articles.document import parse

from .exporting import digest_of, replace_file
from .merge_marks import unresolved_merge
from .neighbours import DOCUMENTS
from .own_layout import ARTICLES_FOLDER
from .reading import digest
from .sources import SITE_FILE


class SyncRefused(Exception):
    """The folder can't be kept in step. The message is for the operator."""


# What stands for the digest of a symbolic link: nothing that any file has.
LINK = "link"
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Checkout:
    """Paths are relative to `root`, with slashes."""

    root: Path

    def require_usable(self) -> None:
        """Raise SyncRefused for a folder of somebody else's, or one that is not all there."""
        articles = self.root / ARTICLES_FOLDER
        if articles.is_symlink():
            raise SyncRefused(f"{articles} is a symbolic link; links are not followed.")
        if articles.is_dir() and not (self.root / SITE_FILE).is_file():
            raise SyncRefused(
                f"{self.root} has no {SITE_FILE} beside {ARTICLES_FOLDER}/. Bring another program's posts in with "
                "import_articles, and sync a new folder."
            )

    def documents(self) -> set[str]:
        """Those that may be articles'. Links are none: what they lead to is somebody else's."""
        return {path for path in self._found() if not _is_hidden(path) and not self._path(path).is_symlink()}

    def hidden(self) -> set[str]:
        """What editors and file systems leave beside the documents."""
        return {path for path in self._found() if _is_hidden(path)}

    def digest(self, path: str) -> str:
        """Of a file; "" for one that is not there, LINK for what only leads to one."""
        return LINK if self._path(path).is_symlink() else digest_of(self._path(path))

    def read(self, path: str) -> bytes:
        return self._path(path).read_bytes()

    def unfinished_merge(self, path: str, known: str) -> int | None:
        """The line at which git has left a merge to people, in a document that is another than `known` (SHA-256)."""
        data = self.read(path)
        is_likely = b"<<<<<<<" in data and sha256_of(data) != known
        return unresolved_merge(parse(data).text) if is_likely else None

    def put(self, path: str, data: bytes) -> None:
        replace_file(self._path(path), data)

    def remove(self, path: str) -> None:
        self._path(path).unlink()

    def key(self, path: str) -> str:
        """By which the origin of an article is known."""
        return digest(str(self._path(path)))

    def marked(self, path: str, data: bytes) -> bytes:
        """`data` with the byte order mark that the file at `path` begins with, if it has one."""
        try:
            with self._path(path).open("rb") as stream:
                return _MARK + data if stream.read(len(_MARK)) == _MARK else data
        except OSError:
            return data

    def _path(self, path: str) -> Path:
        return self.root / path

    def _found(self) -> Iterator[str]:
        for path in (self.root / ARTICLES_FOLDER).rglob("*"):
            if path.suffix.lower() in DOCUMENTS and (path.is_file() or path.is_symlink()):
                yield path.relative_to(self.root).as_posix()


def require_some(known: set[str], there: set[str]) -> None:
    """Raise SyncRefused if none of the known files is there: a folder that is not mounted, or is on another branch,
    must not withdraw a whole site.
    """
    if len(known) > 1 and not known & there:
        raise SyncRefused(
            f"none of its {len(known)} files is there any more, and --delete would withdraw all their articles. "
            "Is it the right folder, mounted, on the right branch?"
        )


def sha256_of(data: bytes) -> str:
    return sha256(data).hexdigest()


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
