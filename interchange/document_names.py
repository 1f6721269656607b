"""The names by which documents may be meant: that of the file, of its folder, with or without a date or a suffix."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from .naming import composed, is_bundle, split_date


def stems(path: str) -> Iterator[str]:
    """The names by which a document may be called: its file's, without a date, and its folder's for an index."""
    where = PurePosixPath(composed(path.lower()))
    stem = (is_bundle(path) and where.parent.name) or where.stem
    yield stem
    if rest := split_date(stem)[1]:
        yield rest


def ends_in(path: str, parts: list[str]) -> bool:
    """Whether the path of a document ends in `parts`, its suffix and a final `index` aside."""
    where = PurePosixPath(composed(path.lower()))
    own = list(where.with_suffix("").parts)
    if is_bundle(path) and len(own) > 1:
        own.pop()
    dated = split_date(own[-1])[1] or own[-1]
    return own[-len(parts) :] == parts or [*own[:-1], dated][-len(parts) :] == parts


def words_of(name: str) -> str:
    """The words of a name, whatever stands between them."""
    return " ".join(re.findall(r"\w+", composed(name.lower())))
