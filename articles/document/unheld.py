"""What known keys say and canonical fields can't hold: each such value is remarked on, so that none goes unnoticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..inline import inline_text
from ..slugs import MAX_CHOSEN_LENGTH, chosen_slug
from .fields import MAX_ALIAS, MAX_LANGUAGE, MAX_NAME, MAX_URL, Fields, ImageRef
from .found import Found, Remark
from .keys import SERIES_PARTS, TABLES, normal, parts
from .people import read_authors
from .values import (
    HIDING,
    SHOWING,
    as_bool,
    as_text,
    is_address,
    is_web_address,
    read_image,
    robots,
    terms_in,
)

# Keys whose value is also read as an address; what else they may say is no mistake.
ADDRESS_KEYS = frozenset({"permalink", "url", "path", "slug"})
_FLAGS = frozenset({"publish", "ispublished", "archived", "wip"}) | HIDING | SHOWING
_DRAFTS = frozenset({"draft", "isdraft"})
_HEARD_BY_ROBOTS = frozenset({"noindex", "index", "follow", "all", "none"})
_POSITION = frozenset(parts(SERIES_PARTS)["position"])
_MOST_NAMED = 5

Places = Mapping[str, tuple[Found, ...]]
Winners = Mapping[str, Found]


def unheld(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    """A remark on every value that is not, or not wholly, in `fields`, which were read from the `winners` in `found`.

    Keys that lose to another one are for `overruled` to see to.
    """
    yield from _terms_and_people(fields, found, winners)
    yield from _too_long(fields, winners)
    for canonical, check in _CHECKS.items():
        if canonical in found:
            yield from check(fields, found, winners)


def says_something(value: object) -> bool:
    """Whether there is a word, a number or a yes in it, however deep."""
    if isinstance(value, Mapping):
        return any(map(says_something, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(says_something, value))
    return bool((as_text(value) or "").strip()) and value is not False


def _unread(found: Found, message: str) -> Remark:
    return Remark("value-unreadable", message, found.path)


def shown(value: object) -> str:
    text = as_text(value)
    return "A table or a list" if text is None else f"“{_short(text)}”"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _listed(names: list[str]) -> str:
    more = ", …" if len(names) > _MOST_NAMED else ""
    return ", ".join(f"“{_short(name)}”" for name in names[:_MOST_NAMED]) + more


# -- Names ------------------------------------------------------------------------------------------------------


def _terms_and_people(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    """What stands where terms or people are expected and gives none, such as `tags: {a: 1, b: 2}`."""
    for canonical in ("category", "tags", "authors", "series"):
        winner = winners.get(canonical)
        if winner is not None and says_something(winner.value):
            yield from _without_name(canonical, winner)
            continue
        for each in found.get(canonical, ()):
            if says_something(each.value):
                yield _unread(each, f"What is said of the {canonical} can't be read.")
    for author in fields.authors:
        if (
            author.url
            and "authors" in winners
            and not (is_web_address(author.url) and len(author.url) <= MAX_URL)
        ):
            message = f"{shown(author.url)} is no address of the web of up to {MAX_URL} characters; it is not shown."
            yield _unread(winners.get("author.url", winners["authors"]), message)


def _without_name(canonical: str, winner: Found) -> Iterator[Remark]:
    """Parts of a list that name nothing, beside others that do."""
    for item in _flat(winner.value) if isinstance(winner.value, list) else ():
        if says_something(item) and not _names_one(canonical, item):
            yield _unread(winner, f"A part of what is said of the {canonical} names none; it is left out.")


def _flat(value: list[object]) -> Iterator[object]:
    """The items of a list, and of the lists in it."""
    for item in value:
        yield from _flat(item) if isinstance(item, list) else [item]


def _names_one(canonical: str, item: object) -> bool:
    if canonical == "authors":
        return bool(read_authors([item]))
    # Of a series in a table, more than the name may be said.
    return bool(terms_in(item)) or (canonical == "series" and isinstance(item, Mapping))


def _too_long(fields: Fields, winners: Winners) -> Iterator[Remark]:
    series = (fields.series.name,) if fields.series else ()
    authors = [author.name for author in fields.authors]
    named = {"category": (fields.category,), "tags": fields.tags, "series": series, "authors": authors}
    for canonical, names in named.items():
        for name in names:
            if len(name) > MAX_NAME and len(inline_text(name)) > MAX_NAME:
                # Tags may have come from a list of categories.
                winner = winners.get(canonical) or winners["category"]
                message = f"The name “{_short(name)}” has over {MAX_NAME} characters; it is cut there."
                yield Remark("name-cut", message, winner.path)
    if len(fields.language) > MAX_LANGUAGE:
        message = (
            f"The language “{_short(fields.language)}” has over {MAX_LANGUAGE} characters; it is cut there."
        )
        yield Remark("name-cut", message, winners["language"].path)


# -- One key after the other ------------------------------------------------------------------------------------


def _series(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    """A place in it that is no number, and all series but the first."""
    if fields.series is None:
        return
    winner = winners["series"]
    listed = winner.value if isinstance(winner.value, list) else [winner.value]
    if left := [name for item in listed[1:] for name in terms_in(item)]:
        message = f"An article is in one series here; left out: {_listed(left)}."
        yield Remark("value-left-out", message, winner.path)
    if fields.series.position is not None:
        return
    first = listed[0]
    table = first if isinstance(first, Mapping) else {}
    within = [value for key, value in table.items() if normal(str(key)) in _POSITION]
    said = [(winner, value) for value in within]
    said += [(each, each.value) for each in found.get("series.position", ())]
    for each, value in said:
        if says_something(value):
            yield _unread(each, f"{shown(value)} is no place in a series: those are whole numbers from 0 on.")


def _place_alone(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    if fields.series is None:
        for each in found["series.position"]:
            if says_something(each.value):
                yield _unread(each, "It is a place in a series, but no series is named.")


def _image(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    """All pictures but the first, and what names none."""
    if fields.image is None:
        for each in found["image"]:
            if any(says_something(part) for part in _plain_parts(each.value)):
                yield _unread(each, f"{shown(each.value)} names no picture.")
        return
    winner = winners["image"]
    sources = [image.src for image in _images(winner.value)]
    if left := [source for source in dict.fromkeys(sources) if source != fields.image.src]:
        message = f"An article has one picture of its own; left out: {_listed(left)}."
        yield Remark("value-left-out", message, winner.path)
    for item in _flat(winner.value) if isinstance(winner.value, list) else ():
        if says_something(item) and read_image(item) is None:
            yield _unread(winner, f"{shown(item)} names no picture.")


def _images(value: object) -> Iterator[ImageRef]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _images(item)
    elif image := read_image(value):
        yield image


def _plain_parts(value: object) -> Iterator[object]:
    """A value, or those in a table or list. A table's switches (`hidden: true`) say nothing of a picture."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from () if isinstance(item, bool) else _plain_parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _plain_parts(item)
    else:
        yield value


