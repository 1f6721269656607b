"""XML as programs and people really write it, made such that a parser reads what was meant."""

import re
from collections.abc import Callable
from html.entities import html5

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_AMPERSAND = re.compile(r"&(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_OWN_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
# A sign that begins no tag ("I <3 it"), and HTML that somebody wrote into a title: no format has elements of these
# names.
_STRAY_TAG = re.compile(
    r"<(?![A-Za-z_/!?])"
    r"|<(?=/?(?:a|abbr|b|big|br|center|cite|code|del|div|em|font|hr|i|img|ins|kbd|li|mark|ol|p|q|s|small|span|strike"
    r"|strong|sub|sup|tt|u|ul|wbr)\b[^<>]*>)",
    re.IGNORECASE,
)


def with_own_characters(text: str) -> str:
    """The text with every ampersand that is none of XML's own written out, CDATA sections left alone."""
    return _outside_of_cdata(text, lambda part: _AMPERSAND.sub(_character, part))


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name in _OWN_ENTITIES:
        return found[0]
    if name.startswith("#"):
        number = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
        fits = number < 0x110000 and not CONTROLS.match(chr(number))
        return found[0] if fits else ""
    known = html5.get(name)
    return known.replace("&", "&amp;").replace("<", "&lt;") if known else f"&amp;{name}"


def without_stray_tags(text: str) -> str:
    """The text with HTML's tags and signs that begin none written out, CDATA sections left alone.

    A tag that is never closed would take everything that follows into itself. XHTML is meant as elements, and stays.
    """
    if "xhtml" in text:
        return text
    return _outside_of_cdata(text, lambda part: _STRAY_TAG.sub("&lt;", part))


def _outside_of_cdata(text: str, change: Callable[[str], str]) -> str:
    parts: list[str] = []
    at = 0
    for section in _CDATA.finditer(text):
        parts += [change(text[at : section.start()]), section[0]]
        at = section.end()
    return "".join([*parts, change(text[at:])])
