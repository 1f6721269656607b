"""Embedded players as links: nothing is fetched from others before the reader asks for it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from articles.markup.tree import Element, make

_WATCH = (
    (
        re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"(?:https?:)?//player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
)
GIST = re.compile(
    r"<script\b[^<>]*?\ssrc=[\"'](https://gist\.github\.com/[\w./-]+?)(?:\.js)?(?:\?[^\"']*)?[\"'][^<>]*>"
)
"""The script that shows a gist, and its address."""

# The second at which YouTube's player begins.
_BEGINS = re.compile(r"[?&](?:t|start)=(\d+)")
_NOUNS = {
    "video": "Video",
    "audio": "Audio",
    "iframe": "Embedded page",
    "embed": "Embedded file",
    "object": "Embedded file",
}


def gists_as_frames(html: str) -> str:
    """`html` as it came from an engine, with players in place of the scripts that would show a gist."""
    # The script's own tag keeps an attribute: a bare one that nobody closes is taken for a word.
    return GIST.sub(r'<iframe src="\1"></iframe><script src>', html) if "<script" in html else html


def to_link(player: Element) -> Element | None:
    """A link to what `player` (an `<iframe>`, `<video>`...) shows, or None where it shows nothing."""
    source = player.find("source")
    address = player.get("src") or player.get("data") or ("" if source is None else source.get("src", ""))
    if not address:
        return None
    noun = _NOUNS[player.tag]
    for pattern, watch in _WATCH:
        match = pattern.match(address)
        if match:
            begins = _BEGINS.search(address) if "youtube" in watch else None
            address, noun = watch.format(match[1]) + (f"&t={begins[1]}" if begins else ""), "Video"
    return make("a", {"class": "embed", "href": address}, _label(player.get("title", ""), noun, address))


def _label(title: str, noun: str, address: str) -> str:
    if title:
        return f"{noun}: {title}"
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if host:
        return f"{noun} on {host.removeprefix('www.')}"
    return f"{noun}: {address.rpartition('/')[2] or address}"
