"""Other ways to serve an article's page, each in a module of its own, measured beside the site.

Each module has `cases(folder, page)`, which lays out what it needs in an empty folder and gives its cases, their
servers not yet started; it raises NotInstalled where the program cannot be had.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.load import Case

from . import django_site, fast_api, ghost, wagtail
from .packages import NotInstalled, Page

PEERS = {"Django": django_site, "FastAPI": fast_api, "Wagtail": wagtail, "Ghost": ghost}

__all__ = ["PEERS", "Missing", "NotInstalled", "Page", "cases"]


class Missing(NamedTuple):
    """A peer that is not there, and why."""

    name: str
    reason: str


def cases(folder: Path, page: Page) -> Iterator[Case | Missing]:
    for name, peer in PEERS.items():
        own = folder / name.lower()
        own.mkdir()
        try:
            yield from peer.cases(own, page)
        except NotInstalled as error:
            yield Missing(name, str(error))
