"""Exports, documents and archives that are made to take all the memory there is. A `Maker` writes one to a folder."""

import bz2
import gzip
import io
import json
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO
from warnings import catch_warnings

MB = 1_000_000
_PARAGRAPH = "Some words of an ordinary paragraph, a [link](https://example.org/), and *more* of them.\n\n"
_HTML = "<p>Some words of an ordinary paragraph, a <a href='https://example.org/'>link</a>, and <em>more</em>.</p>\n"
_WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>B</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>
"""
_ATOM = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>B</title><id>x</id>\n'

Maker = Callable[[Path], Path]


def _written(path: Path, parts: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(parts)
    return path


def _repeated(text: str, size: int) -> Iterator[str]:
    """The text again and again, about `size` characters of it."""
    block = text * max(1, min(size, MB) // len(text))
    for _ in range(max(1, size // len(block))):
        yield block


# -- Documents -------------------------------------------------------------------------------------------------


def markdown(size: int, text: str = _PARAGRAPH) -> Maker:
    return lambda folder: _written(
        folder / "a.md", ["---\ntitle: A\ndate: 2020-01-01\n---\n", *_repeated(text, size)]
    )


def frontmatter(size: int) -> Maker:
    return lambda folder: _written(
        folder / "a.md", ["---\ntitle: A\n", *_repeated("key: value\n", size), "---\nBody\n"]
    )


def yaml_aliases(folder: Path) -> Path:
    levels = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for name, of in zip("bcdefghi", "abcdefgh", strict=True):
        levels.append(f"{name}: &{name} [{', '.join([f'*{of}'] * 9)}]")
    return _written(folder / "a.md", ["---\ntitle: A\n", "\n".join(levels), "\n---\nBody\n"])


def json_frontmatter(folder: Path) -> Path:
    return _written(folder / "a.md", ['{"title": "A", "deep": ', "[" * 100_000, "]" * 100_000, "}\n\nBody\n"])


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

    return _written(path, parts())


def ghost_zipped(posts: int, size: int) -> Maker:
    def make(folder: Path) -> Path:
        inside = _ghost(folder / "ghost.json", posts, size)
        with zipfile.ZipFile(folder / "ghost.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(inside, "data/ghost.json")
        inside.unlink()
        return folder / "ghost.zip"

    return make


def deep_json(folder: Path) -> Path:
    return _written(
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

    return lambda folder: _written(folder / "export.xml", parts())


def deep_xml(folder: Path) -> Path:
    nested = ["<b>" * 300_000, "</b>" * 300_000]
    item = ["<item><title>A</title><wp:post_type>post</wp:post_type>", *nested, "</item>"]
    return _written(folder / "export.xml", [_WXR, *item, "</channel></rss>"])


def xml_entities(folder: Path) -> Path:
    entities = ['<!ENTITY a "aaaaaaaaaa">']
    entities += [
        f'<!ENTITY {two} "{f"&{one};" * 10}">' for one, two in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    head = _WXR.replace("<rss", f"<!DOCTYPE rss [{''.join(entities)}]>\n<rss", 1)
    return _written(folder / "export.xml", [head, "<item><title>&i;</title></item></channel></rss>"])


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

    return lambda folder: _written(folder / "feed.xml", parts())


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


# -- Archives --------------------------------------------------------------------------------------------------


def tar_bomb(compress: str) -> Maker:
    """Half a gigabyte of zeros in one member, and an ordinary post behind it."""

    def make(folder: Path) -> Path:
        path = folder / f"a.tar.{compress}"
        with _packing(path, compress) as file, tarfile.open(fileobj=file, mode="w|") as archive:
            member = tarfile.TarInfo("bomb.md")
            member.size = 500 * MB
            archive.addfile(member, _Zeros())  # type: ignore[arg-type]
            _add(archive, "good.md", b"---\ntitle: Good\ndate: 2020-01-01\n---\nText\n")
        return path

    return make


def _packing(path: Path, compress: str) -> IO[bytes]:
    if compress == "gz":
        return gzip.open(path, "wb", 1)  # type: ignore[return-value]
    return bz2.open(path, "wb", 1) if compress == "bz2" else lzma.open(path, "wb", preset=0)


class _Zeros(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return bytes(max(size, 0))


def _add(archive: tarfile.TarFile, name: str, data: bytes, **said: object) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    for key, value in said.items():
        setattr(member, key, value)
    archive.addfile(member, io.BytesIO(data))


_NAMES = (
    "../out.md",
    "/etc/absolute.md",
    "C:\\drive\\x.md",
    "\\\\host\\share\\x.md",
    "a\nb.md",
    "a\x1b[31m.md",
    "posts/" + "n" * 300 + ".md",
    "n" * 5000 + ".md",
    "Case.md",
    "case.md",
    "same.md",
    "same.md",
    "ok/../../out.md",
    "\u202eevil.md",
)


def odd_names_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "names.zip", "w") as archive:
        for name in _NAMES:
            with catch_warnings(action="ignore"):  # one name is there twice
                archive.writestr(zipfile.ZipInfo(name), "---\ntitle: T\ndate: 2020-01-01\n---\nText\n")
        for name, kind in (("link.md", stat.S_IFLNK), ("device.md", stat.S_IFBLK), ("pipe.md", stat.S_IFIFO)):
            member = zipfile.ZipInfo(name)
            member.external_attr = (kind | 0o777) << 16
            archive.writestr(member, "/etc/passwd")
    return folder / "names.zip"


def odd_names_tar(folder: Path) -> Path:
    with tarfile.open(folder / "names.tar", "w", errors="surrogateescape") as archive:
        for name in (*_NAMES, "surrogate\udcff.md"):
            _add(archive, name, b"---\ntitle: T\ndate: 2020-01-01\n---\nText\n")
        for name, kind in (
            ("link.md", tarfile.SYMTYPE),
            ("hard.md", tarfile.LNKTYPE),
            ("device.md", tarfile.BLKTYPE),
            ("character.md", tarfile.CHRTYPE),
            ("pipe.md", tarfile.FIFOTYPE),
        ):
            _add(archive, name, b"", type=kind, linkname="/etc/passwd")
    return folder / "names.tar"


def many_members(count: int, length: int = 10) -> Maker:
    """A zip of very many empty members, its directory written by hand: the format's own number says far fewer."""

    def make(folder: Path) -> Path:
        path = folder / "many.zip"
        with path.open("wb") as file:
            file.write(_local(b"a.md", b""))
            start = file.tell()
            for number in range(count):
                file.write(_central(b"%0*d.md" % (length - 3, number), 0, 0, 0, 0))
            size = file.tell() - start
            file.write(
                struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count & 0xFFFF, count & 0xFFFF, size, start, 0)
            )
        return path

    return make


