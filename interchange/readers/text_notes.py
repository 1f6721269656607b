"""Footnotes of a text that was HTML: marks in it and notes beside it, as Markdown has them."""

import re
from collections.abc import Callable, Sequence

NOTE = "\ue020{}\ue021"
"""The mark of a footnote in the HTML, by its number."""
_MARK = re.compile("\ue020([0-9]{1,6})\ue021")


def with_footnotes(markdown: str, notes: Sequence[str], to_markdown: Callable[[str], str]) -> str:
    """The text with `[^1]` for each mark, and below it the notes, which are HTML.

    A mark inside of a block that stayed HTML can't be one of Markdown's; then the notes are a list, and their marks
    numbers set high.
    """
    if not notes:
        return _MARK.sub("", markdown)
    texts = [to_markdown(note).strip() for note in notes]
    in_html = any(block.lstrip().startswith("<") and _MARK.search(block) for block in markdown.split("\n\n"))
    marked = {int(number) for number in _MARK.findall(markdown)}
    if in_html or marked != set(range(1, len(notes) + 1)):
        body = _MARK.sub(r"<sup>\1</sup>", markdown)
        listed = "\n".join(
            f"{number}. {_indented(text, 3 + len(str(number)) - 1)}" for number, text in enumerate(texts, 1)
        )
        return f"{body.rstrip()}\n\n---\n\n{listed}\n"
    body = _MARK.sub(r"[^\1]", markdown)
    defined = "\n".join(f"[^{number}]: {_indented(text, 4)}" for number, text in enumerate(texts, 1))
    return f"{body.rstrip()}\n\n{defined}\n"


def _indented(text: str, depth: int) -> str:
    return text.replace("\n", "\n" + " " * depth).replace("\n" + " " * depth + "\n", "\n\n")
