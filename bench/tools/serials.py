"""Articles that say which version they are, at their beginning, in their middle and at their end.

The text of version 12 of the article of writer "a" says `s-a-000012` wherever a part of it may be shown: title,
description, first and last paragraph. So any page tells which versions of which articles it shows, and whether it was
put together from two of them.
"""

import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

SERIAL = re.compile(rb"\bs-([a-z]+)-(\d{6})\b")
_FILLER = "A paragraph between the first and the last one, so that a page has some length. " * 6


def serial(name: str, number: int) -> str:
    return f"s-{name}-{number:06d}"


def slug(name: str) -> str:
    return f"torture-{name}"


def document(name: str, number: int) -> str:
    """Version `number` of the article of writer `name`, as a document."""
    mark = serial(name, number)
    paragraphs = [
        f"{mark} begins; written at {time.time():.6f}.",
        *[f"{mark}. {_FILLER}"] * 8,
        f"{mark} ends.",
    ]
    head = ["---", f"title: Torture {mark}", f"description: What {mark} is about", f"slug: {slug(name)}"]
    head += ["category: Torture", "tags: [torture, sqlite]", "---"]
    return "\n".join(head) + "\n\n" + "\n\n".join(paragraphs) + "\n"


@dataclass
class Journal:
    """When each version was committed, and when a page with it was last asked for. Seconds since 1970; thread-safe."""

    committed: dict[tuple[str, int], float] = field(default_factory=dict)
    seen: dict[tuple[str, int], float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def commit(self, name: str, number: int, moment: float) -> None:
        self.committed[name, number] = moment

    def see(self, asked: float, versions: Iterable[tuple[str, int]]) -> None:
        with self._lock:
            for version in versions:
                if asked > self.seen.get(version, 0.0):
                    self.seen[version] = asked

    def newest(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for name, number in list(self.committed):
            found[name] = max(number, found.get(name, 0))
        return found

    def delays(self) -> list[float]:
        """For each version, for how long after the next one was committed it was still shown, in seconds; sorted."""
        found = []
        for (name, number), asked in self.seen.items():
            after = self.committed.get((name, number + 1))
            if after is not None:
                found.append(max(0.0, asked - after))
        return sorted(found)


def versions_in(body: bytes) -> dict[str, set[int]]:
    """The versions that a page shows, by writer."""
    found: dict[str, set[int]] = {}
    for name, number in set(SERIAL.findall(body)):
        found.setdefault(name.decode(), set()).add(int(number))
    return found
