"""Hexo's addresses (https://hexo.io/docs/permalinks)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from pathlib import PurePosixPath
from typing import Any

from articles.document.values import as_text

from .calendar import date_words, local_days
from .page import Page
from .rule import Rule, said_address
from .settings import table_in, text_in
from .words import hexo_slug

DEFAULT = ":year/:month/:day/:title/"
_TOKEN = re.compile(r":(\w+)")
_FOLDERS = ("_posts", "_drafts")
# What Hexo finds in a file's name, by the words of `new_post_name`.
_NAME_PARTS = {
    "title": r"(?P<title>.+)",
    "year": r"(?P<year>\d{4})",
    "month": r"(?P<month>\d{2})",
    "day": r"(?P<day>\d{2})",
    "i_month": r"(?P<i_month>\d{1,2})",
    "i_day": r"(?P<i_day>\d{1,2})",
    "hash": r"(?P<hash>\w{12})",
}


@dataclass(frozen=True, kw_only=True)
class HexoRule(Rule):
    generator: str = "Hexo"
    template: str = DEFAULT
    source: str = "source"
    # How files of posts are named, without the suffix.
    names: str = ":title"
    case: int = 0
    zone: str = ""
    default_category: str = "uncategorized"
    category_map: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def own_paths(self, page: Page) -> list[str]:
        below = page.below(*self.source.split("/"))
        folders = list(below if below is not None else page.folders)
        if not folders or folders[0] not in _FOLDERS:
            return []
        if said := said_address(page, "permalink"):
            return [said]
        own = PurePosixPath("/".join([*folders[1:], page.name])).as_posix()
        slug = page.text("slug") or self._slug(own)
        template = page.text("permalink") if ":" in page.text("permalink") else self.template
        moments = local_days(page.date, self.zone) if page.date else [None]
        paths = [self._filled(template, page, slug, moment) for moment in moments]
        return [path for path in dict.fromkeys(paths) if path]

    def _slug(self, own: str) -> str:
        """The slug in a file's path: all of it, unless the settings say that a date is part of it."""
        pattern = re.escape(self.names).replace(r"\_", "_")
        for word, part in sorted(_NAME_PARTS.items(), key=lambda each: -len(each[0])):
            pattern = pattern.replace(f":{word}", part, 1)
        found = re.fullmatch(pattern, own)
        return found["title"] if found and "title" in found.groupdict() else own

    def _filled(self, template: str, page: Page, slug: str, moment: datetime | None) -> str:
        """The template with its words replaced; "" when one of them says nothing."""
        words = self._words(page, slug, moment)
        unknown = []

        def put(token: re.Match[str]) -> str:
            said = as_text(page.data.get(token[1].lower())) or ""
            value = words.get(token[1]) or said.strip() or self.defaults.get(token[1], "")
            if not value:
                unknown.append(token[0])
            return value

        path = _TOKEN.sub(put, template)
        return "" if unknown else path

    def _words(self, page: Page, slug: str, moment: datetime | None) -> dict[str, str]:
        words = {
            "title": slug,
            "name": slug.rpartition("/")[2],
            "post_title": hexo_slug(page.title, 1),
            "category": self._category(page),
            "lang": page.language,
        }
        if moment is None:
            return words
        if moment.tzinfo is not None:
            seconds = str(int(moment.timestamp()))
            made = sha1(f"{slug}{seconds}".encode(), usedforsecurity=False).hexdigest()
            words |= {"hash": made[:12], "timestamp": seconds}
        return {**date_words(moment), **words}

    def _category(self, page: Page) -> str:
        """The slugs of the last chain of categories."""
        listed = page.data.get("categories") or page.data.get("category")
        if isinstance(listed, (list, tuple)) and any(isinstance(each, (list, tuple)) for each in listed):
            listed = listed[-1]
        names = listed if isinstance(listed, (list, tuple)) else [listed] if listed else []
        slugs = [self.category_map.get(str(name)) or hexo_slug(str(name), self.case) for name in names]
        return "/".join(slugs) or self.default_category


def hexo_rule(settings: Mapping[str, Any], origin: str) -> HexoRule:
    """The rule that Hexo's `_config.yml` gives; its default without one."""
    url = text_in(settings, "url").rstrip("/")
    root = text_in(settings, "root").strip("/")
    if root and not url.endswith(f"/{root}"):
        url = f"{url}/{root}"
    case = settings.get("filename_case")
    source = text_in(settings, "source_dir").strip("/") or "source"
    return HexoRule(
        origin=origin,
        address=url,
        content=(f"{source}/", f"{source}/_posts/"),
        template=text_in(settings, "permalink") or DEFAULT,
        source=source,
        names=(text_in(settings, "new_post_name") or ":title.md").removesuffix(".md"),
        case=case if isinstance(case, int) else 0,
        zone=text_in(settings, "timezone"),
        default_category=text_in(settings, "default_category") or "uncategorized",
        category_map={str(key): str(value) for key, value in table_in(settings, "category_map").items()},
        defaults={
            str(key): str(value) for key, value in table_in(settings, "permalink_defaults").items() if value
        },
    )
