"""Gridsome's addresses, as far as its script tells them without being run (https://gridsome.org/docs/routing/)."""

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath

from .calendar import date_words, midnight
from .page import Page
from .rule import Rule, said_address
from .settings import without_comments
from .words import ascii_slug

_TEXT = r"[`'\"](?P<{}>[^`'\"$\n]*)[`'\"]"
# One source of files: where they lie, what they are called, and perhaps where they are found.
_OPTIONS = re.compile(r"\boptions\s*:\s*\{")
_PAIR = re.compile(r"\b(?P<key>path|baseDir|typeName|route|template)\s*:\s*" + _TEXT.format("value"))
_TEMPLATES = re.compile(r"\btemplates\s*:\s*\{")
_TEMPLATE = re.compile(r"\b(?P<name>\w+)\s*:\s*(?:\[\s*\{[^{}]*?\bpath\s*:\s*)?" + _TEXT.format("route"))
# More sources are in no settings.
_MOST_SOURCES = 20
_WORD = re.compile(r":(\w+)")


@dataclass(frozen=True, kw_only=True)
class GridsomeRule(Rule):
    """`routes` are a folder ("" or ending in "/") and the template of what lies in it, the longer folders first."""

    generator: str = "Gridsome"
    routes: tuple[tuple[str, str], ...] = ()

    def own_paths(self, page: Page) -> list[str]:
        if said := said_address(page, "path", "permalink"):
            return [said]
        found = next((each for each in self.routes if page.path.startswith(each[0])), None)
        if found is None:
            return []
        folder, template = found
        words = self._words(page, folder)
        wanted = _WORD.findall(template)
        if not wanted or not all(words.get(word) for word in wanted):
            return []
        return [_WORD.sub(lambda each: words[each[1]], template).rstrip("/") + "/"]

    @staticmethod
    def _words(page: Page, folder: str) -> dict[str, str]:
        title = ascii_slug(page.title)
        below = PurePosixPath(page.path.removeprefix(folder)).with_suffix("")
        place = below.parent if page.is_index else below
        dates = date_words(midnight(page.date)) if page.date else {}
        return {
            **{key: ascii_slug(page.text(key)) for key in page.data},
            **{key: dates[key] for key in ("year", "month", "day") if key in dates},
            "slug": page.text("slug").strip("/") or title,
            "title": title,
            "path": place.as_posix().strip("."),
            "fileInfo__name": page.name,
            "fileInfo__path": page.path,
        }


def _inside(script: str, start: int) -> str:
    """What stands between the brace before `start` and the one that closes it."""
    depth = 1
    for found in re.finditer(r"[{}]", script[start:]):
        depth += 1 if found[0] == "{" else -1
        if not depth:
            return script[start : start + found.start()]
    return script[start:]


def gridsome_rule(script: str, origin: str) -> GridsomeRule:
    """The rule that `gridsome.config.js` gives."""
    script = without_comments(script)
    listed = _TEMPLATES.search(script)
    inside = _inside(script, listed.end()) if listed else ""
    templates = {each["name"]: each["route"] for each in _TEMPLATE.finditer(inside)}
    routes = []
    for source in islice(_OPTIONS.finditer(script), _MOST_SOURCES):
        options = _inside(script, source.end())
        opens, closes = options.find("{"), options.rfind("}")
        plain = options[:opens] + options[closes + 1 :] if 0 <= opens < closes else options
        said = {each["key"]: each["value"] for each in _PAIR.finditer(plain)}
        # What stands before the first asterisk is the folder.
        path = "/".join(
            part.strip("./") for part in (said.get("baseDir", ""), said.get("path", "").split("*")[0])
        )
        folder = f"{path.strip('/')}/" if path.strip("/") else ""
        if route := said.get("route") or templates.get(said.get("typeName", "")):
            routes.append((folder, route))
    routes.sort(key=lambda each: -len(each[0]))
    named = {
        key: re.search(rf"\b{key}\s*:\s*" + _TEXT.format("text"), script) for key in ("siteUrl", "pathPrefix")
    }
    address, prefix = (found["text"].strip().rstrip("/") if found else "" for found in named.values())
    mount = prefix.strip("/")
    address = f"{address}/{mount}" if mount and not address.endswith(f"/{mount}") else address
    return GridsomeRule(
        origin=origin,
        address=address,
        routes=tuple(routes),
        content=tuple(folder for folder, _ in routes) or ("",),
    )
