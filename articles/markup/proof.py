"""Proof that the sanitiser would give a text back as it is, for less than half of what asking it costs.

It is one-sided. Where it holds, the text is what the sanitiser writes, of nothing but what the lists allow: each tag is
one of theirs, letter by letter; the tags are nested as only they can be where an HTML5 parser moves, closes or copies
nothing; every character that must be escaped is. Where it does not hold nothing is said, and the sanitiser is asked.

The rules of nesting are those of https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody and what
follows there, made simpler and narrower: what stands within a line holds nothing else, and so no block is ever begun
while a paragraph, a link or an emphasis is open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

NEVER_PLAIN = ("\0", "\r", "\xa0", "\ufeff")
"""Characters that parsers read as something else, or that the sanitiser writes otherwise."""
_NEVER_PLAIN_ASCII = tuple(filter(str.isascii, NEVER_PLAIN))

_Names = frozenset[str]
_Check = Callable[[str], bool]

_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_INLINE = frozenset(
    """a abbr b bdi bdo br cite code del dfn em i img input ins kbd mark q s samp small span strong sub sup time u
    var wbr""".split()  # noqa: SIM905
)
# They hold what stands in lines and other blocks.
_FLOW = frozenset(
    """aside blockquote caption dd details div dt figcaption figure li section summary td
    th""".split()  # noqa: SIM905
)
_LINES = frozenset({"h2", "h3", "h4", "h5", "h6", "p", "pre"})
_ANYWHERE = (
    _INLINE | _LINES | (_FLOW - {"caption", "dd", "dt", "li", "td", "th"}) | {"dl", "hr", "ol", "table", "ul"}
)
_ROWS = dict.fromkeys(("tbody", "tfoot", "thead"), frozenset({"tr"}))
# Text between these would be moved out of the table.
_TABLES: dict[str, _Names] = {"table": frozenset({"caption", *_ROWS}), **_ROWS, "tr": frozenset({"td", "th"})}
_HOLDS: dict[str, _Names] = {
    **dict.fromkeys(_INLINE | _LINES, _INLINE),
    **dict.fromkeys(_FLOW, _ANYWHERE),
    **_TABLES,
    "dl": frozenset({"dd", "dt"}),
    "ol": frozenset({"li"}),
    "ul": frozenset({"li"}),
    **dict.fromkeys(_VOID, frozenset()),
}

_TAG = re.compile(r"<([^>]*)>")
_TAG_NAME = re.compile(r"<(/?[a-z0-9]+)")
# What stands right within a table, and could be text.
_BETWEEN_CELLS = re.compile(r"<(?:/?(?:t(?:body|foot|head|r))|/t[dh]|/caption|table)(?: [^>]*)?>([^<]*)")
# Addresses with a colon that nobody reads another scheme into, and that can be taken apart.
_ADDRESS = re.compile(
    r"https?://(?:(?!xn--)[a-z0-9-]+\.)+[a-z]{2,}(?::\d{1,4})?(?:[/?#].*)?\Z"
    r"|mailto:[a-zA-Z0-9._+-]+@[a-zA-Z0-9.-]+(?:\?[^:]*)?\Z",
    re.DOTALL,
)
_ADDRESSES = frozenset({"href", "src"})
_NAME = re.compile("[a-z-]+")
_ESCAPED = re.compile("(?:amp|lt|gt|quot|nbsp);")
_MAX_REMEMBERED = 500


@dataclass(frozen=True)
class Lists:
    """What may stand on a page. Attributes are by tag, those of every tag under `*`.

    `values` are attributes that have one of a few values, `fixed` those that their tag always has.
    """

    tags: _Names
    attributes: Mapping[str, set[str]]
    values: Mapping[str, Mapping[str, set[str]]]
    fixed: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What attributes of these names, in this order, have to be."""

    is_allowed: bool = False
    is_common: bool = False
    """No text of an author's is in them."""
    checks: tuple[tuple[int, _Check], ...] = ()
    """Of the values that are not free, by their places between the quotes."""


class _Element:
    """What the lists let one kind of element be."""

    def __init__(self, lists: Lists, name: str) -> None:
        free = lists.attributes.get("*", set()) | lists.attributes.get(name, set())
        checks: dict[str, _Check | None] = dict.fromkeys(free)
        checks |= dict.fromkeys(free & _ADDRESSES, is_plain_address)
        checks |= {each: values.__contains__ for each, values in lists.values.get(name, {}).items()}
        if classes := lists.classes.get(name):
            checks["class"] = lambda value: classes.issuperset(value.split(" "))
        self._fixed = lists.fixed.get(name, {})
        checks |= {each: {value}.__contains__ for each, value in self._fixed.items()}
        self._checks = checks
        self._common = {"class", *lists.values.get(name, {})}
        self._shapes: dict[str, _Shape] = {}

    def read(self, attributes: str) -> tuple[bool, bool]:
        """Whether it may have these attributes, as they are written, and whether no text of an author's is in them."""
        parts = attributes.split('"')
        names = '"'.join(parts[::2])
        shape = self._shapes.get(names) or self._shape(names)
        # One quote too many at the end leaves the names as they are.
        is_allowed = shape.is_allowed and len(parts) % 2 == 1
        return is_allowed and all(check(parts[place]) for place, check in shape.checks), shape.is_common

    def _shape(self, written: str) -> _Shape:
        names = _NAME.findall(written)
        if (
            "".join(f' {each}="' for each in names) != written
            or len({*names}) < len(names)
            or not self._fixed.keys() <= {*names} <= self._checks.keys()
        ):
            return _Shape()
        checks = [(2 * number + 1, self._checks[name]) for number, name in enumerate(names)]
        shape = _Shape(
            is_allowed=True,
            is_common=self._common.issuperset(names),
            checks=tuple((place, check) for place, check in checks if check),
        )
        if len(self._shapes) < _MAX_REMEMBERED:
            self._shapes[written] = shape
        return shape


