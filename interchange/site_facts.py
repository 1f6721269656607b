"""What a site says of many posts at once: who its authors are, Jekyll's defaults, Hugo's cascade."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

import yaml

from articles.document import AuthorRef, Fields, parse

from .archives import Entry, Tree
from .data_files import read_data
from .globs import glob_pattern
from .permalinks.docusaurus import blogs_of
from .permalinks.others import nikola_pages
from .permalinks.settings import MOST_RULES, read_settings, table_in, text_in, text_of
from .readers.own_marks import Mark
from .readers.site_variables import variables_of
from .settings_files import JEKYLL_ITSELF, SETTINGS_FILES, settings_of
from .site_marks import marks_of

# A list of a blog's authors or settings is a few kilobytes; what is longer is something else.
_LONGEST = 512 * 1024
# What a site can say for a post that does not. A title or a date that many posts share would be nobody's.
INHERITED = ("category", "tags", "authors", "series", "status", "language", "noindex")
_DATA_FOLDERS = frozenset({"data", "_data"})
_AUTHORS_FOLDERS = frozenset({"authors", "_authors"})
_AUTHORS_FILE = re.compile(r"\.?authors\.(?:ya?ml|json|toml)\Z")
_TAGS_FILE = re.compile(r"(?:\A|/)tags\.ya?ml\Z")
_ELEVENTY_DATA = re.compile(r"(?P<stem>.+?)(?P<own>\.11tydata)?\.(?:json|(?P<script>[cm]?[jt]s))\Z")
_FOLDERS_DATA = re.compile(r"(?:\A|/)(?:_metadata\.ya?ml|_data\.(?:ya?ml|json))\Z")
_COLLECTIONS = frozenset({"post", "posts", "blog", "article", "articles", "all", "page", "pages"})
# How the file of a page may go on where its path ends.
_ENDS = r"(?:/index)?(?:\.[\w-]+)*\Z"
_DATA_SUFFIXES = frozenset({".yml", ".yaml", ".json", ".toml"})


@dataclass(frozen=True)
class Said:
    """What a site says of one post: values by canonical key, each with the file that says it, and people by key."""

    values: Mapping[str, tuple[object, str]] = field(default_factory=dict)
    people: Mapping[str, AuthorRef] = field(default_factory=dict)
    # The names of tags by their keys.
    tags: Mapping[str, str] = field(default_factory=dict)
    # What its settings say in a word or a line, by the names that Jekyll's documents have for it: "site.title".
    variables: Mapping[str, str] = field(default_factory=dict)
    # What its Markdown has beside the common marks.
    marks: tuple[Mark, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Changes with anything that is said; "" for nothing."""
        if not self:
            return ""
        said = (self.values, self.people, self.tags, self.variables, *self.marks)
        return sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()

    def __bool__(self) -> bool:
        return bool(self.values or self.people or self.tags or self.variables or self.marks)


@dataclass(frozen=True)
class _Rule:
    """`fields` hold for the posts below `folder` ("" or ending in "/") whose path fits `pattern`, if there is one."""

    folder: str
    fields: Fields
    origin: str
    pattern: re.Pattern[str] | None = None

    def fits(self, path: str) -> bool:
        return self.pattern is None or bool(self.pattern.match(path))


