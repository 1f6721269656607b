"""What programs add to the texts of their feeds: lines under every post, marks, small copies of pictures, players."""

import re
from collections.abc import Iterable
from html import escape

from .addresses import OldSite
from .html import plain_text

# The last paragraph of WordPress' feeds, in whatever language: a link to the post and one to the site.
_FOOTER = re.compile(
    r"<p>(?:(?!</?p\b)[^<>]|<(?!/?p\b)[^<>]*>)*?<a rel=\"nofollow\" href=\"(?P<post>[^\"]*)\">(?:(?!<a\b).)*?</a>"
    r"[^<>]*<a rel=\"nofollow\" href=\"(?P<site>[^\"]*)\">[^<>]*</a>[^<>]*</p>\s*\Z",
    re.DOTALL,
)
_LONGEST_FOOTER = 2_000
# Where Blogger's posts go on behind a link, and what it counts readers with.
_BLOGGERS_MORE = re.compile(
    r"<a\s+(?:href=[\"'][^\"']*[\"']\s+)?name=[\"']more[\"']\s*(?:/>|>\s*</a>)", re.IGNORECASE
)
_TRACKERS = re.compile(
    r"<div class=[\"']blogger-post-footer[\"']>(?:(?!<div\b).)*?</div>"
    r"|<a\b[^<>]*>\s*<img\b[^<>]*\bsrc=[\"']https?://[\w.-]+/~(?:a|f|ff)/[^<>]*>\s*(?:</img>\s*)?</a>"
    r"|<img\b(?=[^<>]*\b(?:width|height)=[\"']1[\"'])(?=[^<>]*(?:tracker|feedburner|feeds\.wordpress|stats\.wordpress|pixel))[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_WIX_PICTURE = re.compile(r"(https?://static\.wixstatic\.com/media/[^/?#]+)/v1/.*", re.DOTALL)
_BLOGGERS_PICTURE = re.compile(
    r"(https?://(?:[\w-]+\.bp\.blogspot\.com|(?:blogger|lh\d)\.googleusercontent\.com)/(?:[^/?#\s]+/)*?)"
    r"(?:s\d{2,4}|w\d{2,4}-h\d{2,4})(?:-[\w-]+)?/(?=[^/?#\s]+\Z)"
)


def without_footer(html: str, site: OldSite) -> tuple[str, str]:
    """The text without the line that a feed adds to every post, and that line's words; "" where there is none."""
    at = max(0, len(html) - _LONGEST_FOOTER)
    at = html.rfind("<p>", at)
    found = _FOOTER.match(html, at) if at >= 0 else None
    if found is None or not site.is_here(found["site"]) or not site.is_here(found["post"]):
        return html, ""
    return html[:at].rstrip(), plain_text(found[0])


def settled(html: str) -> str:
    """The text with the mark that ends an excerpt as everywhere, without what only counts readers."""
    return _TRACKERS.sub("", _BLOGGERS_MORE.sub("<!--more-->", html))


def full_size(address: str) -> str:
    """The address of a picture of Blogger's or Wix' as large as they have it: posts and feeds show small copies."""
    return _WIX_PICTURE.sub(r"\1", _BLOGGERS_PICTURE.sub(r"\1s1600/", address))


def players(files: Iterable[tuple[str, str]], html: str) -> str:
    """Players, or else links, for the files that go with a text and that it does not show itself."""
    shown = []
    for address, kind in files:
        if address in html or escape(address) in html:
            continue
        if kind in {"audio", "video"}:
            shown.append(f'<div><{kind} src="{escape(address)}"></{kind}></div>')
        else:
            name = address.partition("?")[0].rstrip("/").rpartition("/")[2]
            shown.append(f'<p><a href="{escape(address)}">{escape(name or address, quote=False)}</a></p>')
    return "".join(shown)
