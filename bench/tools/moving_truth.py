"""What is to become of each item of an export, written down by who wrote the export, before anything has read it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from .moving_posts import Block, Code, Listing, Picture, Post, Run, Table, Text

ANYTHING = "\ue000"
"""Stands in a text where a page may show more: a player's link, what a plugin's box is called."""


@dataclass(frozen=True)
class Truth:
    """One item. `name` is what the report calls it, behind the path of its file.

    Of one that is `ignored` or `rejected`, `why` is the code that says so. Of an article the rest is to be found, and
    each code in `said` in its warnings. `instant` is ISO 8601 in UTC, "" where nothing tells it; "*" in `title` means
    that it is made of the text. `links` are what its text leads to: addresses, or items as `item` writes them.
    """

    name: str
    result: str
    why: str = ""
    title: str = ""
    instant: str = ""
    status: str = ""
    authors: tuple[str, ...] = ()
    category: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""
    picture: str = ""
    pictures: tuple[str, ...] = ()
    old_paths: tuple[str, ...] = ()
    text: str = ""
    links: tuple[str, ...] = ()
    language: str = ""
    featured: bool = False
    said: tuple[str, ...] = ()


def item(name: str) -> str:
    """Another item of the export, as what a text leads to."""
    return f"item:{name}"


def write_truths(path: Path, truths: Iterable[Truth]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(asdict(truth), ensure_ascii=False) + "\n" for truth in truths)


def read_truths(path: Path) -> Iterator[Truth]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            said = json.loads(line)
            yield Truth(
                **{key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
            )


def iso(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


# -- What readers of a text see ---------------------------------------------------------------------------------


def shown(blocks: Iterable[Block]) -> str:
    """The words that readers see, with blanks between blocks."""
    return " ".join(" ".join(_shown(block)) for block in blocks)


def _shown(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield _text(block.runs)
    elif isinstance(block, Listing):
        yield from map(_text, block.items)
    elif isinstance(block, Code):
        yield block.text
    elif isinstance(block, Picture):
        yield block.caption
    elif isinstance(block, Table):
        yield from (cell for row in block.rows for cell in row)


def _text(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def pictures(blocks: Iterable[Block]) -> list[str]:
    return [block.address for block in blocks if isinstance(block, Picture)]


def links(blocks: Iterable[Block]) -> Iterator[str | int]:
    """What the text leads to, in its order: addresses, and numbers of posts."""
    for block in blocks:
        lines = (
            block.items if isinstance(block, Listing) else (block.runs,) if isinstance(block, Text) else ()
        )
        yield from (run.target for runs in lines for run in runs if run.look == "link")


def status_of(post: Post) -> str:
    """What an article is that was such a post."""
    hidden = {
        "draft": "draft",
        "pending": "review",
        "private": "draft",
        "password": "draft",
        "future": "scheduled",
    }
    return hidden.get(post.state, "published")
