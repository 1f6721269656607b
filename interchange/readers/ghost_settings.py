"""What a Ghost site's settings, and the routes that are exported beside them, say of its posts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from articles.slugs import chosen_slug

from ..data_files import UnreadableData, read_yaml
from ..zones import zone_of
from .json_records import Record

ROUTES = "routes.yaml"
_LANGUAGES = ("locale", "lang", "default_locale", "defaultLang")
_ZONES = ("timezone", "active_timezone", "activeTimezone")
_WORD = re.compile(r":(\w+)|\{(\w+)\}")
_TAG = re.compile(r"(?P<primary>primary_)?tags?:(?P<names>'?[\w-]+'?|\[[^\[\]]*\])\Z")


@dataclass(frozen=True)
class Facts:
    """What an address may be made of: the moment in UTC, and slugs."""

    slug: str
    number: str = ""
    moment: datetime | None = None
    author: str = ""
    tags: tuple[str, ...] = ()


@dataclass
class GhostSettings:
    """`templates` are addresses of posts, each with the tags it is for, or none for all; the first that fits holds."""

    language: str = ""
    zone: str = ""
    templates: list[tuple[str, tuple[str, ...], bool]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return repr((self.zone, self.templates))

    def note(self, record: Record) -> None:
        """A row of the table of settings."""
        key, value = record.get("key"), record.get("value")
        if not isinstance(value, str) or not value.strip():
            return
        if key in _LANGUAGES:
            self.language = value.strip()
        elif key in _ZONES and zone_of(value.strip()) is not None:
            self.zone = value.strip()
        elif key == "permalinks" and not self.templates:
            self.templates.append((value.strip(), (), False))

    def note_routes(self, data: bytes | None) -> None:
        """`routes.yaml`, whose collections say where posts are (https://ghost.org/docs/themes/routing/)."""
        try:
            routes = read_yaml(data.decode("utf-8-sig", "replace")) if data else None
        except UnreadableData:
            return
        listed = routes.get("collections") if isinstance(routes, Mapping) else None
        collections = listed.values() if isinstance(listed, Mapping) else ()
        found = [each for said in collections if isinstance(said, Mapping) for each in _route(said)]
        self.templates = found or self.templates

    def path(self, facts: Facts) -> str:
        """Where a post was, as the settings say; "" where they do not."""
        for template, tags, primary in self.templates:
            mine = facts.tags[:1] if primary else facts.tags
            if not tags or set(tags) & set(mine):
                return self._filled(template, facts)
        return ""

    def _filled(self, template: str, facts: Facts) -> str:
        zone = zone_of(self.zone) if self.zone else None
        moment = facts.moment.astimezone(zone) if facts.moment and zone else facts.moment
        words = {
            "slug": facts.slug,
            "id": facts.number,
            "author": facts.author,
            "primary_author": facts.author,
            # What has no tag is in "all" there.
            "primary_tag": next(iter(facts.tags), "all"),
            **({"year": f"{moment:%Y}", "month": f"{moment:%m}", "day": f"{moment:%d}"} if moment else {}),
        }
        wanted = [found[1] or found[2] for found in _WORD.finditer(template)]
        if not wanted or not all(words.get(each) for each in wanted):
            return ""
        path = _WORD.sub(lambda found: words[found[1] or found[2]], template)
        return f"/{path.strip('/')}/"


def _route(said: Mapping[Any, object]) -> list[tuple[str, tuple[str, ...], bool]]:
    """The template of a collection; none for one with a filter that is not for tags alone."""
    template, wanted = said.get("permalink"), said.get("filter")
    if not isinstance(template, str):
        return []
    if not wanted:
        return [(template, (), False)]
    found = _TAG.match(str(wanted).strip())
    if found is None:
        return []
    tags = tuple(
        slug for each in found["names"].strip("[]").split(",") if (slug := chosen_slug(each.strip(" '")))
    )
    return [(template, tags, bool(found["primary"]))]
