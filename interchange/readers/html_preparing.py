"""HTML as it comes from other programs, with what only scripts would show in the form that readers see."""

import re
from html import escape, unescape

from articles.markup.embeds import GIST

from .html_blocks import merge_doubled
from .html_tidying import in_plain_html

# Elements that show nothing of an article; a text that had one says so in the report.
_DROPPED = re.compile(
    r"<(script|style|form|input|button|select|textarea|svg|math|canvas|object|embed|applet|template)\b",
    re.IGNORECASE,
)
_LAZY = re.compile(r"<(img|iframe)\b[^<>]*?\sdata-(?:lazy-|original-|orig-)?src=[^<>]*>", re.IGNORECASE)
_LAZY_SOURCE = re.compile(
    r"\sdata-(?:lazy-|original-|orig-)?src\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE
)
_SOURCE = re.compile(r"\ssrc\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE)
# Squarespace's players stand in attributes: as HTML, or by their address in the settings of a block without content.
_HELD = re.compile(
    r"<div\b(?=[^<>]*\bsqs-video-wrapper\b)[^<>]*\sdata-html=\"([^\"]*)\"[^<>]*>", re.IGNORECASE
)
_EMBEDDED = re.compile(
    r"<div\b(?=[^<>]*\bsqs-block-embed\b)[^<>]*\sdata-block-json=\"([^\"]*)\"[^<>]*>\s*(<div\b[^<>]*>\s*</div>)",
    re.IGNORECASE,
)
_HEARD = re.compile(r"<div\b(?=[^<>]*\bsqs-audio-embed\b)[^<>]*>", re.IGNORECASE)
_SAID = re.compile(r"\sdata-(url|title|author)\s*=\s*\"([^\"]*)\"", re.IGNORECASE)
_ADDRESS = re.compile(r"\"url\"\s*:\s*\"(https?:[^\"]+)\"")
_BOXES = "article|main|header|footer|nav|center|address|fieldset|legend|hgroup|dialog|search|label"
# The places of a picture that are links, which readers of the site would never find.
_MAP = re.compile(r"<map\b(?:(?!<map\b).)*?</map\s*>", re.IGNORECASE | re.DOTALL)
_PLACE = re.compile(r"<area\b[^<>]*>", re.IGNORECASE)
_TOLD = re.compile(r"\s(href|alt|title)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_RENAMED = (
    (re.compile(r"<(/?)strike\b", re.IGNORECASE), r"<\1del"),
    (re.compile(r"<(/?)tt\b", re.IGNORECASE), r"<\1code"),
    (re.compile(r"<input\b(?![^<>]*checkbox)[^<>]*>", re.IGNORECASE), ""),
    (re.compile(r"<(/?)acronym\b", re.IGNORECASE), r"<\1abbr"),
    # Boxes that the site does not know; without any, what is in them would run into what is around them.
    (re.compile(rf"<(/?)(?:{_BOXES})\b", re.IGNORECASE), r"<\1div"),
)
_NO_SCRIPT = re.compile(r"<noscript\b[^<>]*>((?:(?!<noscript\b).)*?)</noscript>", re.IGNORECASE | re.DOTALL)
_PICTURE = re.compile(r"<img\b[^<>]*?\ssrc\s*=\s*[\"'](?P<address>[^\"'<>?#]+)[^<>]*>", re.IGNORECASE)
# What only counts readers.
_PIXEL = re.compile(r"\s(?:width|height)\s*=\s*[\"']?1(?:px)?[\"'\s/>]|display\s*:\s*none", re.IGNORECASE)


def dropped_from(html: str) -> tuple[str, ...]:
    """The elements in a text that show nothing of it here, each once."""
    found = _DROPPED.findall(in_plain_html(GIST.sub("", html)))
    return tuple(dict.fromkeys(name.lower() for name in found))


def prepared(html: str) -> str:
    """The HTML with what nobody would see, or would see only with scripts, in the form that readers see."""
    html = GIST.sub(lambda found: f'<p><a href="{escape(found[1])}">{escape(found[1])}</a></p>', html)
    if "sqs-" in html:
        html = _HELD.sub(lambda found: found[0] + unescape(found[1]), html)
        html = _HEARD.sub(_heard, _EMBEDDED.sub(_embedded, html))
    html = in_plain_html(_LAZY.sub(_eager, html))
    if "<noscript" in html.lower():
        others = _NO_SCRIPT.sub("", html)
        html = _NO_SCRIPT.sub(lambda found: _only_there(found[1], others), html)
    if "<map" in html.lower():
        html = _MAP.sub(_places, html)
    for pattern, replacement in _RENAMED:
        html = pattern.sub(replacement, html)
    return merge_doubled(html)


def _only_there(inside: str, others: str) -> str:
    """The pictures for browsers without scripts that a script would have made, and that are not in the text as well."""
    pictures = [found for found in _PICTURE.finditer(inside) if not _PIXEL.search(found[0])]
    return "".join(found[0] for found in pictures if found["address"] not in others)


def _embedded(found: re.Match[str]) -> str:
    address = _ADDRESS.search(unescape(found[1]))
    if address is None:
        return found[0]
    written = escape(address[1].replace("\\/", "/"))
    return f'<div><p><a href="{written}">{written}</a></p>'


def _places(found: re.Match[str]) -> str:
    """The links of a picture's places as a list."""
    items = []
    for place in _PLACE.findall(found[0]):
        said = {name.lower(): double or single for name, double, single in _TOLD.findall(place)}
        if address := said.get("href"):
            words = said.get("alt") or said.get("title") or address
            items.append(f'<li><a href="{address}">{words}</a></li>')
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _heard(found: re.Match[str]) -> str:
    """A recording of Squarespace's as a player, with what is told of it."""
    said = {name.lower(): value for name, value in _SAID.findall(found[0])}
    if not said.get("url"):
        return found[0]
    told = ", ".join(filter(None, (said.get("title"), said.get("author"))))
    return f'{found[0]}<audio src="{said["url"]}"></audio>{f"<p>{told}</p>" if told else ""}'


def _eager(tag: re.Match[str]) -> str:
    """A picture or a player that a script would have loaded, as one that the browser loads."""
    source = _LAZY_SOURCE.search(tag[0])
    if source is None or source[1].strip("\"'").startswith("data:"):
        return tag[0]
    plain = _SOURCE.sub("", _LAZY_SOURCE.sub("", tag[0], count=1))
    return f"<{tag[1]} src={source[1]}{plain[1 + len(tag[1]) :]}"
