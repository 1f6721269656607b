"""HTML as Ghost renders it: cards as what they show, without what only scripts and forms are for."""

import re
from collections.abc import Callable

from articles.markup import RenderRefused
from articles.markup.sanitize import normalise
from articles.markup.tree import Element, classes, is_element, make, parse, serialise

from .html_blocks import MORE
from .html_meaning import tree_text

# Furniture of players, toggles and forms for subscribing: what the author put in stays.
_DRAWING = re.compile(
    r"(<(?:div|span|button)\b[^<>]*\bkg-[^<>]*>)\s*<svg\b(?:(?!<svg\b).)*?(?:</svg\s*>|(?<=/>))", re.DOTALL
)
_FURNITURE = re.compile(
    r"<button\b[^<>]*\bkg-[^<>]*>(?:(?!<button\b).)*?</button\s*>|<input\b[^<>]*\bkg-[^<>]*>", re.DOTALL
)
_SIGNUP = re.compile(r"<form\b[^<>]*kg-signup[^<>]*>(?:(?!<form\b).)*?</form>", re.DOTALL)
_CARD = re.compile(r"class=\"kg-card kg-(?:audio|video|file|callout|toggle|signup)-card")
_SIZED = re.compile(r"(/content/images/)(?:size/w\d+(?:h\d+)?/)?(?:format/\w+/)?(?=\d{4}/)")


def settled(html: str) -> str:
    """The HTML with its cards in plain elements. What can't be read as a tree stays as it is."""
    if _CARD.search(html) is None:
        return html
    html = without_furniture(html)
    try:
        root = parse(normalise(html))
    except (RenderRefused, RecursionError):
        return html
    for box in [each for each in root.iter("div", "figure") if "kg-card" in classes(each)]:
        for name, settle in _CARDS.items():
            if name in classes(box):
                settle(box)
    for mark in [each for each in root.iter() if not is_element(each)]:
        mark.addprevious(make("div", None, "\ue030"))
    return serialise(root).replace("<div>\ue030</div>", MORE)


def without_furniture(html: str) -> str:
    """The HTML without what only the scripts of Ghost's cards are for."""
    return _FURNITURE.sub("", _DRAWING.sub(r"\1", _SIGNUP.sub("", html)))


def full_size(address: str) -> str:
    """The address of a picture as it was uploaded: Ghost serves it in other sizes and formats too."""
    return _SIZED.sub(r"\1", address)


def _become(box: Element, tag: str, *content: Element | str) -> None:
    tail, around = box.tail, make(tag, None, *content)
    for child in list(box):
        box.remove(child)
    box.tag, box.text, box.tail = tag, around.text, tail
    box.attrib.clear()
    box.extend(list(around))


def _first(box: Element, name: str) -> Element | None:
    return next((each for each in box.iter("*") if name in classes(each)), None)


def _said(box: Element, name: str) -> str:
    found = _first(box, name)
    return "" if found is None else " ".join(tree_text(found).split())


def _player(box: Element) -> None:
    player = next(box.iter("audio", "video"), None)
    if player is None or not player.get("src"):
        return
    caption = next(box.iter("figcaption"), None)
    title = _said(box, "kg-audio-title")
    told = caption if caption is not None else make("figcaption", None, title) if title else None
    shown = make(str(player.tag), {"src": player.get("src", "")})
    _become(box, "figure", shown, *([] if told is None else [told]))


def _file(box: Element) -> None:
    link = next(box.iter("a"), None)
    if link is None:
        return
    title = _said(box, "kg-file-card-title") or _said(box, "kg-file-card-filename") or "File"
    caption = _said(box, "kg-file-card-caption")
    about: list[Element | str] = [make("br"), caption] if caption else []
    _become(box, "p", make("a", {"href": link.get("href", "")}, title), *about)


def _callout(box: Element) -> None:
    text = _first(box, "kg-callout-text")
    if text is not None:
        emoji = _said(box, "kg-callout-emoji")
        text.tag = "p"
        text.text = f"{emoji} {text.text or ''}" if emoji else text.text
        text.tail = None
        _become(box, "blockquote", text)


def _toggle(box: Element) -> None:
    content = _first(box, "kg-toggle-content")
    if content is not None:
        content.tail = None
        _become(box, "details", make("summary", None, _said(box, "kg-toggle-heading-text")), content)


def _nothing(box: Element) -> None:
    _become(box, "div")


_CARDS: dict[str, Callable[[Element], None]] = {
    "kg-audio-card": _player,
    "kg-video-card": _player,
    "kg-file-card": _file,
    "kg-callout-card": _callout,
    "kg-toggle-card": _toggle,
    "kg-signup-card": _nothing,
}
