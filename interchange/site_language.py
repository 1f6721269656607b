"""The language that a source's settings say its site is in."""

from collections.abc import Iterator, Mapping

from .archives import Tree
from .permalinks.hugo import hugo_parts
from .permalinks.settings import table_in, text_in
from .readers.languages import SiteLanguage
from .settings_files import settings_of

# flavour -> under which keys the language stands in its settings
_KEYS: Mapping[str, tuple[str, ...]] = {
    "jekyll": ("lang", "language", "locale", "default_locale"),
    "hexo": ("language",),
    "pelican": ("DEFAULT_LANG",),
    "nikola": ("DEFAULT_LANG",),
    "zola": ("default_language",),
    "docusaurus": ("defaultLocale",),
    "vuepress": ("lang",),
    "vitepress": ("lang",),
}


def language_of_site(tree: Tree, flavour: str, root: str) -> SiteLanguage:
    """What the settings of a source say; nothing where they say no language."""
    for name, said in _said(tree, flavour, root):
        if (found := SiteLanguage().saying(said, name)).code:
            return found
    return SiteLanguage()


def _said(tree: Tree, flavour: str, root: str) -> Iterator[tuple[str, str]]:
    if flavour == "mkdocs":
        for name, settings in settings_of(tree, flavour, root):
            yield name, text_in(table_in(settings, "theme"), "language")
    if flavour == "hugo":
        for name, settings in settings_of(tree, flavour, root):
            default = text_in(settings, "defaultContentLanguage")
            languages = {**table_in(settings, "languages"), **hugo_parts(tree, root).get("languages", {})}
            yield name, text_in(table_in(languages, default or "en"), "languageCode", "locale") or default
            yield name, text_in(settings, "languageCode", "locale")
    if keys := _KEYS.get(flavour):
        for name, settings in settings_of(tree, flavour, root):
            yield name, text_in(settings, *keys)