class SiteFacts:
    """What the files of a source say of its posts. `root` is where its site begins: "" or ending in "/".

    `content` are the folders below that in which Hugo finds its documents, where settings say so.
    """

    def __init__(self, tree: Tree, *, flavour: str, root: str, content: tuple[str, ...] = ()) -> None:
        self._tree, self._flavour, self._root = tree, flavour, root
        folders = "|".join(re.escape(f"{root}{each}") for each in content)
        # Hugo's paths begin at the content's folder.
        self._content = f"(?:{folders}|(?:.*/)?content/)" if folders else "(?:.*/)?content/"
        self._by_folder = lru_cache(maxsize=1024)(self._people_at)
        self._known: dict[tuple[int, ...], dict[str, Said]] = {}

    def of(self, path: str) -> Said:
        """What holds for the document at `path`."""
        holding = tuple(
            number
            for folder in _folders_around(path)
            for number in self._rules_by_folder.get(folder, ())
            if self._rules[number].fits(path)
        )
        folder = path.rpartition("/")[0]
        known = self._known.setdefault(holding, {})
        if folder not in known:
            values = {
                key: (value, self._rules[number].origin)
                for number in holding
                for key in INHERITED
                if (value := getattr(self._rules[number].fields, key))
            }
            known[folder] = Said(values, self._by_folder(folder), self._tags, self._variables, self._marks)
        return known[folder]

    def everybody(self) -> list[AuthorRef]:
        """The authors whom files of data describe."""
        return [author for _, people in self._people for author in people.values()]

    def is_author(self, path: str) -> bool:
        """Whether the document at `path` lies in a folder of authors."""
        folder = path.removeprefix(self._root).rpartition("/")[0]
        return folder.rpartition("/")[2].lower() in _AUTHORS_FOLDERS

    # -- Authors ------------------------------------------------------------------------------------------------

    def _people_at(self, folder: str) -> dict[str, AuthorRef]:
        """The authors that posts in `folder` can name by their keys; of two with one key the nearer."""
        here = f"{folder}/" if folder else ""
        found: dict[str, AuthorRef] = {}
        for scope, people in self._people:
            if here.startswith(scope):
                found.update(people)
        return found

    @cached_property
    def _people(self) -> list[tuple[str, dict[str, AuthorRef]]]:
        """The authors of each file about them, with the folder for which it speaks, widest first."""
        found = []
        for entry in self._small():
            where = PurePosixPath(entry.path)
            parts = [part.lower() for part in where.parts[:-1]]
            if _AUTHORS_FILE.match(where.name.lower()) or entry.path in self._lists_of_authors:
                data = _data(entry)
                tables = data.get("authors", data)
                people = _people(tables if isinstance(tables, Mapping) else {})
                scope = self._root if parts and parts[-1] in _DATA_FOLDERS else _folder(entry.path)
                found.append((scope, people))
                if self._flavour == "docusaurus" and "i18n" not in parts:
                    # They stand for the blog's translations too, which lie elsewhere.
                    found.append((self._root, people))
            elif key := self._author_key(where, parts):
                found.append((self._root, _people({key: _data(entry)})))
        return sorted(found, key=lambda each: len(each[0]))

    @cached_property
    def _lists_of_authors(self) -> frozenset[str]:
        """The paths of the files that Docusaurus' settings name for the authors of its blogs."""
        names = SETTINGS_FILES["docusaurus"] if self._flavour == "docusaurus" else ()
        entries = (self._tree.find(self._root + name) for name in names)
        script = next((text_of(entry) for entry in entries if entry), "")
        return frozenset(f"{self._root}{blog.folder}/{blog.authors}" for blog in blogs_of(script) if script)

    def _author_key(self, where: PurePosixPath, parts: list[str]) -> str:
        """The key of the one author whom a file describes: `authors/jane.yml`, `authors/jane/_index.md`; else ""."""
        if self.is_author(str(where)) and where.suffix.lower() in {*_DATA_SUFFIXES, ".md", ".mdx"}:
            return where.stem
        page = where.name.lower() == "_index.md" and len(parts) > 1 and parts[-2] in _AUTHORS_FOLDERS
        return where.parts[-2] if page else ""

    @cached_property
    def _tags(self) -> dict[str, str]:
        """The names of Docusaurus' tags by their keys (https://docusaurus.io/docs/blog#tags)."""
        entries = self._small() if self._flavour == "docusaurus" else iter(())
        files = (each for each in entries if _TAGS_FILE.search(each.path) and "/docs/" not in f"/{each.path}")
        tables = ((key, table) for each in files for key, table in _data(each).items())
        return {
            str(key): label
            for key, table in tables
            if isinstance(table, Mapping) and isinstance(label := table.get("label"), str) and label.strip()
        }

    @cached_property
    def _variables(self) -> dict[str, str]:
        """What documents of Jekyll's can name of the site's settings."""
        names = JEKYLL_ITSELF if self._flavour == "jekyll" else ()
        entry = next((found for name in names if (found := self._tree.find(self._root + name))), None)
        return variables_of(read_settings(entry)) if entry else {}

    @cached_property
    def _marks(self) -> tuple[Mark, ...]:
        return marks_of(self._tree, self._flavour, self._root)

    # -- Rules --------------------------------------------------------------------------------------------------

    @cached_property
    def _rules(self) -> list[_Rule]:
        """Those that say more about a place come later, and win."""
        rules = [
            *self._defaults(),
            *self._said_in_python(),
            *self._configured_cascades(),
            *self._cascades(),
            *self._directory_data(),
        ]
        return sorted(rules, key=lambda rule: (len(rule.folder), rule.pattern is not None))

    @cached_property
    def _rules_by_folder(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, rule in enumerate(self._rules):
            found.setdefault(rule.folder, []).append(number)
        return found

    def _defaults(self) -> Iterator[_Rule]:
        """`defaults` of Jekyll's `_config.yml` (https://jekyllrb.com/docs/configuration/front-matter-defaults/)."""
        names = SETTINGS_FILES["jekyll"] if self._flavour == "jekyll" else ()
        entry = next((found for name in names if (found := self._tree.find(self._root + name))), None)
        listed = _data(entry).get("defaults") if entry else None
        for each in listed[:MOST_RULES] if isinstance(listed, list) else []:
            scope = each.get("scope") if isinstance(each, Mapping) else None
            values = each.get("values") if isinstance(each, Mapping) else None
            if not isinstance(scope, Mapping) or not isinstance(values, Mapping):
                continue
            if str(scope.get("type") or scope.get("collection") or "posts") not in {"posts", "drafts"}:
                continue
            path = str(scope.get("path") or "").strip("/")
            marker = r"(?:.*/)?_drafts/" if scope.get("type") == "drafts" else r"(?:.*/)?_(?:posts|drafts)/"
            glob = f"{path}*" if "*" in path else ""
            folder = self._root if glob or not path else f"{self._root}{path}/"
            root = re.escape(self._root)
            pattern = re.compile(f"(?={root}{marker}){root + glob_pattern(glob) if glob else ''}")
            yield _Rule(folder, _fields(values), entry.path if entry else "", pattern)

    def _said_in_python(self) -> Iterator[_Rule]:
        """Whom Pelican and Nikola take for the author of all posts, and Pelican's categories by folder."""
        settings, origin = self._python
        if author := text_in(settings, "AUTHOR" if self._flavour == "pelican" else "BLOG_AUTHOR"):
            yield _Rule(self._root, _fields({"author": author}), origin)
        if self._flavour != "pelican":
            return
        content = f"{self._root}{_folder_named(settings, 'PATH', 'content')}"
        if category := text_in(settings, "DEFAULT_CATEGORY"):
            yield _Rule(content, _fields({"category": category}), origin)
        yield from _pelicans_metadata(settings, content, origin)
        if settings.get("USE_FOLDER_AS_CATEGORY", True):
            folders = {_folder(entry.path) for entry in self._tree}
            for folder in sorted(each for each in folders if each.startswith(content) and each != content):
                yield _Rule(folder, _fields({"category": folder.rstrip("/").rpartition("/")[2]}), origin)

    @cached_property
    def folders_of_pages(self) -> tuple[str, ...]:
        """The folders below the site's, ending in "/", in which Pelican and Nikola look for pages."""
        settings, _ = self._python
        if self._flavour == "pelican":
            listed = settings.get("PAGE_PATHS", ["pages"])
            content = _folder_named(settings, "PATH", "content")
            named = [str(each).strip("./") for each in listed] if isinstance(listed, list | tuple) else []
            return tuple(f"{content}{each}/" for each in named if each)
        return nikola_pages(settings) if self._flavour == "nikola" else ()

    @cached_property
    def _python(self) -> tuple[Mapping[str, Any], str]:
        """The settings of a program that has them in a script of Python, and the script's path."""
        path = self._root + {"pelican": "pelicanconf.py", "nikola": "conf.py"}.get(self._flavour, "")
        entry = self._tree.find(path) if path.endswith(".py") else None
        return (read_settings(entry), path) if entry else ({}, "")

    def _cascades(self) -> Iterator[_Rule]:
        """`cascade` in a section's `_index.md` (https://gohugo.io/content-management/front-matter/#cascade)."""
        for entry in self._small():
            if not entry.path.endswith("_index.md"):
                continue
            yield from self._cascading(_front(entry).get("cascade"), _folder(entry.path), entry.path)

    def _configured_cascades(self) -> Iterator[_Rule]:
        """`cascade` in Hugo's settings, for the site as a whole."""
        if self._flavour == "hugo":
            for name, settings in settings_of(self._tree, self._flavour, self._root):
                yield from self._cascading(settings.get("cascade"), self._root, self._root + name)

    def _cascading(self, cascade: object, folder: str, origin: str) -> Iterator[_Rule]:
        for each in cascade[:MOST_RULES] if isinstance(cascade, list) else [cascade]:
            if not isinstance(each, Mapping):
                continue
            target = each.get("_target") or each.get("target") or {}
            target = target if isinstance(target, Mapping) else {}
            if str(target.get("kind") or "page") != "page":
                continue
            path = str(target.get("path") or "").lstrip("/")
            pattern = re.compile(f"{self._content}{glob_pattern(path, braces=True)}{_ENDS}") if path else None
            yield _Rule(folder, _fields(each), origin, pattern)

    def _directory_data(self) -> Iterator[_Rule]:
        """Eleventy's files of data for a folder or a document (https://www.11ty.dev/docs/data-template-dir/).

        So those that Quarto and Lume have for a folder.
        """
        for entry in self._small():
            if _FOLDERS_DATA.search(entry.path):
                yield _Rule(_folder(entry.path), _fields(_data(entry)), entry.path)
                continue
            found = _ELEVENTY_DATA.match(entry.path.rpartition("/")[2])
            folder = _folder(entry.path)
            stem = found["stem"] if found else ""
            is_folders = bool(stem) and stem == folder.rstrip("/").rpartition("/")[2]
            if found is None or not (found["own"] or (is_folders and self._flavour == "eleventy")):
                continue
            pattern = None if is_folders else re.compile(rf"{re.escape(folder + stem)}\.\w+\Z")
            data = {
                key: value[0] if isinstance(value, list) and found["script"] else value
                for key, value in read_settings(entry).items()
            }
            yield _Rule(folder, _without_collections(_fields(data), stem), entry.path, pattern)

    def _small(self) -> Iterator[Entry]:
        return (entry for entry in self._tree if entry.refusal is None and 0 < entry.size <= _LONGEST)


def _pelicans_metadata(settings: Mapping[str, Any], content: str, origin: str) -> Iterator[_Rule]:
    """What Pelican's settings say of all documents, and of single paths below `content`."""
    default, extra = table_in(settings, "DEFAULT_METADATA"), table_in(settings, "EXTRA_PATH_METADATA")
    if default:
        yield _Rule(content, _fields(default), origin)
    for path, values in extra.items():
        if isinstance(values, Mapping):
            below = re.escape(f"{content}{path.strip('/')}")
            yield _Rule(content, _fields(values), origin, re.compile(rf"{below}(?:/|\Z)"))


def _without_collections(fields: Fields, folder: str) -> Fields:
    """The fields without tags by which Eleventy only gathers the posts of a folder."""
    names = _COLLECTIONS | {folder.lower(), folder.lower().removesuffix("s")}
    return replace(fields, tags=tuple(tag for tag in fields.tags if tag.lower() not in names))


class _Dumper(yaml.SafeDumper):
    """Writes the tables of documents too. What stands in a file once, with aliases to it, is not written twice."""


_Dumper.add_representer(MappingProxyType, lambda dumper, table: dumper.represent_dict(table))


def _folders_around(path: str) -> Iterator[str]:
    """The folders in which a file lies, the widest first: "", "a/", "a/b/"."""
    yield ""
    at = path.find("/")
    while at >= 0:
        yield path[: at + 1]
        at = path.find("/", at + 1)


def _folder(path: str) -> str:
    folder = path.rpartition("/")[0]
    return f"{folder}/" if folder else ""


def _folder_named(settings: Mapping[str, Any], key: str, default: str) -> str:
    folder = (text_in(settings, key) or default).strip("./")
    return f"{folder}/" if folder else ""


def _fields(values: Mapping[Any, object]) -> Fields:
    """What these keys and values would mean in the frontmatter of a post."""
    plain = {str(key): value for key, value in values.items() if not str(key).endswith("target")}
    try:
        return parse(f"---\n{yaml.dump(plain, Dumper=_Dumper, allow_unicode=True)}---\n").fields
    except (yaml.YAMLError, RecursionError):
        return Fields()


def _people(tables: Mapping[Any, object]) -> dict[str, AuthorRef]:
    found = {}
    for key, value in tables.items():
        table = {"name": value} if isinstance(value, str) else value
        authors = _fields({"authors": [table]}).authors if isinstance(table, Mapping) else ()
        if authors:
            found[str(key)] = authors[0]
    return found


def _front(entry: Entry) -> Mapping[str, object]:
    try:
        return parse(entry.read()).data
    except OSError:
        return {}


def _data(entry: Entry) -> Mapping[Any, object]:
    """The mapping in a file of data, or in a document's frontmatter; an empty one where there is none to be read."""
    suffix = PurePosixPath(entry.path).suffix.lower()
    if suffix not in _DATA_SUFFIXES:
        return _front(entry)
    try:
        found = read_data(entry.read().decode("utf-8-sig"), suffix)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, Mapping) else {}
