"""Short texts of the frontmatter: titles, descriptions, captions, names."""

import re
from functools import lru_cache
from html import escape, unescape
from importlib import import_module

# Only markup that people do write into titles; `Vec<T>` and "the <script> tag" are text.
_MARKUP = re.compile(
    r"</(?:a|abbr|b|code|del|em|i|ins|kbd|mark|p|s|small|span|strong|sub|sup|u)>|<br\b", re.IGNORECASE
)


# Titles are asked for again and again on an article's way; what is longer is not kept.
_LONGEST_KEPT = 300


def inline_text(value: str) -> str:
    """`value` as plain text: inline markup and entities resolved, white space folded. Templates escape it."""
    return _kept(value) if len(value) <= _LONGEST_KEPT else _plain(value)


def in_inline(text: str) -> str:
    """A plain text as a document has it, so that `inline_text` gives it back."""
    return text if inline_text(text) == " ".join(text.split()) else escape(text, quote=False)


def _plain(value: str) -> str:
    if _MARKUP.search(value):
        # Loaded where it is needed: hardly a site has such a title.
        value = import_module("bleach").clean(value, tags=set(), strip=True)
    return " ".join(unescape(value).split())


_kept = lru_cache(maxsize=1024)(_plain)
