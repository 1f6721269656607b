"""Addresses that Jekyll, Eleventy or Hugo would have filled in: `[x]({{ "/about/" | url }})`.

Markdown knows no spaces in an address, so that such a link would stand on the page as it is written. What can
be known is filled in; what cannot keeps its braces, without spaces, for `is_unknown` to tell.
"""

from __future__ import annotations

import re

_OUTPUT = r"\{\{-?\s*(?P<expression>[^{}\n]*?)\s*-?\}\}|\{%-?\s*(?P<tag>(?:link|post_url)\s[^%\n]*?)\s*-?%\}"
_ADDRESS = re.compile(
    rf"(?P<before>(?:\]\([ ]?<?|\]:[ \t]*<?|\b(?:href|src)=[\"']?)[^\s()<>\"']*?)(?:{_OUTPUT})", re.IGNORECASE
)
_QUOTED = re.compile(r"(['\"])(?P<path>[^'\"]*)\1(?:\s*\||$)")
# Where the site is mounted: here that is always its root.
_ROOT = re.compile(r"(?:site\.(?:baseurl|url|github\.url)|\.?Site\.BaseURL)(?:\s*\||$)", re.IGNORECASE)
_CODE_SPAN = re.compile(r"(`+[^`\n]*`+)")
MAX_PARTS = 5
"""Expressions in one address."""


def fill_addresses(line: str) -> str:
    """`line`, not one of a block of code, with the addresses of its links and images filled in."""
    parts = _CODE_SPAN.split(line)
    parts[::2] = [_fill(part) for part in parts[::2]]
    return "".join(parts)


def is_unknown(address: str) -> bool:
    """Whether an address, as it stands in HTML, has a part that only a template engine would have known."""
    return "{{" in address or "%7B%7B" in address


def _fill(text: str) -> str:
    for _ in range(MAX_PARTS):
        text, count = _ADDRESS.subn(lambda found: found["before"] + _value(found), text)
        if not count:
            break
    return text


def _value(found: re.Match[str]) -> str:
    expression = found["expression"]
    if expression is None:
        return "{{" + "".join(found["tag"].split()) + "}}"
    quoted = _QUOTED.match(expression)
    if quoted:
        return quoted["path"]
    if _ROOT.match(expression):
        return ""
    return "{{" + re.sub(r"[\s\"'()<>]", "", expression) + "}}"
