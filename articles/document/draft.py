"""A text while its frontmatter is being changed, key by key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from . import frontmatter
from .canonical import View, read_fields
from .dialects import write_json, write_pelican, write_toml, write_yaml
from .dialects.tree import Member, Path
from .dialects.writer import Writer
from .frontmatter import Frontmatter
from .keys import CANONICAL

_WRITERS: Mapping[str, Writer] = {
    "yaml": write_yaml,
    "toml": write_toml,
    "json": write_json,
    "pelican": write_pelican,
}


class Draft:
    """A text being changed, with what is known about it."""

    def __init__(self, text: str, newline: str) -> None:
        self.text = text
        self.newline = newline

    @cached_property
    def front(self) -> Frontmatter:
        return frontmatter.find(self.text)

    @cached_property
    def view(self) -> View:
        data = self.front.tree.plain()
        return read_fields(data if isinstance(data, dict) else {}, self.front.format)

    @property
    def source(self) -> str:
        return self.text[self.front.start : self.front.end]

    def put(self, path: Path, value: object, key: str | None = None) -> Draft:
        writer = _WRITERS[self.front.format]
        return self._with(
            writer.put(self.source, self.front.tree, path, value, newline=self.newline, key=key)
        )

    def drop(self, path: Path) -> Draft:
        if self.front.tree.find(path) is None:
            return self
        writer = _WRITERS[self.front.format]
        return self._with(writer.drop(self.source, self.front.tree, path, newline=self.newline))

    def add(self, key: str, value: object) -> Draft:
        if self.front.format == "none":
            entry = write_yaml.add("", self.front.tree, key, value, newline=self.newline)
            return Draft(f"---{self.newline}{entry}---{self.newline}{self.text}", self.newline)
        writer = _WRITERS[self.front.format]
        after = self._neighbour(key)
        return self._with(
            writer.add(self.source, self.front.tree, key, value, newline=self.newline, after=after)
        )

    def _with(self, source: str) -> Draft:
        return Draft(self.text[: self.front.start] + source + self.text[self.front.end :], self.newline)

    def _neighbour(self, key: str) -> Member | None:
        """Return the top-level key behind which a new one stands: the nearest of those that come before it."""
        canonical = key if key in CANONICAL else key.partition("_")[0]
        place = CANONICAL.index(canonical) if canonical in CANONICAL else len(CANONICAL)
        for name in reversed(CANONICAL[: place + 1]):
            found = self.view.winners.get(name)
            if found:
                return self.front.tree.find(found.path[:1])
        return None
