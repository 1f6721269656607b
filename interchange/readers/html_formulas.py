"""Formulas in TeX that stand in the text of HTML, where a script of the old site set them: marked as the code that they
are shown as here, so that their Markdown is compared with what it will be.
"""

import re
from itertools import pairwise

from articles.markup import formulas
from articles.markup.tree import Element, is_element, make

from .html_meaning import tree_text

# In these, a dollar sign is one.
_AS_WRITTEN = frozenset({"code", "kbd", "pre", "samp", "script", "style", "textarea", "tt"})
_MARK = "math"
_IN_TICKS = re.compile(r"(?<!`)`(\$[^`\n]+\$)`(?!`)")


def mark_formulas(root: Element, html: str) -> None:
    """Each formula in the text of the tree that `html` is as `<code>`."""
    if "$" not in html:
        return
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is not None and element.tail and "$" in element.tail and not _is_as_written(parent):
            before, codes = _parted(element.tail)
            element.tail = before
            for code in reversed(codes):
                parent.insert(parent.index(element) + 1, code)
        if is_element(element) and element.text and "$" in element.text and not _is_as_written(element):
            element.text, codes = _parted(element.text)
            for place, code in enumerate(codes):
                element.insert(place, code)


def without_ticks(markdown: str, block: Element) -> str:
    """The Markdown of a block with its formulas as they are, which need no ticks to be code."""
    if "`$" not in markdown:
        return markdown
    found = {tree_text(code) for code in block.iter("code") if code.get("class") == _MARK}
    return _IN_TICKS.sub(lambda ticked: ticked[1] if ticked[1] in found else ticked[0], markdown)


def _is_as_written(element: Element) -> bool:
    return element.tag in _AS_WRITTEN or next(element.iterancestors(*_AS_WRITTEN), None) is not None


def _parted(text: str) -> tuple[str, list[Element]]:
    """What stands before the first formula, and each formula with what follows it as its tail."""
    places = [*formulas.places(text), (len(text), len(text))]
    codes = []
    for (start, end), (following, _) in pairwise(places):
        code = make("code", {"class": _MARK}, text[start:end])
        code.tail = text[end:following]
        codes.append(code)
    return text[: places[0][0]], codes
