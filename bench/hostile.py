"""What importing takes of memory when the input is made to take as much as it can: all processes together.

Each input goes into an empty site. The column "what came of it" is the summary of the import and what its report says
first. ONLY="PNG JPEG" takes the inputs alone whose names hold one of these words, ALL=on those too that take minutes;
LIMIT names the megabytes (PSS) above which the run fails. Looked at every 20 ms.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.hostile_files import (
    Maker,
    deep_json,
    deep_xml,
    feed,
    frontmatter,
    ghost,
    ghost_zipped,
    json_frontmatter,
    lying,
    many_members,
    markdown,
    medium,
    odd_names_tar,
    odd_names_zip,
    overlapping,
    substack,
    tar_bomb,
    wordpress,
    xml_entities,
    yaml_aliases,
)
from tools.hostile_pictures import animation, picture, png
from tools.load import ROOT, machine
from tools.site import environment
from tools.watched import watched

LIMIT = float(os.environ.get("LIMIT", "256"))
ONLY = os.environ.get("ONLY", "").split()
ALL = os.environ.get("ALL") == "on"
_MB = 1_000_000
_LARGEST = (7_050, 7_050)
_PARAGRAPH = (
    "<p>Words of an <em>ordinary</em> paragraph with a <a href='https://example.org/'>link</a>.</p>\n"
)

CASES: dict[str, Maker] = {
    "one ordinary post": markdown(5_000),
    "photo, 12 megapixels": picture("a.jpg", "RGB", (4_000, 3_000), quality=90),
    "photo, 12 megapixels, turned": picture("a.jpg", "RGB", (4_000, 3_000), quality=90, turned=True),
    "photo, 24 megapixels": picture("a.jpg", "RGB", (6_000, 4_000), quality=90),
    "six photos of 24 megapixels": picture("a.jpg", "RGB", (6_000, 4_000), count=6, quality=90),
    "JPEG, 49 megapixels": picture("a.jpg", "RGB", _LARGEST, quality=90),
    "JPEG, 49 megapixels, turned": picture("a.jpg", "RGB", _LARGEST, quality=90, turned=True),
    "JPEG, 49 megapixels, progressive": picture("a.jpg", "RGB", _LARGEST, quality=80, progressive=True),
    "JPEG, 24 megapixels, progressive 4:4:4": picture(
        "a.jpg", "RGB", (6_000, 4_000), quality=80, progressive=True, subsampling=0
    ),
    "JPEG, 49 megapixels, progressive 4:4:4": picture(
        "a.jpg", "RGB", _LARGEST, quality=80, progressive=True, subsampling=0
    ),
    "JPEG, 49 megapixels, CMYK": picture("a.jpg", "CMYK", _LARGEST, quality=50),
    "JPEG, 49 megapixels, CMYK progressive": picture("a.jpg", "CMYK", _LARGEST, quality=50, progressive=True),
    "PNG, 49 megapixels": picture("a.png", "RGB", _LARGEST, compress_level=1),
    "PNG, 49 megapixels, alpha": png("a.png", _LARGEST, colours=6),
    "PNG, 49 megapixels, 16 bits": png("a.png", _LARGEST, depth=16, text=100_000),
    "PNG, 49 megapixels, grey 16 bits": png("a.png", _LARGEST, depth=16, colours=0),
    "PNG, 49 megapixels, interlaced": png("a.png", _LARGEST, interlaced=True),
    "PNG, 49 megapixels, palette": picture("a.png", "P", _LARGEST, compress_level=1),
    "PNG, 30 megapixels, interlaced": png("a.png", (6_000, 5_000), interlaced=True),
    "PNG, 24 megapixels": picture("a.png", "RGB", (6_000, 4_000), compress_level=1),
    "PNG, a million by 49": png("a.png", (1_000_000, 49)),
    "PNG, 49 by a million": png("a.png", (49, 1_000_000)),
    "GIF, 49 megapixels": picture("a.gif", "P", _LARGEST),
    "GIF, 8 megapixels, 4 frames": animation("a.gif", (4_000, 2_000), 4),
    "GIF, 400 frames": animation("a.gif", (120, 90), 400, comment=b"secret"),
    "APNG, 8 megapixels, 10 frames": animation("a.png", (4_000, 2_000), 10, compress_level=1),
    "WebP, 5 megapixels": picture("a.webp", "RGB", (2_560, 2_000), quality=70, method=0),
    "WebP, 12 megapixels": picture("a.webp", "RGB", (4_000, 3_000), quality=70, method=0),
    "WebP, 49 megapixels": picture("a.webp", "RGB", _LARGEST, quality=70, method=0),
    "WebP, 49 megapixels, lossless": picture("a.webp", "RGB", _LARGEST, lossless=True, quality=0, method=0),
    "WebP, 8 megapixels, 20 frames": animation("a.webp", (4_000, 2_000), 20, quality=50, method=0),
    "AVIF, 4 megapixels": picture("a.avif", "RGB", (2_000, 2_000), quality=60, speed=10),
    "AVIF, 12 megapixels": picture("a.avif", "RGB", (4_000, 3_000), quality=60, speed=10),
    "AVIF, 49 megapixels": picture("a.avif", "RGB", _LARGEST, quality=50, speed=10),
    "Markdown, 100 MB": markdown(100 * _MB),
    "Markdown, 4.9 MB": markdown(4_900_000),
    "Markdown, 100 MB in one line": markdown(100 * _MB, "word "),
    "Markdown, 4.9 MB in one line": markdown(4_900_000, "word "),
    "Markdown, 4.9 MB, emoji": markdown(4_800_000, "🙂 some words and more\n\n"),
    "frontmatter, 100 MB": frontmatter(100 * _MB),
    "frontmatter, 4.9 MB": frontmatter(4_900_000),
    "YAML, nine levels of aliases": yaml_aliases,
    "JSON frontmatter, 100,000 deep": json_frontmatter,
    "Ghost, 100 MB in one post": ghost(1, 100 * _MB),
    "Ghost, 40 MB in ten posts": ghost(10, 4 * _MB),
    "Ghost, eight posts of 5 million characters, emoji": ghost(8, 5 * _MB, f"🙂{_PARAGRAPH}"),
    "Ghost, 1,000 posts, zipped": ghost_zipped(1_000, 5_000),
    "Ghost, 100,000 deep": deep_json,
    "WXR, 100 MB in one item": wordpress(1, _PARAGRAPH, 100 * _MB),
    "WXR, 40 MB in eight items": wordpress(8, _PARAGRAPH, 5 * _MB),
    "WXR, eight items of 5 million characters, emoji": wordpress(8, f"🙂{_PARAGRAPH}", 5 * _MB),
    "WXR, an attribute of 100 MB": wordpress(1, "", 100 * _MB, attribute=True),
    "WXR, 300,000 deep": deep_xml,
    "WXR, entities": xml_entities,
    "Atom, 100 MB in one entry": feed(1, 100 * _MB),
    "Medium, 60 MB": medium(60 * _MB),
    "Medium, 4.9 MB": medium(4_900_000),
    "Substack, 60 MB": substack(60 * _MB),
    "tar.gz, 500 MB of zeros": tar_bomb("gz"),
    "tar.bz2, 500 MB of zeros": tar_bomb("bz2"),
    "tar.xz, 500 MB of zeros": tar_bomb("xz"),
    "zip, a million members": many_members(1_000_000),
    "zip, 79,999 members": many_members(79_999),
    "zip, 79,999 members of 120 characters": many_members(79_999, 120),
    "zip, 10,000 members of 990 characters": many_members(10_000, 990),
    "zip, 5,000 members in one place": overlapping,
    "zip, a member that lies": lying,
    "zip, odd names": odd_names_zip,
    "tar, odd names": odd_names_tar,
}

# These take minutes, and as much memory after the first thousand posts as after the last.
SLOW: dict[str, Maker] = {
    "WXR, 500,000 items of menus": wordpress(500_000, "", 0, kind="nav_menu_item"),
    "Ghost, 100 MB in 50,000 posts": ghost(50_000, 2_000),
    "Ghost, 100 MB in 50,000 posts, zipped": ghost_zipped(50_000, 2_000),
    "WXR, 100 MB in 50,000 items": wordpress(50_000, _PARAGRAPH, 2_000),
    "Atom, 100 MB in 50,000 entries": feed(50_000, 2_000),
}


def main() -> None:
    print(f"{machine()}\n")
    print("| input | MB | s | what came of it |\n|---|---:|---:|---|")
    most = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manage = [sys.executable, "manage.py"]
        site = environment(folder)
        watched([*manage, "migrate", "--verbosity", "0"], cwd=ROOT, environment=site)
        (folder / "site.sqlite3").rename(folder / "empty.sqlite3")
        for case, make in (CASES | (SLOW if ALL else {})).items():
            if ONLY and not any(word in case for word in ONLY):
                continue
            given = folder / "given"
            given.mkdir()
            source = make(given)
            shutil.copy(folder / "empty.sqlite3", folder / "site.sqlite3")
            report = folder / "report.jsonl"
            command = [*manage, "import_articles", "--no-input", "--report", str(report), str(source)]
            cost = watched(command, cwd=ROOT, environment=site, every=0.02, statuses=(0, 1))
            said = "; ".join(_said(report, cost.printed))
            print(f"| {case} | {cost.memory:.0f} | {cost.wall:.1f} | {said} |", flush=True)
            most = max(most, cost.memory)
            for each in ("given", "media"):
                shutil.rmtree(folder / each, ignore_errors=True)
    if most > LIMIT:
        sys.exit(f"\nThe most was {most:.0f} MB, over {LIMIT:.0f}.")


def _said(report: Path, printed: str) -> Iterator[str]:
    """How many came of it, and the first problems of every kind."""
    yield printed.splitlines()[-1].removeprefix("imported: ").partition(" warnings")[0]
    told = set()
    for line in map(json.loads, report.read_text(encoding="utf-8").splitlines()):
        for problem in filter(None, [line["error"], *line["warnings"]]):
            if problem["code"] not in told | {"media", "export"} and len(told) < 6:
                told.add(problem["code"])
                yield f"`{problem['code']}`"


if __name__ == "__main__":
    main()
