"""Programs to which a document's place is its address, such as Gatsby, and Middleman."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..naming import split_date
from .calendar import date_words, midnight
from .page import Page
from .rule import Rule, said_address

_MIDDLEMAN = re.compile(r"\.(?P<key>permalink|prefix)\s*=\s*(?P<quote>[\"'])(?P<text>[^\"'\n]*)(?P=quote)")
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)


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
class MiddlemanRule(Rule):
    """https://middlemanapp.com/basics/blogging/: `template` has {year}, {month}, {day} and {title}."""

    generator: str = "Middleman"
    template: str = "{year}/{month}/{day}/{title}.html"
    blog: str = ""
    is_pretty: bool = False

    def own_paths(self, page: Page) -> list[str]:
        blog = [part for part in self.blog.split("/") if part]
        if page.date is None or page.below("source", *blog) is None:
            return []
        name = re.sub(r"\.html?\Z", "", page.name)
        words = {**date_words(midnight(page.date)), "title": page.text("slug") or split_date(name)[1] or name}
        path = re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), self.template)
        if "{" in path:
            return []
        path = re.sub(r"\.html\Z", "/", path) if self.is_pretty else path
        return ["/".join([*blog, path.lstrip("/")])]


def place_rule(paths: Iterable[str]) -> PlaceRule | None:
    """The rule of a program that is told by the names of its settings alone; None for none of these."""
    for path in sorted(paths, key=len):
        where = PurePosixPath(path)
        folder = "" if where.parent == PurePosixPath() else f"{where.parent}/"
        if where.suffix == ".lektorproject":
            return PlaceRule(
                generator="Lektor", folders=(f"{folder}content/",), content=(f"{folder}content/",)
            )
        if where.name == "site.hs":
            return PlaceRule(generator="Hakyll", folders=(folder,), end=".html")
        if where.name in {"_quarto.yml", "_quarto.yaml"}:
            return PlaceRule(generator="Quarto", folders=(folder,), end=".html")
    return None


def middleman_rule(script: str, origin: str) -> MiddlemanRule:
    """The rule that `config.rb` gives, as far as it can be read without running it."""
    script = _COMMENT.sub("", script)
    said = {found["key"]: found["text"] for found in _MIDDLEMAN.finditer(script)}
    return MiddlemanRule(
        origin=origin,
        template=said.get("permalink") or MiddlemanRule.template,
        blog=said.get("prefix", "").strip("/"),
        is_pretty="activate :directory_indexes" in script,
    )
