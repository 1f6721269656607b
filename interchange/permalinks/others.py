"""The addresses of Zola, Eleventy and Nikola, which follow the files' places."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from .calendar import midnight
from .page import Page
from .rule import Rule, said_address
from .settings import flag_in, table_in, text_in
from .words import ascii_slug, zola_safe

_ZOLA_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T[0-9:.]+(?:Z|[+-]\d\d:\d\d)?)?\s?[_-](?P<slug>.+)\Z")
_ELEVENTY_DATE = re.compile(r"\d{4}-\d\d-\d\d-(?P<rest>.*)")
_LIQUID = re.compile(r"\{\{-?\s*(?P<name>[\w.]+)\s*(?P<filters>(?:\|[^{}]*)?)-?\}\}")


@dataclass(frozen=True, kw_only=True)
class ZolaRule(Rule):
    """https://www.getzola.org/documentation/content/page/"""

    generator: str = "Zola"
    content: tuple[str, ...] = ("content/",)
    slugify: str = "on"  # or "safe", "off"
    keeps_dates: bool = False
    language: str = "en"

    @property
    def homes(self) -> tuple[str, ...]:
        return self.content

    def own_paths(self, page: Page) -> list[str]:
        folders = page.below("content")
        if folders is None:
            return []
        if said := page.text("path"):
            return [said]
        name, above = page.name, list(folders)
        if page.is_index and above:
            name = above.pop()
        dated = _ZOLA_DATE.match(name)
        slug = page.text("slug") or (dated["slug"] if dated and not self.keeps_dates else name)
        # Zola makes slugs of the folders too.
        parts = [self._slug(each) for each in [*above, slug]]
        language = f"{page.language}/" if page.language and page.language != self.language else ""
        paths = [f"{language}{'/'.join(parts)}/"]
        return [*paths, *page.terms("aliases")]

    def _slug(self, text: str) -> str:
        if self.slugify == "on":
            return ascii_slug(text)
        return zola_safe(text) if self.slugify == "safe" else text


def zola_rule(settings: Mapping[str, Any], origin: str) -> ZolaRule:
    slugify = settings.get("slugify")
    table = slugify if isinstance(slugify, Mapping) else {}
    old = settings.get("slugify_paths")
    how = text_in(table, "paths") or ("off" if old is False else "on")
    return ZolaRule(
        origin=origin,
        address=text_in(settings, "base_url"),
        slugify=how,
        keeps_dates=flag_in(table, "paths_keep_dates"),
        language=text_in(settings, "default_language") or "en",
    )


@dataclass(frozen=True, kw_only=True)
class EleventyRule(Rule):
    """https://www.11ty.dev/docs/permalinks/: `templates` are those of the folders' data files, by folder."""

    generator: str = "Eleventy"
    source: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)

    @property
    def homes(self) -> tuple[str, ...]:
        return (f"{self.source}/",) if self.source else ()

    def own_paths(self, page: Page) -> list[str]:
        below = page.below(*[part for part in self.source.split("/") if part])
        if below is None or page.data.get("permalink") is False or "eleventycomputed" in page.data:
            return []
        if said := said_address(page, "permalink"):
            return [said]
        template = page.text("permalink") or self._template("/".join(page.folders))
        stem, slug = self._names(page, below)
        if not template:
            return [f"{stem.removesuffix('/index')}/"]
        path = self._filled(template, page, stem, slug)
        return [path] if path else []

    def _template(self, folder: str) -> str:
        """That of the nearest folder which has one."""
        while True:
            if folder in self.templates or not folder:
                return self.templates.get(folder, "")
            folder = folder.rpartition("/")[0]

    def _names(self, page: Page, below: tuple[str, ...]) -> tuple[str, str]:
        """Eleventy's `page.filePathStem` and `page.fileSlug`: neither has a date at the name's beginning."""
        name = _undated(page.name)
        folders = list(below)
        if folders and folders[-1] == name:
            # A file that is called like its folder stands for it.
            return "/".join(folders), name
        slug = (_undated(folders[-1]) if folders else "") if name == "index" else name
        return "/".join([*folders, name]), slug

    def _filled(self, template: str, page: Page, stem: str, slug: str) -> str:
        unknown = []
        known = {
            "page.fileSlug": slug,
            "page.filePathStem": stem,
            "title": page.title,
            **{key: page.text(key) for key in page.data},
        }

        def put(found: re.Match[str]) -> str:
            filters = [each.strip() for each in found["filters"].split("|") if each.strip()]
            value = known.get(found["name"], "")
            if found["name"] in {"page.date", "date"} and filters:
                value = _formatted(page, filters.pop(0))
            for each in filters:
                if each not in {"slug", "slugify"}:
                    unknown.append(each)
                value = ascii_slug(value)
            if not value:
                unknown.append(found[0])
            return value

        path = _LIQUID.sub(put, template)
        return "" if unknown or "{%" in path else path


