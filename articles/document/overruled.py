"""Keys that are not heard: another one of the same meaning counts, or what they tell more of is not there.

Whether a key is heard is found out in one way for all of them: it is read as if it stood alone, and what it says then
is looked for in the fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from .dialects.tree import Path
from .fields import AuthorRef, Fields, ImageRef, SeriesRef
from .found import Found, Remark
from .keys import TABLES
from .unheld import Places, Winners, says_robots, says_something, shown
from .values import as_bool, as_text, read_image, terms_in, whole

_NOTHING = Fields()
_TERMS = frozenset({"category", "tags"})
# What is said of parts of a value of which others were taken over.
_OF_PARTS = frozenset({"value-left-out", "value-unreadable"})


class Alone(Protocol):
    """What a frontmatter says that has one key."""

    @property
    def fields(self) -> Fields: ...

    @property
    def remarks(self) -> Sequence[Remark]: ...


def unheard(
    fields: Fields,
    found: Places,
    winners: Winners,
    *,
    remarked: frozenset[Path],
    alone: Callable[[Found], Alone],
) -> Iterator[Remark]:
    """A remark on every key in `found` of which nothing is in `fields`, but for those that have been `remarked` on.

    Keys that say the same again, in whatever words, are heard.
    """
    heard = {each.path for each in winners.values()} | remarked
    meanings: dict[Path, tuple[Found, list[str]]] = {}
    for canonical, places in found.items():
        for each in places:
            if "." in canonical:
                if each.path not in remarked and says_something(each.value):
                    yield from _part(canonical, each, fields, winners)
            elif each.path not in heard and not _is_heard_elsewhere(each):
                meanings.setdefault(each.path, (each, []))[1].append(canonical)
    for each, canonicals in meanings.values():
        if says_something(each.value):
            yield from _loser(each, canonicals, fields, winners, alone(each))


def _is_heard_elsewhere(each: Found) -> bool:
    """A table is looked into; a layout that means something is a status, or unknown."""
    return each.name == "layout" or (each.name in TABLES and isinstance(each.value, Mapping))


def _loser(
    each: Found, canonicals: Sequence[str], fields: Fields, winners: Winners, alone: Alone
) -> Iterator[Remark]:
    said = [key for key in canonicals if getattr(alone.fields, key) != getattr(_NOTHING, key)]
    is_open = each.name.endswith("visibility") and alone.fields.status == "published"
    if is_open or any(_is_said(key, alone.fields, fields) for key in said):
        # Who may see a draft once it is published contradicts nothing. But what says the same may say more.
        yield from (remark for remark in alone.remarks if remark.code in _OF_PARTS)
        return
    if winner := next((winners[key] for key in said if key in winners), None):
        yield _overruled(each, winner)
    elif not said and as_bool(each.value) is not False and not says_robots(each):
        message = f"{shown(each.value)} says nothing that is understood here."
        yield from alone.remarks or [Remark("value-unreadable", message, each.path)]


def _overruled(each: Found, winner: Found) -> Remark:
    message = (
        f"{shown(each.value)} is not taken over: “{'.'.join(winner.path)}” says something else, and counts."
    )
    return Remark("key-overruled", message, each.path)


def _part(canonical: str, each: Found, fields: Fields, winners: Winners) -> Iterator[Remark]:
    """A remark on a part that stands by itself, such as `image_alt`, if nothing here has it."""
    whole_, _, part = canonical.partition(".")
    if whole_ == "author":
        records: Sequence[object] = fields.authors
    else:
        records = [record] if (record := getattr(fields, whole_)) else []
    text = _plain(each.value)
    if text and text in {_plain(getattr(record, part)) for record in records}:
        return
    if len(records) == 1:
        winner = winners.get(canonical)
        yield _overruled(each, winner if winner and winner != each else winners[_whole(whole_)])
    else:
        what = {"author": "author", "image": "picture"}.get(whole_, whole_)
        many = f"several {what}s are named" if records else f"no {what} is named"
        message = f"{shown(each.value)} is said of one {what}, but {many}."
        yield Remark("value-unreadable", message, each.path)


def _whole(name: str) -> str:
    return "authors" if name == "author" else name


# -- Tables -----------------------------------------------------------------------------------------------------


def parts_unheard(fields: Fields, winners: Winners) -> Iterator[Path]:
    """The keys within the tables of categories, tags, authors, series and pictures that mean nothing here."""
    records: dict[str, Callable[[object], Sequence[object]]] = {
        "category": terms_in,
        "tags": terms_in,
        "authors": lambda value: fields.authors,
        "image": lambda value: [fields.image, *_others_than(fields.image, value)],
        "series": lambda value: [*terms_in(value), fields.series],
    }
    for canonical, read in records.items():
        winner = winners.get(canonical)
        if winner is not None and _has_tables(winner.value):
            kept = {_plain(text) for record in read(winner.value) for text in _texts(record)}
            yield from dict.fromkeys((*winner.path, *path) for path in _others(winner.value, kept))


def _has_tables(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(map(_has_tables, value)))


def _others_than(own: ImageRef | None, value: object) -> list[ImageRef]:
    """The other pictures of a list, which are remarked on as a whole."""
    if isinstance(value, list):
        return [image for item in value for image in _others_than(own, item)]
    image = read_image(value)
    return [image] if image and own and image.src != own.src else []


def _others(value: object, kept: set[str], path: Path = ()) -> Iterator[Path]:
    """The paths of what is said within the tables of `value` and not `kept`."""
    if isinstance(value, list):
        for item in value:
            yield from _others(item, kept, path)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            # To YAML a term such as "Python: tips" is a table.
            if _plain(f"{key}: {as_text(item)}") not in kept:
                yield from _others(item, kept, (*path, str(key)))
    elif path and says_something(value) and _plain(value) not in kept:
        yield path


def _texts(record: object) -> list[object]:
    if isinstance(record, (AuthorRef, ImageRef, SeriesRef)):
        return [getattr(record, name) for name in type(record).__slots__]
    return [record]


# -- Sameness ---------------------------------------------------------------------------------------------------


def _is_said(key: str, said: Fields, fields: Fields) -> bool:
    """Whether what a key says of itself is in the fields."""
    if key in _TERMS:
        return _terms(said) <= _terms(fields)
    one, other = getattr(said, key), getattr(fields, key)
    if key == "aliases":
        return set(one) <= set(other)
    if key == "authors":
        return all(any(_agrees(each, kept) for kept in other) for each in one)
    if key in {"image", "series"}:
        return other is not None and _agrees(one, other)
    if isinstance(one, date) and isinstance(other, date):
        return one == other or (type(one) is not type(other) and _day(one) == _day(other))
    return bool(one == other) or (isinstance(one, str) and _plain(one) == _plain(other))


def _agrees(one: Any, other: Any) -> bool:
    """Whether a record says nothing that the other one does not."""
    names = type(one).__slots__
    return all(_plain(getattr(one, name)) in {"", _plain(getattr(other, name))} for name in names)


def _terms(fields: Fields) -> set[str]:
    return {term.casefold() for term in (fields.category, *fields.tags) if term}


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _plain(value: object) -> str:
    """A text as it is compared: without regard to case, white space, and how a number is written."""
    text = " ".join((as_text(value) or "").split()).casefold()
    number = whole(text)
    return text if number is None else str(number)
