"""Substack's texts in plain HTML: what scripts make of settings, its footnotes, what it asks of readers."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree, html

from articles.document import Problem

from .html import is_too_much
from .text_notes import NOTE

_FETCHED = re.compile(
    r"https?://(?:substackcdn\.com|cdn\.substack\.com)/image/fetch/(?:[^/]+/)?(?P<picture>https?(?:%3A|:).+)\Z",
    re.IGNORECASE,
)
# What a button asks for that only Substack can do.
_ASKS = re.compile(
    r"%%|/subscribe\b|/leaderboard\b|/comments?\b|/chat\b|/gift\b|[?&]action=share|donate=true|showWelcomeOnShare|checkout",
    re.IGNORECASE,
)
_PLAYERS = ("iframe", "audio", "video", "img", "script")
_SERVICES = {
    "poll-embed": "a poll",
    "native-audio-embed": "an audio file",
    "native-video-embed": "a video",
    "community-chat": "a chat",
    "install-substack-app-embed": "an advertisement",
    "subscription-widget": "a form to subscribe",
}


@dataclass
class Settled:
    """A text, the HTML of its footnotes, whose marks in it are `NOTE` with 1, 2..., and what was left out of it."""

    html: str
    notes: list[str] = field(default_factory=list)
    left_out: dict[str, None] = field(default_factory=dict)

    @property
    def remarks(self) -> list[Problem]:
        if not self.left_out:
            return []
        named = ", ".join(self.left_out)
        return [Problem("chrome-removed", f"What only Substack can show or do was left out: {named}.")]


def is_substack(text: str) -> bool:
    """Whether a text is Substack's, which its feeds have as its exports do."""
    return "data-component-name=" in text or "data-attrs=" in text


def full_size(address: str) -> str:
    """The address of a picture as it was uploaded: pages show copies that are made on demand."""
    found = _FETCHED.match(address.strip())
    return unquote(found["picture"]) if found else address


def settled(text: str) -> Settled:
    """The text in plain HTML. One that can't be read as a tree stays as it is."""
    if is_too_much(text):
        return Settled(text)
    try:
        parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
        root = html.document_fromstring(f"<div>{text}</div>".encode(), parser=parser).find(".//div")
    except (etree.ParserError, etree.XMLSyntaxError):
        return Settled(text)
    if root is None:
        return Settled(text)
    done = Settled("")
    for box in list(root.iterdescendants("*")):
        if box.getparent() is not None and root in box.iterancestors():
            _settle(box, done)
    _gather_notes(root, done)
    done.html = (root.text or "") + "".join(html.tostring(each, encoding="unicode") for each in root)
    return done


def _settle(box: html.HtmlElement, done: Settled) -> None:
    names = (box.get("class") or "").split()
    said = _settings(box)
    for name in names:
        if name in _READ:
            _READ[name](box, said, done)
            return
    if box.tag == "img" and isinstance(said.get("src"), str):
        box.set("src", said["src"])
    elif said and not _shows(box):
        _replace_unknown(box, names, said, done)


def _settings(box: html.HtmlElement) -> dict[str, Any]:
    try:
        said = json.loads(box.get("data-attrs") or "{}")
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _shows(box: html.HtmlElement) -> bool:
    return bool("".join(box.itertext()).strip()) or next(box.iter(*_PLAYERS), None) is not None


def _text(said: dict[str, Any], *names: str) -> str:
    return next(
        (value.strip() for name in names if isinstance(value := said.get(name), str) and value.strip()), ""
    )


def _become(box: html.HtmlElement, *parts: html.HtmlElement) -> None:
    """Put `parts` where `box` was; what follows it stays."""
    for part in parts:
        box.addprevious(part)
    box.drop_tree()


def _made(tag: str, text: str = "", *inside: html.HtmlElement, **attributes: str) -> html.HtmlElement:
    element: html.HtmlElement = html.Element(tag, attributes)
    element.text = text
    element.extend(inside)
    return element


def _linked(text: str, address: str) -> html.HtmlElement:
    return _made("p", "", _made("a", text, href=address)) if address else _made("p", text)


# -- One kind of box after the other ------------------------------------------------------------------------------


def _picture(box: html.HtmlElement, said: dict[str, Any], done: Settled) -> None:
    """A picture with its caption. Its link leads to itself, unless the writer has given it one."""
    shown = next(box.iter("img"), None)
    if shown is None:
        return
    about = _settings(shown)
    words = {name: value for name in ("alt", "title") if (value := shown.get(name) or _text(about, name))}
    picture = _made("img", src=_text(about, "src") or full_size(shown.get("src", "")), **words)
    if address := _text(about, "href"):
        picture = _made("a", "", picture, href=address)
    caption = next(box.iter("figcaption"), None)
    _become(box, _made("figure", "", picture, *([] if caption is None else [caption])))


def _gallery(box: html.HtmlElement, said: dict[str, Any], done: Settled) -> None:
    gallery = said.get("gallery")
    about = gallery if isinstance(gallery, dict) else {}
    listed = about.get("images")
    pictures = [each for each in (listed if isinstance(listed, list) else ()) if isinstance(each, dict)]
    shown = [
        _made("p", "", _made("img", src=source, alt=_text(about, "alt")))
        for each in pictures
        if (source := _text(each, "src"))
    ]
    if shown:
        _become(box, *shown, *([_made("p", caption)] if (caption := _text(about, "caption")) else []))


