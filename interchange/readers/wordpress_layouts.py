"""Shortcodes of page builders and common plugins of which what they hold counts: boxes, headings, buttons, notes.

Each stands for what opens and what closes around its content, so that it does not matter how they are nested.
"""

import re
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Callable, Mapping
from html import escape, unescape
from urllib.parse import unquote

Says = Mapping[str, str]
Opening = Callable[[Says], str]

_BOXES = re.compile(
    r"vc_(?:row|column|section|tta_\w+|tabs?|accordion(?:_tab)?|tour|toggle|cta|message)\w*"
    r"|et_pb_(?:section|row|column|text|toggle|tabs?|accordion(?:_item)?|slider|slide|cta|testimonial|blurb|code|fullwidth_\w+)\w*"
    r"|fusion_(?:builder_\w+|text|tabs?|accordion|toggle|content_box(?:es)?|checklist|li_item|separator|highlight)"
    r"|av_(?:section|textblock|(?:one|two|three|four)_\w+|layout_\w+|cell_\w+|toggle(?:_container)?|tab(?:_container)?|hr)"
    r"|cs_(?:content|element_\w+|section|row|column|text)|x_(?:section|row|column|columnize|accordion\w*)"
    r"|su_(?:row|column|box|note|spoiler|accordion|tabs?|list|service|highlight|dropcap|spacer|divider|expand|animate|pullquote)"
    r"|(?:one|two|three|four|five)_(?:half|third|fourth|fifth|sixth)s?(?:_(?:first|last|one|two))?"
    r"|mk_\w+(?:row|column|text_block|box)|tatsu_(?:section|row|column|inner_\w+|text)|oxygen|nectar_\w*box"
)
# Words that authors put in brackets too: shortcodes only where they are closed.
_COMMON = """row column columns col dropcap spoiler toggle accordion accordion-item pane tab tabs tabgroup box note info
    alert lead expand collapse learn_more"""
_CLOSED = frozenset(_COMMON.split())
# Of these the address is what counts.
_LINKS = frozenset({"su_button", "button", "btn", "fusion_button", "av_button", "x_button", "mk_button"})
_HEADINGS = {
    "su_heading": "h2",
    "fusion_title": "h2",
    "av_heading": "h2",
    "x_custom_headline": "h2",
    "heading": "h2",
}
_QUOTES = frozenset({"su_quote", "pullquote", "blockquote", "quote"})
_NO_BREAK = frozenset({"dropcap", "su_dropcap", "su_highlight", "fusion_highlight"})


def opening(name: str, says: Says, *, closed: bool) -> str | None:
    """The HTML that `[name says]` begins with; None for a shortcode that is not known here."""
    if name in _NO_BREAK:
        return "" if closed else None
    if _is_box(name, closed=closed):
        return f"\n\n{_titled(says)}{_pictured(says)}"
    if name in _LINKS and closed and (address := _address(says)):
        return f'<a href="{escape(address)}">'
    if name in _HEADINGS and closed:
        return f"\n\n<{_HEADINGS[name]}>"
    if name in _QUOTES and closed:
        return "\n\n<blockquote>"
    return None


def closing(name: str, says: Says) -> str:
    """The HTML that ends what `opening` began. `says` is what its beginning said."""
    if name in _NO_BREAK:
        return ""
    if name in _LINKS:
        return "</a>"
    if name in _HEADINGS:
        return f"</{_HEADINGS[name]}>\n\n"
    if name in _QUOTES:
        who = says.get("cite") or says.get("author") or ""
        return (
            f"{f'<p><cite>{escape(unescape(who), quote=False)}</cite></p>' if who else ''}</blockquote>\n\n"
        )
    return "\n\n"


def alone(name: str, says: Says) -> str | None:
    """The HTML of a shortcode that holds nothing and says all in its settings; None for any other."""
    if name == "vc_custom_heading" and says.get("text"):
        return f"\n\n<h2>{escape(unescape(says['text']), quote=False)}</h2>\n\n"
    if name in {"vc_btn", "vc_button", "et_pb_button", "su_button", "button"}:
        text = says.get("title") or says.get("button_text") or says.get("text") or ""
        address = _address(says)
        if text and address:
            return f'\n\n<p><a href="{escape(address)}">{escape(unescape(text), quote=False)}</a></p>\n\n'
    if name in {"et_pb_image", "av_image", "su_image_carousel", "su_lightbox"} and (shown := _pictured(says)):
        return f"\n\n{shown}"
    if name in {"hr", "divider"}:
        return "\n\n<hr>\n\n"
    if name in {
        "et_pb_divider",
        "vc_separator",
        "su_divider",
        "vc_empty_space",
        "su_spacer",
        "vc_text_separator",
    }:
        return f"\n\n{_titled(says)}"
    return None


def raw_html(inside: str) -> str | None:
    """What WPBakery keeps of a piece of HTML: percent-encoded, then in base64."""
    try:
        return unquote(b64decode(inside.strip(), validate=True).decode("ascii"))
    except (NoBase64, ValueError):
        return None


def _is_box(name: str, *, closed: bool) -> bool:
    return (name in _CLOSED and closed) or bool(_BOXES.fullmatch(name))


def _titled(says: Says) -> str:
    title = unescape(
        says.get("title") or says.get("tab_title") or says.get("heading") or says.get("caption") or ""
    ).strip()
    return f"<p><strong>{escape(title, quote=False)}</strong></p>\n\n" if title else ""


def _pictured(says: Says) -> str:
    address = says.get("src") or says.get("image") or ""
    if not address.startswith(("http://", "https://", "/")):
        return ""
    return f'<figure><img src="{escape(unescape(address))}" alt="{escape(unescape(says.get("alt", "")))}"></figure>\n\n'


def _address(says: Says) -> str:
    """Where a button leads. WPBakery writes `url:https%3A%2F%2F…|title:…`."""
    said = next((says[key] for key in ("url", "link", "href", "button_url") if says.get(key)), "")
    if said.startswith("url:"):
        said = unquote(said.removeprefix("url:").partition("|")[0])
    return unescape(said).strip()
