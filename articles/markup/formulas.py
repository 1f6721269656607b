"""Formulas in TeX, `$a_1$` and `$$…$$`: shown as they are written, as code, dollar signs and all.

The engine finds them, so that none are found in code, addresses and HTML; but it takes more than formulas for them. So
it sees only the signs of those that look like one, by pandoc's rules and by what stands in them: `$5 and $6` stays.
"""

from __future__ import annotations

import re

_LINE_END = r"\\?\n(?![ \t]*\n)"
_FORMULA = re.compile(
    # What stands before the first sign comes behind it, so that texts are searched for the sign itself.
    r"\$(?:"
    # Over lines, but none that is blank.
    rf"(?<![\\$]\$)\$(?!\$)(?P<display>(?:[^$\n\\]|\\.|{_LINE_END})+)\$\$(?!\$)"
    # On one line, with no white space inside the signs; neither `US$5_000` nor `$A_DIR/$B`.
    r"|(?<![\\$A-Za-z0-9]\$)(?![\s$])(?P<inline>(?:[^$\n\\]|\\.)+)(?<!\s)\$(?![$A-Za-z0-9{]))"
)
_IN_DISPLAY = re.compile(r"[\\^_{=+*]")
_IN_LINE = re.compile(r"[\\^_{]")
_DOLLAR = re.compile(r"(?<!\\)\$")
# A line that would begin a list, a heading or a rule in the midst of a formula.
_BLOCK = re.compile(r"\n[ \t]*(?:[-+*#=]|\d{1,9}[.)])")
_CODE = ("`", "~~~")
# Characters that nobody writes: for the signs that are none of a formula, which are in percent signs in addresses, and
# for the line ends of formulas with such lines.
_SIGN = "\U0010fffc"
_LINE = "\U0010fffb"
_SIGN_QUOTED = "%F4%8F%BF%BC"
_FOUND = re.compile(r'<span data-math-style="(inline|display)">([^<]*)</span>')


def mark(body: str) -> str | None:
    """`body` with the dollar signs of its formulas alone, for the engine to find them; None if there are none.

    What comes of it is for `show`.
    """
    if "$" not in body or any(each in body for each in (_SIGN, _SIGN_QUOTED, _LINE)):
        return None
    parts, at = list[str](), 0
    for found in _FORMULA.finditer(body):
        if _looks_like_one(found):
            parts += _DOLLAR.sub(_SIGN, body[at : found.start()]), _on_one_line(found[0])
            at = found.end()
    return "".join((*parts, _DOLLAR.sub(_SIGN, body[at:]))) if parts else None


def show(html: str) -> str:
    """The engine's HTML of a body that `mark` has given, its formulas as code and its dollar signs back."""
    return _FOUND.sub(_code, html).replace(_SIGN, "$").replace(_SIGN_QUOTED, "$").replace(_LINE, "\n")


def places(text: str) -> list[tuple[int, int]]:
    """Where formulas begin and end in a text, dollar signs included."""
    return [found.span() for found in _FORMULA.finditer(text) if _looks_like_one(found)]


def _looks_like_one(found: re.Match[str]) -> bool:
    if found["inline"] is not None:
        return _IN_LINE.search(found["inline"]) is not None
    return _IN_DISPLAY.search(found["display"]) is not None


def _on_one_line(formula: str) -> str:
    """A formula in which no block begins; one that may be of several blocks of code stays."""
    if not _BLOCK.search(formula) or any(each in formula for each in _CODE):
        return formula
    return formula.replace("\n", _LINE)


def _code(found: re.Match[str]) -> str:
    sign = "$" if found[1] == "inline" else "$$"
    lines = f"{sign}{found[2]}{sign}".replace(_LINE, "\n").split("\n")
    return f"<code>{'<br />'.join(line.strip() for line in lines)}</code>"
