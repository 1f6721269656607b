"""What lies beside a document and belongs to it: the pictures of its page bundle, its file of metadata."""

from collections import defaultdict
from functools import cached_property
from pathlib import PurePosixPath

from .archives import Entry, Tree
from .naming import suffix_of
from .readers.nikola import frontmatter_of
from .readers.references import IMAGE_SUFFIXES
from .readers.restructured_header import SUFFIXES as RST_SUFFIXES

_SUFFIXES = ".md .markdown .mdown .mkd .mkdn .mkdown .mdwn .mdx .rmd .rmarkdown .qmd .lr .text .txt .textile"
DOCUMENTS = frozenset([*_SUFFIXES.split(), ".md.erb", ".markdown.erb"])
_WITH_CODE = frozenset({".rmd", ".rmarkdown", ".qmd"})
_OUTPUTS = (".md", ".markdown", ".html")
METADATA_SUFFIX = ".meta"
_LONGEST_METADATA = 64 * 1024


class Neighbours:
    """The files of a tree by the documents that they belong to."""

    def __init__(self, tree: Tree, flavour: str) -> None:
        self._tree = tree
        self._flavour = flavour

    def pictures(self, document: Entry) -> tuple[str, ...]:
        """The pictures of Hugo's page bundle, of which one may stand for the post, by their paths in it."""
        folder = document.path.rpartition("/")[0]
        if self._flavour != "hugo" or not _is_index(document):
            return ()
        return tuple(path.removeprefix(f"{folder}/") for path in self._pictures.get(folder, ()))

    def output(self, document: Entry) -> Entry | None:
        """What a program made of a document with code in it, as blogdown keeps it beside that; None for others."""
        where = PurePosixPath(document.path)
        if where.suffix.lower() not in _WITH_CODE:
            return None
        return next(
            (found for each in _OUTPUTS if (found := self._tree.find(str(where.with_suffix(each))))), None
        )

    def header(self, document: Entry) -> str:
        """The frontmatter that the file of metadata beside a document comes to, as Nikola has them; "" for none."""
        if not self._has_metadata:
            return ""
        beside = self._tree.find(str(PurePosixPath(document.path).with_suffix(METADATA_SUFFIX)))
        if beside is None or beside.size > _LONGEST_METADATA:
            return ""
        try:
            return frontmatter_of(beside.read().decode("utf-8", "replace"))
        except OSError:
            return ""

    def is_metadata(self, path: str) -> bool:
        """Whether the file at `path` is such a one, of a document that is there."""
        where = PurePosixPath(path)
        return where.suffix.lower() == METADATA_SUFFIX and any(
            str(where.with_suffix(suffix)) in self._tree for suffix in DOCUMENTS | RST_SUFFIXES
        )

    @cached_property
    def _has_metadata(self) -> bool:
        return any(each.path.endswith(METADATA_SUFFIX) for each in self._tree)

    @cached_property
    def _pictures(self) -> dict[str, list[str]]:
        """The pictures of each bundle by its folder, those of the folders below it too."""
        bundles = {each.path.rpartition("/")[0] for each in self._tree if _is_index(each)}
        found: dict[str, list[str]] = defaultdict(list)
        for each in self._tree:
            if suffix_of(each.path) in IMAGE_SUFFIXES and each.refusal is None:
                parents = map(str, PurePosixPath(each.path).parents)
                if folder := next((parent for parent in parents if parent in bundles), ""):
                    found[folder].append(each.path)
        return found


def _is_index(entry: Entry) -> bool:
    is_called_so = entry.path.rpartition("/")[2].startswith("index.")
    return is_called_so and suffix_of(entry.path) in DOCUMENTS
