"""Rewriting lists in brackets, which YAML, TOML and JSON share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .tree import Node


def flow_list(source: str, node: Node, values: Sequence[object], render: Callable[[object], str]) -> str:
    """Return a list in brackets with other items, leaving those at its beginning and end that stay as written."""
    items = node.items
    if not items or not values:
        return "[" + ", ".join(render(value) for value in values) + "]"
    head, tail = _kept(items, values)
    between = _separator(source, node)
    new = [render(value) for value in values[head : len(values) - tail]]
    before = source[node.start : items[head - 1].end if head else items[0].start]
    after = source[items[-tail].start : node.end] if tail else source[items[-1].end : node.end]
    middle = between.join(new)
    if head and (new or tail):
        middle = between + middle
    if tail and new:
        middle += between
    return before + middle + after


def _kept(items: Sequence[Node], values: Sequence[object]) -> tuple[int, int]:
    """Return how many items stay at the beginning and at the end of a list."""
    old = [item.plain() for item in items]
    limit = min(len(old), len(values))
    head = next((index for index in range(limit) if old[index] != values[index]), limit)
    rest = limit - head
    tail = next((index for index in range(rest) if old[-1 - index] != values[-1 - index]), rest)
    return head, tail


def _separator(source: str, node: Node) -> str:
    """Return what stands between two items: a comma, and a line end where each has its own line."""
    first = node.items[0]
    if len(node.items) > 1:
        between = source[first.end : node.items[1].start]
        if "," in between and not between.replace(",", "", 1).strip():
            return between
    opening = source[node.start + 1 : first.start]
    return "," + opening if "\n" in opening and not opening.strip() else ", "
