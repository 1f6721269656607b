"""Which clock a source's site went by, where its settings say so."""

from collections.abc import Iterator

from .archives import Tree
from .permalinks.settings import read_settings, table_in, text_in
from .readers.local_times import Clock
from .site_facts import HUGO_SETTINGS
from .zones import zone_of

# flavour -> where the zone stands, and under which key
_SETTINGS = {
    "hugo": (HUGO_SETTINGS, "timeZone"),
    "jekyll": (("_config.yml", "_config.yaml", "_config.toml"), "timezone"),
    "hexo": (("_config.yml", "_config.yaml"), "timezone"),
    "pelican": (("pelicanconf.py", "publishconf.py"), "TIMEZONE"),
    "nikola": (("conf.py",), "TIMEZONE"),
}
# Exports of ours say it in their site file.
_OWN = ("trendsite", "site.yaml")


def clock_of(tree: Tree, flavour: str, root: str) -> Clock:
    """The site's zone and the file that names it; an empty clock where none does, or names what is no zone."""
    for name, zone in _named(tree, flavour, root):
        if zone_of(zone) is not None:
            return Clock(zone, name)
    return Clock()


def _named(tree: Tree, flavour: str, root: str) -> Iterator[tuple[str, str]]:
    if flavour == _OWN[0] and (own := tree.find(root + _OWN[1])) is not None:
        yield _OWN[1], text_in(table_in(read_settings(own), "site"), "time_zone")
    names, key = _SETTINGS.get(flavour, ((), ""))
    for name in names:
        entry = tree.find(root + name)
        if entry is not None and (zone := text_in(read_settings(entry), key)):
            yield name, zone
