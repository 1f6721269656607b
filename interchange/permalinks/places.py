"""Programs to which a document's place is its address, such as Gatsby."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from .page import Page
from .rule import Rule, said_address


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
