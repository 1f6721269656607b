"""The second pass: what became of the images, once the caller has looked them up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from articles.markup.rendered import ImageFile

SIZES = "auto, (max-width: 48rem) 100vw, 48rem"
"""How wide an image of the body is shown; `auto` lets browsers that can use the real width of a lazy image."""

# Sanitised HTML quotes every attribute and escapes quotes inside, so that this can match a real tag only.
_IMAGE = re.compile(r'<img((?: [a-z-]+="[^"]*")+)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


def place_images(html: str, files: Mapping[str, ImageFile | None]) -> str:
    """Give the images of sanitised `html` their real addresses.

    `files` maps a `src` as the author wrote it to the stored file, or to None where there is none: then
    the alternative text stands in quietly. A `src` that is not in `files` keeps its address. The output is
    as safe as the input as long as the urls in `files` are.
    """
    if "<img" not in html:
        return html
    return _IMAGE.sub(lambda match: _place(dict(_ATTRIBUTE.findall(match[1])), files), html)


def _place(written: dict[str, str], files: Mapping[str, ImageFile | None]) -> str:
    """One `<img>`; `written` are its attributes, escaped as in the HTML."""
    attributes = dict(written)
    src = unescape(written.get("src", ""))
    file = files.get(src)
    if file is not None:
        attributes |= {"src": escape(file.url)} | _size(written.get("width", ""), file)
        if file.srcset:
            attributes |= {"srcset": escape(file.srcset), "sizes": SIZES}
    elif src in files or not src:
        return missing_image(unescape(written.get("alt", "")))
    elif src.lower().startswith(("http:", "https:", "//")):
        attributes["referrerpolicy"] = "no-referrer"
    attributes |= {"loading": "lazy", "decoding": "async"}
    return "<img" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + ">"


def _size(width: str, file: ImageFile) -> dict[str, str]:
    """The size to show a file at: the author's width where it is smaller, and the height that goes with it."""
    shown = int(width) if width.isdecimal() and 0 < int(width) < file.width else file.width
    return {
        "width": str(shown),
        "height": str(max(1, round(file.height * shown / file.width)) if file.width else 0),
    }


def missing_image(alt: str) -> str:
    """What stands where an image cannot be shown. `alt` is plain text."""
    return f'<span class="image-missing">{escape(alt, quote=False) or "Image not available"}</span>'
