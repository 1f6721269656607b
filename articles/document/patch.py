"""Changing canonical fields of a text by rewriting the lines of their keys, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from functools import cached_property

from . import frontmatter
from .canonical import Found, View, read_fields
from .dialects import write_json, write_pelican, write_toml, write_yaml
from .dialects.tree import Member, Path
from .dialects.writer import Writer
from .fields import AuthorRef, Fields, ImageRef, SeriesRef
from .frontmatter import Frontmatter
from .keys import CANONICAL, IMAGE_PARTS, SERIES_PARTS, normal, parts
from .people import write_author
from .values import is_path, read_status

_WRITERS: Mapping[str, Writer] = {
    "yaml": write_yaml,
    "toml": write_toml,
    "json": write_json,
    "pelican": write_pelican,
}
_EMPTY = Fields()
_TEXTS = frozenset({"title", "description", "category", "slug", "canonical", "language"})
_DATES = frozenset({"date", "updated", "expires"})
_FLAGS = frozenset({"featured", "noindex"})
_CHOICES = {
    "status": frozenset({"", "draft", "review", "scheduled", "published", "withdrawn"}),
    "dialect": frozenset({"", "commonmark", "python-markdown"}),
    "layout": frozenset({"", "listing"}),
}
_ADDRESSES = frozenset({"permalink", "url", "path"})
_IMAGE_PARTS = parts(IMAGE_PARTS)
_SERIES_PARTS = parts(SERIES_PARTS)


def replace(text: str, newline: str, values: Mapping[str, object]) -> str:
    """Return `text` with the canonical fields changed to `values`; None removes one."""
    draft = _Draft(text, newline)
    if (
        any(fault.fatal for fault in draft.front.faults)
        and not draft.front.tree.members
        and draft.front.format != "none"
    ):
        raise ValueError(f"the frontmatter cannot be edited key by key: {draft.front.faults[0].message}")
    for key in sorted(values, key=CANONICAL.index):
        draft = _replace_one(draft, key, values[key])
    return draft.text


def with_body(text: str, newline: str, body: str) -> str:
    """Return `text` with another body."""
    front = frontmatter.find(text)
    head = text[: front.body]
    if front.format == "pelican" and not head[: front.end].endswith(("\n", "\r")):
        head += newline
    if (front.format == "pelican" and front.end == front.body) or (head and head[-1] not in "\r\n"):
        head += newline
    changed = head + body
    if frontmatter.find(changed).body != len(head):
        # A body that would be taken for a frontmatter stands below an empty one.
        changed = f"---{newline}---{newline}{body}" if front.format == "none" else changed
    return changed


class _Draft:
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

    def put(self, path: Path, value: object, key: str | None = None) -> _Draft:
        writer = _WRITERS[self.front.format]
        return self._with(
            writer.put(self.source, self.front.tree, path, value, newline=self.newline, key=key)
        )

    def drop(self, path: Path) -> _Draft:
        if self.front.tree.find(path) is None:
            return self
        writer = _WRITERS[self.front.format]
        return self._with(writer.drop(self.source, self.front.tree, path, newline=self.newline))

    def add(self, key: str, value: object) -> _Draft:
        if self.front.format == "none":
            entry = write_yaml.add("", self.front.tree, key, value, newline=self.newline)
            return _Draft(f"---{self.newline}{entry}---{self.newline}{self.text}", self.newline)
        writer = _WRITERS[self.front.format]
        after = self._neighbour(key)
        return self._with(
            writer.add(self.source, self.front.tree, key, value, newline=self.newline, after=after)
        )

    def _with(self, source: str) -> _Draft:
        return _Draft(self.text[: self.front.start] + source + self.text[self.front.end :], self.newline)

    def _neighbour(self, key: str) -> Member | None:
        """Return the top-level key behind which a new one stands: the nearest of those that come before it."""
        canonical = key if key in CANONICAL else key.partition("_")[0]
        place = CANONICAL.index(canonical) if canonical in CANONICAL else len(CANONICAL)
        for name in reversed(CANONICAL[: place + 1]):
            found = self.view.winners.get(name)
            if found:
                return self.front.tree.find(found.path[:1])
        return None


def _replace_one(draft: _Draft, key: str, value: object) -> _Draft:
    wanted = _checked(key, value)
    empty = getattr(_EMPTY, key)
    if value is None:
        return _removed(draft, key)
    if getattr(draft.view.fields, key) == wanted:
        return draft
    if wanted == empty and key not in draft.view.winners:
        return draft
    for candidate in _plans(draft, key, wanted):
        if getattr(candidate.view.fields, key) == wanted:
            return candidate
    cleared = _removed(draft, key)
    if wanted == empty:
        return cleared
    return cleared.add(key, _data(key, wanted))


def _checked(key: str, value: object) -> object:
    """Return `value` in the form `Fields` has it; raises TypeError where it is of another type."""
    if value is None:
        return getattr(_EMPTY, key)
    if key in _TEXTS and isinstance(value, str):
        return value
    if key in _DATES and isinstance(value, date):
        return value
    if key in _FLAGS and isinstance(value, bool):
        return value
    if key in _CHOICES and isinstance(value, str) and value in _CHOICES[key]:
        return value
    if (
        key in {"tags", "aliases"}
        and isinstance(value, (list, tuple))
        and all(isinstance(item, str) for item in value)
    ):
        items = [item.strip() if key == "tags" else item for item in value]
        return tuple(dict.fromkeys(item for item in items if item.strip()))
    if (
        key == "authors"
        and isinstance(value, (list, tuple))
        and all(isinstance(item, AuthorRef) for item in value)
    ):
        return tuple(dict.fromkeys(value))
    if (key == "image" and isinstance(value, ImageRef)) or (key == "series" and isinstance(value, SeriesRef)):
        return value
    raise TypeError(f"{value!r} is no value for {key!r}")


def _data(key: str, wanted: object) -> object:
    """Return a canonical value as it stands in a frontmatter that had none."""
    match wanted:
        case ImageRef(src=src, alt="", caption=""):
            return src
        case ImageRef():
            return {part: text for part, text in asdict(wanted).items() if text}
        case SeriesRef(name=name, position=None):
            return name
        case SeriesRef():
            return asdict(wanted)
        case tuple() if key == "authors":
            return [write_author(author) for author in wanted]
        case tuple():
            return list(wanted)
    return wanted


def _removed(draft: _Draft, key: str) -> _Draft:
    """Return the draft without any key that says something of the canonical one."""
    names = {"image": ("image", "image.alt", "image.caption"), "series": ("series", "series.position")}.get(
        key, (key,)
    )
    for name in names:
        for found in reversed(draft.view.places.get(name, ())):
            if _says(draft, name, found):
                draft = draft.drop(found.path)
    return draft


def _says(draft: _Draft, key: str, found: Found) -> bool:
    name = found.name.split(".")[-1]
    if key == "status":
        return name in {"status", "state", "poststatus"} or read_status(name, found.value) is not None
    if key == "aliases":
        return name not in {*_ADDRESSES, "slug"}
    if key == "layout":
        return draft.view.fields.layout != ""
    if key == "date" and name == "published":
        return not isinstance(found.value, bool)
    return True


def _plans(draft: _Draft, key: str, wanted: object) -> Iterator[_Draft]:
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
        case "image" if winner:
            yield from _with_image(draft, winner, wanted)  # type: ignore[arg-type]
        case "series":
            yield from _with_series(draft, winner, wanted)  # type: ignore[arg-type]
        case "slug" if winner and winner.name.split(".")[-1] in _ADDRESSES and is_path(str(winner.value)):
            # The old address stays, as an alias.
            yield draft.add("slug", wanted)
        case _ if winner:
            yield draft.put(winner.path, _data(key, wanted))
    if not winner:
        yield draft.add(key, _data(key, wanted))


def _with_status(draft: _Draft, wanted: str) -> _Draft:
    said = [found for found in draft.view.places.get("status", ()) if _says(draft, "status", found)]
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
    if name in {"status", "state", "poststatus"}:
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


def _with_tags(draft: _Draft, winner: Found | None, wanted: list[str]) -> Iterator[_Draft]:
    if winner is None:
        yield from _cut_categories(draft.add("tags", wanted), wanted)
        return
    if isinstance(winner.value, str):
        yield from _cut_categories(draft.put(winner.path, ", ".join(wanted)), wanted)
        yield from _cut_categories(draft.put(winner.path, " ".join(wanted)), wanted)
    yield from _cut_categories(draft.put(winner.path, wanted), wanted)


def _cut_categories(draft: _Draft, wanted: list[str]) -> Iterator[_Draft]:
    """Of several categories all but the first are tags: those that shall be none go away."""
    yield draft
    category = draft.view.winners.get("category")
    if category and isinstance(category.value, list) and len(category.value) > 1:
        yield draft.put(category.path, [draft.view.fields.category])


def _with_category(draft: _Draft, winner: Found | None, wanted: str) -> Iterator[_Draft]:
    if winner is None:
        yield draft.add("category", wanted)
    elif isinstance(winner.value, list):
        rest = [item for item in winner.value[1:] if item != wanted]
        yield draft.put(winner.path, [wanted, *rest] if wanted else [])
    else:
        yield draft.put(winner.path, wanted)
        yield draft.put(winner.path, [wanted])


def _with_authors(draft: _Draft, winner: Found | None, wanted: tuple[AuthorRef, ...]) -> Iterator[_Draft]:
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
        yield draft.put(winner.path, _renamed(winner.value, table, {}))
    if singular:
        yield draft.put(winner.path, written[0])
    elif all(isinstance(name, str) for name in written):
        yield draft.put(winner.path, ", ".join(str(name) for name in written))
        yield draft.put(winner.path, " and ".join(str(name) for name in written))
    yield draft.put(winner.path, written)


def _with_image(draft: _Draft, winner: Found, wanted: ImageRef) -> Iterator[_Draft]:
    flat = {part: draft.view.winners.get(f"image.{part}") for part in ("alt", "caption")}
    table = {part: text for part, text in asdict(wanted).items() if text}
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


def _with_series(draft: _Draft, winner: Found | None, wanted: SeriesRef) -> Iterator[_Draft]:
    beside = draft.view.winners.get("series.position")
    if winner is None:
        if draft.front.format == "pelican" and wanted.position is not None:
            yield draft.add("series", wanted.name).add("series_index", wanted.position)
        yield draft.add("series", _data("series", wanted))
        return
    if isinstance(winner.value, Mapping):
        table = {part: item for part, item in asdict(wanted).items() if item is not None}
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
    yield draft.put(winner.path, _data("series", wanted))


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
    return table if names else dict(new)
