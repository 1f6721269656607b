"""Cobalt's addresses (https://cobalt-org.github.io/docs/permalink/)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..naming import split_date
from .calendar import date_words, midnight
from .page import Page
from .rule import Rule
from .settings import table_in, text_in
from .words import ascii_slug

SETTINGS = "_cobalt.yml"
DEFAULT = "/{{parent}}/{{name}}{{ext}}"
_WORD = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, kw_only=True)
class CobaltRule(Rule):
    """`template` is that of the posts, which lie in the folder `posts`."""

    generator: str = "Cobalt"
    template: str = DEFAULT
    posts: str = "posts"

    def own_paths(self, page: Page) -> list[str]:
        if page.below(*self.posts.split("/")) is None:
            return []
        template = page.text("permalink") or self.template
        name = split_date(page.name)[1] or page.name
        categories = "/".join(ascii_slug(each) for each in page.terms("categories"))
        words = {
            **(date_words(midnight(page.date)) if page.date else {}),
            "parent": "/".join(page.folders),
            "name": name,
            "ext": ".html",
            "slug": page.text("slug") or ascii_slug(name),
            "categories": categories,
        }
        path = _WORD.sub(lambda found: words.get(found[1], found[0]), template)
        return [] if "{" in path else [re.sub(r"/{2,}", "/", path)]


def cobalt_rule(settings: Mapping[str, Any], origin: str) -> CobaltRule:
    posts = table_in(settings, "posts")
    template = text_in(table_in(posts, "default"), "permalink") or text_in(
        table_in(settings, "default"), "permalink"
    )
    return CobaltRule(
        origin=origin,
        address=text_in(table_in(settings, "site"), "base_url"),
        template=template or DEFAULT,
        posts=text_in(posts, "dir").strip("/") or "posts",
    )