def _quoted_post(box: html.HtmlElement, said: dict[str, Any], done: Settled) -> None:
    """A tweet, a note or another post: what it says, and where it is."""
    address = _text(said, "url", "canonical_url", "permalink")
    name = _text(said, "title", "name", "author_name") or address
    if handle := _text(said, "username"):
        name = f"{name} (@{handle})"
    words = _text(said, "full_text", "caption", "truncated_body_text", "body") or " ".join(
        " ".join(each.itertext()).strip() for each in box.find_class("embedded-post-body")
    )
    if name:
        _become(box, _made("blockquote", "", *([_made("p", words)] if words else []), _linked(name, address)))


def _formula(box: html.HtmlElement, said: dict[str, Any], done: Settled) -> None:
    if written := _text(said, "persistentExpression"):
        _become(box, _made("p", "", _made("code", written)))


def _name(box: html.HtmlElement, said: dict[str, Any], done: Settled) -> None:
    """Somebody who is mentioned, a share that is named: in the middle of a line."""
    if (name := _text(said, "name", "symbol")) and not _shows(box):
        box.text = name


def _file(box: html.HtmlElement, said: dict[str, Any], done: Settled) -> None:
    link = next((each for each in box.iter("a") if each.get("href")), None)
    titles = box.find_class("file-embed-details-h1")
    if link is not None:
        name = " ".join("".join(titles[0].itertext()).split()) if titles else ""
        _become(box, _linked(name or link.get("href", ""), link.get("href", "")))


def _button(box: html.HtmlElement, said: dict[str, Any], done: Settled) -> None:
    """A button that leads somewhere is a link; those that ask for a subscription go, with their words."""
    links = [each.get("href", "") for each in box.iter("a")]
    inside = [_text(_settings(each), "url") for each in box.iter("*")]
    address = _text(said, "url") or next(filter(None, [*links, *inside]), "")
    if not address or _ASKS.search(address):
        done.left_out.setdefault("a button")
        box.drop_tree()


def _service(box: html.HtmlElement, said: dict[str, Any], done: Settled) -> None:
    names = (box.get("class") or "").split()
    what = next(
        (what for name, what in _SERVICES.items() if any(each.startswith(name) for each in names)), ""
    )
    done.left_out.setdefault(what or names[0])
    box.drop_tree()


def _pulled(box: html.HtmlElement, said: dict[str, Any], done: Settled) -> None:
    box.tag = "blockquote"


def _furniture(box: html.HtmlElement, said: dict[str, Any], done: Settled) -> None:
    box.drop_tree()


def _replace_unknown(box: html.HtmlElement, names: list[str], said: dict[str, Any], done: Settled) -> None:
    """What shows nothing without its script: where it is, if that is known."""
    address = _text(said, "url", "canonical_url", "href", "src")
    if number := _text(said, "instagram_id"):
        address = address or f"https://www.instagram.com/p/{number}/"
    if address.startswith(("https://", "http://")):
        _become(box, _linked(_text(said, "title", "name", "text") or address, address))
    elif names:
        done.left_out.setdefault(names[0])
        box.drop_tree()


_READ: dict[str, Callable[[html.HtmlElement, dict[str, Any], Settled], None]] = {
    "captioned-image-container": _picture,
    "image-gallery-embed": _gallery,
    **dict.fromkeys(("tweet", "digest-post-embed", "embedded-post-wrap", "comment"), _quoted_post),
    "latex-rendered": _formula,
    **dict.fromkeys(("mention-wrap", "cashtag-wrap"), _name),
    "file-embed-wrapper": _file,
    **dict.fromkeys(("button-wrapper", "captioned-button-wrap"), _button),
    **dict.fromkeys((*_SERVICES, "subscription-widget-wrap", "subscription-widget-wrap-editor"), _service),
    "pullquote": _pulled,
    **dict.fromkeys(("hide-text", "header-anchor-parent", "image-link-expand", "paywall-jump"), _furniture),
}


# -- Footnotes ------------------------------------------------------------------------------------------------------


def _gather_notes(root: html.HtmlElement, done: Settled) -> None:
    """Footnotes that are referred to become notes, in the order of their marks."""
    notes = dict(_numbered(root))
    marks: dict[str, int] = {}
    for anchor in root.find_class("footnote-anchor"):
        name = (anchor.get("href") or "").rpartition("#")[2]
        if name not in notes:
            continue
        if name not in marks:
            marks[name] = len(marks) + 1
            box = notes[name]
            inside = next(iter(box.find_class("footnote-content")), box)
            done.notes.append(
                "".join([inside.text or "", *(html.tostring(each, encoding="unicode") for each in inside)])
            )
        anchor.addprevious(_made("span", NOTE.format(marks[name])))
        anchor.drop_tree()
    for name in marks:
        notes[name].drop_tree()


def _numbered(root: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    for box in root.find_class("footnote"):
        for number in box.find_class("footnote-number"):
            if name := number.get("id"):
                yield name, box
