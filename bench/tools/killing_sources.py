"""Blogs with everything that an import has to keep in order: pictures that share names and contents, links, aliases,
several authors, drafts, scheduled posts, addresses that two posts want, and posts that are refused: sites in Markdown.
"""

import io
import os
import random
import shutil
from pathlib import Path

import yaml
from PIL import Image as Picture

AUTHORS = ("Ada Lovelace", "Grace Hopper", "Ólafur Ágústsson", "王小明", "Radia Perlman", "ada lovelace")
TAGS = ("Python", "python", "SQLite", "Café", "cafe", "Zürich", "deploy", "Web Dev", "web-dev", "日本語")
_CATEGORIES = ("Databases", "Notes", "Travel & Food", "databases")
_WORDS = [
    "amber",
    "basalt",
    "cobalt",
    "delta",
    "ember",
    "fjord",
    "garnet",
    "harbour",
    "indigo",
    "juniper",
    "kelp",
    "lagoon",
    "marble",
    "nectar",
    "onyx",
    "pebble",
    "quartz",
    "reed",
    "saffron",
    "tundra",
    "umber",
    "velvet",
    "willow",
    "xenon",
    "yarrow",
    "zephyr",
    "bridge",
    "castle",
    "desert",
    "engine",
    "forest",
    "glacier",
    "hollow",
    "island",
]
# When every file was last written: what has no date of its own is dated by it, today as tomorrow.
_MTIME = 1_600_000_000
_NESTED = "- " * 20_000 + "x"
"""What no renderer follows."""


def words(number: int, count: int) -> str:
    dice = random.Random(number)
    return " ".join(dice.choice(_WORDS) for _ in range(count))


def picture(number: int, width: int = 40) -> bytes:
    """A small picture; another one for each number."""
    buffer = io.BytesIO()
    image = Picture.new("RGB", (width, 30), (number * 37 % 256, number * 91 % 256, number * 17 % 256))
    image.putpixel((number % 40, number // 40 % 30), (255, 255, 255))
    image.save(buffer, "PNG")
    return buffer.getvalue()


def written(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Exactly these files in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (_MTIME, _MTIME))
    return folder


def document(body: str, **said: object) -> str:
    head = yaml.safe_dump(
        {key: value for key, value in said.items() if value not in (None, [], "")},
        allow_unicode=True,
        sort_keys=False,
    )
    return f"---\n{head}---\n\n{body}"


# -- Markdown ---------------------------------------------------------------------------------------------------


def _said(number: int, *, hugo: bool) -> dict[str, object]:
    """The frontmatter of a post."""
    day = f"{2010 + number % 12}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    said: dict[str, object] = {"title": f"{words(number, 3).capitalize()} {number}"}
    if hugo:
        said["date"] = f"{day}T10:{number % 60:02}:00Z"
    said["authors"] = [AUTHORS[number % 6], *([AUTHORS[number % 5]] if number % 4 == 0 else [])]
    said["tags"] = [TAGS[number % 10], TAGS[number * 3 % 10]]
    said["categories"] = [_CATEGORIES[number % 4]]
    if number % 5 == 0:
        said["aliases" if hugo else "redirect_from"] = [f"/was/{number}/", f"/shared/{number % 15}/"]
    if number % 13 == 0:
        said["draft" if hugo else "published"] = hugo
    if number % 17 == 0:
        said["date"] = f"2098-01-{number % 28 + 1:02}T10:00:00Z"
    if number % 19 == 0:
        said["slug"] = "wanted-by-many"
    if number % 7 == 0:
        said["series"] = f"Series {number % 3}"
    if number % 23 == 0:
        said["mood"] = "odd"
    return said


def _body(number: int, other: str, image: str) -> str:
    text = [words(number * 7 + each, 40).capitalize() + "." for each in range(3)]
    text.insert(1, f"See [{words(number, 2)}]({other}) and [nothing](gone-{number}.md).")
    if image:
        text.insert(2, f"![{words(number, 2)}]({image})")
    if number % 6 == 0:
        text.append(f"```python\nprint({number})\n```")
    return "\n\n".join(text) + "\n"


def _hugo(count: int) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        "hugo/hugo.toml": 'baseURL = "https://old.example/"\n[permalinks]\nposts = "/:year/:slug/"\n',
        "hugo/static/img/shared.png": picture(1),
        "hugo/static/img/the-same-again.png": picture(1),
        "hugo/static/_redirects": "/from-the-host /2010/post-000/ 301\n/from-elsewhere /posts/none/ 301\n",
    }
    for number in range(count):
        other = f"post-{(number * 7 + 3) % count:03}"
        said = _said(number, hugo=True)
        if number % 3 == 0:
            # The same name with another content in each bundle, and some contents in several.
            place, image, to = f"hugo/content/posts/post-{number:03}/index.md", "cover.png", f"../{other}.md"
            files[f"hugo/content/posts/post-{number:03}/cover.png"] = picture(100 + number % 40)
            if number % 12 == 0:
                said["resources"] = [{"src": "cover.png", "name": "cover"}]
        else:
            place, to = f"hugo/content/posts/post-{number:03}.md", f"{other}.md"
            image = (
                "/img/shared.png" if number % 4 == 0 else "/img/the-same-again.png" if number % 4 == 1 else ""
            )
        files[place] = document(_body(number, to, image), **said)
    return files


def _jekyll(count: int) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        "jekyll/_config.yml": "title: Old\npermalink: /blog/:title/\ntimezone: Europe/Berlin\n",
        "jekyll/assets/wide.png": picture(5, width=1000),
    }
    for number in range(1000, 1000 + count):
        day = f"{2010 + number % 12}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        other = 1000 + (number * 3 + 1) % count
        to = f"/blog/post-{other}/" if number % 2 else f"post-{other}.md"
        image = f"/assets/{number % 9}.png" if number % 3 else "/assets/wide.png" if number % 2 else ""
        files[f"jekyll/assets/{number % 9}.png"] = picture(200 + number % 9)
        text = document(_body(number, to, image), **_said(number, hugo=False))
        files[f"jekyll/_posts/{day}-post-{number}.md"] = text
    files["jekyll/old/index.html"] = (
        '<html><head><meta http-equiv="refresh" content="0; url=/blog/post-1001/"></head></html>'
    )
    return files


