"""Which program a tree of files was written for, and where its site begins; several sites may lie side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from .archives import Entry, Tree
from .naming import split_date
from .own_layout import ARTICLES_FOLDER
from .permalinks.hugo import HUGO_FOLDER
from .permalinks.rules import flavour_of, vue_site

OWN_FLAVOUR = "trendsite"
SITE_FILE = "site.yaml"
# Folders that belong to the site beside them, whatever they were made with.
_COMPANIONS = frozenset(
    {
        "doc",
        "docs",
        "documentation",
        "demo",
        "demos",
        "example",
        "examples",
        "test",
        "tests",
        "theme",
        "themes",
    }
)


@dataclass(frozen=True)
class Site:
    """Part of a tree, the program that it was written for, and the folder in which its site begins."""

    tree: Tree
    flavour: str
    root: str


def sites_in(tree: Tree) -> list[Site]:
    """The sites of a tree, by their folders: mostly one. What is in no folder of another belongs to the first.

    Exports of ours are told wherever they lie, sites of other programs beside each other in one folder.
    """
    paths = [entry.path for entry in tree]
    own = _own_roots(paths)
    if own & {"", _common_folder(paths)}:
        return [Site(tree, *recognise(tree))]
    outermost = [root for root in own if not any(root != other and root.startswith(other) for other in own)]
    found = [Site(_inside(tree, root), OWN_FLAVOUR, root) for root in outermost]
    rest = _outside(tree, outermost)
    flavour, first = recognise(rest)
    beside = dict(_beside(rest, first))
    found += [Site(_inside(rest, root), each, root) for root, each in beside.items()]
    rest = _outside(rest, beside)
    if rest.entries or not found:
        found.append(Site(rest, flavour, first))
    return sorted(found, key=lambda site: site.root)


def _beside(tree: Tree, first: str) -> Iterator[tuple[str, str]]:
    """The folders of sites beside that which begins at `first`, and their programs."""
    if not first:
        return
    above = _folder_of(first[:-1])
    for entry in tree:
        if entry.path.startswith(above) and (site := _site_set_by(entry, tree)):
            flavour, root = site
            is_beside = root not in {first, above} and _folder_of(root[:-1]) == above
            if is_beside and PurePosixPath(root).name.lower() not in _COMPANIONS:
                yield root, flavour


def _inside(tree: Tree, root: str) -> Tree:
    return Tree(tree.name, [entry for entry in tree if entry.path.startswith(root)])


def _outside(tree: Tree, roots: Iterable[str]) -> Tree:
    prefixes = tuple(roots)
    return Tree(tree.name, [entry for entry in tree if not entry.path.startswith(prefixes)])


def recognise(tree: Tree) -> tuple[str, str]:
    """The program that a tree was written for, and the folder in which its site begins."""
    paths = [entry.path for entry in tree]
    own = _own_roots(paths)
    by_depth = sorted(paths, key=lambda path: (path.count("/"), path))
    for entry in sorted(tree, key=lambda entry: (entry.path.count("/"), entry.path)):
        folder = _folder_of(entry.path)
        if folder in own and entry.path == folder + SITE_FILE:
            return OWN_FLAVOUR, folder
        if site := _site_set_by(entry, tree):
            return site
    for path in by_depth:
        parts = path.split("/")
        for marker in ("_posts", "_drafts"):
            if marker in parts[:-1]:
                above = _above_posts(paths, marker)
                # Both keep them there; only Jekyll's have a date before their names.
                is_hexo = above.endswith("source/") and not _are_dated(paths, marker)
                return ("hexo", above.removesuffix("source/")) if is_hexo else ("jekyll", above)
    return "", _common_folder(paths)


def _site_set_by(entry: Entry, tree: Tree) -> tuple[str, str] | None:
    """The program whose settings a file is, and where its site begins; None for any other file."""
    if site := vue_site(entry.path):
        return site
    folder = _folder_of(entry.path)
    flavour = flavour_of(entry, folder, tree)
    return (flavour, _above_settings(folder, flavour, entry.path)) if flavour else None


def _folder_of(path: str) -> str:
    """The folder that a file is in: "" or ending in "/"."""
    return path[: path.rfind("/") + 1]


def _own_roots(paths: Iterable[str]) -> set[str]:
    """Where exports of ours begin: at a `site.yaml` with `articles/` beside it."""
    paths = list(paths)
    roots = {_folder_of(path) for path in paths if f"/{path}".endswith(f"/{SITE_FILE}")}
    return {root for root in roots if any(path.startswith(f"{root}{ARTICLES_FOLDER}/") for path in paths)}


def _above_settings(folder: str, flavour: str, name: str) -> str:
    """Where a site begins whose settings are the file `name` in `folder`: Hugo's and Bridgetown's may lie deeper."""
    if name.endswith(".rb") and flavour == "jekyll":
        return folder.removesuffix("config/")
    return folder.removesuffix(HUGO_FOLDER)


def _above_posts(paths: list[str], marker: str) -> str:
    """The folder that all `_posts` have in common: what lies between it and one of them are categories."""
    above = [
        path.split("/")[: path.split("/").index(marker)] for path in paths if marker in path.split("/")[:-1]
    ]
    shortest = min(above, key=len)
    return "".join(f"{part}/" for part in shortest)


def _are_dated(paths: list[str], marker: str) -> bool:
    """Whether most files in folders called `marker` have a date before their names."""
    names = [path.rpartition("/")[2] for path in paths if marker in path.split("/")[:-1]]
    return 2 * sum(split_date(name)[0] is not None for name in names) > len(names)


def _common_folder(paths: list[str]) -> str:
    """The single folder that an archive wraps everything in, as downloads do; "" without one."""
    tops = {path.split("/", 1)[0] for path in paths if "/" in path}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in path for path in paths) else ""
