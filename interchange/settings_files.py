"""What the files are called in which sites have their settings, from the folder on in which a site begins."""

from collections.abc import Iterator, Mapping
from typing import Any

from .archives import Tree
from .permalinks.bridgetown import SETTINGS as BRIDGETOWN
from .permalinks.settings import read_settings

SCRIPTS = ("js", "ts", "mjs", "cjs", "mts")
_DATA = ("toml", "yaml", "yml", "json")
_VUE = tuple(f"config.{suffix}" for suffix in (*SCRIPTS, "yml", "toml"))
JEKYLL_ITSELF = ("_config.yml", "_config.yaml", "_config.toml")
"""Jekyll's, without those of Bridgetown, which came of it."""

SETTINGS_FILES: Mapping[str, tuple[str, ...]] = {
    "docusaurus": tuple(f"docusaurus.config.{suffix}" for suffix in SCRIPTS),
    "hexo": ("_config.yml", "_config.yaml"),
    "hugo": tuple(
        f"{folder}{name}.{suffix}"
        for folder in ("", "config/_default/")
        for name in ("hugo", "config")
        for suffix in _DATA
    ),
    "jekyll": (*JEKYLL_ITSELF, *BRIDGETOWN),
    "mkdocs": ("mkdocs.yml", "mkdocs.yaml"),
    "nikola": ("conf.py",),
    "pelican": ("pelicanconf.py", "publishconf.py"),
    "vitepress": tuple(f".vitepress/{name}" for name in _VUE),
    "vuepress": tuple(f".vuepress/{name}" for name in _VUE),
    "zola": ("config.toml", "zola.toml"),
}
"""By the program, those that count more before others."""


def settings_of(tree: Tree, flavour: str, root: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The settings of a site that begins at `root`, each with the name of its file."""
    for name in SETTINGS_FILES.get(flavour, ()):
        if (entry := tree.find(root + name)) is not None:
            yield name, read_settings(entry)
