"""The picture of a page bundle: named in Hugo's `resources`, or by the file's name as themes have it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from articles.document import Document, ImageRef

# Best first; themes look for names that begin or end so.
_NAMES = ("feature", "cover", "thumbnail", "header", "hero", "banner")
_PICTURE = re.compile(r".*\.(?:jpe?g|png|webp|gif|avif)\Z", re.IGNORECASE)


def bundle_picture(document: Document, beside: Sequence[str]) -> ImageRef | None:
    """The picture that stands for the post among the files `beside` its document, which says none itself.

    A resource says it by its `name`, its `params`, or what its `src` is; it gives the text of the picture too.
    """
    resources = _resources(document)
    pictures = [path for path in beside if _PICTURE.match(path)]
    for wanted in _NAMES:
        for resource in resources:
            source = _file(str(resource.get("src") or ""), pictures)
            named = f"{resource.get('name') or ''} {PurePosixPath(source).stem}"
            if source and _is_named(named.split(), wanted):
                return ImageRef(source, _said(resource), _caption(document))
        for path in pictures:
            if _is_named([PurePosixPath(path).stem], wanted):
                return ImageRef(path, caption=_caption(document))
    return None


def _caption(document: Document) -> str:
    """What stands below the picture: themes have it in a table that names no file (`image: {caption: ...}`)."""
    table = document.data.get("image")
    said = table.get("caption") if isinstance(table, Mapping) else None
    return said.strip() if isinstance(said, str) else ""


def _resources(document: Document) -> list[Mapping[str, object]]:
    listed = document.data.get("resources")
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []


def _is_named(words: Iterable[str], wanted: str) -> bool:
    """Whether one of the names is "cover", "cover-image" or "my-cover"."""
    return any(
        re.match(rf"{wanted}d?(?:\Z|[-_. ])", word.lower()) or re.search(rf"[-_. ]{wanted}d?\Z", word.lower())
        for word in words
    )


def _file(source: str, pictures: Sequence[str]) -> str:
    """The file that the `src` of a resource means, a pattern perhaps; "" for none that is there."""
    return next((path for path in pictures if path == source or fnmatchcase(path, source)), "")


def _said(resource: Mapping[str, object]) -> str:
    params = resource.get("params")
    table = params if isinstance(params, Mapping) else {}
    texts = (table.get("alt"), resource.get("title"))
    # Hugo counts in titles: "Photo #:counter".
    return next((text for text in texts if isinstance(text, str) and text and ":counter" not in text), "")
