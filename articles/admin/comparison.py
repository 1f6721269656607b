"""Two texts compared for a person: line by line, word by word where a line changed, long unchanged runs folded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

CONTEXT = 3
# Comparing words is quadratic at worst; a line with more of them is shown as changed as a whole.
MAX_WORDS = 1500
# Lines with less in common (0 to 1) did not become each other; single words marked in them would only confuse.
MIN_LIKENESS = 0.4

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters within a line; `changed` if only this side has it."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison; `old` and `new` are its 1-based numbers, None on the side that lacks it."""

    kind: Kind
    old: int | None
    new: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """A run of unchanged lines that need not be read."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rows` in reading order, and how many lines each side has that the other has not."""

    rows: tuple[Line | Fold, ...]
    added: int
    removed: int

    @property
    def identical(self) -> bool:
        return not self.added and not self.removed


def compare(old: str, new: str) -> Comparison:
    """What changed from `old` to `new`."""
    lines = list(_lines(old.splitlines(), new.splitlines()))
    return Comparison(
        rows=tuple(_folded(lines)),
        added=sum(line.kind == "added" for line in lines),
        removed=sum(line.kind == "removed" for line in lines),
    )


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            for offset in range(old_end - old_start):
                text = old[old_start + offset]
                yield Line(
                    "same", old_start + offset + 1, new_start + offset + 1, (Piece(text, changed=False),)
                )
            continue
        paired = min(old_end - old_start, new_end - new_start)
        words = [_words(old[old_start + offset], new[new_start + offset]) for offset in range(paired)]
        for index in range(old_start, old_end):
            offset = index - old_start
            pieces = words[offset][0] if offset < paired else (Piece(old[index], changed=True),)
            yield Line("removed", index + 1, None, pieces)
        for index in range(new_start, new_end):
            offset = index - new_start
            pieces = words[offset][1] if offset < paired else (Piece(new[index], changed=True),)
            yield Line("added", None, index + 1, pieces)


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces of two lines that took each other's place."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) > MAX_WORDS or len(after) > MAX_WORDS:
        return (Piece(old, changed=True),), (Piece(new, changed=True),)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < MIN_LIKENESS:
        return (Piece(old, changed=True),), (Piece(new, changed=True),)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        changed = tag != "equal"
        if i2 > i1:
            left.append(Piece("".join(before[i1:i2]), changed))
        if j2 > j1:
            right.append(Piece("".join(after[j1:j2]), changed))
    return tuple(left), tuple(right)


def _folded(lines: list[Line]) -> Iterator[Line | Fold]:
    """Keep CONTEXT unchanged lines around every change; hide longer runs behind a Fold."""
    near = {
        place + offset
        for place, line in enumerate(lines)
        if line.kind != "same"
        for offset in range(-CONTEXT, CONTEXT + 1)
    }
    hidden: list[Line] = []
    for place, line in enumerate(lines):
        if place not in near:
            hidden.append(line)
            continue
        yield from _hide(hidden)
        hidden = []
        yield line
    yield from _hide(hidden)


def _hide(lines: list[Line]) -> Iterator[Line | Fold]:
    if len(lines) > 1:
        yield Fold(tuple(lines))
    else:
        yield from lines
