"""Frontmatter data to canonical fields: which key wins, and what its value means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, cast

from .dates import parse_date
from .dialects.tree import Path
from .fields import AuthorRef, Dialect, Fields, ImageRef, Layout, Moment, SeriesRef, Status
from .found import Found, Remark
from .keys import (
    CANONICAL,
    MEANINGS,
    ORDINARY_LAYOUTS,
    SERIES_PARTS,
    TABLES,
    normal,
    parts,
)
from .overruled import parts_unheard, unheard
from .people import read_authors
from .unheld import ADDRESS_KEYS, says_robots, says_something, unheld
from .values import (
    HIDING,
    SHOWING,
    as_bool,
    as_text,
    is_old_address,
    part,
    read_image,
    read_status,
    robots,
    slug_of,
    split_terms,
    terms_in,
    whole,
    without_hashes,
)

_SERIES_PARTS = parts(SERIES_PARTS)
_DEPTH = 3
_DATE_HINT = "write it as 2025-01-31 or 2025-01-31T09:30:00+01:00"

# Where keys disagree, the one that shows less to readers is believed.
_CAUTION: tuple[Status, ...] = ("withdrawn", "draft", "review", "scheduled", "published")


@dataclass(frozen=True, slots=True)
class View:
    """The canonical fields, where each part of them stands, and what was remarked on the way.

    `places` maps a canonical key, or a part such as "image.alt", to the keys that can mean it, best first.
    """

    fields: Fields
    places: Mapping[str, tuple[Found, ...]]
    winners: Mapping[str, Found]
    remarks: tuple[Remark, ...]


def read_fields(data: Mapping[str, object], dialect: str) -> View:
    """Return the canonical view of a frontmatter; `dialect` is "yaml", "toml", "json", "pelican" or "none"."""
    return _Reader(data, dialect).view()


def _rank(place: tuple[int, Found]) -> int:
    return place[0]


class _Reader:
    def __init__(self, data: Mapping[str, object], dialect: str) -> None:
        self.data = data
        self.dialect = dialect
        self.places: dict[str, list[tuple[int, Found]]] = {}
        self.winners: dict[str, Found] = {}
        self.remarks: list[Remark] = []
        self.unknown: list[str] = []
        self._collect(data, (), "", 0)
        self.found = {
            key: tuple([found for _, found in sorted(places, key=_rank)])
            for key, places in self.places.items()
        }

    def view(self, *, alone: bool = False) -> View:
        """The view. Of a key that is read `alone`, others are not asked what they say."""
        tags, category = self._terms()
        values: dict[str, Any] = {
            "title": self._text("title"),
            "description": self._text("description"),
            "date": self._date("date"),
            "updated": self._date("updated"),
            "category": category,
            "tags": tags,
            "authors": self._authors(),
            "image": self._image(),
            "slug": self._slug(),
            "aliases": self._aliases(),
            "status": self._status(),
            "series": self._series(),
            "featured": self._featured(),
            "canonical": self._text("canonical"),
            "language": self._text("language"),
            "noindex": self._noindex(),
            "expires": self._date("expires"),
            "dialect": self._dialect(),
            "layout": self._layout(),
        }
        self.unknown += [".".join(path) for path in parts_unheard(Fields(**values), self.winners)]
        # Known only now that all have been read.
        sources: dict[str, str] = {
            key: ".".join(self.winners[key].path) for key in CANONICAL if key in self.winners
        }
        fields = Fields(**values, unknown=tuple(self.unknown), sources=MappingProxyType(sources))
        self.remarks += unheld(fields, self.found, self.winners)
        if not alone:
            remarked = frozenset(remark.path for remark in self.remarks)
            self.remarks += unheard(fields, self.found, self.winners, remarked=remarked, alone=self._alone)
        return View(fields, self.found, self.winners, tuple(self.remarks))

    def _alone(self, found: Found) -> View:
        """What one of the keys says by itself."""
        value = found.value
        for key in reversed(found.path):
            value = {key: value}
        return _Reader(cast("dict[str, object]", value), self.dialect).view(alone=True)

    def _collect(self, table: Mapping[str, object], path: Path, prefix: str, depth: int) -> None:
        for key, value in table.items():
            name = prefix + normal(key)
            meanings = MEANINGS.get(name)
            here = (*path, key)
            if meanings:
                found = Found(here, name, value)
                for canonical, rank in meanings:
                    self.places.setdefault(canonical, []).append((rank, found))
            top = name.split(".")[0]
            if (
                top in TABLES
                and isinstance(value, Mapping)
                and depth < _DEPTH
                and (depth == 0 or not meanings)
            ):
                self._collect(value, here, name + ".", depth + 1)
            elif not meanings and (depth == 0 or says_something(value)):
                self.unknown.append(".".join(here))

    def _remark(self, code: str, found: Found, message: str) -> None:
        self.remarks.append(Remark(code, message, found.path))

    def _text(self, canonical: str) -> str:
        blank: tuple[Found, str] | None = None
        for found in self.found.get(canonical, ()):
            text = as_text(found.value)
            if text is None and isinstance(found.value, list) and canonical not in {"canonical"}:
                items = [as_text(item) for item in found.value]
                text = " ".join(item for item in items if item) if all(items) else None
            if text is None:
                if found.value is not None:
                    self._remark(
                        "value-unreadable",
                        found,
                        f"The {canonical} is a table or a list; a text was expected.",
                    )
                continue
            if text.strip():
                self.winners[canonical] = found
                return text
            blank = blank or (found, text)
        if blank:
            self.winners[canonical] = blank[0]
            return blank[1]
        self._fall_back(canonical)
        return ""

    def _fall_back(self, canonical: str) -> None:
        """Where nothing says anything, a key that stands there empty is still the place to write to.

        `published: false` is not empty: it says that this is a draft.
        """
        if canonical not in self.found or canonical in self.winners:
            return
        empty = [
            found
            for found in self.found[canonical]
            if found.value in (None, "", [], {}, False) and not (canonical == "date" and found.value is False)
        ]
        if empty:
            self.winners[canonical] = empty[0]

    def _date(self, canonical: str) -> Moment | None:
        unread: Found | None = None
        for found in self.found.get(canonical, ()):
            value = found.value
            if value is None or value == "" or (found.name == "published" and as_bool(value) is not None):
                continue
            if isinstance(value, Mapping) and found.name in TABLES:
                continue
            moment = parse_date(value)
            if moment is not None:
                self.winners[canonical] = found
                return moment
            written = as_text(value)
            shown = f"{written[:60]!r}" if written is not None else "A table or a list"
            message = f"{shown} is not a date that can be read without guessing; {_DATE_HINT}."
            self._remark("date-unreadable", found, message)
            unread = unread or found
        if unread:
            self.winners[canonical] = unread
        self._fall_back(canonical)
        return None

    def _terms(self) -> tuple[tuple[str, ...], str]:
        """Return the tags and the category: of several categories the first is it, the rest join the tags."""
        category = ""
        rest: list[str] = []
        for found in self.found.get("category", ()):
            terms = self._list(found)
            if terms and not category:
                self.winners["category"] = found
                category = terms[0]
                rest += terms[1:]
            elif terms and found.name.split(".")[-1] == "categories":
                rest += terms
        tags: list[str] = []
        rest = [term.strip() for term in rest]
        for found in self.found.get("tags", ()):
            tags = [tag.strip() for tag in self._list(found)]
            if isinstance(found.value, str):
                tags = without_hashes(tags)
            if tags:
                self.winners["tags"] = found
                break
        self._fall_back("category")
        self._fall_back("tags")
        return tuple(dict.fromkeys(tag for tag in tags + rest if tag != category or tag in tags)), category

    def _list(self, found: Found) -> list[str]:
        value = found.value
        if not isinstance(value, str):
            return terms_in(value)
        if found.name.split(".")[-1] in {"category", "section", "topic"}:
            return [value] if value.strip() else []
        spaced = self._splits_at_spaces(found)
        return split_terms(value, spaced=spaced, pelican=self.dialect == "pelican")

    def _splits_at_spaces(self, found: Found) -> bool:
        """Jekyll takes `tags: a b` as two; its posts name a layout, which is no file."""
        layout = self.data.get("layout")
        plural = found.name in {"tags", "categories"}
        return self.dialect == "yaml" and plural and isinstance(layout, str) and "." not in layout

    def _authors(self) -> tuple[AuthorRef, ...]:
        authors: tuple[AuthorRef, ...] = ()
        for found in self.found.get("authors", ()):
            authors = read_authors(found.value, plural=found.name.endswith("s"))
            if authors:
                self.winners["authors"] = found
                break
        self._fall_back("authors")
        if len(authors) == 1:
            extra = {}
            for detail in ("url", "email", "bio", "image"):
                text = self._text(f"author.{detail}")
                if text and not getattr(authors[0], detail):
                    extra[detail] = text
            authors = (replace(authors[0], **extra),) if extra else authors
        return authors

    def _image(self) -> ImageRef | None:
        for found in self.found.get("image", ()):
            image = read_image(found.value)
            if image is None or (found.name.startswith("header") and not image.src):
                continue
            self.winners["image"] = found
            alt = image.alt or self._text("image.alt")
            caption = image.caption or self._text("image.caption")
            return ImageRef(image.src, alt, caption)
        self._fall_back("image")
        # A table that names no picture yet, such as {caption: ...}, is where one is written to.
        tables = (each for each in self.found.get("image", ()) if isinstance(each.value, Mapping))
        if "image" not in self.winners and (table := next(tables, None)):
            self.winners["image"] = table
        return None

    def _slug(self) -> str:
        for found in self.found.get("slug", ()):
            text = as_text(found.value)
            if not text or isinstance(found.value, bool):
                continue
            slug = slug_of(text)
            if slug:
                self.winners["slug"] = found
                return slug
            if found.name not in {"path", "url"} and text.strip("/") and not is_old_address(text):
                self._remark(
                    "permalink-template", found, f"The address {text!r} is a template; it is not followed."
                )
        return ""

    def _aliases(self) -> tuple[str, ...]:
        aliases: list[str] = []
        for found in self.found.get("aliases", ()):
            if found.name.split(".")[-1] in ADDRESS_KEYS:
                text = as_text(found.value) or ""
                if is_old_address(text):
                    aliases.append(text)
                continue
            value = found.value
            listed = [value] if isinstance(value, str) else value if isinstance(value, list) else []
            aliases += [text for text in map(as_text, listed) if text and text.strip()]
            self.winners.setdefault("aliases", found)
        return tuple(dict.fromkeys(aliases))

    def _status(self) -> Status:
        said: dict[Status, Found] = {}
        for found in self.found.get("status", ()):
            name = found.name.split(".")[-1]
            status = read_status(name, found.value)
            if status is None:
                if name in {"status", "state", "poststatus"} and found.value not in (None, ""):
                    self._remark(
                        "status-unknown", found, f"The status {found.value!r} is not one that is known here."
                    )
                elif (
                    name in {"draft", "isdraft"}
                    and as_bool(found.value) is None
                    and (as_text(found.value) or "").strip()
                ):
                    self._remark(
                        "status-unknown",
                        found,
                        f"{found.value!r} says neither that it is a draft nor that it is none.",
                    )
                continue
            said.setdefault(status, found)
            word = normal(as_text(found.value) or "")
            hides = not HIDING.isdisjoint({name, word}) or name == "visibility" or name in SHOWING
            if hides and status == "draft":
                self._remark(
                    "status-hidden", found, "Hidden articles have no place here; it is kept as a draft."
                )
        for status in _CAUTION:
            if status in said:
                self.winners["status"] = said[status]
                return status
        return ""

    def _series(self) -> SeriesRef | None:
        name, position = "", None
        for found in self.found.get("series", ()):
            value = found.value[0] if isinstance(found.value, list) and found.value else found.value
            if isinstance(value, Mapping):
                name = part(value, _SERIES_PARTS["name"])
                position = whole(part(value, _SERIES_PARTS["position"]))
            elif not isinstance(value, bool):
                name = as_text(value) or ""
            if name.strip():
                self.winners["series"] = found
                break
        if not name.strip():
            return None
        for found in self.found.get("series.position", ()):
            if position is None:
                position = whole(as_text(found.value) or "")
                self.winners["series.position"] = found
        return SeriesRef(name, position)

    def _featured(self) -> bool:
        for found in self.found.get("featured", ()):
            flag = as_bool(found.value)
            if flag is None and isinstance(found.value, (int, float)):
                flag = found.value > 0  # Hexo: the higher, the further up
            if flag is not None:
                self.winners["featured"] = found
                return flag
        self._fall_back("featured")
        return False

    def _noindex(self) -> bool:
        for found in self.found.get("noindex", ()):
            if says_robots(found):
                flag: bool | None = not {"noindex", "none"}.isdisjoint(robots(found.value))
            else:
                flag = as_bool(found.value)
            if flag is not None:
                self.winners["noindex"] = found
                return flag
        self._fall_back("noindex")
        return False

    def _dialect(self) -> Dialect:
        for found in self.found.get("dialect", ()):
            word = normal(as_text(found.value) or "")
            self.winners["dialect"] = found
            if word in {"commonmark", "gfm"}:
                return "commonmark"
            if word in {"pythonmarkdown", "markdown"}:
                return "python-markdown"
            self._remark(
                "dialect-unknown", found, f"{found.value!r} is no Markdown dialect that is known here."
            )
        return ""

    def _layout(self) -> Layout:
        for found in self.found.get("layout", ()):
            word = normal((as_text(found.value) or "").strip())
            word = re.sub(r"\.\w+\Z", "", word.rstrip("/").rsplit("/", 1)[-1])
            if word == "listing":
                self.winners["layout"] = found
                return "listing"
            is_ordinary = word in ORDINARY_LAYOUTS | {"draft", "drafts"}
            if not is_ordinary or (as_text(found.value) is None and says_something(found.value)):
                self.unknown.append(".".join(found.path))
        return ""
