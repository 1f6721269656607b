"""Ghost's two editor formats, Mobiledoc and Lexical, as HTML. Both are JSON in a text; both hold the same cards."""

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, TypeGuard

from articles.markup.engines import to_html

Json = Mapping[str, Any]

# Cards that are only for the newsletter or the membership form; on the page there was nothing.
_UNSHOWN = frozenset({"email", "email-cta", "emailcta", "paywall", "signup", "hr", "horizontalrule"})
_FORMATS = ((16, "code"), (1, "strong"), (2, "em"), (4, "del"), (8, "u"), (32, "sub"), (64, "sup"))


class Cards:
    """Renders both formats. Afterwards `left_out` names the cards that nothing here knows."""

    def __init__(self) -> None:
        self.left_out: set[str] = set()

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
        show = _CARDS.get(name)
        if show is not None:
            return show(says)
        if name not in _UNSHOWN:
            self.left_out.add(name)
        return "<hr>" if name in {"hr", "horizontalrule"} else ""

    # -- Mobiledoc

    def _section(self, document: Json, section: list[Any]) -> str:
        kind = section[0]
        if kind == 1 and len(section) > 2:
            tag = _section_tag(section[1], "p")
            return f"<{tag}>{self._markers(document, section[2])}</{tag}>"
        if kind == 2 and len(section) > 1:
            return f'<p><img src="{escape(str(section[1]))}"></p>'
        if kind == 3 and len(section) > 2:
            tag = "ol" if section[1] == "ol" else "ul"
            items = "".join(f"<li>{self._markers(document, markers)}</li>" for markers in _list(section[2]))
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
        for marker in _list(markers):
            if not _is_list(marker) or len(marker) < 4:
                continue
            kind, opened, closed, value = marker[:4]
            for number in _list(opened):
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
        return "".join(self._node(child) for child in _list(node.get("children")) if isinstance(child, dict))

    def _node(self, node: Json) -> str:
        kind = str(node.get("type", "")).removeprefix("extended-")
        if kind in {"text", "code-highlight"}:
            return _formatted(node)
        if kind in {"linebreak", "soft-return"}:
            return "<br>"
        if kind in _CARDS or "children" not in node:
            return self.card(kind, node)
        tag, attributes = _element(kind, node)
        inside = self._children(node)
        return f"<{tag}{attributes}>{inside}</{tag}>" if tag else inside


_SECTION_TAGS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_BLOCK_NODES = {"paragraph": "p", "quote": "blockquote", "aside": "blockquote", "listitem": "li"}
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


# -- Cards ------------------------------------------------------------------------------------------------------


def _image(says: Json) -> str:
    shown = f'<img src="{escape(_said(says, "src"))}" alt="{escape(_said(says, "alt", "altText"))}">'
    if href := _said(says, "href"):
        shown = f'<a href="{escape(href)}">{shown}</a>'
    return _captioned(shown, says)


def _gallery(says: Json) -> str:
    images = [each for each in _list(says.get("images")) if isinstance(each, dict)]
    shown = "".join(
        f'<img src="{escape(_said(each, "src"))}" alt="{escape(_said(each, "alt"))}">' for each in images
    )
    return _captioned(shown, says) if shown else ""


def _code(says: Json) -> str:
    language = _said(says, "language")
    classed = f' class="language-{escape(language)}"' if language else ""
    return _captioned(f"<pre><code{classed}>{escape(_said(says, 'code'), quote=False)}</code></pre>", says)


def _markdown(says: Json) -> str:
    return to_html(_said(says, "markdown"), "commonmark")


def _embed(says: Json) -> str:
    html, address = _said(says, "html"), _said(says, "url")
    if "<iframe" in html or not address:
        return _captioned(html, says)
    return _captioned(f'<p><a href="{escape(address)}">{escape(address, quote=False)}</a></p>', says)


def _bookmark(says: Json) -> str:
    about = says.get("metadata")
    about = about if isinstance(about, dict) else {}
    address = _said(says, "url") or _said(about, "url")
    return bookmark(address, _said(about, "title"), _said(about, "description"), _said(says, "caption"))


def bookmark(address: str, title: str, description: str, caption: str = "") -> str:
    """A link to a page with what it says of itself."""
    link = f'<a href="{escape(address)}">{escape(title or address, quote=False)}</a>'
    parts = [link, escape(description, quote=False), caption]
    return f"<p>{'<br>'.join(part for part in parts if part)}</p>"


def _callout(says: Json) -> str:
    said = " ".join(part for part in (_said(says, "calloutEmoji"), _said(says, "calloutText")) if part)
    return f"<blockquote><p>{said}</p></blockquote>"


def _toggle(says: Json) -> str:
    return f"<details><summary>{_said(says, 'heading')}</summary>{_said(says, 'content')}</details>"


def _media(says: Json) -> str:
    tag = (
        "audio"
        if str(says.get("mimeType", "")).startswith("audio") or says.get("type") == "audio"
        else "video"
    )
    return _captioned(f'<{tag} src="{escape(_said(says, "src"))}"></{tag}>', says)


def _file(says: Json) -> str:
    title = _said(says, "fileTitle", "title", "fileName") or "File"
    return f'<p><a href="{escape(_said(says, "src"))}">{escape(title, quote=False)}</a></p>'


def _button(says: Json) -> str:
    address = escape(_said(says, "buttonUrl", "url"))
    return f'<p><a href="{address}">{escape(_said(says, "buttonText"), quote=False)}</a></p>'


def _header(says: Json) -> str:
    below = _said(says, "subheader")
    return f"<h2>{_said(says, 'header')}</h2>" + (f"<p>{below}</p>" if below else "")


def _product(says: Json) -> str:
    image = _said(says, "productImageSrc")
    shown = f'<p><img src="{escape(image)}"></p>' if image else ""
    address = _said(says, "productUrl")
    link = (
        f'<p><a href="{escape(address)}">{_said(says, "productButton") or address}</a></p>' if address else ""
    )
    return f"{shown}<h4>{_said(says, 'productTitle')}</h4>{_said(says, 'productDescription')}{link}"


_CARDS: dict[str, Callable[[Json], str]] = {
    "image": _image,
    "gallery": _gallery,
    "code": _code,
    "codeblock": _code,
    "markdown": _markdown,
    "html": lambda says: _said(says, "html"),
    "embed": _embed,
    "bookmark": _bookmark,
    "callout": _callout,
    "toggle": _toggle,
    "video": _media,
    "audio": lambda says: _media({**says, "type": "audio"}),
    "file": _file,
    "button": _button,
    "header": _header,
    "product": _product,
}


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
    return _said(card[1], "markdown") if isinstance(card[1], dict) else None


def _captioned(html: str, says: Json) -> str:
    caption = _said(says, "caption")
    if not caption:
        return html if html.startswith("<p") else f"<figure>{html}</figure>"
    return f"<figure>{html}<figcaption>{caption}</figcaption></figure>"


def _said(says: Json, *names: str) -> str:
    return next((str(says[name]) for name in names if says.get(name)), "")


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


def _list(value: object) -> list[Any]:
    """The value if it is a list; else an empty one."""
    return value if isinstance(value, list) else []


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list) and bool(value)
