"""Jekyll's addresses (https://jekyllrb.com/docs/permalinks/)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from ..globs import glob_pattern
from ..naming import split_date
from .calendar import date_words, local_days
from .page import Page
from .rule import Rule, said_address
from .settings import MOST_RULES, flag_in, table_in, text_in
from .words import jekyll_slug

_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_TOKEN = re.compile(r":([a-z_]+)")
_POSTS = ("_posts", "_drafts")


@dataclass(frozen=True, kw_only=True)
class JekyllRule(Rule):
    """`template` is the site's; `defaults` are those that hold for a part of it, the more special ones later."""

    generator: str = "Jekyll"
    template: str = _STYLES["date"]
    defaults: tuple[tuple[re.Pattern[str], str], ...] = ()
    zone: str = ""
    # Folders in which the site's sources lie: they are no categories.
    sources: tuple[str, ...] = ()
    # The collections of which pages are made, each with its template; "" for the default.
    collections: Mapping[str, str] = field(default_factory=dict)
    # What Jekyll does not look at: files, folders and patterns, from where the site begins.
    excluded: tuple[str, ...] = ()

    def leaves_out(self, path: str) -> bool:
        return any(
            path == each or path.startswith(f"{each}/") or fnmatchcase(path, each) for each in self.excluded
        )

    def own_paths(self, page: Page) -> list[str]:
        said = said_address(page, "permalink")
        if said and said not in _STYLES:
            return [said]
        if collection := self._collection(page):
            return self._in_collection(page, collection)
        if page.date is None or not set(_POSTS) & set(page.folders):
            return []
        template = page.text("permalink")
        if not template:
            special = [template for pattern, template in self.defaults if pattern.match(page.path)]
            template = special[-1] if special else self.template
        template = _STYLES.get(template, template)
        categories = self._categories(page)
        paths = [_filled(template, page, moment, categories) for moment in local_days(page.date, self.zone)]
        return [path for path in dict.fromkeys(paths) if path]

    def _collection(self, page: Page) -> str:
        """The collection that a document lies in, if pages are made of it."""
        for folder in page.folders:
            if folder.startswith("_") and folder[1:] in self.collections:
                return folder[1:]
        return ""

    def _in_collection(self, page: Page, collection: str) -> list[str]:
        """https://jekyllrb.com/docs/permalinks/#collections"""
        below = page.folders[page.folders.index(f"_{collection}") + 1 :]
        template = page.text("permalink") or self.collections[collection]
        is_pretty = self.template in {_STYLES["pretty"], "pretty"} or self.template.endswith("/")
        default = "/:collection/:path/" if is_pretty else "/:collection/:path:output_ext"
        template = default if template in _STYLES or not template else template
        slug = jekyll_slug(page.text("slug") or split_date(page.name)[1] or page.name, "pretty", cased=True)
        words = {
            **(date_words(local_days(page.date, self.zone)[0]) if page.date else {}),
            "collection": collection,
            "path": "/".join([*below, page.name]),
            "name": jekyll_slug(page.name),
            "title": slug,
            "slug": jekyll_slug(slug),
            "categories": "",
            "output_ext": ".html",
        }
        path = _TOKEN.sub(lambda token: words.get(token[1], token[0]), template)
        return [] if _TOKEN.search(path) else [re.sub(r"/{2,}", "/", path)]

    def _categories(self, page: Page) -> list[str]:
        """The folders above `_posts`, and what the post says: `categories: a b` are two, `category: a b` is one."""
        marker = next(place for place, folder in enumerate(page.folders) if folder in _POSTS)
        above = list(page.folders[:marker])
        for folder in self.sources:
            if above[: len(folder.split("/"))] == folder.split("/"):
                above = above[len(folder.split("/")) :]
        several = page.data.get("categories")
        said = several.split() if isinstance(several, str) else page.terms("categories")
        return list(dict.fromkeys([*above, *said, *page.terms("category")]))


def _filled(template: str, page: Page, moment: datetime, categories: list[str]) -> str:
    """The template with its words replaced; "" when one of them is unknown."""
    words = _words(page, moment, categories)
    unknown = []

    def put(token: re.Match[str]) -> str:
        # The longest word that is known: `:title_en` is the title and `_en`.
        word = token[1]
        while word not in words and "_" in word:
            word = word.rpartition("_")[0]
        if word not in words:
            unknown.append(token[0])
            return ""
        return words[word] + token[1].removeprefix(word)

    path = _TOKEN.sub(put, template)
    return "" if unknown else re.sub(r"/{2,}", "/", path)


def _words(page: Page, moment: datetime, categories: list[str]) -> dict[str, str]:
    slug = page.text("slug") or split_date(page.name)[1] or page.name
    return {
        **date_words(moment),
        "title": jekyll_slug(slug, "pretty", cased=True),
        "slug": jekyll_slug(slug),
        "name": jekyll_slug(page.name),
        "categories": "/".join(dict.fromkeys(each.lower() for each in categories)),
        "slugified_categories": "/".join(dict.fromkeys(jekyll_slug(each) for each in categories)),
        "collection": "posts",
        "path": PurePosixPath(page.path).with_suffix("").as_posix(),
        "output_ext": ".html",
    }


def jekyll_rule(settings: Mapping[str, Any], origin: str) -> JekyllRule:
    """The rule that `_config.yml` gives; Jekyll's default without one."""
    posts = table_in(table_in(settings, "collections"), "posts")
    template = text_in(posts, "permalink") or text_in(settings, "permalink") or "date"
    url = text_in(settings, "url").rstrip("/")
    named = (text_in(settings, key).strip("./") for key in ("source", "collections_dir"))
    sources = tuple(folder for folder in named if folder)
    return JekyllRule(
        origin=origin,
        address=f"{url}/{text_in(settings, 'baseurl').strip('/')}",
        content=("", *(f"{folder}/" for folder in sources)),
        template=_STYLES.get(template, template),
        defaults=tuple(_defaults(settings.get("defaults"))),
        zone=text_in(settings, "timezone"),
        sources=sources,
        excluded=tuple(
            each.strip("/") for each in _texts(settings.get("exclude"))[:MOST_RULES] if each.strip("/*")
        ),
        collections={
            name: text_in(table, "permalink")
            for name, table in table_in(settings, "collections").items()
            if isinstance(table, Mapping) and flag_in(table, "output") and name not in {"posts", "drafts"}
        },
    )


def _texts(value: object) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, str)]


def _defaults(listed: object) -> list[tuple[re.Pattern[str], str]]:
    """The permalinks in `defaults`, each with the paths for which it holds, the widest first."""
    found = []
    for each in listed[:MOST_RULES] if isinstance(listed, list) else []:
        scope = each.get("scope") if isinstance(each, Mapping) else None
        values = each.get("values") if isinstance(each, Mapping) else None
        if not isinstance(scope, Mapping) or not isinstance(values, Mapping):
            continue
        template = values.get("permalink")
        if not isinstance(template, str) or str(scope.get("type") or "posts") not in {"posts", "drafts"}:
            continue
        path = str(scope.get("path") or "").strip("/")
        found.append((len(path), (re.compile(f"{glob_pattern(path)}(?:/|\\Z)" if path else ""), template)))
    return [rule for _, rule in sorted(found, key=lambda each: each[0])]
