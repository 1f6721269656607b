"""How each canonical field can be written into a document: the ways, the least intrusive first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from .draft import Draft
from .fields import AuthorRef, ImageRef, SeriesRef
from .found import Found
from .keys import AUTHOR_PARTS, IMAGE_PARTS, SERIES_PARTS, normal, parts
from .people import write_author
from .values import is_path, read_status, slug_of

_ADDRESSES = frozenset({"permalink", "url", "path"})
_STATUS_WORDS = frozenset({"status", "state", "poststatus"})
# Keys of their own that belong to a canonical one.
_PARTS = {
    "image": ("image.alt", "image.caption"),
    "series": ("series.position",),
    "authors": ("author.url", "author.email", "author.bio", "author.image"),
}
_AUTHOR_PARTS = parts(AUTHOR_PARTS)
_IMAGE_PARTS = parts(IMAGE_PARTS)
_SERIES_PARTS = parts(SERIES_PARTS)


def data(wanted: object) -> object:
    """Return a canonical value as it stands in a frontmatter that had none."""
    if isinstance(wanted, ImageRef):
        return _table(wanted) if wanted.alt or wanted.caption else wanted.src
    if isinstance(wanted, SeriesRef):
        return wanted.name if wanted.position is None else _table(wanted)
    if isinstance(wanted, tuple):
        return [write_author(item) if isinstance(item, AuthorRef) else item for item in wanted]
    return wanted


def _table(value: ImageRef | SeriesRef) -> dict[str, object]:
    """Return the parts of a picture or a series that are known."""
    return {part: item for part, item in asdict(value).items() if item not in {"", None}}


def removed(draft: Draft, key: str) -> Draft:
    """Return the draft without any key that says something of the canonical one."""
    tags = draft.view.fields.tags
    for name in (key, *_PARTS.get(key, ())):
        for found in reversed(draft.view.places.get(name, ())):
            if says(draft, name, found):
                draft = draft.drop(found.path)
    if key == "aliases":
        return _without_addresses(draft, ())
    if key == "tags" and draft.view.fields.tags:
        return next((cut for cut in _cut_categories(draft) if not cut.view.fields.tags), draft)
    if key == "category" and draft.view.fields.tags != tags:
        return next((kept for kept in plans(draft, "tags", tags) if kept.view.fields.tags == tags), draft)
    return draft


def _without_addresses(draft: Draft, wanted: tuple[str, ...]) -> Draft:
    """Return the draft with bare slugs in place of old addresses that shall be no aliases."""
    for found in draft.view.places.get("aliases", ()):
        text = str(found.value)
        if not says(draft, "aliases", found) and is_path(text) and text not in wanted:
            draft = draft.put(found.path, slug_of(text))
    return draft


def _addresses(draft: Draft) -> set[str]:
    """Return the old addresses that stand under keys of their own."""
    places = draft.view.places.get("aliases", ())
    return {
        str(found.value)
        for found in places
        if not says(draft, "aliases", found) and is_path(str(found.value))
    }


def says(draft: Draft, key: str, found: Found) -> bool:
    """Tell whether a key that can mean the canonical one says anything of it with the value it has."""
    name = found.name.split(".")[-1]
    if key == "status":
        return name in _STATUS_WORDS or read_status(name, found.value) is not None
    if key == "aliases":
        return name not in {*_ADDRESSES, "slug"}
    if key == "layout":
        return draft.view.fields.layout != ""
    if key == "date" and name == "published":
        return not isinstance(found.value, bool)
    return True


def plans(draft: Draft, key: str, wanted: object) -> Iterator[Draft]:
    """Yield the ways to write `wanted`, the one nearest to what stands there first."""
    winner = draft.view.winners.get(key)
    match key:
        case "status":
            yield _with_status(draft, str(wanted))
        case "tags":
            yield from _with_tags(draft, winner, [str(tag) for tag in wanted])  # type: ignore[attr-defined]
        case "category":
            yield from _with_category(draft, winner, str(wanted))
        case "authors":
            yield from _with_authors(draft, winner, wanted)  # type: ignore[arg-type]
            bare = draft
            for found in (found for part in _PARTS["authors"] for found in draft.view.places.get(part, ())):
                bare = bare.drop(found.path)
            yield from _with_authors(bare, winner, wanted)  # type: ignore[arg-type]
        case "image" if winner:
            yield from _with_image(draft, winner, wanted)  # type: ignore[arg-type]
        case "image" if draft.front.format == "pelican":
            yield _with_image_headers(draft, wanted)  # type: ignore[arg-type]
        case "series":
            yield from _with_series(draft, winner, wanted)  # type: ignore[arg-type]
        case "aliases":
            # An address that another key gives need not be written twice.
            own = [alias for alias in wanted if alias not in _addresses(draft)]  # type: ignore[attr-defined]
            yield draft.put(winner.path, own) if winner else draft.add(key, own)
            put = draft.put(winner.path, data(wanted)) if winner else draft
            yield put
            yield _without_addresses(put, wanted)  # type: ignore[arg-type]
        case "slug" if winner and winner.name.split(".")[-1] in _ADDRESSES and is_path(str(winner.value)):
            # The old address stays, as an alias.
            yield draft.add("slug", wanted)
        case _ if winner:
            yield draft.put(winner.path, data(wanted))
    if not winner:
        yield draft.add(key, data(wanted))


def _with_status(draft: Draft, wanted: str) -> Draft:
    said = [found for found in draft.view.places.get("status", ()) if says(draft, "status", found)]
    able = [found for found in said if _expressed(found, wanted) is not None]
    if not said:
        return draft.add("status", wanted)
    first = able[0] if able else said[0]
    if able:
        draft = draft.put(first.path, _expressed(first, wanted))
    elif len(first.path) == 1:
        draft = draft.put(first.path, wanted, "status")
    else:
        draft = draft.drop(first.path).add("status", wanted)
    for other in said:
        status = read_status(other.name.split(".")[-1], other.value)
        if other is not first and status not in {None, wanted}:
            value = _expressed(other, wanted)
            draft = draft.drop(other.path) if value is None else draft.put(other.path, value)
    return draft


def _expressed(found: Found, wanted: str) -> object:
    """Return the value by which a key says `wanted`; None where it cannot."""
    name = found.name.split(".")[-1]
    if name in _STATUS_WORDS:
        return wanted
    words: dict[str, object]
    if name in {"draft", "isdraft"}:
        words = {"draft": True, "published": False}
    elif name in {"published", "publish", "ispublished"}:
        words = {"draft": False, "published": True}
    elif name == "archived":
        words = {"withdrawn": True}
    else:
        words = {}
    return words.get(wanted)


def _with_tags(draft: Draft, winner: Found | None, wanted: list[str]) -> Iterator[Draft]:
    if winner is None:
        yield from _cut_categories(draft.add("tags", wanted))
        return
    if isinstance(winner.value, str):
        yield from _cut_categories(draft.put(winner.path, ", ".join(wanted)))
        yield from _cut_categories(draft.put(winner.path, " ".join(wanted)))
    # Those that come from further categories need not be written twice.
    own = draft.view.fields.tags[: _count(winner.value)]
    yield draft.put(winner.path, [tag for tag in wanted if tag in own or tag not in draft.view.fields.tags])
    yield from _cut_categories(draft.put(winner.path, wanted))


def _count(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def _cut_categories(draft: Draft) -> Iterator[Draft]:
    """Of several categories all but the first are tags: those that shall be none go away."""
    yield draft
    first = draft.view.winners.get("category")
    if first is None:
        return
    for other in draft.view.places["category"]:
        if other is not first and other.value:
            draft = draft.drop(other.path)
    category = draft.view.fields.category
    if not isinstance(first.value, list):
        yield draft.put(first.path, category)
    yield draft.put(first.path, [category])


def _with_category(draft: Draft, winner: Found | None, wanted: str) -> Iterator[Draft]:
    if winner is None:
        yield draft.add("category", wanted)
    elif isinstance(winner.value, list):
        rest = [item for item in winner.value[1:] if item != wanted]
        yield draft.put(winner.path, [wanted, *rest] if wanted else [])
    else:
        yield draft.put(winner.path, wanted)
        yield draft.put(winner.path, [wanted])


def _with_authors(draft: Draft, winner: Found | None, wanted: tuple[AuthorRef, ...]) -> Iterator[Draft]:
    written = [write_author(author) for author in wanted]
    if winner is None:
        key = "author" if len(wanted) == 1 and draft.front.format == "pelican" else "authors"
        yield draft.add(key, written)
        return
    singular = len(written) == 1
    if isinstance(winner.value, list):
        yield draft.put(winner.path, written)
    if isinstance(winner.value, Mapping) and singular:
        table = written[0] if isinstance(written[0], dict) else {"name": written[0]}
        yield draft.put(winner.path, _renamed(winner.value, table, _AUTHOR_PARTS))
        yield draft.put(winner.path, table)
    if singular:
        yield draft.put(winner.path, written[0])
    elif all(isinstance(name, str) for name in written):
        yield draft.put(winner.path, ", ".join(str(name) for name in written))
        yield draft.put(winner.path, " and ".join(str(name) for name in written))
    yield draft.put(winner.path, written)


def _with_image(draft: Draft, winner: Found, wanted: ImageRef) -> Iterator[Draft]:
    flat = {part: draft.view.winners.get(f"image.{part}") for part in ("alt", "caption")}
    table = _table(wanted)
    if isinstance(winner.value, Mapping):
        bare = draft
        for found in flat.values():
            bare = bare.drop(found.path) if found else bare
        yield bare.put(winner.path, _renamed(winner.value, table, _IMAGE_PARTS))
        return
    first: object = wanted.src
    if isinstance(winner.value, list):
        first = [wanted.src, *winner.value[1:]]
    if any(flat.values()) or draft.front.format == "pelican" or not (wanted.alt or wanted.caption):
        side = draft.put(winner.path, first)
        for part, found in flat.items():
            text = table.get(part)
            if found:
                side = side.put(found.path, text) if text else side.drop(found.path)
            elif text:
                side = side.add(f"image_{part}", text)
        yield side
    for found in flat.values():
        draft = draft.drop(found.path) if found else draft
    yield draft.put(winner.path, table)


def _with_image_headers(draft: Draft, wanted: ImageRef) -> Draft:
    draft = draft.add("image", wanted.src)
    for part in ("alt", "caption"):
        if getattr(wanted, part):
            draft = draft.add(f"image_{part}", getattr(wanted, part))
    return draft


def _with_series(draft: Draft, winner: Found | None, wanted: SeriesRef) -> Iterator[Draft]:
    beside = draft.view.winners.get("series.position")
    if winner is None:
        if draft.front.format == "pelican" and wanted.position is not None:
            yield draft.add("series", wanted.name).add("series_index", wanted.position)
        yield draft.add("series", data(wanted))
        return
    if isinstance(winner.value, Mapping):
        table = _table(wanted)
        yield draft.put(winner.path, _renamed(winner.value, table, _SERIES_PARTS))
        return
    named = draft.put(winner.path, [wanted.name] if isinstance(winner.value, list) else wanted.name)
    if beside:
        yield (
            named.put(beside.path, wanted.position)
            if wanted.position is not None
            else named.drop(beside.path)
        )
    elif wanted.position is None:
        yield named
    elif draft.front.format == "pelican":
        yield named.add("series_index", wanted.position)
    yield draft.put(winner.path, data(wanted))


def _renamed(
    old: Mapping[str, object], new: Mapping[str, object], names: Mapping[str, tuple[str, ...]]
) -> dict[str, object]:
    """Return the table `old` with the parts of `new` under the keys it has for them, and its other keys as they are."""
    table = dict(old)
    for part, synonyms in names.items():
        used = next((key for name in synonyms for key in old if normal(str(key)) == name), None)
        if part in new:
            table[used if used is not None else part] = new[part]
        elif used is not None:
            table.pop(used, None)
    return table
