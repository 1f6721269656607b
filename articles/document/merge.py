"""Two edits of one document made one: the frontmatter key by key, the body line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .diff3 import merge_lines
from .document import Document
from .merge_frontmatter import merge_heads

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_ENDS = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that both sides changed, each differently.

    `field` is the frontmatter key as written; None for the body, or for a frontmatter that can only be taken as a
    whole. `base`, `ours` and `theirs` are the three texts as written, None where the key is not there. The merged
    document says what `ours` says; `line` (1-based) is where.
    """

    field: str | None
    base: str | None
    ours: str | None
    theirs: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged document, and what could not be merged into it."""

    document: Document
    conflicts: tuple[Conflict, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether both edits are in the document completely."""
        return not self.conflicts


def merge(base: Document, ours: Document, theirs: Document) -> Merge:
    """Return `ours` with what `theirs` changed since `base`.

    A frontmatter key (a table as a whole) is taken from the side that changed it, lines of the body likewise. What
    both changed differently stays as in `ours` and is a Conflict.
    """
    if theirs.text in {base.text, ours.text}:
        return Merge(ours)
    if ours.text == base.text:
        return Merge(theirs)
    head, clashes = merge_heads(base, ours, theirs)
    old, left, right = (_LINE.findall(side.body) for side in (base, ours, theirs))
    lines, chunks = merge_lines(old, left, right, ours.newline)
    if head and lines and not head.endswith(("\n", "\r")):
        head += ours.newline
    merged = Document(head + "".join(lines), ours.encoding)
    top = merged.frontmatter.tree
    conflicts = []
    for clash in clashes:
        member = top.find((clash.key,)) if clash.key is not None else None
        at = merged.frontmatter.start + member.start if member else 0
        line = len(_ENDS.findall(merged.text[:at])) + 1
        conflicts.append(Conflict(clash.key, clash.base, clash.ours, clash.theirs, line))
    for chunk in chunks:
        was, mine, other = ("".join(side) for side in (chunk.base, chunk.ours, chunk.theirs))
        conflicts.append(Conflict(None, was, mine, other, merged.body_line + chunk.at))
    return Merge(ours if merged.text == ours.text else merged, tuple(conflicts))