def says_robots(found: Found) -> bool:
    """Whether it is in the words of https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag."""
    return found.name.split(".")[-1] == "robots" and not isinstance(found.value, Mapping)


def _slug(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    if not fields.slug:
        for each in found["slug"]:
            is_text = as_text(each.value) is not None and each.value is not True
            if not is_text and says_something(each.value):
                yield _unread(each, f"{shown(each.value)} is no last part of an address.")
        return
    if len(fields.slug) > MAX_CHOSEN_LENGTH:
        message = (
            f"The slug “{_short(fields.slug)}” has over {MAX_CHOSEN_LENGTH} characters; it is cut there."
        )
        yield Remark("name-cut", message, winners["slug"].path)
    elif not chosen_slug(fields.slug):
        yield _unread(winners["slug"], f"Nothing of {shown(fields.slug)} can stand in an address.")


def _aliases(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    for each in found["aliases"]:
        if each.name.split(".")[-1] in ADDRESS_KEYS:
            continue
        for item in each.value if isinstance(each.value, list) else [each.value]:
            text = as_text(item)
            if not says_something(item):
                continue
            if text is None or not isinstance(each.value, (str, list)):
                yield _unread(each, f"{shown(item)} is no old address.")
            elif not text.strip(" /"):
                yield _unread(each, f"{shown(text)} is the front page, which stays there.")
            elif len(text) > MAX_ALIAS:
                message = f"The old address {shown(text)} has over {MAX_ALIAS} characters; it is cut there."
                yield Remark("name-cut", message, each.path)


def _flag(canonical: str, found: Iterable[Found], winners: Winners) -> Iterator[Remark]:
    """What says neither yes nor no, where nothing else says yes."""
    winner = winners.get(canonical)
    if winner is not None and says_something(winner.value):
        return
    for each in found:
        is_number = canonical == "featured" and isinstance(each.value, (int, float))
        if as_bool(each.value) is None and not is_number and says_something(each.value):
            yield _unread(each, f"{shown(each.value)} says neither yes nor no.")


def _featured(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    yield from _flag("featured", found["featured"], winners)


def _noindex(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    yield from _flag("noindex", [each for each in found["noindex"] if not says_robots(each)], winners)
    for each in filter(says_robots, found["noindex"]):
        if more := [word for word in robots(each.value) if word not in _HEARD_BY_ROBOTS]:
            message = f"Robots are told only whether to list an article; left out: {_listed(more)}."
            yield Remark("value-left-out", message, each.path)
        if isinstance(each.value, list) and any(
            as_text(item) is None and says_something(item) for item in each.value
        ):
            yield _unread(each, "A part of what is said to robots can't be read.")


def _status(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    """Statuses that are not known, and drafts that are perhaps none, are remarked on where they are read."""
    for each in found["status"]:
        name = each.name.split(".")[-1]
        if not says_something(each.value):
            continue
        is_text = as_text(each.value) is not None
        if (name in _FLAGS or (name in _DRAFTS and not is_text)) and as_bool(each.value) is None:
            yield _unread(each, f"{shown(each.value)} says neither yes nor no.")
        elif name == "visibility" and not is_text:
            yield _unread(each, f"{shown(each.value)} says not who may see it.")


def _canonical(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    if fields.canonical.strip() and not is_address(fields.canonical):
        message = (
            f"{shown(fields.canonical)} is no address of the web; the article's own is its canonical one."
        )
        yield _unread(winners["canonical"], message)


def _date(canonical: str, found: Places) -> Iterator[Remark]:
    """A table of dates that has none of those that are known."""
    for each in found[canonical]:
        if isinstance(each.value, Mapping) and each.name in TABLES and says_something(each.value):
            inside = (other for other in found[canonical] if other.path[:-1] == each.path)
            if not any(inside):
                yield _unread(each, f"What is said of the {canonical} can't be read.")


def _written(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    yield from _date("date", found)


def _updated(fields: Fields, found: Places, winners: Winners) -> Iterator[Remark]:
    yield from _date("updated", found)


_CHECKS = {
    "date": _written,
    "updated": _updated,
    "series": _series,
    "series.position": _place_alone,
    "image": _image,
    "slug": _slug,
    "aliases": _aliases,
    "featured": _featured,
    "noindex": _noindex,
    "status": _status,
    "canonical": _canonical,
}
