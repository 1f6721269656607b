"""Which clock a source's site went by, where its settings say so, and what stands first in its dates: 01/07/2025."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from .archives import Entry, Tree
from .naming import suffix_of
from .neighbours import DOCUMENTS
from .permalinks.hugo import hugo_parts
from .permalinks.settings import read_settings, table_in, text_in, text_of
from .readers.local_times import Clock
from .readers.publish_dates import order_of_keys
from .settings_files import SETTINGS_FILES, settings_of
from .zones import zone_in_rails, zone_of

# flavour -> the key under which the zone stands in its settings
_KEYS = {
    "hugo": "timeZone",
    "jekyll": "timezone",
    "hexo": "timezone",
    "pelican": "TIMEZONE",
    "nikola": "TIMEZONE",
}
# Generators read such dates in their own languages' way: Ruby takes the first number for the day, JavaScript and
# Python's dateutil for the month. A site that had them the other way round could not be made.
_FIRST: dict[str, Literal["day", "month"]] = {
    "jekyll": "day",
    "middleman": "day",
    "hexo": "month",
    "docusaurus": "month",
    "pelican": "month",
    "nikola": "month",
}
_JAVASCRIPT = frozenset({"astro", "eleventy", "gridsome", "nuxt", "vuepress", "vitepress"})
_TIME_ZONE = re.compile(r"^[ \t]*Time\.zone\s*=\s*(?P<mark>[\"'])(?P<name>[^\"'\n]+)(?P=mark)", re.MULTILINE)
# A date in figures under a key that names one.
_IN_FIGURES = re.compile(
    rb"""^[ \t]*["']?[\w.-]*(?:dat|publish|posted|created|updated|modified)\w*["']?[ \t]*[:=][ \t]*["']?
    (?P<first>\d{1,2})([/-])(?P<other>\d{1,2})\2\d{4}\b""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_HEAD_BYTES = 2048
# Exports of ours say it in their site file.
_OWN = ("trendsite", "site.yaml")


def clock_of(tree: Tree, flavour: str, root: str) -> Clock:
    """The site's zone and the file that names it, and the order of its dates.

    No zone where no file names one, or names what is none.
    """
    first, why = _first(tree, flavour, root)
    keys = _keys(tree, flavour, root)
    for name, zone in _named(tree, flavour, root):
        if zone_of(zone) is not None:
            return Clock(zone, name, first=first, why=why, keys=keys)
    return Clock(first=first, why=why, keys=keys)


def _keys(tree: Tree, flavour: str, root: str) -> tuple[str, ...]:
    """Under which keys a site of Hugo's looks for the date of a post, where its settings say so."""
    if flavour != "hugo":
        return ()
    said = (settings for _, settings in settings_of(tree, flavour, root))
    orders = (
        order_of_keys(table_in(each, "frontmatter").get("date")) for each in (*said, hugo_parts(tree, root))
    )
    return next(filter(None, orders), ())


def _first(tree: Tree, flavour: str, root: str) -> tuple[Literal["", "day", "month"], str]:
    """What stands first in the dates of a source, and how that is known."""
    if flavour == _OWN[0]:
        return "", ""
    if any(tree.find(f"{root}_quarto.{suffix}") for suffix in ("yml", "yaml")):
        return "month", "Quarto takes the first number for the month"
    known = _FIRST.get(flavour)
    # Without settings it is its folders alone that tell what made it, and others have such, too.
    settled = flavour != "jekyll" or any(tree.find(root + name) for name in SETTINGS_FILES[flavour])
    found = Counter() if known and settled else Counter(each for entry in tree for each in _told(entry))
    if known and not (len(found) == 1 and known not in found):
        return known, f"{flavour.capitalize()} takes the first number for the {known}"
    if len(found) == 1:
        first: Literal["day", "month"] = "day" if "day" in found else "month"
        return first, f"dates in the source that leave no choice have the {first} first"
    if not found and (flavour in _JAVASCRIPT or tree.find(f"{root}package.json")):
        return "month", "JavaScript takes the first number for the month"
    return "", ""


def _told(entry: Entry) -> Iterator[str]:
    """What stands first in the dates of a document that leave no choice."""
    if entry.refusal is not None or suffix_of(entry.path) not in DOCUMENTS:
        return
    try:
        with entry.open() as stream:
            head = stream.read(_HEAD_BYTES)
    except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return
    for found in _IN_FIGURES.finditer(head):
        first, other = int(found["first"]), int(found["other"])
        if first > 12 >= other:
            yield "day"
        elif other > 12 >= first:
            yield "month"


def _named(tree: Tree, flavour: str, root: str) -> Iterator[tuple[str, str]]:
    if flavour == _OWN[0] and (own := tree.find(root + _OWN[1])) is not None:
        yield _OWN[1], text_in(table_in(read_settings(own), "site"), "time_zone")
    script = tree.find(f"{root}config.rb") if flavour == "middleman" else None
    if script is not None and (said := _TIME_ZONE.search(text_of(script))):
        yield "config.rb", zone_in_rails(said["name"])
    if key := _KEYS.get(flavour):
        for name, settings in settings_of(tree, flavour, root):
            yield name, text_in(settings, key)
