"""The exports that are judged: which program writes them, in which form, of a blog in which zone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import moving_archives, moving_feeds, moving_ghost, moving_wordpress
from .moving_posts import Blog
from .moving_truth import Truth

Write = Callable[[Blog, Path], Iterator[Truth]]


@dataclass(frozen=True)
class Lot:
    """`table` is what the report puts before the names of the items; "" where each has a file of its own.

    Those that are `large` are made as large as is asked for, others of a seventh as many posts.
    """

    file: str
    write: Write
    zone: str = "Europe/Berlin"
    table: str | None = None
    large: bool = False

    @property
    def prefix(self) -> str:
        return self.file if self.table is None else self.table


_WXR, _FEED = moving_wordpress.Kind, moving_feeds.Kind


def _wordpress(version: str, *, squarespace: bool = False) -> Write:
    return partial(moving_wordpress.write, kind=_WXR(version, squarespace))


def _feed(flavour: moving_feeds.Flavour) -> Write:
    return partial(moving_feeds.write, kind=_FEED(flavour))


LOTS = {
    "WordPress 1.2": Lot("export.xml", _wordpress("1.2"), large=True),
    "WordPress 1.1": Lot("export.xml", _wordpress("1.1"), "Asia/Kathmandu"),
    "WordPress 1.0": Lot("export.xml", _wordpress("1.0"), "America/St_Johns"),
    "Squarespace": Lot("export.xml", _wordpress("1.1", squarespace=True), "Australia/Lord_Howe"),
    "Ghost": Lot("ghost.json", moving_ghost.write, large=True),
    "Ghost 0": Lot("ghost.json", partial(moving_ghost.write, kind=moving_ghost.Kind(""))),
    "Ghost API": Lot("ghost.json", partial(moving_ghost.write, kind=moving_ghost.Kind("api"))),
    "RSS": Lot("feed.xml", _feed("rss"), "Asia/Kolkata", large=True),
    "Tumblr": Lot("rss.xml", _feed("tumblr"), "America/New_York"),
    "Atom": Lot("feed.xml", _feed("jekyll"), "Pacific/Apia", large=True),
    "Blogger": Lot("blog.xml", _feed("blogger"), "America/Sao_Paulo"),
    "JSON Feed": Lot("feed.json", _feed("json"), "Africa/Cairo"),
    "Medium": Lot("medium.zip", moving_archives.write_medium, "UTC", table=""),
    "Substack": Lot("substack.zip", moving_archives.write_substack, "UTC", table="posts.csv"),
}
