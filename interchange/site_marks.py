"""Which marks beside the common ones a site's Markdown has: its settings say so, or the packages it is made with."""

from collections.abc import Iterator, Mapping
from typing import Any

from .archives import Tree
from .permalinks.hugo import hugo_parts
from .permalinks.settings import flag_in, read_settings, table_in, text_of
from .readers.own_marks import Mark
from .settings_files import settings_of

# They read names of emoji unless they are told not to.
_WITH_EMOJI = frozenset({"docusaurus", "nuxt", "vitepress", "vuepress"})
# https://help.obsidian.md/syntax
_VAULT: tuple[Mark, ...] = ("mark", "note")
# https://pandoc.org/MANUAL.html#pandocs-markdown
_PANDOC: tuple[Mark, ...] = ("note", "subscript", "superscript")
_PACKAGES: Mapping[str, tuple[Mark, ...]] = {
    "eleventy-plugin-emoji": ("emoji",),
    "gatsby-remark-emoji": ("emoji",),
    "gatsby-remark-emojis": ("emoji",),
    "hexo-filter-emoji": ("emoji",),
    "hexo-filter-github-emojis": ("emoji",),
    "hexo-renderer-markdown-it-plus": ("emoji", "mark", "insert", "note", "subscript", "superscript"),
    "markdown-it-abbr": ("abbreviation",),
    "markdown-it-emoji": ("emoji",),
    "markdown-it-footnote": ("note",),
    "markdown-it-ins": ("insert",),
    "markdown-it-mark": ("mark",),
    "markdown-it-sub": ("subscript",),
    "markdown-it-sup": ("superscript",),
    "remark-emoji": ("emoji",),
    "remark-gemoji": ("emoji",),
    "remark-abbr": ("abbreviation",),
}
# Of Python-Markdown, which MkDocs uses; what else these extensions have its dialect has here as well.
_EXTENSIONS: Mapping[str, tuple[Mark, ...]] = {
    "pymdownx.emoji": ("emoji",),
    "pymdownx.mark": ("mark",),
    "pymdownx.tilde": ("subscript",),
}
# What Goldmark's extension for further marks is asked for (https://gohugo.io/configuration/markup/#extras).
_EXTRAS: Mapping[str, Mark] = {
    "insert": "insert",
    "mark": "mark",
    "subscript": "subscript",
    "superscript": "superscript",
}


def marks_of(tree: Tree, flavour: str, root: str) -> tuple[Mark, ...]:
    """The marks in the order of their names; `root` is where the site begins, "" or ending in "/"."""
    found = {*_of_program(tree, flavour, root), *_of_packages(tree, root)}
    return tuple(sorted(found))


def _of_program(tree: Tree, flavour: str, root: str) -> Iterator[Mark]:
    is_quarto = any(tree.find(f"{root}_quarto.{suffix}") for suffix in ("yml", "yaml"))
    yield from (*(_VAULT if tree.is_vault else ()), *(_PANDOC if is_quarto else ()))
    settings = [said for _, said in settings_of(tree, flavour, root)]
    if flavour == "hugo":
        settings.append(hugo_parts(tree, root))
    if flavour in _WITH_EMOJI and all(flag_in(each, "emoji", default=True) for each in settings):
        yield "emoji"
    if flavour == "jekyll":
        # kramdown's.
        yield "abbreviation"
    if flavour in {"", "jekyll"} and not (settings or is_quarto or tree.is_vault):
        # Nothing says what made pages of them, and hardly anybody writes such a name who does not mean what it shows.
        yield "emoji"
    for each in settings:
        yield from _of_settings(each, flavour)
    gems = tree.find(f"{root}Gemfile")
    if gems is not None and "jemoji" in text_of(gems):
        yield "emoji"


def _of_settings(settings: Mapping[str, Any], flavour: str) -> Iterator[Mark]:
    if flavour == "hugo":
        if flag_in(settings, "enableEmoji"):
            yield "emoji"
        extensions = table_in(table_in(table_in(settings, "markup"), "goldmark"), "extensions")
        extras = table_in(extensions, "extras")
        yield from (mark for name, mark in _EXTRAS.items() if flag_in(table_in(extras, name), "enable"))
    elif flavour == "zola":
        if flag_in(table_in(settings, "markdown"), "render_emoji"):
            yield "emoji"
    elif flavour == "jekyll":
        if any("jemoji" in _named(settings.get(key)) for key in ("plugins", "gems", "whitelist")):
            yield "emoji"
    elif flavour == "hexo":
        plugins = _named(table_in(settings, "markdown").get("plugins"))
        yield from (mark for name in plugins for mark in _PACKAGES.get(name, ()))
    elif flavour == "mkdocs":
        named = _named(settings.get("markdown_extensions"))
        yield from (mark for name in named for mark in _EXTENSIONS.get(name, ()))


def _named(listed: object) -> list[str]:
    """The names in a list of names, some of which may have options: `- name: x` or `- x: {…}`."""
    if isinstance(listed, Mapping):
        return [str(key) for key in listed]
    names: list[str] = []
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, Mapping):
            names += [str(each["name"])] if "name" in each else map(str, each)
        else:
            names.append(str(each))
    return names


def _of_packages(tree: Tree, root: str) -> Iterator[Mark]:
    for folder in dict.fromkeys((root, "")):
        entry = tree.find(f"{folder}package.json")
        settings = read_settings(entry) if entry is not None else {}
        for key in ("dependencies", "devDependencies"):
            for name in table_in(settings, key):
                yield from _PACKAGES.get(name, ())
