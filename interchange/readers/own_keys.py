"""Keys that a site made up for what every post has: told by what stands under them, where no known key says it."""

import re

from articles.document import Document, ImageRef
from articles.document.keys import normal
from articles.document.values import as_text

from ..naming import suffix_of
from .references import IMAGE_SUFFIXES
from .titles import is_title

_TITLES = ("pagetitle", "heading", "name", "seotitle", "metatitle", "ogtitle")
# Pictures of other things than the post.
_OTHER_PICTURES = re.compile(r"icon|logo|avatar|author|badge|sponsor", re.IGNORECASE)
# A flag to most programs, and Gridea's picture.
_FLAGS = frozenset({"feature"})


def own_title(document: Document) -> tuple[str, str] | None:
    """The key under which a document without a title has one, and the title."""
    keys = {normal(str(key)): str(key) for key in reversed(list(document.data))}
    for name in _TITLES:
        text = (as_text(document.data.get(keys.get(name, ""))) or "").strip()
        if name in keys and is_title(text):
            return keys[name], text
    return None


def said_by_key(key: str) -> tuple[str, str]:
    """The code and the message of the warning that a title was taken from there."""
    return "title-from-key", f"The title was taken from “{key}”."


def own_picture(document: Document) -> tuple[str, ImageRef] | None:
    """The only key that names a picture, and the picture, in a document that says none; None for several.

    One that is a flag elsewhere can mean nothing else.
    """
    found = {
        str(key): value.strip()
        for key, value in document.data.items()
        if isinstance(value, str) and _may_be_its_picture(str(key), document) and _is_picture(value)
    }
    found = {key: source for key, source in found.items() if normal(key) in _FLAGS} or found
    return next(((key, ImageRef(source)) for key, source in found.items()), None) if len(found) == 1 else None


def _may_be_its_picture(key: str, document: Document) -> bool:
    return (key in document.fields.unknown or normal(key) in _FLAGS) and not _OTHER_PICTURES.search(key)


def _is_picture(value: str) -> bool:
    path = value.strip().partition("?")[0].partition("#")[0]
    return "\n" not in path and suffix_of(path) in IMAGE_SUFFIXES - {".svg", ".ico"}
