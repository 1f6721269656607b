"""Blogs that move here: made-up exports of many programs, of which the truth is known, and what came of every item.

Each export goes into an empty site: planned, brought in, brought in again. Every item of its report and every article
is compared with what the generator wrote down of it (`tools/moving_truth.py`): whether it is to be an article, its
title, moment, authors, category, tags, pictures, old paths, words and links; each reject with its reason. Then pages
and feeds are asked for, old paths are followed, the site is taken out, brought into an empty one and taken out again,
and the import is undone. What is wrong stands in the last column and, case by case, in stderr, and ends it with 1.

SIZES="20000" chooses how many posts the large lots have (others a seventh); several sizes show how memory grows.
LOTS="Ghost RSS" takes those alone whose names hold one of these words; PAGES=20000 how many pages and old paths are
asked for (all of them where a lot has fewer); LIMIT the megabytes that are allowed; KEEP a folder in which exports,
reports and truths stay.
"""

import os
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tools.load import machine
from tools.moving_crawl import Crawl
from tools.moving_judge import Import, Wrongs, judge
from tools.moving_lots import LOTS, Lot
from tools.moving_posts import Blog
from tools.moving_site import Site, judge_again, judge_plan, judge_round_trip, judge_undo
from tools.moving_truth import read_truths, write_truths
from tools.site import prepare, server
from tools.watched import Cost

SIZES = [int(size) for size in os.environ.get("SIZES", "700").split()]
CHOSEN = os.environ.get("LOTS", "").split()
PAGES = int(os.environ.get("PAGES", "300"))
LIMIT = float(os.environ.get("LIMIT", "256"))
_SMALL = 7


@dataclass(frozen=True)
class Row:
    """What became of one lot of so many posts."""

    name: str
    posts: int
    found: Import
    first: Cost
    again: Cost
    crawl: Crawl
    wrongs: Wrongs

    def __str__(self) -> str:
        results = Counter(line["result"] for line in self.found.report)
        cells = [
            self.name,
            f"{self.posts:,}",
            *(f"{results[each]:,}" for each in ("created", "ignored", "rejected")),
            f"{self.first.cpu:.1f}",
            f"{self.again.cpu:.1f}",
            f"{max(self.first.memory, self.again.memory):.0f}",
            f"{self.crawl.pages:,}",
            f"{self.crawl.feeds:,}",
            ", ".join(f"{kind} ({count})" for kind, count in self.wrongs.counts.most_common()),
        ]
        return f"| {' | '.join(cells)} |"


def main() -> None:
    print(f"{machine()}\n")
    print("| export of | posts | created | ignored | rejected | CPU s | again | MB | pages | feeds | wrong |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|", flush=True)
    is_wrong = False
    for size in SIZES:
        for name, lot in LOTS.items():
            if CHOSEN and not any(word in name for word in CHOSEN):
                continue
            row = _judged(name, lot, size if lot.large else max(1, size // _SMALL))
            print(row, flush=True)
            for case in row.wrongs.lines():
                print(f"    {case}", file=sys.stderr, flush=True)
            is_wrong = is_wrong or bool(row.wrongs)
    if is_wrong:
        sys.exit(1)


def _judged(name: str, lot: Lot, size: int) -> Row:
    with ExitStack() as stack:
        kept = os.environ.get("KEEP")
        base = Path(kept) if kept else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder = base / f"{name.replace(' ', '-')}-{size}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return _judged_in(folder, name, lot, size)


def _judged_in(folder: Path, name: str, lot: Lot, size: int) -> Row:
    source, truths = folder / lot.file, folder / "truth.jsonl"
    blog = Blog(name.lower().replace(" ", "-"), size, zone=lot.zone)
    write_truths(truths, lot.write(blog, source))
    wrongs = Wrongs()
    site = Site(folder / "site", wrongs)
    site.folder.mkdir()
    prepare(site.environment, content=False)
    _, planned = site.brought_in(source, "plan", "--plan")
    first, report = site.brought_in(source, "first")
    again, repeated = site.brought_in(source, "again")
    found = Import(list(read_truths(truths)), report, site.articles(), lot.prefix)
    judge(found, wrongs)
    judge_plan(planned, report, wrongs)
    judge_again(found, repeated, first, again, wrongs)
    if max(first.memory, again.memory) > LIMIT:
        wrongs.add("memory", f"{first.memory:.0f} and {again.memory:.0f} MB")
    crawl = _crawled(site, found, wrongs)
    judge_round_trip(site, wrongs)
    judge_undo(site, first.printed, wrongs)
    return Row(name, size, found, first, again, crawl, wrongs)


def _crawled(site: Site, found: Import, wrongs: Wrongs) -> Crawl:
    serving = server("moving", site.environment, core=None)
    serving.start()
    try:
        crawl = Crawl("127.0.0.1", serving.port, site.environment["SITE_URL"], found, wrongs)
        crawl.everything(PAGES)
        crawl.redirects(PAGES)
    finally:
        serving.stop()
    return crawl


if __name__ == "__main__":
    main()
