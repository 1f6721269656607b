"""The frontmatter as a tree of values that know where in the text they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Path = tuple[str, ...]
Kind = Literal["scalar", "list", "map"]


@dataclass(slots=True)
class Node:
    """A value and its place: `text[start:end]` of the frontmatter.

    `style` is how it is written: "plain", "'", '"', "|", ">" and the like for scalars, "block" or "flow" for lists
    and maps. A scalar's `value` is what it means.
    """

    kind: Kind
    start: int
    end: int
    style: str = "plain"
    value: object = None
    items: list[Node] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)

    def plain(self) -> object:
        """Return the value as Python data: dict, list or scalar. Of a key written twice the last one counts."""
        if self.kind == "map":
            return {member.key: member.node.plain() for member in self.members}
        if self.kind == "list":
            return [item.plain() for item in self.items]
        return self.value

    def find(self, path: Path) -> Member | None:
        """Return the member at `path`, the last one where a key is written twice."""
        found: Member | None = None
        node = self
        for key in path:
            found = next((member for member in reversed(node.members) if member.key == key), None)
            if found is None:
                return None
            node = found.node
        return found

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it."""
        yield self
        for member in self.members:
            yield from member.node.walk()
        for item in self.items:
            yield from item.walk()


@dataclass(slots=True)
class Member:
    """A key of a map with its value; the key is written at `text[start:key_end]`."""

    key: str
    start: int
    key_end: int
    node: Node


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the reader of a dialect noticed, with its place in the frontmatter."""

    code: str
    message: str
    offset: int
    field: str | None = None
    fatal: bool = False


@dataclass(slots=True)
class Reading:
    """A frontmatter that was read: its tree (a map), and what was noticed."""

    tree: Node
    faults: list[Fault] = field(default_factory=list)
