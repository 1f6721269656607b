"""How an export of ours names its files: an article's slug by the path of its document, and the other way round.

articles/<slug>.md             as exports are written
articles/.../<slug>.md         where people have made folders
articles/.../<slug>/index.md   and bundles of a document with its pictures
"""

from pathlib import PurePosixPath

from articles.slugs import chosen_slug

ARTICLES_FOLDER = "articles"
_BUNDLE = "index"


def path_of(slug: str) -> str:
    """Where a new article's document belongs."""
    return f"{ARTICLES_FOLDER}/{slug}.md"


def name_of(path: str) -> str:
    """What the document at `path` is called: like its file, in a bundle like its folder."""
    where = PurePosixPath(path)
    return where.parent.name if is_bundled(path) else where.stem


def slug_of(path: str) -> str:
    """The slug that the document's name asks for; "" for a name of which nothing could be an address."""
    return chosen_slug(name_of(path))


def is_bundled(path: str) -> bool:
    """Whether a document has a folder of its own."""
    where = PurePosixPath(path)
    return where.stem == _BUNDLE and where.parent.name not in {"", ARTICLES_FOLDER}


def called(path: str, slug: str) -> str:
    """The path of the document called `slug`, in the same folder. A bundle keeps its own, for its pictures' sake."""
    return path if is_bundled(path) else str(PurePosixPath(path).with_name(f"{slug}.md"))
