"""What every writer of a dialect can do; the modules `write_yaml`, `write_toml` and so on are such writers."""

from __future__ import annotations

from typing import Protocol

from .tree import Member, Node, Path


class Writer(Protocol):
    """Rewrites `source`, the inside of a frontmatter, whose tree is `root`; what is not named stays byte for byte."""

    def put(
        self, source: str, root: Node, path: Path, value: object, *, newline: str, key: str | None = None
    ) -> str:
        """Return `source` with another value at `path`, and under another key where `key` is given."""

    def add(
        self, source: str, root: Node, key: str, value: object, *, newline: str, after: Member | None = None
    ) -> str:
        """Return `source` with a new top-level key, behind `after` or at the end."""

    def drop(self, source: str, root: Node, path: Path, *, newline: str) -> str:
        """Return `source` without the key at `path`."""
