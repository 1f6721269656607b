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
# Looking for the line that another one became tries every pair; a larger block is shown as it is.
MAX_PAIRS = 2500

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters within a line; `changed` if only this side has it."""

    text: str
    changed: bool


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison; `old` and `new` are its 1-based numbers, None on the side that lacks it."""

    kind: Kind
    old: int | None
    new: int | None
    pieces: Pieces


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


def sides(old: str, new: str) -> tuple[Pieces, Pieces]:
    """The two texts beside each other, each in pieces; `changed` are those that the other one has not."""
    left: list[Piece] = []
    right: list[Piece] = []
    for line in _lines(old.splitlines(), new.splitlines()):
        for side, other in ((left, "added"), (right, "removed")):
            if line.kind != other:
                side += [*([Piece("\n", changed=False)] if side else ()), *line.pieces]
    return tuple(left), tuple(right)


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            for offset in range(old_end - old_start):
                text = old[old_start + offset]
                yield Line(
                    "same", old_start + offset + 1, new_start + offset + 1, (Piece(text, changed=False),)
                )
            continue
        removed, added = old[old_start:old_end], new[new_start:new_end]
        left, right = _paired(removed, added)
        for offset, text in enumerate(removed):
            yield Line("removed", old_start + offset + 1, None, left.get(offset) or _whole(text))
        for offset, text in enumerate(added):
            yield Line("added", None, new_start + offset + 1, right.get(offset) or _whole(text))


def _whole(text: str) -> Pieces:
    return (Piece(text, changed=True),) if text else ()


def _paired(removed: Sequence[str], added: Sequence[str]) -> tuple[dict[int, Pieces], dict[int, Pieces]]:
    """The pieces of those lines that became each other, by their place; in order, each with the first like it."""
    left: dict[int, Pieces] = {}
    right: dict[int, Pieces] = {}
    if len(removed) * len(added) > MAX_PAIRS:
        return left, right
    start = 0
    for place, text in enumerate(added):
        for candidate in range(start, len(removed)):
            words = _words(removed[candidate], text)
            if words is not None:
                left[candidate], right[place] = words
                start = candidate + 1
                break
    return left, right


def _words(old: str, new: str) -> tuple[Pieces, Pieces] | None:
    """The pieces of a line and of what it became; None if they have too little in common for that."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) > MAX_WORDS or len(after) > MAX_WORDS:
        return None
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.quick_ratio() < MIN_LIKENESS or matcher.ratio() < MIN_LIKENESS:
        return None
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