def overlapping(folder: Path) -> Path:
    """Five thousand members that are all the same bytes of the file, 60 MB each."""
    packed = _deflated(60 * MB)
    path = folder / "overlapping.zip"
    crc = zlib.crc32(bytes(60 * MB))
    with path.open("wb") as file:
        file.write(_local(b"0.md", packed))
        start = file.tell()
        for number in range(5000):
            file.write(_central(b"%d.md" % number, crc, len(packed), 60 * MB, 0))
        size = file.tell() - start
        file.write(struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 5000, 5000, size, start, 0))
    return path


def lying(folder: Path) -> Path:
    """A member that is said to hold 20 bytes, and holds 60 MB."""
    packed = _deflated(60 * MB)
    path = folder / "lying.zip"
    with path.open("wb") as file:
        file.write(_local(b"a.md", packed, 20))
        start = file.tell()
        file.write(_central(b"a.md", 0, len(packed), 20, 0))
        size = file.tell() - start
        file.write(struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, size, start, 0))
    return path


def _deflated(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(MB)) for _ in range(size // MB)) + packer.flush()


def _local(name: bytes, packed: bytes, size: int = 0) -> bytes:
    method = 8 if packed else 0
    head = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, method, 0, 0, 0, len(packed), size, len(name), 0)
    return head + name + packed


def _central(name: bytes, crc: int, packed: int, size: int, at: int) -> bytes:
    method = 8 if packed else 0
    numbers = (b"PK\1\2", 20, 20, 0, method, 0, 0, crc, packed, size, len(name), 0, 0, 0, 0, 0, at)
    return struct.pack("<4sHHHHHHIIIHHHHHII", *numbers) + name
