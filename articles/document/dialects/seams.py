"""A text with some places written otherwise, so that it can be read, and what was read put back where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from .tree import Member


@dataclass(slots=True)
class Sewn:
    """`text` is what can be read. `seams` are the places that differ: begin and end there, and in the text it was."""

    text: str = ""
    seams: list[tuple[int, int, int, int]] = field(default_factory=list)

    def sew(self, start: int, end: int, text: str) -> None:
        """Write `text` for what stands from `start` to `end`."""
        self.seams.append((len(self.text), len(self.text) + len(text), start, end))
        self.text += text

    def settle(self, member: Member) -> None:
        """Give what was read in `text` the places that it has in the text it was. What is in our quotes is "broken"."""
        sewn = {start: end for start, end, _, _ in self.seams}
        for node in member.node.walk():
            if node.kind == "scalar" and node.style == "'" and sewn.get(node.start) == node.end:
                node.style = "broken"
            node.start, node.end = self._place(node.start), self._place(node.end)
            for below in node.members:
                below.start, below.key_end = self._place(below.start), self._place(below.key_end)
        member.start, member.key_end = self._place(member.start), self._place(member.key_end)

    def _place(self, offset: int) -> int:
        shift = 0
        for start, end, old_start, old_end in self.seams:
            if offset <= start:
                break
            if offset < end:
                return old_start
            shift = old_end - end
        return offset + shift
