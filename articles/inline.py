"""Short texts of the frontmatter: titles, descriptions, captions, names."""

import re
from html import unescape

import bleach

# Only markup that people do write into titles; `Vec<T>` and "the <script> tag" are text.
_MARKUP = re.compile(
    r"</(?:a|abbr|b|code|del|em|i|ins|kbd|mark|p|s|small|span|strong|sub|sup|u)>|<br\b", re.IGNORECASE
)


def inline_text(value: str) -> str:
    """`value` as plain text: inline markup and entities resolved, white space folded. Templates escape it."""
    if _MARKUP.search(value):
        value = bleach.clean(value, tags=set(), strip=True)
    return " ".join(unescape(value).split())