def _refused() -> dict[str, str | bytes]:
    """Posts of which nothing comes, one of them with a picture that comes for nothing."""
    return {
        "hugo/content/posts/post-000-refused/index.md": document(
            f"![Only here](only-here.png)\n\n{_NESTED}\n", title="Too deep", date="2014-01-01"
        ),
        "hugo/content/posts/post-000-refused/only-here.png": picture(900),
        "hugo/content/posts/post-050-merge.md": document(
            "<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> other\n", title="Not merged", date="2014-01-02"
        ),
        "hugo/content/posts/post-051-same-text.md": document("The same.\n", title="Twin", date="2014-01-03"),
        "hugo/content/posts/post-051-same-text-2.md": document(
            "The same.\n", title="Twin", date="2014-01-03", slug="post-051-same-text"
        ),
    }


def markdown(count: int) -> dict[str, str | bytes]:
    """A Hugo site and a Jekyll site side by side, of so many posts together."""
    return _hugo(count * 2 // 3) | _jekyll(count // 3) | _refused()


def markdown_later(count: int) -> dict[str, str | bytes]:
    """The same some months later: posts changed, moved, deleted and written, pictures exchanged."""
    files = markdown(count)
    posts = sorted(path for path in files if path.endswith(".md"))
    for place, path in enumerate(posts):
        text = files[path]
        if not isinstance(text, str) or "refused" in path or "merge" in path or "same-text" in path:
            continue
        if place % 4 == 0:
            text = _edited(text, place)
        if place % 11 == 3 and "\nslug:" not in text:
            text = text.replace("---\n", f"---\nslug: moved-{place}\n", 1)
        if place % 9 == 4:
            text = text.replace("authors:\n", "authors:\n- Barbara Liskov\n", 1)
        if place % 14 == 5:
            text = text.replace("---\n", "---\ndraft: true\n", 1) if "draft" not in text else text
        files[path] = text
        if place % 13 == 6:
            del files[path]
        elif place % 15 == 7 and not path.endswith("index.md"):
            files[path.replace("post-", "renamed-")] = files.pop(path)
    for path in sorted(path for path in files if path.endswith("cover.png"))[::3]:
        files[path] = picture(500 + len(path) + sum(path.encode()) % 97)
    files["hugo/static/img/shared.png"] = picture(2)
    return files | _addresses(files) | _new(count)


def _edited(text: str, place: int) -> str:
    """Another first paragraph, and for some another description: what was edited here meanwhile may contradict that."""
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines) if line == "---" and number) + 2
    lines[first] = f"Rewritten at the source, {place}."
    if place % 8 == 0:
        lines.insert(1, f"description: Described at the source {place}")
    return "\n".join(lines)


def _addresses(files: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """Posts that exchange their slugs, and one that wants what a later one leaves."""
    pair = ("hugo/content/posts/post-010.md", "hugo/content/posts/post-011.md")
    changed: dict[str, str | bytes] = {}
    for path, slug in zip(pair, ("post-011", "post-010"), strict=True):
        text = files.get(path)
        if isinstance(text, str):
            changed[path] = text.replace("---\n", f"---\nslug: {slug}\n", 1)
    leaves = "hugo/content/posts/post-047.md"
    if isinstance(text := files.get(leaves), str):
        changed[leaves] = text.replace("---\n", "---\nslug: has-left\n", 1)
    wants = document("It wants what another one leaves.\n", title="Wants", date="2021-01-01", slug="post-047")
    return changed | {"hugo/content/posts/a-wants.md": wants}


def _new(count: int) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {}
    for number in range(2000, 2000 + count // 8):
        folder = f"hugo/content/posts/new-{number}"
        files[f"{folder}/index.md"] = document(
            _body(number, "../post-004.md", "cover.png"), **_said(number, hugo=True)
        )
        files[f"{folder}/cover.png"] = picture(number)
    return files