class _Inside(dict[str, "_Inside | None"]):
    """Inside of an element: where each tag leads, by all that is written between its `<` and `>`.

    What closes the element leads to None; a void element to `_STAY`; a tag that must not be here to where no tag leads.
    Most tags are remembered; those with a text of their author's are not, as hardly one comes twice.
    """

    def __init__(self, name: str = "", step: Callable[[str], tuple[_Inside, bool]] | None = None) -> None:
        self._step = step
        if name:
            self[f"/{name}"] = None

    def __missing__(self, written: str) -> _Inside:
        if self._step is None:
            return self
        there, is_common = self._step(written)
        if is_common and len(self) < _MAX_REMEMBERED:
            self[written] = there
        return there


_STAY, _NOWHERE = _Inside(), _Inside()


class Proof:
    """Shows for single texts that a sanitiser with these lists would not change them."""

    def __init__(self, lists: Lists) -> None:
        self._elements = {name: _Element(lists, name) for name in _HOLDS.keys() & lists.tags}
        self._insides: dict[tuple[str, bool], _Inside] = {}
        self._page = _Inside(step=partial(self._step, _ANYWHERE, False))

    def holds(self, html: str) -> bool:
        """Whether it is proven for `html`."""
        tags = _TAG.findall(html)
        return _is_escaped(html, tags) and self._is_nested(tags) and _is_kept(html)

    def nests(self, html: str) -> bool:
        """Whether it is proven for `html` of which the attributes are known to be allowed, and what is around cells."""
        names = _TAG_NAME.findall(html)
        return _is_escaped(html, names) and self._is_nested(names)

    def _is_nested(self, tags: Iterable[str]) -> bool:
        """Whether each tag may stand where it stands, and each element ends within the one around it."""
        around: list[_Inside] = []
        here = self._page
        for written in tags:
            there = here[written]
            if there is None:
                here = around.pop()
            elif there is not _STAY:
                around.append(here)
                here = there
        return here is self._page

    def _step(self, holds: _Names, is_in_link: bool, written: str) -> tuple[_Inside, bool]:
        """Where a tag leads from inside of an element that holds these, and whether it always does."""
        name = written.partition(" ")[0]
        element = self._elements.get(name) if name in holds else None
        if element is None:
            return _NOWHERE, False
        is_allowed, is_common = element.read(written[len(name) :])
        if not is_allowed:
            return _NOWHERE, False
        return _STAY if name in _VOID else self._inside(name, is_in_link=is_in_link), is_common

    def _inside(self, name: str, *, is_in_link: bool) -> _Inside:
        """The inside of elements of one kind; a link holds no other, at any depth."""
        key = name, is_in_link or name == "a"
        if key not in self._insides:
            holds = _HOLDS[name] - {"a"} if key[1] else _HOLDS[name]
            self._insides[key] = _Inside(name, partial(self._step, holds, key[1]))
        return self._insides[key]


def _is_escaped(html: str, tags: list[str]) -> bool:
    """Whether `<` and `>` stand at the ends of tags only, and `&` before what is escaped and has to be."""
    if not len(tags) == html.count("<") == html.count(">") or has_odd_characters(html):
        return False
    if not all(map(_ESCAPED.match, html.split("&")[1:])):
        return False
    return "&quot;" not in html or html.count("&quot;") == "".join(tags).count("&quot;")


def _is_kept(html: str) -> bool:
    """Whether a parser leaves all text where it stands, the nesting of the tags being right."""
    for rest in html.split("<pre")[1:]:
        if rest[rest.index(">") + 1 :].startswith("\n"):
            # Parsers drop it.
            return False
    table = html.find("<table")
    if table < 0:
        return True
    between = _BETWEEN_CELLS.findall(html, table, html.rindex("</table>"))
    return not any(text.strip(" \t\n") for text in between)


def has_odd_characters(text: str) -> bool:
    """Whether there is one of those that are never plain."""
    return any(map(text.__contains__, _NEVER_PLAIN_ASCII if text.isascii() else NEVER_PLAIN))


def is_plain_address(address: str) -> bool:
    """Whether an address, escaped as it may be, is one that the sanitiser leaves alone.

    None that is empty: an engine leaves that where it takes offence at what stood there.
    """
    return _ADDRESS.match(address) is not None if ":" in address else address != ""
