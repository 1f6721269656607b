"""Importing a blog beside programs that build a site of it: the same generated posts, in one run, on all processors.

What an import does is parse, render, highlight, sanitise and index each post, with a revision of each; every article
is then a page on the running site. SIZES="1000" chooses other sizes; PEERS=off leaves the other programs out.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from peers import PEERS
from tools.load import ROOT, machine
from tools.posts import write_posts
from tools.watched import Cost, watched

SIZES = [int(size) for size in os.environ.get("SIZES", "1000 10000").split()]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = []
        for size in SIZES:
            posts = folder / f"posts-{size}"
            write_posts(posts, size)
            rows += _ours(folder / f"site-{size}", posts, size)
            if os.environ.get("PEERS") != "off":
                rows += _peers(folder, posts, size)
    print(f"{machine()}\n")
    print("| what | posts | s | CPU s | ms of CPU a post | MB |\n|---|---:|---:|---:|---:|---:|")
    print("\n".join(rows))


def _ours(site: Path, posts: Path, size: int) -> list[str]:
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
    return [
        _row("trendsite, import", size, first),
        _row("trendsite, import again", size, again),
        _row("trendsite, build_site", size, built),
        _row("trendsite, build_site again", size, nothing),
        _row("trendsite, export", size, export),
    ]


def _expect(cost: Cost, said: str) -> None:
    if said not in cost.printed:
        raise RuntimeError(f"Expected “{said}” in:\n{cost.printed[-2000:]}")


def _peers(folder: Path, posts: Path, size: int) -> list[str]:
    rows = []
    for peer in PEERS:
        if peer.most is not None and size > peer.most:
            continue
        command = peer.command()
        if command is None:
            rows.append(f"| {peer.name} is not installed | {size:,} | | | | |")
            continue
        site = folder / f"{peer.name.lower()}-{size}"
        peer.prepare(site, posts)
        rows.append(_row(f"{peer.name}, build", size, watched(command, cwd=site)))
        shutil.rmtree(site)
    return rows


def _row(name: str, size: int, cost: Cost) -> str:
    each = cost.cpu / size * 1000
    return f"| {name} | {size:,} | {cost.wall:.1f} | {cost.cpu:.1f} | {each:.2f} | {cost.memory:.0f} |"


if __name__ == "__main__":
    main()
