"""Hugo's addresses (https://gohugo.io/content-management/urls/)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from articles.document.dates import parse_date

from ..archives import Tree
from ..naming import split_date
from .calendar import date_words, midnight
from .page import Page
from .rule import Rule, said_address, said_template
from .settings import flag_in, read_settings, table_in, text_in
from .words import hugo_path

_TOKEN = re.compile(r"(?<!\\):(\w+)(?:\[([^\[\]]+)\])?")


HUGO_FOLDER = "config/_default/"
# Tables that may have a file of their own there, that of languages one for each language too: `languages.de.toml`.
_PART = re.compile(
    r"(?P<name>permalinks|languages|frontmatter|markup|module)(?:\.(?P<language>[\w-]+))?\.(?:toml|ya?ml|json)\Z"
)


@dataclass(frozen=True)
class Mount:
    """A folder of the site whose documents count as lying in `target`, a folder of the content ("" for all of it)."""

    source: str
    target: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class HugoRule(Rule):
    """`patterns` by section ("" for all), `indexed` the folders that are sections by an `_index.md` of their own."""

    generator: str = "Hugo"
    patterns: Mapping[str, str] = field(default_factory=dict)
    indexed: frozenset[str] = frozenset()
    # The sections with "ugly" addresses; "" for all.
    ugly: frozenset[str] = frozenset()
    lower: bool = True
    accents: bool = True
    # The keys without which a name such as 2020-01-02-hello.md says date and slug: those that stand before ":filename"
    # in `frontmatter.date`. None where names say nothing.
    names_say: tuple[str, ...] | None = None
    language: str = "en"
    # Each further language, and the folder of its content where it has its own.
    languages: Mapping[str, str] = field(default_factory=dict)
    default_in_subdir: bool = False
    mounts: tuple[Mount, ...] = ()

    @property
    def homes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.folders, *(f"{mount.source}/" for mount in self.mounts)]))

    @property
    def folders(self) -> tuple[str, ...]:
        """Those that are the site's content, each ending in "/"."""
        mounted = (mount.source for mount in self.mounts if not mount.target)
        return tuple(
            dict.fromkeys(
                [*(f"{each}/" for each in (*self.languages.values(), *mounted) if each), *self.content]
            )
        )

    def own_paths(self, page: Page) -> list[str]:
        place = self._place(page)
        if place is None:
            return []
        folders, language = place
        name = self._name(page)
        if page.is_index and folders:
            if name != page.name:
                # In a language that the site does not have it is no page, but a part of the bundle.
                return []
            *folders, name = folders
        before = self._before(language)
        own = said_address(page, "url")
        template = said_template(page, "url") or ("" if own else self._pattern(folders))
        if own:
            paths = [own if own.startswith("/") else f"{before}/{own}"]
        elif template:
            paths = [f"{before}/{path}" for path in self._expanded(template, page, folders, name)]
        else:
            paths = [f"{before}/{path}" for path in [self._by_place(page, folders, name)]]
        section = folders[0] if folders else ""
        if not own and self.ugly & {"", section}:
            paths = [f"{path.rstrip('/')}.html" for path in paths]
        return [*paths, *self._aliases(page, paths)]

    def _place(self, page: Page) -> tuple[list[str], str] | None:
        """The folders below the content's, and the language; None for what lies elsewhere."""
        for language, folder in sorted(self.languages.items(), key=lambda each: -len(each[1])):
            if folder and (below := page.below(*folder.split("/"))) is not None:
                return list(below), language
        for mount in self.mounts:
            if (below := page.below(*mount.source.split("/"))) is not None:
                return [
                    *filter(None, mount.target.split("/")),
                    *below,
                ], mount.language or page.language or self.language
        for folder in self.content:
            if (below := page.below(*PurePosixPath(folder).parts)) is not None:
                return list(below), page.language if page.language in self.languages else self.language
        return None

    def _name(self, page: Page) -> str:
        """The name of a post; what stands behind a dot there is no language unless the site has it."""
        stem = PurePosixPath(page.path).stem
        behind = stem.removeprefix(page.name).lstrip(".")
        return page.name if not behind or behind in {self.language, *self.languages} else stem

    def _before(self, language: str) -> str:
        if language == self.language and not self.default_in_subdir:
            return ""
        return f"/{language.lower()}" if language in self.languages or self.default_in_subdir else ""

    def _by_place(self, page: Page, folders: list[str], name: str) -> str:
        last = self._slug(page, name) or name
        return self._clean("/".join([*folders, last])) + "/"

    def _slug(self, page: Page, name: str) -> str:
        """The slug that the frontmatter gives, or the dated name where the settings ask for it."""
        if said := page.text("slug"):
            return said.strip("/")
        if self.names_say is None or any(page.data.get(key) for key in self.names_say):
            return ""
        return split_date(name)[1] if split_date(name)[0] else ""

    def _pattern(self, folders: list[str]) -> str:
        """The pattern of the nearest folder that has one."""
        for depth in range(len(folders), 0, -1):
            if pattern := self.patterns.get("/".join(folders[:depth]).lower()):
                return pattern
        return self.patterns.get("", "") or ("" if folders else self.patterns.get("/", ""))

    def _expanded(self, template: str, page: Page, folders: list[str], name: str) -> list[str]:
        """The template filled in; nothing when one of its words is not known."""
        words = self._words(page, folders, name)
        unknown: list[str] = []

        def put(token: re.Match[str]) -> str:
            if token[1] == "sections" and token[2]:
                return "/".join(_cut(self._sections(folders), token[2]))
            if (value := words.get(token[1])) is None:
                unknown.append(token[0])
            return value or ""

        path = _TOKEN.sub(put, template)
        return [] if unknown else [self._clean(path.replace("\\:", ":"))]

    def _words(self, page: Page, folders: list[str], name: str) -> dict[str, str]:
        slug = self._slug(page, name)
        # A moment is that of its own offset; only for those without one does Hugo ask the site's zone.
        # An embargo (publishDate) is no part of an address.
        moment = parse_date(page.data.get("date")) or page.date
        dates = date_words(midnight(moment)) if moment else {}
        title = self._clean(page.title).replace("/", "-")
        return {
            **dates,
            "title": title,
            "slug": self._clean(slug).replace("/", "-") or title,
            "slugorfilename": self._clean(slug or name),
            "slugorcontentbasename": self._clean(slug or name),
            "filename": self._clean(name),
            "contentbasename": self._clean(name),
            "section": folders[0] if folders else "",
            "sections": "/".join(self._sections(folders)),
        }

    def _sections(self, folders: list[str]) -> list[str]:
        """A folder is a section at the top, and further down with an `_index.md`."""
        paths = ["/".join(folders[:depth]) for depth in range(1, len(folders) + 1)]
        return [
            each for each, path in zip(folders, paths, strict=True) if path in self.indexed or "/" not in path
        ]

    def _clean(self, text: str) -> str:
        return hugo_path(text, lower=self.lower, accents=self.accents)

    def _aliases(self, page: Page, paths: list[str]) -> list[str]:
        """`aliases`, which begin where the site does, or without a slash where the post lies."""
        here = paths[0].rstrip("/").rpartition("/")[0] if paths else ""
        said = page.terms("aliases")
        return [each if each.startswith("/") else f"{here}/{each}" for each in said if "://" not in each]


