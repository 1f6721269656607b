"""Queries of old addresses: `/?p=31` and `/view.php?id=3` name a page, `/a/?utm_source=feed` doesn't.

Nothing here knows what is stored; redirects are stored and looked up under what these functions give.
"""

import re
from urllib.parse import unquote_plus

# WordPress finds any page by its number, under whichever of these names.
_NUMBERS = ("p", "page_id", "attachment_id")
_NUMBERED = re.compile(
    r"(?:\A|&)(?P<name>p|page_id|attachment_id)=0*(?P<number>[1-9]\d{0,18})(?=&|\Z)", re.ASCII
)
# Programs, which make a page by what they are asked.
_PROGRAM = re.compile(r"\.(?:php\d?|phtml|aspx?|cfm|cgi|do|dll|exe|jsp|pl)\Z", re.IGNORECASE)
# What stands before such a page where the program is the folder's own: Drupal's `?q=node/12`, Dotclear's
# `?post/2010/01/Title`, Serendipity's `?/archives/12-title.html`, and names that are common for the number of a post.
_NAMING = re.compile(
    r"(?:\A|&)(?:(?:article|entry|id|item|news|post|story)(?:_?id)?=[^&]|[ans]id=\d|q=[\w%-]+(?:/|%2F)|/?[\w%-]+/[^=]*(?:&|\Z))",
    re.IGNORECASE | re.ASCII,
)
# Where somebody came from, and which visit it is.
_TRACKING = re.compile(
    r"(?:utm_\w*|fbclid|[dgmy]s?clk?id|igshid|mc_[ce]id|phpsessid|ref|source)(?:=.*)?",
    re.IGNORECASE | re.DOTALL,
)
# Nobody's page is asked for with more than these.
_LONGEST, _MOST = 1000, 8


def naming_query(path: str, query: str) -> str:
    """What of `query` (as it stands in an address, percent signs and all) names a page at `path` (decoded), decoded and
    in one order; "" where the path alone does.
    """
    if not query or len(query) > _LONGEST or "?" in path:
        return ""
    if found := _NUMBERED.search(query):
        return f"{found['name']}={found['number']}"
    if not (_PROGRAM.search(path) or (path in {"", "/"} and _NAMING.search(query))):
        return ""
    return "&".join(sorted(_pairs(query)))


def number_in(query: str) -> str:
    """The number by which WordPress is asked for a page, in whichever folder it lies; "" where there is none."""
    found = _NUMBERED.search(query)
    return found["number"] if found else ""


def likely_queries(path: str, query: str) -> list[str]:
    """Under which queries a page may be stored that is asked for by this one, the nearest first."""
    whole = naming_query(path, query)
    if not whole:
        return []
    if found := _NUMBERED.fullmatch(whole):
        names = dict.fromkeys((found["name"], *_NUMBERS))
        return [f"{name}={found['number']}" for name in names]
    # One of them may say which page it is, and the others how it is shown.
    return list(dict.fromkeys([whole, *sorted(_pairs(query))]))


def _pairs(query: str) -> list[str]:
    pairs = [pair for pair in query.split("&") if pair and not _TRACKING.fullmatch(pair)]
    return [named for pair in pairs[:_MOST] if (named := unquote_plus(pair).strip("/ "))]
