"""The addresses of a blog made by Material for MkDocs (https://squidfunk.github.io/mkdocs-material/plugins/blog/)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .calendar import date_words, midnight
from .page import Page
from .rule import Rule
from .settings import flag_in, table_in, text_in

_TOKEN = re.compile(r"\{(\w+)\}")
_DATE_PARTS = {"yyyy": "year", "MM": "month", "dd": "day", "yy": "short_year", "M": "i_month", "d": "i_day"}


@dataclass(frozen=True, kw_only=True)
class MkdocsRule(Rule):
    """`posts` is the folder of posts, ending in "/"; "" for a site without a blog, of which nothing is known."""

    generator: str = "Material for MkDocs"
    posts: str = ""
    route: str = ""
    template: str = "{date}/{slug}"
    date_format: str = "yyyy/MM/dd"
    end: str = "/"

    def own_paths(self, page: Page) -> list[str]:
        if not self.posts or not page.path.startswith(self.posts):
            return []
        words = {
            "slug": page.text("slug") or _slug(page.title),
            "file": page.name,
            "categories": "/".join(_slug(each) for each in page.terms("categories")[:1]),
        }
        if page.date is not None:
            parts = date_words(midnight(page.date))
            words["date"] = re.sub(
                r"yyyy|yy|MM|M|dd|d", lambda found: parts[_DATE_PARTS[found[0]]], self.date_format
            )
        path = _TOKEN.sub(lambda found: words.get(found[1]) or found[0], self.template)
        return [] if "{" in path else [f"{self.route}/{path.strip('/')}{self.end}"]


def _slug(text: str) -> str:
    return re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")


def mkdocs_rule(settings: Mapping[str, Any], origin: str) -> MkdocsRule:
    """The rule that `mkdocs.yml` gives."""
    address, options = text_in(settings, "site_url"), _blog(settings.get("plugins"))
    if options is None:
        return MkdocsRule(origin=origin, address=address)
    docs = text_in(settings, "docs_dir").strip("./") or "docs"
    blog = (text_in(options, "blog_dir") or "blog").strip("./")
    posts = (text_in(options, "post_dir") or "{blog}/posts").replace("{blog}", blog).strip("./")
    return MkdocsRule(
        origin=origin,
        address=address,
        content=(f"{docs}/",),
        posts=f"{docs}/{posts}/",
        route=blog,
        template=text_in(options, "post_url_format") or MkdocsRule.template,
        date_format=text_in(options, "post_url_date_format") or MkdocsRule.date_format,
        end="/" if flag_in(settings, "use_directory_urls", default=True) else ".html",
    )


def _table(value: object) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _blog(plugins: object) -> Mapping[str, Any] | None:
    """The options of the blog's plugin; None where the site has none."""
    listed = plugins if isinstance(plugins, list) else [plugins]
    for each in listed:
        names: Mapping[Any, Any] = {each: None} if isinstance(each, str) else _table(each)
        for name in names:
            if str(name).rpartition("/")[2] == "blog":
                return table_in(names, str(name))
    return None
