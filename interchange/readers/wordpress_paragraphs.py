"""Paragraphs that are only blank lines, as WordPress' classic editor stores them, as paragraphs of HTML.

https://developer.wordpress.org/reference/functions/wpautop/ says what they become.
"""

import re
from collections.abc import Callable

_BLOCK_TAGS = """address article aside blockquote canvas center dd details div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hgroup hr iframe li main menu nav object ol option p pre section select summary
table tbody td tfoot th thead tr ul video audio script style noscript"""
_BLOCK_NAMES = "|".join(_BLOCK_TAGS.split())
_STARTS_BLOCK = re.compile(rf"\s*</?(?:{_BLOCK_NAMES})\b[^>]*>|\s*<!--", re.IGNORECASE)
_ASIDE = re.compile("(?:<!--)?\ue000([0-9]{1,7})\ue001(?:-->)?")
_IN_LINE = ("<code", "<mark")
_EDGE = re.compile(rf"[ \t]{{0,8}}(</?(?:{_BLOCK_NAMES})\b[^<>]*>)", re.IGNORECASE)


class Aside:
    """Parts of a text that nothing may touch, put aside and brought back."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def put(self, pattern: re.Pattern[str], text: str, form: Callable[[re.Match[str]], str]) -> str:
        def keep(found: re.Match[str]) -> str:
            part = form(found)
            self._parts.append(part)
            mark = f"\ue000{len(self._parts) - 1}\ue001"
            return mark if part.startswith(_IN_LINE) else f"\n\n<!--{mark}-->\n\n"

        return pattern.sub(keep, text)

    def back(self, text: str) -> str:
        # What was put aside later may hold what was put aside before.
        for _ in range(3):
            text = _ASIDE.sub(self._part, text)
        return text

    def _part(self, found: re.Match[str]) -> str:
        number = int(found[1])
        return self._parts[number] if number < len(self._parts) else ""


def paragraphs(text: str) -> str:
    """Blank lines as paragraphs and single ones as line breaks, where the author wrote no tags for them."""
    if "\n" not in text.strip():
        return text if _STARTS_BLOCK.match(text) else f"<p>{text}</p>"
    text = _EDGE.sub(r"\n\n\1\n\n", text)
    shown = []
    for part in re.split(r"\n[ \t]*\n\s*", text):
        if not part.strip():
            continue
        if _STARTS_BLOCK.match(part):
            shown.append(part)
        else:
            shown.append(f"<p>{_broken(part.strip())}</p>")
    return _tidied("\n".join(shown))


def _broken(text: str) -> str:
    """A paragraph with its line ends shown: but not inside of a tag, nor where a break stands already."""
    parts = re.split(r"(<[^>]*>)", text)
    return "".join(part if part.startswith("<") else part.replace("\n", "<br>\n") for part in _merged(parts))


def _merged(parts: list[str]) -> list[str]:
    """Without the line end that follows a `<br>`."""
    for place in range(1, len(parts)):
        if re.match(r"<br\b", parts[place - 1], re.IGNORECASE):
            parts[place] = parts[place].removeprefix("\n")
    return parts


# Inside of these, blank lines make paragraphs; directly inside of the others they are nothing.
_NO_PARAGRAPH = re.compile(
    r"(<(?:ul|ol|dl|table|tbody|thead|tfoot|tr)\b[^>]*>)\s*<p>(\s*)</p>", re.IGNORECASE
)
_WRAPPED = re.compile(
    r"(<(?:li|td|th|dt|dd|h[1-6]|p|summary|figcaption)\b[^>]*>)\s*<p>((?:(?!</?p\b).)*)</p>\s*(</(?:li|td|th|dt|dd|h[1-6]|p|summary|figcaption)>)",
    re.IGNORECASE | re.DOTALL,
)


# The line that an item begins with, above a list of its own.
_HEADS_LIST = re.compile(r"(<li\b[^>]*>)\s*<p>((?:(?!</?p\b).)*)</p>\s*(<[uo]l\b)", re.IGNORECASE | re.DOTALL)


def _tidied(html: str) -> str:
    """One line inside of a list's item, a cell, a heading or a paragraph of the author's own is no paragraph."""
    html = _HEADS_LIST.sub(r"\1\2\n\3", _NO_PARAGRAPH.sub(r"\1", html))
    return _WRAPPED.sub(r"\1\2\3", html)
