"""Galleries of Jekyll's theme Minimal Mistakes: pictures that the frontmatter lists, shown where the text says so.

gallery:
  - image_path: /assets/a.jpg
    alt: What it shows

{% include gallery caption="What is said below them" %}
"""

import re
from collections.abc import Mapping

from articles.document import Document, Problem
from articles.document.values import as_text

from .references import prose

_TAG = re.compile(r"\{%-?[ \t]*include[ \t]+gallery(?:\.html)?(?P<said>[ \t][^{}\n]{0,2000}?)?[ \t]*-?%\}")
_NAMED = re.compile(r"\b(?P<name>id|caption)[ \t]*=[ \t]*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_MOST = 500  # pictures


def with_galleries(document: Document) -> tuple[Document, list[Problem]]:
    """A body with such pictures in Markdown. Code stays, and no line is added or removed."""
    body, first = document.body, None
    for line, start, text in reversed(list(prose(body, document.body_line, ("gallery",)))):
        for found in reversed(list(_TAG.finditer(text))):
            said = {
                each["name"]: each["double"] or each["single"] or ""
                for each in _NAMED.finditer(found["said"] or "")
            }
            pictures = _pictures(document.data.get(said.get("id") or "gallery"))
            if not pictures:
                continue
            written = " ".join((*pictures, *filter(None, [said.get("caption", "").strip()])))
            body, first = f"{body[: start + found.start()]}{written}{body[start + found.end() :]}", line
    if first is None:
        return document, []
    return document.with_body(body), [
        Problem("gallery-written-out", "The pictures of the frontmatter's gallery stand in the text.", first)
    ]


def _pictures(listed: object) -> list[str]:
    """The pictures of a list in Markdown: the large ones, where it names two sizes."""
    found = []
    for each in listed[:_MOST] if isinstance(listed, list) else ():
        said = each if isinstance(each, Mapping) else {"image_path": each}
        large, small = (as_text(said.get(key)) or "" for key in ("url", "image_path"))
        source = large if re.search(r"\.(?:jpe?g|png|gif|webp|avif)\Z", large, re.IGNORECASE) else small
        if not source.strip() or re.search(r"[<>\n]", source):
            continue
        alt = re.sub(r"[\[\]\n]", " ", as_text(said.get("alt")) or as_text(said.get("title")) or "")
        found.append(f"![{alt}](<{source}>)" if re.search(r"[\s()]", source) else f"![{alt}]({source})")
    return found
