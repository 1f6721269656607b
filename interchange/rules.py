"""What of a tree is not read: names that lead out of it, bombs, folders that hold a program's own files."""

import re
from collections.abc import Container, Iterable, Mapping

from articles.document import Problem

from .entries import Entry, UnreadableSource, problem, refused, too_large

# Each takes a kilobyte of memory, before anything is read, and its name several times its length.
MAX_ENTRIES = 80_000
MAX_NAMES = 10_000_000
MAX_ARCHIVE_BYTES = 4 * 1024 * 1024 * 1024
# Text compresses to a tenth, zeros to a thousandth. The bound counts only for what is large as well.
MAX_RATIO = 200
RATIO_FROM_BYTES = 4 * 1024 * 1024
_LONGEST_NAME = 1000
_BREAKS = "\n\r\x0b\x0c\u2028\u2029"
_CONTROL = re.compile("[\x00-\x1f\x7f\u2028\u2029]")


class Budget:
    """What one archive may still unpack to."""

    def __init__(self) -> None:
        self.entries = MAX_ENTRIES
        self.names = MAX_NAMES
        self.bytes = MAX_ARCHIVE_BYTES

    def count(self, name: str) -> None:
        """Count a member, whatever becomes of it. Raises UnreadableSource when there are too many."""
        self.entries -= 1
        self.names -= len(name)
        if self.entries < 0 or self.names < 0:
            raise too_many()

    def refusal(self, size: int, name: str, *, packed: int | None = None) -> Problem | None:
        """Why a file of `size` bytes is not read. Raises UnreadableSource when the archive is too much as a whole."""
        if packed is not None and is_bomb(size, packed):
            return bomb()
        if refusal := too_large(size, name):
            return refusal
        self.bytes -= size
        if self.bytes < 0:
            raise too_much()
        return None


def is_bomb(size: int, packed: int) -> bool:
    """Whether `size` bytes that were packed in `packed` bytes are nothing that anybody wrote."""
    return size > RATIO_FROM_BYTES and size > MAX_RATIO * max(packed, 1)


def bomb() -> Problem:
    return problem("archive-bomb", f"Unpacks to more than {MAX_RATIO} times its size.")


def too_many() -> UnreadableSource:
    return UnreadableSource(
        f"The archive has more than {MAX_ENTRIES:,} files, or {MAX_NAMES:,} characters of names; "
        "unpack it and import the folder.",
        "archive-bomb",
    )


def too_much() -> UnreadableSource:
    return UnreadableSource(
        f"The archive unpacks to more than {MAX_ARCHIVE_BYTES // 2**30} GB.", "archive-bomb"
    )


def unsafe_name(name: str) -> Problem | None:
    parts = name.split("/")
    if (
        not name
        or name.startswith("/")
        or ".." in parts
        or (len(name) > 1 and name[1] == ":")
        or "\0" in name
    ):
        return problem("unsafe-path", "The path would lead out of the archive.")
    if len(name) > _LONGEST_NAME:
        return problem("unsafe-path", f"The path is longer than {_LONGEST_NAME:,} characters.")
    return unprintable_name(name)


def unprintable_name(name: str) -> Problem | None:
    """Why a file is not read whose name is no line of a report, wherever it lies."""
    found = _CONTROL.search(name)
    if found is None:
        return None
    what = "a line break" if found[0] in _BREAKS else f"the control character U+{ord(found[0]):04X}"
    return problem("unsafe-path", f"The name holds {what}; rename the file.")


def shortened(name: str) -> str:
    """A name that a report can hold."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def each_once(entries: Iterable[Entry]) -> list[Entry]:
    """Every member is reported: a second one of the same name gets a path of its own, and is not read."""
    placed: dict[str, Entry] = {}
    times: dict[str, int] = {}
    for entry in entries:
        kept, path = entry, entry.path
        while path in placed:
            times[entry.path] = times.get(entry.path, 1) + 1
            path = f"{entry.path} ({times[entry.path]})"
            why = f"The archive has {entry.path} more than once; the first one counts."
            kept = refused(path, f"{entry.identity} ({times[entry.path]})", problem("same-name", why))
        placed[path] = kept
    return list(placed.values())


# -- Folders that are left out --------------------------------------------------------------------------------------

_MACHINERY = {
    "node_modules": "packages of a build tool",
    "bower_components": "packages of a build tool",
    "__pycache__": "files of a program",
    "__MACOSX": "files of an operating system",
    "_includes": "templates",
    "_layouts": "templates",
    "_sass": "style sheets",
    "_plugins": "programs",
    "_templates": "templates",
    "_site": "a built site",
}
# These are machinery only beside a generator's configuration: elsewhere somebody may write about layouts.
_MACHINERY_OF_A_SITE = {
    "archetypes": "templates for new posts",
    "scaffolds": "templates for new posts",
    "layouts": "templates",
    "themes": "themes",
}
# Hidden, but with the settings of a site in them, and what it serves.
_SETTINGS_OF_A_SITE = frozenset({".vuepress", ".vitepress"})
_CONFIGURATIONS = frozenset(
    f"{name}.{suffix}" for name in ("config", "_config", "hugo") for suffix in ("toml", "yaml", "yml", "json")
)


def pruned(folder: str, *, beside: Container[str]) -> str:
    """Why nothing below `folder` (a relative path) is looked at; "" when it is. `beside` are its siblings' names."""
    above, _, name = folder.rpartition("/")
    if above.rpartition("/")[2] in _SETTINGS_OF_A_SITE and name not in {"public", "config"}:
        return "A folder of a program's own files."
    if name.startswith(".") and name not in _SETTINGS_OF_A_SITE:
        return "A hidden folder."
    kind = _MACHINERY.get(name)
    if kind is None and name in _MACHINERY_OF_A_SITE and any(each in beside for each in _CONFIGURATIONS):
        kind = _MACHINERY_OF_A_SITE[name]
    return f"A folder of {kind}." if kind else ""


def without_pruned(entries: list[Entry]) -> list[Entry]:
    """The same with one entry for each folder that is left out as a whole."""
    configured: dict[str, set[str]] = {}
    for entry in entries:
        folder, _, name = entry.path.rpartition("/")
        if name in _CONFIGURATIONS:
            configured.setdefault(folder, set()).add(name)
    kept: dict[str, Entry] = {}
    for entry in entries:
        folder, reason = _pruned_parent(entry.path, configured)
        if reason and entry.refusal is None:
            path = f"{folder}/"
            kept.setdefault(path, refused(path, entry.identity, problem("pruned", reason)))
        else:
            kept[entry.path] = entry
    return list(kept.values())


def _pruned_parent(path: str, configured: Mapping[str, Container[str]]) -> tuple[str, str]:
    parts = path.split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        parent, folder = "/".join(parts[: depth - 1]), "/".join(parts[:depth])
        if reason := pruned(folder, beside=configured.get(parent, ())):
            return folder, reason
    return "", ""
