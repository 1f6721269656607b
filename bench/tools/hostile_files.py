"""Documents and exports that are made to take all the memory and time there is. A `Maker` writes one to a folder.

What it returns is imported: a file, or the folder.
"""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

MB = 1_000_000
_PARAGRAPH = "Some words of an ordinary paragraph, a [link](https://example.org/), and *more* of them.\n\n"
_HTML = "<p>Some words of an ordinary paragraph, a <a href='https://example.org/'>link</a>, and <em>more</em>.</p>\n"
_WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>B</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>
"""
_ATOM = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>B</title><id>x</id>\n'

Maker = Callable[[Path], Path]
# What has done nothing, and has to be imported whatever lies beside it.
INNOCENT = "---\ntitle: Innocent\ndate: 2020-01-01\n---\nAn ordinary text.\n"


def written(path: Path, parts: Iterable[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(parts)
    return path


def _repeated(text: str, size: int) -> Iterator[str]:
    """The text again and again, about `size` characters of it."""
    block = text * max(1, min(size, MB) // len(text))
    for _ in range(max(1, size // len(block))):
        yield block


def filled(name: str, unit: str, size: int, *, head: str = "", tail: str = "") -> Maker:
    """A file of that name which is nothing but `unit`, between `head` and `tail`."""
    return lambda folder: written(folder / name, [head, *_repeated(unit, size), tail])


def beside(*makers: Maker) -> Maker:
    """What each of them makes, in one folder."""

    def make(folder: Path) -> Path:
        for each in makers:
            each(folder)
        return folder

    return make


# -- Documents -------------------------------------------------------------------------------------------------


def markdown(size: int, text: str = _PARAGRAPH) -> Maker:
    return lambda folder: written(
        folder / "a.md", ["---\ntitle: A\ndate: 2020-01-01\n---\n", *_repeated(text, size)]
    )


def frontmatter(size: int) -> Maker:
    return lambda folder: written(
        folder / "a.md", ["---\ntitle: A\n", *_repeated("key: value\n", size), "---\nBody\n"]
    )


def yaml_aliases(folder: Path) -> Path:
    levels = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for name, of in zip("bcdefghi", "abcdefgh", strict=True):
        levels.append(f"{name}: &{name} [{', '.join([f'*{of}'] * 9)}]")
    return written(folder / "a.md", ["---\ntitle: A\n", "\n".join(levels), "\n---\nBody\n"])


def json_frontmatter(folder: Path) -> Path:
    return written(folder / "a.md", ['{"title": "A", "deep": ', "[" * 100_000, "]" * 100_000, "}\n\nBody\n"])


# -- Exports ---------------------------------------------------------------------------------------------------


def ghost(posts: int, size: int, text: str = _HTML) -> Maker:
    return lambda folder: _ghost(folder / "ghost.json", posts, size, text)


def _ghost(path: Path, posts: int, size: int, text: str = _HTML) -> Path:
    def parts() -> Iterator[str]:
        yield '{"db":[{"meta":{"version":"5.0.0"},"data":{"posts":[\n'
        for number in range(posts):
            html = text * max(1, size // len(text))
            post = {
                "id": str(number),
                "title": f"Post {number}",
                "slug": f"post-{number}",
                "html": html,
                "status": "published",
                "type": "post",
                "published_at": "2020-01-02T03:04:05.000Z",
            }
            yield f"{',' if number else ''}{json.dumps(post)}\n"
        yield '],"tags":[],"users":[]}}]}'

    return written(path, parts())


def ghost_zipped(posts: int, size: int) -> Maker:
    def make(folder: Path) -> Path:
        inside = _ghost(folder / "ghost.json", posts, size)
        with zipfile.ZipFile(folder / "ghost.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(inside, "data/ghost.json")
        inside.unlink()
        return folder / "ghost.zip"

    return make


def deep_json(folder: Path) -> Path:
    return written(
        folder / "ghost.json",
        ['{"db":[{"meta":{},"data":{"posts":[{"id":"1","title":"A","html":', "[" * 100_000],
    )


def wordpress(items: int, text: str, size: int, *, kind: str = "post", attribute: bool = False) -> Maker:
    def parts() -> Iterator[str]:
        yield _WXR
        for number in range(items):
            yield f"<item><title>Post {number}</title><link>https://old.example/{number}/</link>"
            yield f"<wp:post_id>{number + 1}</wp:post_id><wp:post_type>{kind}</wp:post_type>"
            yield "<wp:status>publish</wp:status>"
            yield f"<wp:post_date>2020-01-02 03:04:05</wp:post_date><wp:post_name>post-{number}</wp:post_name>"
            if attribute:
                yield '<guid isPermaLink="'
                yield from _repeated("a", size)
                yield '">x</guid>'
            else:
                yield "<content:encoded><![CDATA["
                yield from _repeated(text, size) if size else ()
                yield "]]></content:encoded>"
            yield "</item>\n"
        yield "</channel></rss>"

    return lambda folder: written(folder / "export.xml", parts())


def deep_xml(folder: Path) -> Path:
    nested = ["<b>" * 300_000, "</b>" * 300_000]
    item = ["<item><title>A</title><wp:post_type>post</wp:post_type>", *nested, "</item>"]
    return written(folder / "export.xml", [_WXR, *item, "</channel></rss>"])


def xml_entities(folder: Path) -> Path:
    entities = ['<!ENTITY a "aaaaaaaaaa">']
    entities += [
        f'<!ENTITY {two} "{f"&{one};" * 10}">' for one, two in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    head = _WXR.replace("<rss", f"<!DOCTYPE rss [{''.join(entities)}]>\n<rss", 1)
    return written(folder / "export.xml", [head, "<item><title>&i;</title></item></channel></rss>"])


def feed(entries: int, size: int) -> Maker:
    def parts() -> Iterator[str]:
        yield _ATOM
        for number in range(entries):
            yield f"<entry><id>urn:{number}</id><title>Post {number}</title><updated>2020-01-02T03:04:05Z</updated>"
            yield '<content type="html">'
            html = _HTML.replace("<", "&lt;")
            yield from _repeated(html, size)
            yield "</content></entry>\n"
        yield "</feed>"

    return lambda folder: written(folder / "feed.xml", parts())


def medium(size: int) -> Maker:
    def make(folder: Path) -> Path:
        head = '<html><body><article class="h-entry"><h1 class="p-name">A</h1><section data-field="body">'
        with zipfile.ZipFile(folder / "medium.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("README.html", "x")
            with archive.open("posts/2020-01-02_A-0123456789ab.html", "w", force_zip64=True) as file:
                file.write(head.encode())
                for each in _repeated(_HTML, size):
                    file.write(each.encode())
        return folder / "medium.zip"

    return make


def substack(size: int) -> Maker:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "substack.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(
                "posts.csv",
                "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle\n"
                "1.a,2020-01-02T03:04:05.000Z,true,,newsletter,everyone,A,\n",
            )
            with archive.open("posts/1.a.html", "w", force_zip64=True) as file:
                for each in _repeated(_HTML, size):
                    file.write(each.encode())
        return folder / "substack.zip"

    return make
