"""Where a frontmatter says something that can mean a canonical key, and what is remarked on it."""

from __future__ import annotations

from dataclasses import dataclass

from .dialects.tree import Path


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning about the value at `path`, still without its line."""

    code: str
    message: str
    path: Path


@dataclass(frozen=True, slots=True)
class Found:
    """A key of the document that can mean a canonical one."""

    path: Path
    name: str  # normalised and dotted
    value: object
