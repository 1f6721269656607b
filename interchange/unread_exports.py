"""Exports that are not read here: told by their beginning, so that the report says what can be done instead."""

import re
from typing import NamedTuple

from articles.document import Problem

from .archives import Entry
from .naming import suffix_of

_HEAD = 4096
_BY_WORDPRESS = "WordPress imports it, and what WordPress exports then can be imported here"


class _Kind(NamedTuple):
    suffixes: tuple[str, ...]
    sign: re.Pattern[bytes]
    name: str
    advice: str


_KINDS = (
    _Kind((".xml",), re.compile(rb"<livejournal\b"), "LiveJournal's export", _BY_WORDPRESS),
    _Kind((".xml",), re.compile(rb"blogml\.com/2006/09/BlogML"), "An export in BlogML", _BY_WORDPRESS),
    _Kind((".xml",), re.compile(rb"<tumblr\b"), "What Tumblr's API gives", "its feed, /rss, can be imported"),
    _Kind(
        (".xml",),
        re.compile(rb"google\.com/2005/gml/b\b"),
        "A theme of Blogger's",
        "its posts are in feed.atom or blog-….xml",
    ),
    _Kind(
        (".xml",),
        re.compile(rb"disqus\.com/disqus-internals"),
        "Comments of Disqus",
        "comments are not imported",
    ),
    _Kind(
        (".html",),
        re.compile(rb"<span id=\"timestamp\">"),
        "A page of Tumblr's export",
        f"its feed, /rss, can be imported; {_BY_WORDPRESS}",
    ),
    _Kind(
        (".json",),
        re.compile(rb"\"contentMarkdown\"\s*:"),
        "Hashnode's export",
        "its backup to GitHub, in Markdown, can be imported",
    ),
    _Kind(
        (".json",),
        re.compile(rb"\"(?:body_markdown|cached_tag_list)\"\s*:"),
        "dev.to's export",
        "its feed, /feed/ and the name, can be imported",
    ),
    _Kind(
        (".json",),
        re.compile(rb"\"appearance\"\s*:.{0,200}\"rtl\"\s*:", re.DOTALL),
        "Write.as' export",
        "its export as text files can be imported",
    ),
    _Kind(
        (".json",),
        re.compile(rb"\"content\"\s*:\s*\{\s*\"rendered\"\s*:"),
        "What WordPress' API gives",
        "its export as XML (Tools, Export) can be imported",
    ),
    _Kind(
        (".csv",), re.compile(rb"\A[^\n]*\bcontent_html\b"), "Beehiiv's export", "its feed can be imported"
    ),
)
_SUFFIXES = frozenset(suffix for kind in _KINDS for suffix in kind.suffixes)


def unread_export(entry: Entry | None) -> Problem | None:
    """What an export is that nothing here reads, and what could be done; None for any other file."""
    suffix = suffix_of(entry.path) if entry is not None else ""
    if entry is None or suffix not in _SUFFIXES:
        return None
    try:
        with entry.open() as stream:
            head = stream.read(_HEAD)
    except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return None
    found = next((kind for kind in _KINDS if suffix in kind.suffixes and kind.sign.search(head)), None)
    if found is None:
        return None
    return Problem(
        "format-unsupported", f"{found.name}, which is not read here; {found.advice}.", severity="error"
    )
