"""Which permalink rule holds in a source: told by its settings, or without any by the generator's default."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from ..archives import Entry, Tree
from ..naming import suffix_of
from ..settings_files import SCRIPTS, SETTINGS_FILES
from . import bridgetown, cobalt
from .astro import ROUTE, astro_rule
from .docusaurus import docusaurus_rule
from .gatsby import gatsby_rule
from .gridsome import gridsome_rule
from .hexo import hexo_rule
from .hugo import HUGO_FOLDER, HugoRule, hugo_parts, hugo_rule
from .jekyll import jekyll_rule
from .middleman import middleman_rule
from .mkdocs import mkdocs_rule
from .others import eleventy_rule, nikola_rule, uses_directory, zola_rule
from .pelican import pelican_rule
from .places import place_rule
from .rule import Rule
from .settings import LONGEST, read_settings, table_in, text_in, text_of
from .vue import NuxtRule, vue_rule

_HUGO_FILES = tuple(
    f"{name}.{suffix}" for name in ("hugo", "config") for suffix in ("toml", "yaml", "yml", "json")
)
# What only Hexo's `_config.yml` has.
_HEXO_KEYS = frozenset(
    {"new_post_name", "source_dir", "default_layout", "titlecase", "skip_render", "filename_case"}
)
# What only Jekyll's has, Octopress' too, which keeps its posts where Hexo does.
_JEKYLL_KEYS = frozenset(
    {"source", "destination", "gems", "highlighter", "paginate", "pygments", "rdiscount"}
)
# What Hugo's settings have; one of these words alone may be anybody's.
_HUGO_KEYS = frozenset(
    {"languagecode", "permalinks", "contentdir", "theme", "title", "params", "markup", "taxonomies"}
)
_VUE = re.compile(r"(?P<root>(?:[^/]+/)*?)\.(?P<flavour>vuepress|vitepress)/")
_VUE_SETTINGS = tuple(
    f"{name}.{suffix}" for name in ("config", "config/index") for suffix in (*SCRIPTS, "yml", "toml")
)
# Where Astro's content collections are defined.
_COLLECTIONS = tuple(
    f"src/{name}.{suffix}" for name in ("content.config", "content/config") for suffix in SCRIPTS
)
# What Eleventy's projects call the file of data that says where the site is.
_ELEVENTY_SITE = tuple(
    f"{name}.{suffix}" for name in ("metadata", "site", "meta") for suffix in ("json", *SCRIPTS)
)
# An Eleventy template of which nothing is known but that there is one, and how scripts set such a one.
_COMPUTED = "{{ computed }}"
# How Middleman's settings say that the site is a blog.
_BLOG = "activate :blog"
_KEY = re.compile(rb"\bpermalink\b")
_GLOBAL = re.compile(rb"addGlobalData\(\s*[\"'](?:eleventyComputed\.)?permalink[\"']")

# flavour -> the names of its settings, of which one makes a folder the beginning of its site.
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "pelican": ("pelicanconf.py",),
    "mkdocs": SETTINGS_FILES["mkdocs"],
    "cobalt": (cobalt.SETTINGS,),
    "jekyll": SETTINGS_FILES["jekyll"],
    "hugo": ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"),
    "docusaurus": SETTINGS_FILES["docusaurus"],
    "astro": tuple(f"astro.config.{suffix}" for suffix in SCRIPTS),
    "nuxt": tuple(f"nuxt.config.{suffix}" for suffix in SCRIPTS),
    "gridsome": tuple(f"gridsome.config.{suffix}" for suffix in SCRIPTS),
    "eleventy": (".eleventy.js", *(f"eleventy.config.{suffix}" for suffix in SCRIPTS)),
}
# Names that several programs use: what is in them tells.
_SHARED = frozenset(
    {"initializers.rb", "conf.py", "config.rb", "config.toml", "config.yaml", "config.yml", "config.json"}
)
# How files are called in which a site says what it is, or who writes in it.
NAMES_OF_SETTINGS = frozenset(
    PurePosixPath(name).name for names in (*SETTINGS.values(), _SHARED, ("publishconf.py",)) for name in names
) | {f"authors.{suffix}" for suffix in ("yml", "yaml", "json", "toml")}


def vue_site(path: str) -> tuple[str, str] | None:
    """("vuepress" or "vitepress", the folder in which its site begins) for what lies in its folder of settings."""
    found = _VUE.match(path)
    return (found["flavour"], found["root"]) if found else None


def flavour_of(entry: Entry, folder: str, tree: Tree) -> str:
    """The generator whose settings a file of `folder` holds ("" or ending in "/"); "" for any other file."""
    name = entry.path.removeprefix(folder)
    flavour = next((flavour for flavour, names in SETTINGS.items() if name in names), "")
    if flavour == "jekyll" and _is_hexo(entry, folder, tree):
        return "hexo"
    return flavour or (_shared_name(entry, folder, name) if name in _SHARED else "")


def _shared_name(entry: Entry, folder: str, name: str) -> str:
    """The generator whose settings a file is that has a name which others have too; "" for none of them."""
    if name.endswith(".rb"):
        # Compass has a config.rb too, and Rails initializers.
        is_bridgetown = folder.endswith("config/") and "Bridgetown.configure" in text_of(entry)
        return "jekyll" if is_bridgetown else "middleman" if _BLOG in text_of(entry) else ""
    settings = read_settings(entry)
    if name == "conf.py":
        # Sphinx has one of that name too.
        return "nikola" if {"BLOG_TITLE", "BLOG_AUTHOR"} & settings.keys() else ""
    if "base_url" in settings and ("baseURL" not in settings):
        return "zola"
    keys = {str(key).lower() for key in settings}
    return "hugo" if "baseurl" in keys or len(keys & _HUGO_KEYS) > 1 else ""


def _is_hexo(entry: Entry, folder: str, tree: Tree) -> bool:
    keys = {str(key) for key in read_settings(entry)}
    if keys & (_HEXO_KEYS | _JEKYLL_KEYS):
        return bool(keys & _HEXO_KEYS)
    return any(each.path.startswith((f"{folder}source/_posts/", f"{folder}scaffolds/")) for each in tree)


def rule_of(tree: Tree, flavour: str, root: str) -> Rule | None:
    """The rule by which the posts of a source had their addresses; None where it isn't known."""
    make = _MAKERS.get(flavour, _by_default)
    return make(_Site(tree, root))


