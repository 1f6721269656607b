"""The addresses of VuePress, VitePress and Nuxt Content, which follow the files' places or a pattern."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..naming import split_date, without_order
from .calendar import date_words, midnight
from .page import Page
from .places import PlaceRule
from .rule import Rule, said_address, said_template
from .settings import text_in

_TOKEN = re.compile(r":(\w+)")
_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/\x00-\x1f]+")
# What the blog's plugin does with the posts in a folder called so, unless it is told otherwise.
_POSTS = "_posts"
_PATTERN_OF_POSTS = "/:year/:month/:day/:slug"


@dataclass(frozen=True, kw_only=True)
class VueRule(PlaceRule):
    """https://vuepress.vuejs.org/guide/permalinks.html: `patterns` by the folder of posts, "" for all.

    What has no date is found where it lies.
    """

    end: str = ".html"
    patterns: Mapping[str, str] = field(default_factory=dict)

    def own_paths(self, page: Page) -> list[str]:
        if said_address(page, "permalink", "path"):
            return super().own_paths(page)
        template = said_template(page, "permalink", "permalinkpattern") or self._pattern(page)
        if template and (path := self._filled(template, page)):
            return [path]
        return super().own_paths(page)

    def _pattern(self, page: Page) -> str:
        if page.is_index or page.name.lower() == "readme":
            return ""
        first = next(iter(page.folders), "")
        return self.patterns.get(first) or self.patterns.get("", "")

    def _filled(self, template: str, page: Page) -> str:
        words = date_words(midnight(page.date)) if page.date else {}
        place = "/".join([*page.folders, page.name])
        known = {**words, "slug": _slug(split_date(page.name)[1] or page.name), "regular": f"{place}.html"}
        path = _TOKEN.sub(lambda found: known.get(found[1], found[0]), template)
        return "" if _TOKEN.search(path) else path


def _slug(name: str) -> str:
    """VuePress' slug: letters of every script in lower case, without accents and signs."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    slug = _SPECIAL.sub("-", unicodedata.normalize("NFC", bare)).strip("-")
    return re.sub(r"\A(?=\d)", "_", slug).lower()


def vue_rule(flavour: str, settings: Mapping[str, Any], origin: str, *, has_posts: bool) -> VueRule:
    """The rule of a site of VuePress ("vuepress") or VitePress ("vitepress")."""
    named = {"vuepress": "VuePress", "vitepress": "VitePress"}[flavour]
    patterns = {"": text_in(settings, "permalink", "permalinkPattern")}
    if flavour == "vuepress" and has_posts:
        listed = settings.get("dirname") or []
        folder = next((each for each in listed if isinstance(each, str)), _POSTS).strip("/")
        patterns[folder] = text_in(settings, "itemPermalink") or patterns[""] or _PATTERN_OF_POSTS
    source = text_in(settings, "srcDir").strip("./")
    return VueRule(
        generator=named,
        origin=origin,
        folders=(f"{source}/" if source else "",),
        content=(f"{source}/" if source else "",),
        address=f"/{text_in(settings, 'base').strip('/')}",
        patterns={folder: pattern for folder, pattern in patterns.items() if ":" in pattern},
    )


@dataclass(frozen=True, kw_only=True)
class NuxtRule(Rule):
    """https://content.nuxt.com/docs/files/markdown: the numbers before names are an order, and no part of a path."""

    generator: str = "Nuxt Content"
    content: tuple[str, ...] = ("content/",)

    @property
    def homes(self) -> tuple[str, ...]:
        return self.content

    def own_paths(self, page: Page) -> list[str]:
        below = page.below("content")
        if below is None:
            return []
        if said := said_address(page, "path"):
            return [said]
        name = without_order(page.name)
        parts = [*map(without_order, below), *([] if name.lower() == "index" else [name])]
        return ["/".join(re.sub(r"\s+", "-", part.strip()).lower() for part in parts) + "/"]
