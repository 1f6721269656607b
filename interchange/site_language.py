"""The language that a source's settings say its site is in."""

from collections.abc import Iterator, Mapping
from typing import Any

from .archives import Tree
from .permalinks.bridgetown import SETTINGS as BRIDGETOWN
from .permalinks.hugo import hugo_parts
from .permalinks.settings import read_settings, table_in, text_in
from .readers.languages import SiteLanguage
from .site_facts import HUGO_SETTINGS

_JEKYLL = ("_config.yml", "_config.yaml", "_config.toml", *BRIDGETOWN)
_SCRIPTS = ("js", "ts", "mjs", "cjs", "mts")
_VUE = tuple(f"config.{suffix}" for suffix in (*_SCRIPTS, "yml", "toml"))
# flavour -> where the language stands, and under which keys
_SETTINGS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "jekyll": (_JEKYLL, ("lang", "language", "locale", "default_locale")),
    "hexo": (("_config.yml", "_config.yaml"), ("language",)),
    "pelican": (("pelicanconf.py", "publishconf.py"), ("DEFAULT_LANG",)),
    "nikola": (("conf.py",), ("DEFAULT_LANG",)),
    "zola": (("config.toml",), ("default_language",)),
    "docusaurus": (tuple(f"docusaurus.config.{suffix}" for suffix in _SCRIPTS), ("defaultLocale",)),
    "vuepress": (tuple(f".vuepress/{name}" for name in _VUE), ("lang",)),
    "vitepress": (tuple(f".vitepress/{name}" for name in _VUE), ("lang",)),
}


def language_of_site(tree: Tree, flavour: str, root: str) -> SiteLanguage:
    """What the settings of a source say; nothing where they say no language."""
    for name, said in _said(tree, flavour, root):
        if (found := SiteLanguage().saying(said, name)).code:
            return found
    return SiteLanguage()


def _said(tree: Tree, flavour: str, root: str) -> Iterator[tuple[str, str]]:
    if flavour == "mkdocs":
        for name, settings in _read(tree, root, ("mkdocs.yml", "mkdocs.yaml")):
            yield name, text_in(table_in(settings, "theme"), "language")
    if flavour == "hugo":
        for name, settings in _read(tree, root, HUGO_SETTINGS):
            default = text_in(settings, "defaultContentLanguage")
            languages = {**table_in(settings, "languages"), **hugo_parts(tree, root).get("languages", {})}
            yield name, text_in(table_in(languages, default or "en"), "languageCode", "locale") or default
            yield name, text_in(settings, "languageCode", "locale")
    names, keys = _SETTINGS.get(flavour, ((), ()))
    for name, settings in _read(tree, root, names):
        yield name, text_in(settings, *keys)


def _read(tree: Tree, root: str, names: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in names:
        if (entry := tree.find(root + name)) is not None:
            yield name, read_settings(entry)
