"""Where in a folder that is kept in step each article has its file, now and after a sync. Pure."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from .own_layout import called, path_of, slug_of


@dataclass
class Pair:
    """A file and its article, as they were when they were last the same. `sha256` is of the file."""

    article: int
    sha256: str
    slug: str
    # The file was deleted, and the article let go; `sha256` is then of the article's text.
    is_gone: bool = False
    # The digest of the article's text that the file contradicts, until that is settled.
    contradicts: str = ""
    # The number of the revision that holds the file's text until then.
    kept: int = 0


@dataclass(frozen=True)
class Known:
    """A file as it was last taken over from the folder or written there: whose it is, and its digest."""

    article: int
    path: str
    sha256: str


@dataclass(frozen=True)
class Place:
    """Where an article's file belongs (`path`) and where it is (`before`, with the digest `known`; "" for nowhere)."""

    path: str
    before: str = ""
    known: str = ""

    @property
    def moves(self) -> bool:
        return bool(self.before) and self.before != self.path


@dataclass
class Places:
    """The place of every article, and {path: digest} of the files that are left when all are where they belong."""

    of: dict[int, Place] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)


def places(
    slugs: Mapping[int, str],
    known: Iterable[Known],
    had: Mapping[str, str],
    there: AbstractSet[str],
    settled: AbstractSet[str],
) -> Places:
    """The places of the articles, given as {key: slug} in the order in which new ones choose theirs.

    `had` says which slug the article of a file had when both were last the same, {path: slug}: a file is renamed with
    its article, in its folder, if it was called like it. `there` are the files in the folder, `settled` those that are
    not to be touched. No file goes where another one stays, be it an article's or not.
    """
    found = _found(slugs, known)
    extra = {each.path: each.sha256 for each in found.extra}
    wanted: dict[int, Place] = {}
    for key, slug in slugs.items():
        at = found.at.get(key)
        if at is None:
            continue
        follows = had.get(at.path) == slug_of(at.path) != slug and at.path not in settled
        wanted[key] = Place(called(at.path, slug) if follows else at.path, at.path, at.sha256)
    while stuck := _stuck(wanted, there - extra.keys(), settled):
        wanted |= {key: replace(wanted[key], path=wanted[key].before) for key in stuck}
    taken = {place.path for place in wanted.values()}
    leaving = {place.before for place in wanted.values() if place.moves} | extra.keys()
    for key, slug in slugs.items():
        if key not in wanted:
            wanted[key] = Place(_free(slug, taken, there - leaving))
            taken.add(wanted[key].path)
    left = extra | {place.before: place.known for place in wanted.values() if place.moves}
    return Places(wanted, left)


@dataclass
class _Found:
    at: dict[int, Known] = field(default_factory=dict)
    extra: list[Known] = field(default_factory=list)


def _found(slugs: Mapping[int, str], known: Iterable[Known]) -> _Found:
    """One file for each article. A sync that was broken off may have left two: that which is called like the article
    counts, else the younger.
    """
    found = _Found()
    for each in known:
        if each.article not in slugs:
            continue
        before = found.at.get(each.article)
        if before is not None and slug_of(before.path) == slugs[each.article]:
            found.extra.append(each)
            continue
        if before is not None:
            found.extra.append(before)
        found.at[each.article] = each
    return found


def _stuck(wanted: Mapping[int, Place], there: AbstractSet[str], settled: AbstractSet[str]) -> list[int]:
    """The articles whose file can't be renamed, since another one stays where it would go."""
    moving = {place.before for place in wanted.values() if place.moves}
    in_the_way = (there - moving) | settled | {place.path for place in wanted.values() if not place.moves}
    return [key for key, place in wanted.items() if place.moves and place.path in in_the_way]


def _free(slug: str, taken: AbstractSet[str], there: AbstractSet[str]) -> str:
    """The path of a file of its own for a new article. What lies there without an article is for a person to see."""
    number = 1
    while True:
        path = path_of(slug if number == 1 else f"{slug}-{number}")
        if path not in taken and (number == 1 or path not in there):
            return path
        number += 1
