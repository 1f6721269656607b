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
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_EXPLICIT_ID = re.compile(r"\{\s*#([^\s{}]+)[^{}]*\}\s*$")
_APOSTROPHES = re.compile("['’‘ʼ`]")
_NOT_IN_SLUG = re.compile(r"[\W_]+")
_UNSAFE_ID = re.compile(r"[\s\"'<>`#%&\\]")
# Of ASCII: lower case, nothing for apostrophes, and spaces for what parts words.
_ASCII_SLUG = str.maketrans(
    {chr(code): chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | {"'": "", "`": ""}
)
MAX_SLUG = 80


def slug(text: str) -> str:
    """Words of any script in lower case with hyphens between: `What’s “new”?` is `whats-new`. May be empty."""
    folded = text if text.isascii() else _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).lower())
    if folded.isascii():
        name = "-".join(folded.translate(_ASCII_SLUG).split())
    else:
        # Marks belong to the letter before them (Devanagari, Thai...), though `\W` takes them for punctuation.
        kept = (char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in folded)
        name = "-".join("".join(kept).split())
    if len(name) <= MAX_SLUG:
        return name
    return name[: MAX_SLUG + 1].rpartition("-")[0] or name[:MAX_SLUG]


@dataclass(slots=True)
class Title:
    """A heading, in the tree or in a passage; its id is settled with those of all others."""

    level: int
    text: str
    element: Element | None = None
    id: str = ""

    @classmethod
    def of(cls, element: Element) -> Title:
        return cls(int(element.tag[1]), plain(element), element)

    def read_again(self) -> None:
        """Read what stands in elements: it may have changed."""
        if self.element is not None and len(self.element):
            self.text = plain(self.element)


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


def settle(titles: Iterable[Title], ids: Ids) -> None:
    """Give the headings their levels and ids: none is an `<h1>`, and they stay apart as they were."""
    titles = list(titles)
    lowest = min((title.level for title in titles), default=2)
    seen: dict[str, int] = {}
    for title in titles:
        if lowest < 2:
            title.level = min(6, title.level + 1)
        explicit = "" if title.element is None else take_explicit_id(title.element)
        if title.element is not None and (explicit or len(title.element)):
            title.text = plain(title.element)
        made = slug(title.text) or "section"
        id_ = title.id = ids.new(explicit or made)
        if title.element is not None:
            title.element.tag = f"h{title.level}"
            title.element.set("id", id_)
        if explicit:
            ids.name(explicit, id_)
        # Hand-written contents lists count equal headings as GitHub (-1) or Python-Markdown (_1) do.
        count = seen.get(made, 0)
        seen[made] = count + 1
        for written in (made,) if not count else (f"{made}-{count}", f"{made}_{count}"):
            ids.name(written, id_)


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


def _label(title: Title) -> str:
    return f"Link to section: {title.text}"


def permalink_html(title: Title) -> str:
    """The link to a heading, which stands at its end; nothing in its text has to be escaped."""
    return f'<a aria-label="{_label(title)}" class="permalink" href="#{title.id}">#</a>'


def add_permalink(title: Title) -> None:
    heading = title.element
    if heading is None:
        return
    link_gap = " "
    if len(heading):
        heading[-1].tail = (heading[-1].tail or "").rstrip() + link_gap
    else:
        heading.text = (heading.text or "").rstrip() + link_gap
    append(heading, "a", {"aria-label": _label(title), "class": "permalink", "href": f"#{title.id}"}, "#")
