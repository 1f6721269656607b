"""Headings: ids, levels below the page's own title, permalinks and the contents list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.markup.rendered import Heading
from articles.markup.tree import Element, append, plain

# Ids that a page's own parts are likely to have, and names that scripts look up on `window` and `document`.
_RESERVED = frozenset(
    """about archive article articles authors banner body breadcrumbs categories comments constructor content
    contents cookie document footer form forms frames head header history home id images links list location main
    menu name nav navigation page parent prototype q related scripts search self sidebar site skip status subscribe
    tags theme title toc top tray window""".split()  # noqa: SIM905
)
_EXPLICIT_ID = re.compile(r"\{\s*#([^\s{}]+)[^{}]*\}\s*$")
_APOSTROPHES = re.compile("['’‘ʼ`]")
_NOT_IN_SLUG = re.compile(r"[\W_]+")
_UNSAFE_ID = re.compile(r"[\s\"'<>`#%&\\]")
_NOT_IN_ASCII_SLUG = re.compile(r"[^a-z0-9]+")
MAX_SLUG = 80


def slug(text: str) -> str:
    """Words of any script in lower case with hyphens between: `What’s “new”?` is `whats-new`. May be empty."""
    if text.isascii():
        folded = text.replace("'", "").replace("`", "").lower()
    else:
        folded = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).lower())
    if folded.isascii():
        name = _NOT_IN_ASCII_SLUG.sub("-", folded).strip("-")
    else:
        # Marks belong to the letter before them (Devanagari, Thai...), though `\W` takes them for punctuation.
        kept = (char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in folded)
        name = "-".join("".join(kept).split())
    if len(name) <= MAX_SLUG:
        return name
    return name[: MAX_SLUG + 1].rpartition("-")[0] or name[:MAX_SLUG]


@dataclass(slots=True)
class Title:
    """A heading that has its level and id."""

    element: Element
    level: int
    id: str
    _said: str

    @property
    def text(self) -> str:
        """What it says. What stands in its elements may have changed since it was settled."""
        return plain(self.element) if len(self.element) else self._said


class Ids:
    """The ids of one body: unique, never one that the page around it may have, and what authors call them."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}
        self._named: list[tuple[str, str]] = []
        self._names: dict[str, str] = {}

    def new(self, wanted: str) -> str:
        """An id as close to `wanted` as is free."""
        wanted = f"section-{wanted}" if wanted in _RESERVED else wanted
        candidate = wanted
        while candidate in self._taken:
            self._taken[wanted] += 1
            candidate = f"{wanted}-{self._taken[wanted]}"
        self._taken[candidate] = 1
        return candidate

    def name(self, written: str, id_: str) -> None:
        """Let links to `written` lead to the element with the id `id_`; the first to ask for a name has it."""
        self._named.append((written, id_))

    def find(self, written: str) -> str | None:
        """The id that a link to `#written` means, told apart by letters and digits if need be."""
        # Most bodies have names and nothing that asks for them.
        for name, id_ in self._named:
            self._names.setdefault(name, id_)
            self._names.setdefault(_squeeze(name), id_)
        self._named.clear()
        return self._names.get(written) or self._names.get(_squeeze(written))


def _squeeze(text: str) -> str:
    """What all the ways to make an id of a heading have in common."""
    return _NOT_IN_SLUG.sub("", unicodedata.normalize("NFC", text).casefold())


def is_same_title(one: str, other: str) -> bool:
    """Whether two titles are the same but for case and punctuation."""
    return bool(_squeeze(one)) and _squeeze(one) == _squeeze(other)


def take_explicit_id(heading: Element) -> str:
    """The id that the author gave to a heading, taken off: `{#id}` at its end, or the attribute."""
    last = heading[-1] if len(heading) else None
    text = (heading.text if last is None else last.tail) or ""
    brace = text.rfind("{")
    match = _EXPLICIT_ID.match(text, brace) if brace >= 0 else None
    if match:
        if last is None:
            heading.text = text[:brace].rstrip()
        else:
            last.tail = text[:brace].rstrip()
    written = match[1] if match else heading.get("id", "")
    return _UNSAFE_ID.sub("-", written)[:MAX_SLUG] if written else ""


def settle(headings: Iterable[Element], ids: Ids) -> list[Title]:
    """Give the headings their levels and ids: none is an `<h1>`, and they stay apart as they were."""
    levels = [(_level(heading), heading) for heading in headings]
    lowest = min((level for level, _ in levels), default=2)
    seen: dict[str, int] = {}
    settled: list[Title] = []
    for written_level, heading in levels:
        level = written_level
        if lowest < 2:
            level = min(6, level + 1)
            heading.tag = f"h{level}"
        explicit, text = take_explicit_id(heading), plain(heading)
        made = slug(text) or "section"
        id_ = ids.new(explicit or made)
        heading.set("id", id_)
        if explicit:
            ids.name(explicit, id_)
        # Hand-written contents lists count equal headings as GitHub (-1) or Python-Markdown (_1) do.
        count = seen.get(made, 0)
        seen[made] = count + 1
        for written in (made,) if not count else (f"{made}-{count}", f"{made}_{count}"):
            ids.name(written, id_)
        settled.append(Title(heading, level, id_, text))
    return settled


def _level(heading: Element) -> int:
    return int(heading.tag[1])


def contents(titles: Sequence[Title]) -> tuple[Heading, ...]:
    """The tree of the headings: each holds those after it that are deeper."""
    tree: list[Heading] = []
    # Built from the end, so that a heading finds its children complete.
    for title in reversed(titles):
        children: list[Heading] = []
        while tree and tree[-1].level > title.level:
            children.append(tree.pop())
        tree.append(Heading(title.id, title.text, title.level, tuple(children)))
    return tuple(reversed(tree))


def add_permalink(title: Title) -> None:
    heading = title.element
    attributes = {
        "class": "permalink",
        "href": f"#{title.id}",
        "aria-label": f"Link to section: {title.text}",
    }
    link_gap = " "
    if len(heading):
        heading[-1].tail = (heading[-1].tail or "").rstrip() + link_gap
    else:
        heading.text = (heading.text or "").rstrip() + link_gap
    append(heading, "a", attributes, "#")
