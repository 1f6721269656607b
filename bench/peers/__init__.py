"""Other programs that make a site of the same posts, each in a module of its own, and the least that there is to do.

`PEERS` lists them in the order of the table. One that can't be had is left out and named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import bare, eleventy, hugo, pelican


@dataclass(frozen=True)
class Peer:
    """`command` gives None where the program can't be had, and installs it if need be. `prepare` lays out a site in an
    empty folder, with the posts of another; the command then builds it there."""

    name: str
    command: Callable[[], list[str] | None]
    prepare: Callable[[Path, Path], None]


PEERS = [
    Peer("Hugo", hugo.command, hugo.prepare),
    Peer("Eleventy", eleventy.command, eleventy.prepare),
    Peer("Pelican", pelican.command, pelican.prepare),
    Peer("bare libraries, one core", bare.command, bare.prepare),
]
