"""Importing a blog beside programs that build a site of it: the same generated posts, in one run, on all processors.

What an import does is parse, render, highlight, sanitise and index each post, with a revision of each; every article
is then a page on the running site. SIZES="1000" chooses other sizes; KIND=prose posts with less code and many more
marks in their text (`tools/posts.py`); PEERS=off leaves the other programs out; with ROUNDS="3" all take turns three
times, and the shortest time of each counts: what else a machine does only ever adds.

The second table says how many times as fast we are as each of them.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from peers import PEERS
from tools.load import ROOT, machine
from tools.posts import Kind, write_posts
from tools.watched import Cost, watched

SIZES = [int(size) for size in os.environ.get("SIZES", "1000 10000").split()]
KIND: Kind = "prose" if os.environ.get("KIND") == "prose" else "code"
ROUNDS = int(os.environ.get("ROUNDS", "1"))
# What of ours is compared with what others do.
IMPORT, BUILD = "trendsite, import", "trendsite, build_site"


@dataclass(frozen=True)
class Row:
    """What a program took for so many posts; no cost of one that can't be had."""

    name: str
    posts: int
    cost: Cost | None

    def __str__(self) -> str:
        if self.cost is None:
            return f"| {self.name} is not installed | {self.posts:,} | | | | |"
        each = self.cost.cpu / self.posts * 1000
        took = f"{self.cost.wall:.1f} | {self.cost.cpu:.1f} | {each:.2f} | {self.cost.memory:.0f}"
        return f"| {self.name} | {self.posts:,} | {took} |"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows: list[Row] = []
        for size in SIZES:
            posts = folder / f"posts-{size}"
            write_posts(posts, size, KIND)
            for _ in range(ROUNDS):
                rows += _ours(folder / f"site-{size}", posts, size)
                if os.environ.get("PEERS") != "off":
                    rows += _peers(folder, posts, size)
    rows = _shortest(rows)
    print(f"{machine()}; posts of the kind “{KIND}”\n")
    print("| what | posts | s | CPU s | ms of CPU a post | MB |\n|---|---:|---:|---:|---:|---:|")
    print("\n".join(map(str, rows)))
    print("\n| posts | against | import: as fast | its CPU | build_site: as fast | its CPU |")
    print("|---:|---|---:|---:|---:|---:|")
    print("\n".join(_ratios(rows)))


def _shortest(rows: list[Row]) -> list[Row]:
    """Of each program's turns with so many posts the shortest."""
    found: dict[tuple[str, int], Row] = {}
    for row in rows:
        known = found.setdefault((row.name, row.posts), row)
        if row.cost and known.cost and row.cost.wall < known.cost.wall:
            found[row.name, row.posts] = row
    return list(found.values())


def _ratios(rows: list[Row]) -> Iterator[str]:
    """How many times what we take others take, on the clock and of processors."""
    costs = {(row.name, row.posts): row.cost for row in rows if row.cost is not None}
    for size in SIZES:
        for peer in PEERS:
            theirs = costs.get((f"{peer.name}, build", size))
            if theirs is None:
                continue
            ours = [costs[name, size] for name in (IMPORT, BUILD)]
            said = " | ".join(f"{theirs.wall / cost.wall:.2f} | {theirs.cpu / cost.cpu:.2f}" for cost in ours)
            yield f"| {size:,} | {peer.name} | {said} |"


def _ours(site: Path, posts: Path, size: int) -> list[Row]:
    """The import into an empty site, the same again, and what is made of the site: static files, an export."""
    site.mkdir()
    environment = {
        "SECRET_KEY": "only-for-this-measurement-0123456789-abcdefghijklmnop",
        "DEBUG": "off",
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{site}/site.sqlite3"),
        "MEDIA_ROOT": f"{site}/media",
        "STATIC_ROOT": f"{site}/assets",
        "SITE_URL": "https://example.org",
    }
    manage = [sys.executable, "manage.py"]
    watched([*manage, "migrate", "--verbosity", "0"], cwd=ROOT, environment=environment)
    first, again = (
        watched([*manage, "import_articles", str(posts)], cwd=ROOT, environment=environment) for _ in range(2)
    )
    _expect(first, f"imported: {size} created, ")
    _expect(again, f"imported: 0 created, 0 updated, {size} unchanged, ")
    watched([*manage, "collectstatic", "--no-input", "--verbosity", "0"], cwd=ROOT, environment=environment)
    built, nothing, export = (
        watched([*manage, *what], cwd=ROOT, environment=environment)
        for what in (
            ["build_site", f"{site}/public"],
            ["build_site", f"{site}/public"],
            ["export_articles", f"{site}/export"],
        )
    )
    shutil.rmtree(site)
    return [
        Row(IMPORT, size, first),
        Row(f"{IMPORT} again", size, again),
        Row(BUILD, size, built),
        Row(f"{BUILD} again", size, nothing),
        Row("trendsite, export", size, export),
    ]


def _expect(cost: Cost, said: str) -> None:
    if said not in cost.printed:
        raise RuntimeError(f"Expected “{said}” in:\n{cost.printed[-2000:]}")


def _peers(folder: Path, posts: Path, size: int) -> list[Row]:
    rows = []
    for peer in PEERS:
        command = peer.command()
        if command is None:
            rows.append(Row(peer.name, size, None))
            continue
        site = folder / f"{peer.name.lower()}-{size}"
        peer.prepare(site, posts)
        rows.append(Row(f"{peer.name}, build", size, watched(command, cwd=site)))
        shutil.rmtree(site)
    return rows


if __name__ == "__main__":
    main()
