"""Ghost's two editor formats, Mobiledoc and Lexical, as HTML. Both are JSON in a text; both hold the same cards."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any, TypeGuard

from .ghost_card_kinds import CARDS, is_hidden, values_in

Json = Mapping[str, Any]

# Cards that are only for the newsletter or the membership form; on the page there was nothing.
_UNSHOWN = frozenset({"email", "email-cta", "emailcta", "paywall", "signup", "hr", "horizontalrule"})
_FORMATS = (
    (16, "code"),
    (1, "strong"),
    (2, "em"),
    (4, "del"),
    (8, "u"),
    (32, "sub"),
    (64, "sup"),
    (128, "mark"),
)


class Cards:
    """Renders both formats.

    Afterwards `left_out` names the cards that nothing here knows, `hidden` those that not everybody was shown.
    """

    def __init__(self) -> None:
        self.left_out: set[str] = set()
        self.hidden: set[str] = set()

    def mobiledoc(self, source: str) -> str:
        """Mobiledoc 0.3 (https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md). "" for anything else."""
        document = _json(source)
        if not isinstance(document.get("sections"), list):
            return ""
        return "".join(
            self._section(document, section) for section in document["sections"] if _is_list(section)
        )

    def lexical(self, source: str) -> str:
        """A Lexical document; "" for anything else, also for what is nested too deeply."""
        root = _json(source).get("root")
        try:
            return self._children(root) if isinstance(root, dict) else ""
        except RecursionError:
            return ""

    def card(self, name: str, says: Json) -> str:
        """One card as HTML."""
        name = name.lower().removeprefix("card-")
        show = CARDS.get(name)
        if is_hidden(says):
            self.hidden.add(name)
            return ""
        if show is not None:
            return show(says)
        if name not in _UNSHOWN:
            # One that is newer than this program may say itself what it shows.
            if isinstance(html := says.get("html"), str):
                return html
            self.left_out.add(name)
        return "<hr>" if name in {"hr", "horizontalrule"} else ""

    # -- Mobiledoc

    def _section(self, document: Json, section: list[Any]) -> str:
        kind = section[0]
        if kind == 1 and len(section) > 2:
            tag = _QUOTES.get(str(section[1])) or _section_tag(section[1], "p")
            return f"<{tag}>{self._markers(document, section[2])}</{tag}>"
        if kind == 2 and len(section) > 1:
            return f'<p><img src="{escape(str(section[1]))}"></p>'
        if kind == 3 and len(section) > 2:
            tag = "ol" if section[1] == "ol" else "ul"
            items = "".join(
                f"<li>{self._markers(document, markers)}</li>" for markers in values_in(section[2])
            )
            return f"<{tag}>{items}</{tag}>"
        if kind == 10 and len(section) > 1:
            card = _at(document.get("cards"), section[1])
            if _is_list(card) and len(card) > 1 and isinstance(card[1], dict):
                return self.card(str(card[0]), card[1])
            return self.card(str(card[0]), {}) if _is_list(card) else ""
        return ""

    def _markers(self, document: Json, markers: Any) -> str:
        """Text with its marks: each marker opens some, says something, and closes as many as it counts."""
        out: list[str] = []
        open_tags: list[str] = []
        for marker in values_in(markers):
            if not _is_list(marker) or len(marker) < 4:
                continue
            kind, opened, closed, value = marker[:4]
            for number in values_in(opened):
                tag, attributes = _markup(document, number)
                out.append(f"<{tag}{attributes}>")
                open_tags.append(tag)
            if kind == 1:
                atom = _at(document.get("atoms"), value)
                out.append("<br>" if _is_list(atom) and atom[0] == "soft-return" else "")
            else:
                out.append(escape(str(value), quote=False))
            out += [
                f"</{open_tags.pop()}>" for _ in range(closed if isinstance(closed, int) else 0) if open_tags
            ]
        return "".join([*out, *(f"</{tag}>" for tag in reversed(open_tags))])

    # -- Lexical

    def _children(self, node: Json) -> str:
        return "".join(
            self._node(child) for child in values_in(node.get("children")) if isinstance(child, dict)
        )

    def _items(self, node: Json) -> str:
        """The items of a list. One that holds nothing but another list belongs to the item before it."""
        items: list[str] = []
        for child in values_in(node.get("children")):
            if not isinstance(child, dict):
                continue
            inside = [each for each in values_in(child.get("children")) if isinstance(each, dict)]
            shown = self._node(child)
            if items and inside and all(each.get("type") == "list" for each in inside):
                items[-1] = f"{items[-1].removesuffix('</li>')}{shown.removeprefix('<li>')}"
            else:
                items.append(shown)
        return "".join(items)

    def _node(self, node: Json) -> str:
        kind = str(node.get("type", "")).removeprefix("extended-")
        if kind in {"text", "code-highlight", "tk"}:
            return _formatted(node)
        if kind in {"linebreak", "soft-return"}:
            return "<br>"
        if kind in _MARKERS:
            return ""
        if kind in CARDS or "children" not in node:
            return self.card(kind, node)
        tag, attributes = _element(kind, node)
        inside = self._items(node) if kind == "list" else self._children(node)
        return f"<{tag}{attributes}>{inside}</{tag}>" if tag else inside


# What the editor keeps for itself while somebody writes.
_MARKERS = frozenset({"at-link-search", "zwnj"})
_SECTION_TAGS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_BLOCK_NODES = {"paragraph": "p", "quote": "blockquote", "aside": "blockquote", "listitem": "li", "table": "table",
                "tablerow": "tr"}  # fmt: skip
_QUOTES = {"aside": "blockquote"}
_MARKS = frozenset({"b", "strong", "i", "em", "u", "s", "del", "code", "sub", "sup", "a", "mark"})


def _section_tag(said: object, otherwise: str) -> str:
    return said if isinstance(said, str) and said in _SECTION_TAGS else otherwise


def _markup(document: Json, number: object) -> tuple[str, str]:
    found = _at(document.get("markups"), number)
    tag = str(found[0]).lower() if _is_list(found) and found else "span"
    if tag not in _MARKS:
        return "span", ""
    said = found[1] if len(found) > 1 and _is_list(found[1]) else []
    pairs = dict(zip(map(str, said[::2]), said[1::2], strict=False))
    return tag, f' href="{escape(str(pairs["href"]))}"' if tag == "a" and "href" in pairs else ""


def _element(kind: str, node: Json) -> tuple[str, str]:
    """The tag and the attributes of a Lexical node that holds others; ("", "") for one that only groups them."""
    if kind in {"link", "autolink"}:
        return "a", f' href="{escape(str(node.get("url", "")))}"'
    if kind == "heading":
        return _section_tag(node.get("tag"), "h2"), ""
    if kind == "tablecell":
        return ("th" if node.get("headerState") else "td"), ""
    if kind == "list":
        if node.get("listType") != "number" and node.get("tag") != "ol":
            return "ul", ""
        start = node.get("start")
        return "ol", f' start="{start}"' if isinstance(start, int) and start != 1 else ""
    return _BLOCK_NODES.get(kind, ""), ""


def _formatted(node: Json) -> str:
    text = escape(str(node.get("text", "")), quote=False)
    bits = node.get("format")
    for bit, tag in _FORMATS:
        if isinstance(bits, int) and bits & bit:
            text = f"<{tag}>{text}</{tag}>"
    return text


def sole_markdown(mobiledoc: str) -> str | None:
    """The Markdown of a post that is one Markdown card and nothing else, as its author wrote it."""
    document = _json(mobiledoc)
    cards, sections = document.get("cards"), document.get("sections")
    if not (_is_list(cards) and len(cards) == 1 and _is_list(sections)) or sections[:1] != [[10, 0]]:
        return None
    if any(section[:1] != [1] or any(section[2:3][0]) for section in sections[1:] if len(section) > 2):
        return None
    card = cards[0]
    if not _is_list(card) or len(card) < 2 or str(card[0]) not in {"markdown", "card-markdown"}:
        return None
    return str(card[1].get("markdown") or "") if isinstance(card[1], dict) else None


def is_readable(source: str) -> bool:
    """Whether what an editor kept of a text can be read at all, be it empty."""
    return bool(_json(source))


def _json(source: str) -> dict[str, Any]:
    try:
        value = json.loads(source)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _at(values: Any, number: object) -> Any:
    return (
        values[number] if _is_list(values) and isinstance(number, int) and 0 <= number < len(values) else None
    )


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list) and bool(value)
