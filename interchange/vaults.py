"""Pictures that notes show by their names alone, wherever they lie: `![[chart.png]]`, as Obsidian has it."""

import posixpath
import re
from collections import defaultdict
from functools import cached_property
from html import escape

from .archives import Tree
from .link_targets import Target
from .naming import composed, suffix_of
from .readers.references import IMAGE_SUFFIXES

_SIZE = re.compile(r"(?P<width>\d{1,4})(?:x\d{1,4})?\Z")


class Vault:
    """The pictures of a tree by their names."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def path_of(self, name: str, beside: str) -> str:
        """The path of the picture that a document at the path `beside` calls so; "" for none.

        Of several the one nearest by its path is meant, then the first.
        """
        folder = posixpath.dirname(beside)
        direct = posixpath.normpath(posixpath.join(folder, name))
        for path in (name.lstrip("/"), direct):
            if path in self._tree:
                return path
        wanted = [part for part in composed(name.lower()).split("/") if part not in {"", ".", ".."}]
        found = [
            path
            for path in self._by_name.get(wanted[-1] if wanted else "", ())
            if composed(path.lower()).split("/")[-len(wanted) :] == wanted
        ]
        return max(found, key=lambda path: len(posixpath.commonprefix([path, beside])), default="")

    def written(self, target: Target, beside: str) -> str:
        """What stands in the place of double brackets with a picture's name; "" where there is no such picture."""
        path = self.path_of(target.path, beside)
        if not path:
            return ""
        if target.shape == "embed":
            return _shown(path, target.said, beside)
        return f"[{_words(target.said or posixpath.basename(path))}]({_address(_relative(path, beside))})"

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for each in self._tree:
            if each.refusal is None and suffix_of(each.path) in IMAGE_SUFFIXES:
                found[composed(each.path.rpartition("/")[2].lower())].append(each.path)
        return found


def _shown(path: str, said: str, beside: str) -> str:
    """What shows the picture at `path` in a document at the path `beside`; `said` is its text, or its size."""
    source = _relative(path, beside)
    stem = posixpath.splitext(posixpath.basename(path))[0]
    if size := _SIZE.match(said):
        return f'<img src="{escape(source)}" alt="{escape(stem)}" width="{size["width"]}">'
    return f"![{_words(said or stem)}]({_address(source)})"


def _relative(path: str, beside: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(beside) or ".")


def _words(text: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def _address(source: str) -> str:
    return f"<{source}>" if re.search(r"[\s()]", source) else source
