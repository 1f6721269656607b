"""Three-way merge of lines, as diff3 does it.

S. Khanna, K. Kunal, B. C. Pierce: A Formal Investigation of Diff3 (2007): the lines that all three texts share
part them into chunks, and each chunk is settled by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Beyond this many lines difflib may overlook repeated lines: the merge gets coarser, and stays fast.
_EXACT = 2000


@dataclass(frozen=True, slots=True)
class Clash:
    """A chunk that both sides changed differently; in the merged text, ours stands at line `at` (0-based)."""

    base: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    at: int


def merge_lines(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], newline: str
) -> tuple[list[str], list[Clash]]:
    """Return the merged lines, with ours where both sides changed a chunk, and those chunks.

    Lines come with their ends, which do not count when they are compared; lines taken from theirs get `newline`.
    """
    old, left, right = ([line.rstrip("\r\n") for line in lines] for lines in (base, ours, theirs))
    merged: list[str] = []
    clashes: list[Clash] = []
    done = (0, 0, 0)
    for start, end in _chunks(old, left, right):
        if end[0] > done[0] or end[1] > done[1] or end[2] > done[2]:
            b, o, t = (slice(begin, finish) for begin, finish in zip(done, start, strict=True))
            if old[b] != right[t] and (old[b] == left[o] or left[o] == right[t]):
                taken = (
                    ours[o] if left[o] == right[t] else [line.rstrip("\r\n") + newline for line in theirs[t]]
                )
                if merged and taken:
                    merged[-1] = _ended(merged[-1], newline)
                merged += taken
            else:
                if old[b] != right[t] and old[b] != left[o]:
                    clashes.append(Clash(tuple(base[b]), tuple(ours[o]), tuple(theirs[t]), len(merged)))
                merged += ours[o]
        kept = ours[start[1] : end[1]]
        if merged and kept:
            merged[-1] = _ended(merged[-1], newline)
        merged += kept
        done = end
    return _trimmed(merged, ours, theirs, base), clashes


def _ended(line: str, newline: str) -> str:
    return line.rstrip("\r\n") + newline if not line.endswith(("\n", "\r")) else line


def _trimmed(merged: list[str], ours: Sequence[str], theirs: Sequence[str], base: Sequence[str]) -> list[str]:
    """Leave out the last line end where the side that decides it has none."""
    open_end = [bool(lines) and not lines[-1].endswith(("\n", "\r")) for lines in (base, ours, theirs)]
    decides = open_end[2] if open_end[0] == open_end[1] else open_end[1]
    if merged and decides:
        merged[-1] = merged[-1].rstrip("\r\n")
    return merged


def _chunks(
    base: list[str], ours: list[str], theirs: list[str]
) -> Iterator[tuple[tuple[int, int, int], tuple[int, int, int]]]:
    """Yield where runs of lines begin and end that all three share, and at last the ends of all."""
    left, right = _matches(base, ours), _matches(base, theirs)
    i = j = 0
    while i < len(left) and j < len(right):
        (base_left, at_left, size_left), (base_right, at_right, size_right) = left[i], right[j]
        begin = max(base_left, base_right)
        end = min(base_left + size_left, base_right + size_right)
        if begin < end:
            start = (begin, at_left + begin - base_left, at_right + begin - base_right)
            yield start, (end, start[1] + end - begin, start[2] + end - begin)
        if base_left + size_left < base_right + size_right:
            i += 1
        else:
            j += 1
    ends = (len(base), len(ours), len(theirs))
    yield ends, ends


def _matches(base: list[str], other: list[str]) -> list[tuple[int, int, int]]:
    """Return runs of equal lines as (place in base, place in other, length)."""
    limit = min(len(base), len(other))
    head = next((at for at in range(limit) if base[at] != other[at]), limit)
    rest = limit - head
    tail = next((at for at in range(rest) if base[-1 - at] != other[-1 - at]), rest)
    inner = SequenceMatcher(
        None, base[head : len(base) - tail], other[head : len(other) - tail], autojunk=limit > _EXACT
    )
    found = [(0, 0, head)] if head else []
    found += [(at + head, place + head, size) for at, place, size in inner.get_matching_blocks() if size]
    if tail:
        found.append((len(base) - tail, len(other) - tail, tail))
    return found
