"""Ghost's cards as HTML, each by its kind: pictures, bookmarks, players, notes. Values are as the editor has them."""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from articles.markup.engines import to_html

Json = Mapping[str, Any]


def _image(says: Json) -> str:
    shown = f'<img src="{escape(_said(says, "src"))}" alt="{escape(_said(says, "alt", "altText"))}">'
    if href := _said(says, "href"):
        shown = f'<a href="{escape(href)}">{shown}</a>'
    return _captioned(shown, says)


def _gallery(says: Json) -> str:
    images = [each for each in values_in(says.get("images")) if isinstance(each, dict)]
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
    # What was quoted (a tweet) is words; Instagram's quotations are furniture.
    is_quoted = "<blockquote" in html and "instagram-media" not in html
    if "<iframe" in html or is_quoted or not address:
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
    emoji, text = _said(says, "calloutEmoji"), _said(says, "calloutText")
    if text.startswith("<p>"):
        return f"<blockquote><p>{emoji} {text.removeprefix('<p>').lstrip()}</blockquote>"
    return f"<blockquote><p>{' '.join(filter(None, (emoji, text)))}</p></blockquote>"


def _toggle(says: Json) -> str:
    return f"<details><summary>{_said(says, 'heading')}</summary>{_said(says, 'content')}</details>"


def _media(says: Json) -> str:
    caption = _said(says, "caption", "title")
    tag = (
        "audio"
        if str(says.get("mimeType", "")).startswith("audio") or says.get("type") == "audio"
        else "video"
    )
    return _captioned(f'<{tag} src="{escape(_said(says, "src"))}"></{tag}>', {"caption": caption})


def _file(says: Json) -> str:
    title = _said(says, "fileTitle", "title", "fileName") or "File"
    caption = _said(says, "fileCaption")
    about = f"<br>{escape(caption, quote=False)}" if caption else ""
    return f'<p><a href="{escape(_said(says, "src"))}">{escape(title, quote=False)}</a>{about}</p>'


def _button(says: Json) -> str:
    address = escape(_said(says, "buttonUrl", "url"))
    return f'<p><a href="{address}">{escape(_said(says, "buttonText"), quote=False)}</a></p>'


def _header(says: Json) -> str:
    header, below = _said(says, "header"), _said(says, "subheader")
    title = f"<h2>{header}</h2>" if header else ""
    return (
        f"{_picture(says, 'backgroundImageSrc')}{title}{f'<p>{below}</p>' if below else ''}{_pressed(says)}"
    )


def _product(says: Json) -> str:
    shown = _picture(says, "productImageSrc")
    stars = says.get("productStarRating") if says.get("productRatingEnabled") else None
    rating = f"<p>{'★' * stars}{'☆' * (5 - stars)}</p>" if isinstance(stars, int) and 0 < stars <= 5 else ""
    address = _said(says, "productUrl")
    link = (
        f'<p><a href="{escape(address)}">{_said(says, "productButton") or address}</a></p>' if address else ""
    )
    return f"{shown}<h4>{_said(says, 'productTitle')}</h4>{rating}{_said(says, 'productDescription')}{link}"


def _call_to_action(says: Json) -> str:
    label = _said(says, "sponsorLabel") if says.get("hasSponsorLabel") else ""
    text = _said(says, "textValue")
    shown = text if not text or text.startswith("<p") else f"<p>{text}</p>"
    return f"{label}{_picture(says, 'imageUrl')}{shown}{_pressed(says, 'showButton')}"


def _before_after(says: Json) -> str:
    both = [each for name in ("beforeImage", "afterImage") if isinstance(each := says.get(name), dict)]
    return _gallery({**says, "images": both})


def _pressed(says: Json, shown: str = "buttonEnabled") -> str:
    """The button below something, if it has one."""
    return _button(says) if says.get(shown) and _said(says, "buttonText") and _said(says, "buttonUrl") else ""


def _picture(says: Json, name: str) -> str:
    address = _said(says, name)
    return f'<p><img src="{escape(address)}" alt=""></p>' if address else ""


def is_hidden(says: Json) -> bool:
    """Whether a card is only for members, or for the newsletter."""
    shown = says.get("visibility")
    if not isinstance(shown, dict):
        return False
    on_web = shown.get("web")
    for_all = on_web.get("nonMember") if isinstance(on_web, dict) else None
    return for_all is False or shown.get("showOnWeb") is False or shown.get("emailOnly") is True


_GATE = re.compile(
    r"<!--\s*kg-gated-block:begin(?P<says>[^<>]*?)-->(?P<inside>(?:(?!<!--\s*kg-gated-block:begin).)*?)"
    r"<!--\s*kg-gated-block:end\s*-->",
    re.DOTALL,
)


def without_gates(html: str) -> tuple[str, bool]:
    """HTML as Ghost's export has it, without what only members were shown; and whether there was any."""
    hidden = False

    def open_gate(found: re.Match[str]) -> str:
        nonlocal hidden
        if re.search(r"nonMember\s*:\s*false", found["says"]):
            hidden = True
            return ""
        return found["inside"]

    return _GATE.sub(open_gate, html), hidden


CARDS: dict[str, Callable[[Json], str]] = {
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
    "call-to-action": _call_to_action,
    "before-after": _before_after,
    "nft": lambda says: _bookmark({**says, "metadata": says}),
}


def _captioned(html: str, says: Json) -> str:
    caption = _said(says, "caption")
    if not caption:
        return html if html.startswith("<p") else f"<figure>{html}</figure>"
    return f"<figure>{html}<figcaption>{caption}</figcaption></figure>"


def _said(says: Json, *names: str) -> str:
    return next((str(says[name]) for name in names if says.get(name)), "")


def values_in(value: object) -> list[Any]:
    """The value if it is a list; else an empty one."""
    return value if isinstance(value, list) else []