def _cut(parts: list[str], wanted: str) -> list[str]:
    """A part of the sections: "1", "last", "1:", ":last"..., all of them for ""."""
    if not wanted:
        return parts
    numbers = [_number(each, len(parts)) for each in wanted.lower().split(":")]
    if len(numbers) == 1:
        return parts[numbers[0] : numbers[0] + 1] if numbers[0] is not None else []
    return parts[numbers[0] or 0 : numbers[1]]


def _number(text: str, length: int) -> int | None:
    if text == "last":
        return length - 1
    return int(text) if text.isdecimal() else None


def hugo_rule(settings: Mapping[str, Any], origin: str, *, indexed: frozenset[str]) -> HugoRule:
    """The rule that the merged settings of a site give."""
    content = text_in(settings, "contentDir").strip("/") or "content"
    language = text_in(settings, "defaultContentLanguage") or "en"
    languages = {
        name: text_in(table, "contentDir").strip("/") if isinstance(table, Mapping) else ""
        for name, table in table_in(settings, "languages").items()
    }
    ugly = next((value for key, value in settings.items() if key.lower() == "uglyurls"), False)
    sections = (
        {""}
        if ugly is True
        else {name for name, value in ugly.items() if value}
        if isinstance(ugly, dict)
        else ()
    )
    return HugoRule(
        origin=origin,
        address=text_in(settings, "baseURL"),
        content=(f"{content}/",),
        patterns=_patterns(
            next((each for key, each in settings.items() if key.lower() == "permalinks"), None)
        ),
        indexed=indexed,
        ugly=frozenset(sections),
        lower=not flag_in(settings, "disablePathToLower"),
        accents=not flag_in(settings, "removePathAccents"),
        names_say=_before_filename(table_in(settings, "frontmatter").get("date")),
        language=language,
        languages=languages if len(languages) > 1 or any(languages.values()) else {},
        default_in_subdir=flag_in(settings, "defaultContentLanguageInSubdir"),
        mounts=tuple(_mounts(table_in(settings, "module").get("mounts"))),
    )