class _Site:
    """The files of one site, by their paths from where it begins."""

    def __init__(self, tree: Tree, root: str) -> None:
        self.tree, self.root = tree, root

    def settings(self, *names: str) -> tuple[Mapping[str, Any], str]:
        """What the files of these names say, the later over the earlier, and the first file's path."""
        merged: dict[str, Any] = {}
        origin = ""
        for name in names:
            if (entry := self.tree.find(self.root + name)) is not None:
                merged |= {str(key): value for key, value in read_settings(entry).items()}
                origin = origin or name
        return merged, origin

    def says(self, name: str, pattern: re.Pattern[bytes]) -> bool:
        """Whether there is a file of this name that has the pattern in it."""
        entry = self.tree.find(self.root + name) if name else None
        try:
            return entry is not None and entry.size <= LONGEST and bool(pattern.search(entry.read()))
        except OSError:
            return False

    def first(self, *names: str) -> str:
        """The first of these files that is there; "" for none."""
        return next((name for name in names if self.tree.find(self.root + name) is not None), "")

    def text(self, name: str) -> str:
        """A script's text; "" for one that is not there."""
        entry = self.tree.find(self.root + name) if name else None
        return text_of(entry) if entry else ""

    def paths(self) -> Iterator[str]:
        return (each.path.removeprefix(self.root) for each in self.tree if each.path.startswith(self.root))


def _hugo(site: _Site) -> Rule | None:
    settings, origin = site.settings(*reversed(_HUGO_FILES))
    default, beside = site.settings(*(HUGO_FOLDER + name for name in _HUGO_FILES))
    merged = {**settings, **default, **hugo_parts(site.tree, site.root)}
    origin = origin or beside
    content = text_in(merged, "contentDir").strip("/") or "content"
    pages = (path.rpartition("/") for path in site.paths())
    indexed = {
        (folder or ".").removeprefix(content).strip("/")
        for folder, _, name in pages
        if name.partition(".")[0] == "_index"
    }
    return hugo_rule(merged, origin, indexed=frozenset(indexed)) if origin else None


def _by_default(site: _Site) -> Rule | None:
    """That of a program whose settings tell no more than which it is; else Hugo's default, which is Zola's too.

    That holds for content without settings that has the pages of its sections.
    """
    if rule := _gatsby(site) or place_rule(site.paths(), site.text):
        return rule
    pages = (path.rpartition("/") for path in site.paths())
    sections = {folder for folder, _, name in pages if name == "_index.md"}
    if not sections:
        return None
    # The folder of the content may be the source itself.
    has_folder = any("content" in section.split("/") for section in sections)
    return HugoRule(content=("content/" if has_folder else "",))


