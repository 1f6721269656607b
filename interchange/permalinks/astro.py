"""Astro's addresses (https://docs.astro.build/en/guides/routing/).

Pages are found where they lie below `src/pages`. Where the entries of a content collection are found, those pages tell
that are made of them: by their place, such as `src/pages/blog/[...slug].astro`, and by the collection they ask for.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..naming import is_language
from .page import Page
from .rule import Rule
from .scripts import with_constants
from .settings import text_in

ROUTE = re.compile(
    r"src/pages/(?P<route>(?:(?:[^\[\]/]+|\[(?:\.\.\.)?(?:lang|locale|language|lng)\])/)*)"
    r"\[(?:\.\.\.)?(?P<what>\w+)\](?:/index)?\.(?:astro|[jt]sx?)\Z"
)
# Pages of lists, and of what is made for a post beside it.
_NAMES_OF_LISTS = """
    tag tags page pages category categories author authors series year archive archives og rss card
"""
_LISTS = frozenset(_NAMES_OF_LISTS.split())
_LANGUAGE = re.compile(r"\[[^\]]*\]")
_ASKED = re.compile(r"\bget(?:Collection|Entry|EntryBySlug)\(\s*[\"'`](?P<name>[\w-]+)[\"'`]")
_DEFINED = re.compile(r"\b(?:const|let|var)\s+(?P<name>\w+)\s*(?::\s*\w+\s*)?=\s*defineCollection\s*\(")
_BASE = re.compile(r"\bbase\s*:\s*(?:new\s+URL\(\s*)?(?P<mark>[\"'`])(?P<path>[^\"'`$\n]*)(?P=mark)")
_EXPORTED = re.compile(r"\bcollections\s*=\s*\{(?P<names>[^{}]*)\}")


@dataclass(frozen=True)
class Route:
    """A page that is made of each entry of a collection: `path` is its place, `collection` what it asks for, if known.

    In the path "*" stands for the language.
    """

    path: str
    collection: str = ""


@dataclass(frozen=True, kw_only=True)
class AstroRule(Rule):
    generator: str = "Astro"
    content: tuple[str, ...] = ("src/pages/", "src/content/", "src/")
    routes: tuple[Route, ...] = ()
    # The collections whose entries lie elsewhere than in a folder of their name, by that folder.
    bases: Mapping[str, str] = field(default_factory=dict)
    # With `build.format: "file"`.
    is_file: bool = False

    @property
    def homes(self) -> tuple[str, ...]:
        return ("src/", *(f"{folder}/" for folder in self.bases))

    def own_paths(self, page: Page) -> list[str]:
        end = ".html" if self.is_file else "/"
        if (below := page.below("src", "pages")) is not None:
            return [f"{'/'.join([*below, *self._name(page)])}{end}"]
        if (place := self._place(page)) is None:
            return []
        collection, folders = place
        # What begins with a low line is for the author alone.
        parts = ascii_each([each for each in folders if not each.startswith("_")] + self._name(page))
        if said := page.text("slug", "postslug"):
            parts = said.strip("/").split("/")
        path = self._found_at(collection, parts, page)
        return [f"{path}{end}"] if path else []

    def _place(self, page: Page) -> tuple[str, list[str]] | None:
        """The collection that a document is an entry of, and its folders there."""
        for folder, collection in sorted(self.bases.items(), key=lambda each: -len(each[0])):
            if (below := page.below(*[part for part in folder.split("/") if part])) is not None:
                return collection, list(below)
        for folder in ("content", "data"):
            if below := page.below("src", folder):
                return below[0], list(below[1:])
        return None

    def _found_at(self, collection: str, parts: list[str], page: Page) -> str:
        """Where an entry is found; "" where that can't be told."""
        asking = [route for route in self.routes if route.collection == collection]
        named = [route for route in self.routes if route.path.rpartition("/")[2] == collection]
        others = {"", *self.bases.values()}
        free = [
            route
            for route in self.routes
            if not route.collection and route.path.rpartition("/")[2] not in others
        ]
        routes = asking or named or (free if len(free) == 1 else [])
        language = parts[0] if parts and is_language(parts[0]) else page.language.lower()
        # One below the language of the document, then one that has none in it.
        fitting = sorted(routes, key=lambda each: each.path.split("/")[0] != language) if language else routes
        route = next(iter(fitting), None)
        if route is None or not parts:
            return ""
        if "*" not in route.path:
            return "/".join(part for part in (route.path, *parts) if part)
        rest = parts[1:] if parts[0] == language else parts
        return "/".join([*route.path.replace("*", language).split("/"), *rest]) if language and rest else ""

    @staticmethod
    def _name(page: Page) -> list[str]:
        return [] if page.is_index else [page.name]


def ascii_each(parts: list[str]) -> list[str]:
    """Astro's slugs of a path's parts (github-slugger): lower case, spaces as hyphens, no signs."""
    return [re.sub(r"[^\w\- ]", "", part.lower()).replace(" ", "-") for part in parts]


def astro_rule(
    settings: Mapping[str, Any], origin: str, *, pages: Iterable[tuple[str, str]], collections: str
) -> AstroRule:
    """The rule that `pages` (each with its path and its script) and the script that defines collections give."""
    site, base = text_in(settings, "site").rstrip("/"), text_in(settings, "base").strip("/")
    return AstroRule(
        origin=origin,
        address=f"{site}/{base}",
        routes=tuple(sorted(_routes(pages), key=lambda each: each.path)),
        bases=_bases(collections),
        is_file=text_in(settings, "format") == "file",
    )


def _routes(pages: Iterable[tuple[str, str]]) -> set[Route]:
    found = set()
    for path, script in pages:
        page = ROUTE.match(path)
        if page is None or _LISTS & {page["what"], *re.split(r"[/-]", page["route"])}:
            continue
        asked = {each["name"] for each in _ASKED.finditer(script)}
        route = _LANGUAGE.sub("*", page["route"].rstrip("/"))
        found.add(Route(route, asked.pop() if len(asked) == 1 else ""))
    return found


def _bases(script: str) -> dict[str, str]:
    """The folders of the collections that a script defines, and their names."""
    script = with_constants(script)
    defined = list(_DEFINED.finditer(script))
    exported = _EXPORTED.search(script)
    names = _names(exported["names"]) if exported else {}
    found = {}
    for place, each in enumerate(defined):
        end = defined[place + 1].start() if place + 1 < len(defined) else len(script)
        if base := _BASE.search(script, each.end(), end):
            found[base["path"].strip("./")] = names.get(each["name"], each["name"])
    return {folder: name for folder, name in found.items() if folder}


def _names(exported: str) -> dict[str, str]:
    """The variables in `{ blog, "posts": articles }`, each with the name that it has there."""
    pairs = (each.partition(":") for each in exported.split(","))
    return {(value or key).strip(): key.strip().strip("\"'`") for key, _, value in pairs}
