"""Tables whose columns are aligned: HTML says it of each cell, in several ways, and Markdown of each column."""

import re

from articles.markup.tree import Element

_CELL = re.compile(
    r"<t[dh]\b(?![^<>]*\salign\s*=)[^<>]*(?:align|text-(?:left|right|center))[^<>]*", re.IGNORECASE
)
_WAY = re.compile(
    r"\s(?:style\s*=\s*[\"'](?:[^\"'<>]*[;\s])?text-align\s*:\s*"
    r"|class\s*=\s*[\"'](?:[^\"'<>]*\s)?(?:has-)?text-(?:align-)?"
    r"|data-align\s*=\s*[\"']?)(left|right|center)\b",
    re.IGNORECASE,
)
# The line below the head of a table, as the converter writes it.
_DELIMITERS = re.compile(r"^\|(?: -{3,} \|)+$", re.MULTILINE)
_MARKS = {"left": ":---", "right": "---:", "center": ":---:"}


def say_alignment(html: str) -> str:
    """The HTML whose cells say how they are aligned by the attribute that stays, whatever said it."""
    return _CELL.sub(_said, html)


def aligned(markdown: str, table: Element) -> str:
    """The Markdown of a table, with its columns aligned as the cells of their head are."""
    head = next(table.iter("tr"), ())
    ways = [_MARKS.get(cell.get("align", ""), "---") for cell in head if cell.tag in {"td", "th"}]
    found = _DELIMITERS.search(markdown)
    if found is None or found[0].count("|") != len(ways) + 1:
        return markdown
    return f"{markdown[: found.start()]}| {' | '.join(ways)} |{markdown[found.end() :]}"


def _said(cell: re.Match[str]) -> str:
    way = _WAY.search(cell[0])
    return f'{cell[0][:3]} align="{way[1].lower()}"{cell[0][3:]}' if way else cell[0]