def hugo_parts(tree: Tree, root: str) -> dict[str, Any]:
    """The tables of a site's settings that have files of their own, by their names."""
    found: dict[str, Any] = {}
    for entry in tree:
        folder, _, name = entry.path.rpartition("/")
        part = _PART.match(name) if f"{folder}/" == f"{root}{HUGO_FOLDER}" else None
        if part and (table := read_settings(entry)):
            if part["language"] is None:
                found[part["name"]] = {**table, **found.get(part["name"], {})}
            elif part["name"] == "languages":
                found.setdefault("languages", {})[part["language"]] = table
    return found


def _mounts(listed: object) -> Iterator[Mount]:
    for each in listed if isinstance(listed, list) else []:
        if not isinstance(each, Mapping):
            continue
        source, target = text_in(each, "source").strip("./"), text_in(each, "target").strip("/")
        if source and (target == "content" or target.startswith("content/")):
            yield Mount(source, target.removeprefix("content").strip("/"), text_in(each, "lang"))


def _before_filename(dates: object) -> tuple[str, ...] | None:
    listed = [str(each).lower() for each in dates] if isinstance(dates, list) else [str(dates).lower()]
    if ":filename" not in listed:
        return None
    before = listed[: listed.index(":filename")]
    default = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
    return tuple(key for each in before for key in (default if each == ":default" else (each,)))


def _patterns(permalinks: object) -> dict[str, str]:
    """The patterns of pages by section: in a table, below `page` in it, or as a list of targets with patterns."""
    if isinstance(permalinks, list):
        rules = [each for each in permalinks if isinstance(each, Mapping)]
        found = [(_section_of(each.get("target")), each.get("pattern")) for each in rules]
        # The first that fits wins there.
        return {section: pattern for section, pattern in reversed(found) if isinstance(pattern, str)}
    table = permalinks if isinstance(permalinks, Mapping) else {}
    pages = table.get("page")
    tables = [table, pages if isinstance(pages, Mapping) else {}]
    return {
        str(section).strip("/").lower() or "/": pattern
        for each in tables
        for section, pattern in each.items()
        if isinstance(pattern, str)
    }


def _section_of(target: object) -> str:
    path = str(target.get("path") or "") if isinstance(target, Mapping) else ""
    return re.split(r"[,*}]", path.strip("{"))[0].strip("/").lower()