def _formatted(page: Page, wanted: str) -> str:
    """The page's date by Liquid's filter `date: "%Y"`; "" for any other."""
    layout = re.match(r"date:\s*['\"]([^'\"]+)['\"]\Z", wanted)
    return midnight(page.date).strftime(layout[1]) if layout and page.date else ""


def _undated(name: str) -> str:
    found = _ELEVENTY_DATE.match(name)
    return found["rest"] if found else name


def eleventy_rule(
    settings: Mapping[str, Any], origin: str, *, site: str, source: str, templates: Mapping[str, str]
) -> EleventyRule:
    """`site` is the address that the project's data say; of it the host counts, for the settings say the folder."""
    parts = urlsplit(site)
    prefix = text_in(settings, "pathPrefix").strip("/")
    return EleventyRule(
        origin=origin,
        address=f"{parts.scheme}://{parts.netloc}/{prefix}" if parts.netloc else f"/{prefix}",
        content=(f"{source}/" if source else "",),
        source=source,
        templates=templates,
    )


@dataclass(frozen=True, kw_only=True)
class NikolaRule(Rule):
    """https://getnikola.com/handbook.html: `folders` leads from each folder of posts to where they are found."""

    generator: str = "Nikola"
    folders: Mapping[str, str] = field(default_factory=lambda: {"posts": "posts"})
    is_pretty: bool = True
    language: str = "en"

    @property
    def homes(self) -> tuple[str, ...]:
        return tuple(f"{folder}/" for folder in self.folders)

    def own_paths(self, page: Page) -> list[str]:
        for folder, route in self.folders.items():
            below = page.below(*folder.split("/"))
            if below is not None:
                language = "" if page.language in {"", self.language} else f"{page.language}/"
                name = page.text("slug") or page.name
                return [f"{language}{'/'.join([route, *below, name])}{'/' if self.is_pretty else '.html'}"]
        return []


def nikola_rule(settings: Mapping[str, Any], origin: str) -> NikolaRule:
    """The folders are those of `POSTS`."""
    folders = _nikola_folders(settings, "POSTS")
    return NikolaRule(
        origin=origin,
        address=text_in(settings, "SITE_URL"),
        content=("", *(f"{folder}/" for folder in folders)),
        folders=folders or {"posts": "posts"},
        is_pretty=flag_in(settings, "PRETTY_URLS", default=True),
        language=text_in(settings, "DEFAULT_LANG") or "en",
    )


def nikola_pages(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The folders that hold pages and no posts, ending in "/"."""
    posts = _nikola_folders(settings, "POSTS")
    pages = _nikola_folders(settings, "PAGES") or _nikola_folders(settings, "STORIES") or {"pages": "pages"}
    return tuple(f"{folder}/" for folder in pages if folder not in posts)


def _nikola_folders(settings: Mapping[str, Any], key: str) -> dict[str, str]:
    """Where each folder's documents are found, of rows of (pattern of files, where they are found, template)."""
    listed = settings.get(key)
    rows = [row for row in listed if isinstance(row, tuple)] if isinstance(listed, (tuple, list)) else []
    pairs = [(row[0], row[1]) for row in rows if len(row) > 1]
    return {
        pattern.rpartition("/")[0]: route.strip("/")
        for pattern, route in pairs
        if isinstance(pattern, str) and isinstance(route, str) and "/" in pattern
    }


def uses_directory(settings: Mapping[str, Any], key: str) -> str:
    """A folder that Eleventy's settings name under `dir`; "" for none."""
    return text_in(settings, key).strip("./") or text_in(table_in(settings, "dir"), key).strip("./")
