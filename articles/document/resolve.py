"""What a merge left open, decided by a person: conflict by conflict."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .document import Document
from .merge import Conflict, Merge
from .merge_frontmatter import take_keys

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")


def resolve(merged: Merge, theirs: Document, chosen: Sequence[str | None]) -> Document:
    """The merged document with each of its conflicts decided.

    `merged` is what `merge(base, ours, theirs)` returned. `chosen` has one value for each conflict: None leaves what
    ours says, a text is what shall stand there. In the frontmatter that must be what theirs says.
    """
    decided = [
        (conflict, text)
        for conflict, text in zip(merged.conflicts, chosen, strict=True)
        if text is not None and text != conflict.ours
    ]
    document = merged.document
    front = len(document.text) - len(document.body)
    head, body = document.text[:front], document.body
    in_text = [(conflict, text) for conflict, text in decided if not _is_above(conflict, document)]
    for conflict, text in sorted(in_text, key=lambda each: each[0].line, reverse=True):
        body = _with_lines(
            body, conflict.line - document.body_line, conflict.ours or "", text, document.newline
        )
    above = [conflict for conflict, _ in decided if _is_above(conflict, document)]
    if any(conflict.field is None for conflict in above):
        head = theirs.text[: len(theirs.text) - len(theirs.body)]
    elif above:
        head = take_keys(document, theirs, [conflict.field or "" for conflict in above])
    if head and body and not head.endswith(("\n", "\r")):
        head += document.newline
    return Document(head + body, document.encoding)


def _is_above(conflict: Conflict, document: Document) -> bool:
    """Whether a conflict is in the frontmatter."""
    return conflict.field is not None or conflict.line < document.body_line


def _with_lines(body: str, at: int, old: str, new: str, newline: str) -> str:
    """The body with the lines `old`, which begin at line `at` (0-based), replaced."""
    lines = _LINE.findall(body)
    end = at + len(_LINE.findall(old))
    taken = [line.rstrip("\r\n") + newline for line in _LINE.findall(new)]
    if taken and end == len(lines) and not new.endswith(("\n", "\r")):
        # The last line of all ends as its side ends it.
        taken[-1] = taken[-1].removesuffix(newline)
    before = lines[:at]
    if before and taken:
        before[-1] = before[-1].rstrip("\r\n") + newline
    return "".join([*before, *taken, *lines[end:]])
