"""The addresses of Zola, Docusaurus, Eleventy, Astro and Nikola, which follow the files' places."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .calendar import midnight
from .page import Page
from .rule import Rule, said_address
from .settings import flag_in, table_in, text_in
from .words import ascii_slug, zola_safe

_ZOLA_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T[0-9:.]+(?:Z|[+-]\d\d:\d\d)?)?\s?[_-](?P<slug>.+)\Z")
_DOCUSAURUS_DATE = re.compile(r"(?P<folder>.*?)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*)\Z")
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
class DocusaurusRule(Rule):
    """https://docusaurus.io/docs/blog: `routes` leads from each folder of posts to where it is found."""

    generator: str = "Docusaurus"
    routes: Mapping[str, str] = field(default_factory=lambda: {"blog": "blog"})

    def own_paths(self, page: Page) -> list[str]:
        language = ""
        if page.folders[:1] == ("i18n",) and page.folders[2:3] == ("docusaurus-plugin-content-blog",):
            language = page.folders[1]
        for folder, route in self.routes.items():
            start = ("i18n", language, "docusaurus-plugin-content-blog") if language else folder.split("/")
            below = page.below(*start)
            if below is not None:
                slug = page.text("slug") or _docusaurus_slug("/".join([*below, page.name]))
                return [f"{language}/{route}/{slug}"]
        return []


def _docusaurus_slug(path: str) -> str:
    path = re.sub(r"/index\Z", "", path)
    found = _DOCUSAURUS_DATE.match(path)
    if not found:
        return path
    return f"{found['folder']}{found['date'].replace('-', '/')}/{found['text']}"


def docusaurus_rule(settings: Mapping[str, Any], origin: str) -> DocusaurusRule:
    """The blog's folder and route are those of the `path` and `routeBasePath` that name a blog, if any does."""
    routes = [str(each).strip("/") for each in settings.get("routeBasePath") or [] if isinstance(each, str)]
    folders = [str(each).strip("./") for each in settings.get("path") or [] if isinstance(each, str)]
    blogs = [each for each in folders if "blog" in each.lower() or "news" in each.lower()] or ["blog"]
    named = [each for each in routes if "blog" in each.lower() or "news" in each.lower()]
    if not named and "docs" in folders and "" in routes:
        # The front page belongs to the docs.
        routes.remove("")
    route = named[0] if named else "" if "" in routes and flag_off(settings, "docs") else "blog"
    pairs = dict.fromkeys(blogs, route)
    if len(blogs) == len(named):
        pairs = dict(zip(blogs, named, strict=True))
    url = text_in(settings, "url").rstrip("/")
    return DocusaurusRule(
        origin=origin,
        address=f"{url}/{text_in(settings, 'baseUrl').strip('/')}",
        content=("", *(f"{folder}/" for folder in blogs)),
        routes=pairs,
    )


def flag_off(settings: Mapping[str, Any], key: str) -> bool:
    """Whether a part of a script's settings is switched off: `docs: false`."""
    return False in (settings.get(key) or [])


@dataclass(frozen=True, kw_only=True)
class EleventyRule(Rule):
    """https://www.11ty.dev/docs/permalinks/: `templates` are those of the folders' data files, by folder."""

    generator: str = "Eleventy"
    source: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)

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
    settings: Mapping[str, Any], origin: str, *, source: str, templates: Mapping[str, str]
) -> EleventyRule:
    return EleventyRule(
        origin=origin,
        address=f"/{text_in(settings, 'pathPrefix').strip('/')}",
        content=(f"{source}/" if source else "",),
        source=source,
        templates=templates,
    )


@dataclass(frozen=True, kw_only=True)
class AstroRule(Rule):
    """https://docs.astro.build/en/guides/routing/: pages are found where they lie below `src/pages`.

    Where the entries of a content collection are found, a script says; `routes` are those that a file's name tells,
    such as `src/pages/blog/[...slug].astro`.
    """

    generator: str = "Astro"
    content: tuple[str, ...] = ("src/pages/", "src/content/", "src/")
    routes: tuple[str, ...] = ()
    # With `build.format: "file"`.
    is_file: bool = False

    def own_paths(self, page: Page) -> list[str]:
        end = ".html" if self.is_file else "/"
        if (below := page.below("src", "pages")) is not None:
            return [f"{'/'.join([*below, *self._name(page)])}{end}"]
        below = page.below("src", "content")
        below = page.below("src", "data") if below is None else below
        if not below:
            return []
        collection, *folders = below
        # What begins with a low line is for the author alone.
        shown = [folder for folder in folders if not folder.startswith("_")]
        entry = page.text("slug", "postslug") or "/".join(ascii_each([*shown, *self._name(page)]))
        found = [route for route in self.routes if route.rpartition("/")[2] == collection]
        if not found and len(self.routes) == 1:
            found = [self.routes[0]]
        return [f"{found[0]}/{entry}{end}"] if found and entry else []

    @staticmethod
    def _name(page: Page) -> list[str]:
        return [] if page.is_index else [page.name]


def ascii_each(parts: list[str]) -> list[str]:
    """Astro's slugs of a path's parts (github-slugger): lower case, spaces as hyphens, no signs."""
    return [re.sub(r"[^\w\- ]", "", part.lower()).replace(" ", "-") for part in parts]


def astro_rule(settings: Mapping[str, Any], origin: str, *, routes: tuple[str, ...]) -> AstroRule:
    site, base = text_in(settings, "site").rstrip("/"), text_in(settings, "base").strip("/")
    return AstroRule(
        origin=origin,
        address=f"{site}/{base}",
        routes=routes,
        is_file=text_in(settings, "format") == "file",
    )


@dataclass(frozen=True, kw_only=True)
class NikolaRule(Rule):
    """https://getnikola.com/handbook.html: `folders` leads from each folder of posts to where they are found."""

    generator: str = "Nikola"
    folders: Mapping[str, str] = field(default_factory=lambda: {"posts": "posts"})
    is_pretty: bool = True
    language: str = "en"

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