def _gatsby(site: _Site) -> Rule | None:
    """That of a site with the settings of Gatsby, the uppermost ones."""
    paths = sorted(site.paths(), key=lambda path: (path.count("/"), path))
    config = next(
        (path for path in paths if path.rpartition("/")[2].rpartition(".")[0] == "gatsby-config"), ""
    )
    if not config:
        return None
    folder = config.rpartition("/")[0]
    folder = f"{folder}/" if folder else ""
    node = next((path for path in paths if path.startswith(f"{folder}gatsby-node.")), "")
    documents = {path.rpartition("/")[0] for path in paths if suffix_of(path) in {".md", ".mdx", ".markdown"}}
    return gatsby_rule(site.text(config), site.text(node), folder, documents)


def _jekyll(site: _Site) -> Rule:
    settings, origin = site.settings(*bridgetown.SETTINGS)
    script = site.text(bridgetown.SCRIPT)
    if origin or script:
        said = {**settings, **bridgetown.said_in_ruby(script)}
        return bridgetown.bridgetown_rule(said, origin or bridgetown.SCRIPT)
    return jekyll_rule(*site.settings("_config.toml", "_config.yaml", "_config.yml"))


def _middleman(site: _Site) -> Rule:
    return middleman_rule(site.text("config.rb"), "config.rb")


def _pelican(site: _Site) -> Rule:
    return pelican_rule(*site.settings("pelicanconf.py", "publishconf.py"))


def _docusaurus(site: _Site) -> Rule:
    origin = site.first(*SETTINGS["docusaurus"])
    return docusaurus_rule(site.text(origin), origin)


def _astro(site: _Site) -> Rule:
    pages = ((path, site.text(path)) for path in site.paths() if ROUTE.match(path))
    collections = site.first(*_COLLECTIONS)
    return astro_rule(*site.settings(*SETTINGS["astro"]), pages=pages, collections=site.text(collections))


def _vue(flavour: str, site: _Site) -> Rule:
    folder = f".{flavour}/"
    settings, origin = site.settings(*(folder + name for name in _VUE_SETTINGS))
    has_posts = any("_posts" in path.split("/")[:-1] for path in site.paths())
    return vue_rule(flavour, settings, origin, has_posts=has_posts)


def _eleventy(site: _Site) -> Rule:
    settings, origin = site.settings(*SETTINGS["eleventy"])
    source = uses_directory(settings, "input")
    # A template that a script makes for the whole site can't be known.
    templates = {"": _COMPUTED} if site.says(origin, _GLOBAL) else {}
    for path in site.paths():
        where = PurePosixPath(path)
        folder = where.parent.name
        names = (f"{folder}.json", *(f"{folder}.11tydata.{suffix}" for suffix in ("json", *SCRIPTS)))
        if folder and where.name in names:
            data, _ = site.settings(path)
            template = text_in(table_in(data, "eleventyComputed"), "permalink") or text_in(data, "permalink")
            if template or site.says(path, _KEY):
                templates[where.parent.as_posix()] = template or _COMPUTED
    data_folder = PurePosixPath(source, uses_directory(settings, "data") or "_data")
    said, _ = site.settings(*(f"{data_folder}/{name}" for name in _ELEVENTY_SITE))
    return eleventy_rule(settings, origin, site=text_in(said, "url"), source=source, templates=templates)


_MAKERS: Mapping[str, Callable[[_Site], Rule | None]] = {
    "hugo": _hugo,
    "jekyll": _jekyll,
    "hexo": lambda site: hexo_rule(*site.settings("_config.yml", "_config.yaml")),
    "nikola": lambda site: nikola_rule(*site.settings("conf.py")),
    "middleman": _middleman,
    "gridsome": lambda site: gridsome_rule(
        site.text(site.settings(*SETTINGS["gridsome"])[1]), "gridsome.config.js"
    ),
    "pelican": _pelican,
    "mkdocs": lambda site: mkdocs_rule(*site.settings(*SETTINGS["mkdocs"])),
    "cobalt": lambda site: cobalt.cobalt_rule(*site.settings(cobalt.SETTINGS)),
    "zola": lambda site: zola_rule(*site.settings("config.toml")),
    "docusaurus": _docusaurus,
    "astro": _astro,
    "eleventy": _eleventy,
    "vuepress": partial(_vue, "vuepress"),
    "vitepress": partial(_vue, "vitepress"),
    "nuxt": lambda site: NuxtRule(origin=next(iter(site.settings(*SETTINGS["nuxt"])[1:]), "")),
}
