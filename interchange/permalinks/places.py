"""Programs to which a document's place is its address, such as Gatsby."""

import re
from collections.abc import Callable, Iterable, Mapping
from configparser import ConfigParser
from configparser import Error as ConfigParserError
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ..data_files import read_data
from .page import Page
from .rule import Rule, said_address
from .settings import table_in, text_in

# Blogs made with Sphinx, as their settings name them.
_SPHINX_BLOGS = {"ablog": "ABlog", "tinkerer": "Tinkerer"}
# The parser of such files copies all its complaints with each one more.
_LONGEST_PROJECT = 20_000
_SPHINX = re.compile(r"\b(?:ablog|tinkerer)\b")


@dataclass(frozen=True, kw_only=True)
class PlaceRule(Rule):
    """Documents below one of `folders` ("" or ending in "/") are found where they lie there, with `end` behind."""

    folders: tuple[str, ...] = ("",)
    end: str = "/"

    def own_paths(self, page: Page) -> list[str]:
        if said := said_address(page, "permalink", "path"):
            return [said]
        place = "".join(f"{folder}/" for folder in page.folders)
        start = next((folder for folder in self.folders if place.startswith(folder)), None)
        is_translation = PurePosixPath(page.path).stem not in {page.name, "contents"}
        if start is None or page.text("slug") or is_translation:
            return []
        below = place.removeprefix(start)
        return (
            [below] if page.is_index or page.name.lower() == "readme" else [f"{below}{page.name}{self.end}"]
        )


@dataclass(frozen=True, kw_only=True)
class LektorRule(PlaceRule):
    """https://www.getlektor.com/docs/content/urls/: `prefixes` are those of the languages that have one."""

    generator: str = "Lektor"
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def own_paths(self, page: Page) -> list[str]:
        place = "".join(f"{folder}/" for folder in page.folders)
        start = next((folder for folder in self.folders if place.startswith(folder)), None)
        if start is None:
            return []
        *above, last = place.removeprefix(start).rstrip("/").split("/")
        path = "/".join([*above, page.text("_slug").strip("/") or last])
        language = PurePosixPath(page.path).stem.partition("+")[2]
        before = self.prefixes.get(language, f"/{language}") if language else ""
        return [f"{before.rstrip('/')}/{path}/"] if path.strip("/") else []


def place_rule(paths: Iterable[str], text: Callable[[str], str]) -> PlaceRule | None:
    """The rule of a program that is told by the names of its settings alone; None for none of these.

    `text` gives what is in a file, by its path.
    """
    for path in sorted(paths, key=len):
        where = PurePosixPath(path)
        folder = "" if where.parent == PurePosixPath() else f"{where.parent}/"
        if where.suffix == ".lektorproject":
            content = (f"{folder}content/",)
            return LektorRule(folders=content, content=content, prefixes=_prefixes(text(path)))
        if where.name == "site.hs":
            return PlaceRule(generator="Hakyll", folders=(folder,), end=".html")
        if where.name in {"_quarto.yml", "_quarto.yaml"}:
            return PlaceRule(
                generator="Quarto", folders=(folder,), end=".html", address=_address_in_quarto(text(path))
            )
        if where.name == "conf.py" and (blog := _SPHINX.search(text(path))):
            return PlaceRule(generator=_SPHINX_BLOGS[blog[0]], folders=(folder,), end=".html")
        if where.name == "Package.swift" and "/Publish" in text(path):
            content = (f"{folder}Content/",)
            return PlaceRule(generator="Publish", folders=content, content=content)
    return None


def _prefixes(project: str) -> dict[str, str]:
    """What stands before the addresses in each language of a project of Lektor's, but for the first."""
    if len(project) > _LONGEST_PROJECT:
        return {}
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(project)
    except ConfigParserError:
        return {}
    named = ((each.removeprefix("alternatives."), parser[each]) for each in parser.sections())
    return {code: said["url_prefix"] for code, said in named if "url_prefix" in said}


def _address_in_quarto(settings: str) -> str:
    try:
        found = read_data(settings, ".yml")
    except ValueError:
        return ""
    website = table_in(found, "website") if isinstance(found, Mapping) else {}
    return text_in(website, "site-path") or text_in(website, "site-url")
