"""Jekyll's plain variables in a text, `{{ site.repository }}` and `{{ page.image }}`, written out.

Filled in is what the settings or the frontmatter say in one line, as it is or behind a filter of which it is certain
what comes out. All else stays, for `leftovers` to name.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from html import escape

from articles.document import Document, Problem
from articles.document.values import storable

from .own_ways import kept_from_liquid
from .references import prose

# A value as it stands in a text, and what all of them together may add to one.
_LONGEST = 500
_MOST_ADDED = 100_000
_MOST_VALUES = 500
_DEEPEST = 5
# What Jekyll gives these names, whatever is said (https://jekyllrb.com/docs/variables/); the address of the site is
# where this site is (see `articles.markup.liquid`).
_OF_SITE = frozenset({
    "baseurl", "categories", "collections", "data", "defaults", "documents", "html_files", "html_pages", "pages",
    "posts", "related_posts", "static_files", "tags", "time", "url",
})  # fmt: skip
_OF_PAGE = frozenset({
    "categories", "collection", "content", "date", "dir", "excerpt", "id", "name", "next", "output", "path", "previous",
    "relative_path", "tags", "url",
})  # fmt: skip
_VARIABLE = re.compile(
    r"(?<!\{)\{\{[ \t]{0,20}(?P<name>(?P<of>site|page)(?:\.[A-Za-z_][\w-]{0,60}){1,5})"
    r"[ \t]{0,20}(?:\|[ \t]{0,20}(?P<filter>escape|relative_url|absolute_url"
    r"|prepend:[ \t]{0,20}site\.(?:baseurl|url))[ \t]{0,20})?\}\}"
)
_SHADOWED = re.compile(r"\{%-?\s{0,20}(?:for|tablerow|assign|capture)\s{1,20}(?P<of>site|page)\b")
# What stands before the address of a link or a picture.
_ADDRESS_BEGINS = ("(", "<", '"', "'", "=", "]: ")


def variables_of(settings: Mapping[str, object]) -> dict[str, str]:
    """What can be filled in of a site's settings: {"site.repository": "..."}."""
    said = {key: value for key, value in settings.items() if key not in _OF_SITE}
    found = (pair for pair in _scalars(said, "site", _DEEPEST) if pair[0] != "site.github.url")
    return dict(pair for pair, _ in zip(found, range(_MOST_VALUES), strict=False))


def with_variables(document: Document, of_site: Mapping[str, str]) -> tuple[Document, list[Problem]]:
    """The document with its variables written out. Code, and what is kept from Liquid, stays; no line is added."""
    body = document.body
    if "{{" not in body:
        return document, []
    said = {key: value for key, value in document.data.items() if key not in _OF_PAGE}
    values = {**of_site, **dict(_scalars(said, "page", _DEEPEST))}
    shadowed = {found["of"] for found in _SHADOWED.finditer(body)}
    kept = deque((first.start(), last.end()) for first, last in kept_from_liquid(body))
    pieces, at, added, names = list[str](), 0, 0, dict[str, int]()
    for line, start, text in prose(body, document.body_line, ("{{",)):
        for found in _VARIABLE.finditer(text):
            begin, end = start + found.start(), start + found.end()
            while kept and kept[0][1] <= begin:
                kept.popleft()
            value = values.get(found["name"])
            if value is None or found["of"] in shadowed or (kept and kept[0][0] <= begin):
                continue
            is_address = text[: found.start()].endswith(_ADDRESS_BEGINS)
            written = _filtered(value, found["filter"] or "", is_address=is_address)
            added += len(written or "")
            if written is None or added > _MOST_ADDED:
                continue
            pieces += body[at:begin], written
            at = end
            names.setdefault(found["name"], line)
    if not names:
        return document, []
    return document.with_body("".join((*pieces, body[at:]))), [
        Problem("liquid-filled", f"“{name}” was filled in, as the old site's program did.", line)
        for name, line in names.items()
    ]


def _scalars(table: Mapping[str, object], name: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            if depth > 1:
                yield from _scalars(value, f"{name}.{key}", depth - 1)
        elif (text := _plain(value)) is not None:
            yield f"{name}.{key}", text


def _plain(value: object) -> str | None:
    """A value as Liquid prints it; None where that is not certain, or is more than a word or a line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str) or not value or len(value) > _LONGEST or storable(value) != value:
        return None
    return None if any(sign in value for sign in ("\n", "\r", "{{", "{%", "{:")) else value


def _filtered(value: str, name: str, *, is_address: bool) -> str | None:
    """What a filter makes of a value; None where that is not certain. The site's own address is the root here."""
    if not name:
        return value
    if name == "escape":
        return escape(value)
    if not is_address:
        return None
    if name.startswith("prepend"):
        return value if value.startswith("/") else None
    return value if "://" in value or value.startswith(("/", "#")) else f"/{value}"
