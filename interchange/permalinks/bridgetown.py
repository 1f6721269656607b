"""Bridgetown's addresses (https://www.bridgetownrb.com/docs/content/permalinks), which are much like Jekyll's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .jekyll import JekyllRule, jekyll_rule
from .page import Page
from .settings import table_in, text_in
from .words import jekyll_slug

SETTINGS = ("bridgetown.config.yml", "bridgetown.config.yaml")
# Newer sites say it in Ruby.
SCRIPT = "config/initializers.rb"
_STYLES = {
    "pretty": "/[locale]/:categories/:year/:month/:day/:slug/",
    "pretty_ext": "/[locale]/:categories/:year/:month/:day/:slug.*",
    "simple": "/[locale]/:categories/:slug/",
    "simple_ext": "/[locale]/:categories/:slug.*",
}
_SAID = re.compile(
    r"^[ \t]*(?P<key>\w+)[ \t]*(?:=[ \t]*)?[ \t](?P<mark>[\"'])(?P<text>[^\"'\n]*)(?P=mark)", re.MULTILINE
)


@dataclass(frozen=True, kw_only=True)
class BridgetownRule(JekyllRule):
    generator: str = "Bridgetown"
    # What a template says of the language is left out for this one.
    language: str = "en"

    def own_paths(self, page: Page) -> list[str]:
        title = jekyll_slug(page.title)
        titled = replace(self, template=self.template.replace(":title", title))
        paths = super(BridgetownRule, titled).own_paths(page)
        locale = "" if page.language in {"", self.language} else page.language
        return [
            re.sub(r"/{2,}", "/", re.sub(r"\[locale\]|:(?:locale|lang)\b", locale, path)) for path in paths
        ]


def said_in_ruby(script: str) -> dict[str, str]:
    """The settings with plain texts for values: `permalink "simple"`."""
    return {found["key"]: found["text"] for found in _SAID.finditer(script)}


def bridgetown_rule(settings: Mapping[str, Any], origin: str) -> BridgetownRule:
    posts = table_in(table_in(settings, "collections"), "posts")
    named = text_in(posts, "permalink") or text_in(settings, "permalink") or "pretty"
    template = _STYLES.get(named, named).replace(".*", ":output_ext")
    base = text_in(settings, "base_path").strip("/")
    like = jekyll_rule({"source": "src", **settings, "baseurl": base}, origin)
    said = {name: value for name, value in vars(like).items() if name in JekyllRule.__dataclass_fields__}
    language = text_in(settings, "default_locale") or "en"
    return BridgetownRule(**{**said, "generator": "Bridgetown", "template": template, "language": language})
