"""What `hostile.py` imports: each case with what its report has to say."""

from collections.abc import Mapping
from dataclasses import dataclass

from .hostile_archives import (
    deep_names,
    links_in_tar,
    lying,
    many_members,
    nested_zip,
    odd_names_tar,
    odd_names_zip,
    overlapping,
    packed_export_bomb,
    patched_zip,
    pax,
    sparse_tar,
    tar_bomb,
    zip64_lies,
    zipped,
)
from .hostile_files import (
    MB,
    Maker,
    deep_json,
    deep_xml,
    feed,
    filled,
    frontmatter,
    ghost,
    ghost_zipped,
    json_frontmatter,
    markdown,
    medium,
    substack,
    wordpress,
    xml_entities,
    yaml_aliases,
)
from .hostile_folders import deep, many_files, odd_names, special_files
from .hostile_pictures import animation, lying_picture, picture, png
from .hostile_sites import (
    export_of_ours,
    runs_in_feed,
    runs_in_frontmatter,
    runs_in_ghost,
    runs_in_medium,
    runs_in_movabletype,
    runs_in_posts,
    runs_in_substack,
    runs_in_wordpress,
    site,
)


@dataclass(frozen=True)
class Case:
    """`said` are the codes that stand in the report, among others; `seconds` of processors are what it may take."""

    make: Maker
    said: tuple[str, ...] = ()
    seconds: float = 30.0


def _case(make: Maker, *said: str, seconds: float = 30.0) -> Case:
    return Case(make, said, seconds)


_LARGEST = (7_050, 7_050)
_PARAGRAPH = (
    "<p>Words of an <em>ordinary</em> paragraph with a <a href='https://example.org/'>link</a>.</p>\n"
)
_LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{level}: &{level} [{', '.join([f'*{of}'] * 9)}]\n"
    for of, level in zip("abcdefgh", "bcdefghi", strict=True)
)

PICTURES: Mapping[str, Case] = {
    "photo, 12 megapixels": _case(picture("a.jpg", "RGB", (4_000, 3_000), quality=90)),
    "photo, 12 megapixels, turned": _case(picture("a.jpg", "RGB", (4_000, 3_000), quality=90, turned=True)),
    "photo, 24 megapixels": _case(picture("a.jpg", "RGB", (6_000, 4_000), quality=90)),
    "six photos of 24 megapixels": _case(picture("a.jpg", "RGB", (6_000, 4_000), count=6, quality=90)),
    "JPEG, 49 megapixels": _case(picture("a.jpg", "RGB", _LARGEST, quality=90)),
    "JPEG, 49 megapixels, turned": _case(picture("a.jpg", "RGB", _LARGEST, quality=90, turned=True)),
    "JPEG, 49 megapixels, progressive": _case(
        picture("a.jpg", "RGB", _LARGEST, quality=80, progressive=True)
    ),
    "JPEG, 24 megapixels, progressive 4:4:4": _case(
        picture("a.jpg", "RGB", (6_000, 4_000), quality=80, progressive=True, subsampling=0)
    ),
    "JPEG, 49 megapixels, progressive 4:4:4": _case(
        picture("a.jpg", "RGB", _LARGEST, quality=80, progressive=True, subsampling=0), "image-too-costly"
    ),
    "JPEG, 49 megapixels, CMYK": _case(picture("a.jpg", "CMYK", _LARGEST, quality=50)),
    "JPEG, 49 megapixels, CMYK progressive": _case(
        picture("a.jpg", "CMYK", _LARGEST, quality=50, progressive=True), "image-too-costly"
    ),
    "PNG, 49 megapixels": _case(picture("a.png", "RGB", _LARGEST, compress_level=1)),
    "PNG, 49 megapixels, alpha": _case(png("a.png", _LARGEST, colours=6)),
    "PNG, 49 megapixels, 16 bits": _case(png("a.png", _LARGEST, depth=16, text=100_000)),
    "PNG, 49 megapixels, grey 16 bits": _case(png("a.png", _LARGEST, depth=16, colours=0)),
    "PNG, 49 megapixels, interlaced": _case(png("a.png", _LARGEST, interlaced=True), "image-too-costly"),
    "PNG, 49 megapixels, palette": _case(picture("a.png", "P", _LARGEST, compress_level=1)),
    "PNG, 30 megapixels, interlaced": _case(png("a.png", (6_000, 5_000), interlaced=True)),
    "PNG, 24 megapixels": _case(picture("a.png", "RGB", (6_000, 4_000), compress_level=1)),
    "PNG, a million by 49": _case(png("a.png", (1_000_000, 49))),
    "PNG, 49 by a million": _case(png("a.png", (49, 1_000_000))),
    "GIF, 49 megapixels": _case(picture("a.gif", "P", _LARGEST)),
    "GIF, 8 megapixels, 4 frames": _case(animation("a.gif", (4_000, 2_000), 4)),
    "GIF, 400 frames": _case(animation("a.gif", (120, 90), 400, comment=b"secret")),
    "APNG, 8 megapixels, 10 frames": _case(animation("a.png", (4_000, 2_000), 10, compress_level=1)),
    "WebP, 5 megapixels": _case(picture("a.webp", "RGB", (2_560, 2_000), quality=70, method=0)),
    "WebP, 12 megapixels": _case(picture("a.webp", "RGB", (4_000, 3_000), quality=70, method=0)),
    "WebP, 49 megapixels": _case(picture("a.webp", "RGB", _LARGEST, quality=70, method=0)),
    "WebP, 49 megapixels, lossless": _case(
        picture("a.webp", "RGB", _LARGEST, lossless=True, quality=0, method=0), "image-too-costly"
    ),
    "WebP, 8 megapixels, 20 frames": _case(animation("a.webp", (4_000, 2_000), 20, quality=50, method=0)),
    "AVIF, 4 megapixels": _case(picture("a.avif", "RGB", (2_000, 2_000), quality=60, speed=10)),
    "AVIF, 12 megapixels": _case(picture("a.avif", "RGB", (4_000, 3_000), quality=60, speed=10)),
    "AVIF, 49 megapixels": _case(
        picture("a.avif", "RGB", _LARGEST, quality=50, speed=10), "image-too-costly"
    ),
    "pictures that lie about their size and kind": _case(
        lying_picture, "image-too-many-pixels", "image-broken", "image-unknown-format"
    ),
}

DOCUMENTS: Mapping[str, Case] = {
    "one ordinary post": _case(markdown(5_000)),
    "Markdown, 100 MB": _case(markdown(100 * MB), "file-too-large"),
    "Markdown, 4.9 MB": _case(markdown(4_900_000)),
    "Markdown, 100 MB in one line": _case(markdown(100 * MB, "word "), "file-too-large"),
    "Markdown, 4.9 MB in one line": _case(markdown(4_900_000, "word ")),
    "Markdown, 4.9 MB, emoji": _case(markdown(4_800_000, "🙂 some words and more\n\n")),
    "Markdown, 300,000 equal headings": _case(markdown(4_800_000, "# The same\n\n")),
    "frontmatter, 100 MB": _case(frontmatter(100 * MB), "file-too-large"),
    "frontmatter, 4.9 MB": _case(frontmatter(4_900_000), "frontmatter-refused"),
    "frontmatter in TOML, a key of 60,000 parts": _case(
        filled("a.md", ".a", 120_000, head="+++\na", tail=" = 1\n+++\nText\n"), "frontmatter-refused"
    ),
    "YAML, nine levels of aliases": _case(yaml_aliases, "frontmatter-refused"),
    "JSON frontmatter, 100,000 deep": _case(json_frontmatter, "frontmatter-refused"),
    "1,000 posts of one title and slug": _case(
        many_files(1_000, "{0}/same.md", "---\ntitle: Same\ndate: 2020-01-01\n---\nText {0}\n"), seconds=120
    ),
    "runs of signs in Markdown": _case(runs_in_posts(".md"), seconds=300),
    "runs of signs in MDX": _case(runs_in_posts(".mdx", settings="docusaurus.config.js"), seconds=300),
    "runs of signs in Python-Markdown": _case(
        runs_in_posts(".md", head="Title: A {}\nDate: 2020-01-01\n\n", settings="pelicanconf.py"), seconds=600
    ),
    "runs of signs in HTML": _case(runs_in_posts(".html", settings="hugo.toml"), seconds=300),
    "runs of signs in reStructuredText": _case(
        runs_in_posts(".rst", head="A {}\n####\n:date: 2020-01-01\n\n", settings="pelicanconf.py"),
        seconds=300,
    ),
    "runs of signs in Textile": _case(runs_in_posts(".textile", settings="_config.yml"), seconds=300),
    "runs of signs in plain text": _case(runs_in_posts(".txt", head="A title {}\n\n"), seconds=300),
    "runs of signs in frontmatter": _case(runs_in_frontmatter, seconds=300),
}

EXPORTS: Mapping[str, Case] = {
    "Ghost, 100 MB in one post": _case(ghost(1, 100 * MB), "json-unreadable"),
    "Ghost, 40 MB in ten posts": _case(ghost(10, 4 * MB)),
    "Ghost, eight posts of 5 million characters, emoji": _case(ghost(8, 5 * MB, f"🙂{_PARAGRAPH}")),
    "Ghost, 1,000 posts, zipped": _case(ghost_zipped(1_000, 5_000), seconds=60),
    "Ghost, 100,000 deep": _case(deep_json, "json-unreadable"),
    "JSON, 100 MB of one text": _case(filled("a.json", "a", 100 * MB, head='{"a": "', tail='"}')),
    "JSON Feed, 100 MB of brackets": _case(
        filled("feed.json", "[", 100 * MB, head='{"version": "https://jsonfeed.org/version/1", "items": '),
        "json-unreadable",
    ),
    "WXR, 100 MB in one item": _case(wordpress(1, _PARAGRAPH, 100 * MB)),
    "WXR, 40 MB in eight items": _case(wordpress(8, _PARAGRAPH, 5 * MB), seconds=60),
    "WXR, eight items of 5 million characters, emoji": _case(wordpress(8, f"🙂{_PARAGRAPH}", 5 * MB)),
    "WXR, an attribute of 100 MB": _case(wordpress(1, "", 100 * MB, attribute=True)),
    "WXR, 300,000 deep": _case(deep_xml),
    "WXR, entities": _case(xml_entities, "xml-entities"),
    "XML, 100 MB in one line": _case(filled("a.xml", "a", 100 * MB, head="<rss><channel><title>")),
    "XML, 100 MB of tags": _case(filled("a.xml", "<a>", 100 * MB, head="<rss><channel>")),
    "HTML, 100 MB in one line": _case(
        filled("_posts/2020-01-01-a.html", "<p>a", 100 * MB, head="---\ntitle: A\n---\n")
    ),
    "Atom, 100 MB in one entry": _case(feed(1, 100 * MB)),
    "Medium, 60 MB": _case(medium(60 * MB)),
    "Medium, 4.9 MB": _case(medium(4_900_000)),
    "Substack, 60 MB": _case(substack(60 * MB)),
    "Substack, a table of 100 MB in one line": _case(
        filled("posts.csv", "a,", 100 * MB, head="post_id,post_date,is_published,title\n1,")
    ),
    "Substack, a table with a quote that is never closed": _case(
        filled("posts.csv", "a\n", 60 * MB, head='post_id,post_date,is_published,title\n1.a,"')
    ),
    "Movable Type, 100 MB in one line": _case(
        filled("a.txt", "a", 100 * MB, head="AUTHOR: A\nTITLE: A\nDATE: 01/02/2020 03:04:05\n-----\nBODY:\n")
    ),
    "Movable Type, two million keys": _case(
        filled("a.txt", "TAGS: a\n", 16 * MB, head="AUTHOR: A\n-----\nBODY:\nx\n-----\n")
    ),
    "runs of signs in WordPress' posts": _case(runs_in_wordpress, seconds=400),
    "runs of signs in Ghost's posts": _case(runs_in_ghost, seconds=600),
    "runs of signs in a feed": _case(runs_in_feed, seconds=300),
    "runs of signs in Medium's posts": _case(runs_in_medium, seconds=300),
    "runs of signs in Substack's posts": _case(runs_in_substack, seconds=300),
    "runs of signs in Movable Type's entries": _case(runs_in_movabletype, seconds=300),
}

SITES: Mapping[str, Case] = {
    **{
        f"{name}, 100 MB": _case(site(name, "a: b\n", 100 * MB))
        for name in ("_config.yml", "hugo.toml", "authors.yml")
    },
    **{
        f"{name}, nine levels of aliases": _case(site(name, head=head + _LAUGHS), *said)
        for name, head, said in (
            ("_config.yml", "paginate: 1\n", ["settings-unread"]),
            ("hugo.yaml", "baseURL: /\n", ["settings-unread"]),
            ("mkdocs.yml", "", ["settings-unread"]),
            ("_data/authors.yml", "", ["settings-unread"]),
            ("content/_metadata.yml", "", []),
            ("content/_index.md", "---\n", []),
        )
    },
    **{
        f"{name}, a run of {unit!r}": _case(site(name, unit, 120_000, head=head))
        for name, head, unit in (
            ("_config.yml", "a: ", "["),
            ("_config.yml", "a: 1", ":59"),
            ("hugo.toml", "a", ".a"),
            ("hugo.toml", "a = ", "["),
            ("hugo.json", '{"baseURL": ', "["),
            ("pelicanconf.py", "A = ", "("),
            ("pelicanconf.py", "A = 1", "+1"),
            ("conf.py", "BLOG_TITLE = 1\n", "a,"),
            ("eleventy.config.js", "", "\\'"),
            ("astro.config.mjs", "", "\\`"),
            ("docusaurus.config.js", "", "/* "),
            ("gatsby-config.js", "", "/* "),
            ("gridsome.config.js", "templates: {", "a"),
            ("nuxt.config.ts", "", '"\\'),
            (".vuepress/config.js", "", "{"),
            (".vitepress/config.ts", "", "a:'"),
            ("config.rb", "activate :blog\n", "\n"),
            ("a.lektorproject", "", "a\n"),
            ("_redirects", "", "/a /b\n"),
            ("netlify.toml", "", "[[redirects]]\n"),
            ("vercel.json", '{"redirects": ', "["),
            ("redirects.yaml", "301:\n", "  ? "),
            ("content/content.json", '{"a": ', "{"),
        )
    },
    "_config.yml, forty asterisks in a path": _case(
        site(
            "_config.yml",
            head=f"defaults: [{{scope: {{path: 'content/{'*a' * 40}b'}}, values: {{author: x}}}}]\n",
        )
    ),
    "_config.yml, 10,000 defaults": _case(
        site("_config.yml", "- {scope: {path: a}, values: {author: x}}\n", 500_000, head="defaults:\n")
    ),
    "_index.md, a cascade of 10,000": _case(
        site("content/_index.md", "- {author: x}\n", 120_000, head="---\ncascade:\n", tail="---\n")
    ),
    "an export of ours with a site.yaml of 100 MB": _case(export_of_ours),
}

ARCHIVES: Mapping[str, Case] = {
    "tar.gz, 500 MB of zeros": _case(tar_bomb("gz"), "file-too-large"),
    "tar.bz2, 500 MB of zeros": _case(tar_bomb("bz2"), "file-too-large"),
    "tar.xz, 500 MB of zeros": _case(tar_bomb("xz"), "file-too-large"),
    "tar, an export of 500 MB packed by itself": _case(packed_export_bomb),
    "zip, a million members": _case(many_members(1_000_000), "archive-bomb"),
    "zip, 79,999 members": _case(many_members(79_999), seconds=60),
    "zip, 79,999 members of 120 characters": _case(many_members(79_999, 120), seconds=60),
    "zip, 10,000 members of 990 characters": _case(many_members(10_000, 990)),
    "zip, 5,000 members in one place": _case(overlapping, "archive-bomb"),
    "zip, a member that lies": _case(lying, "unreadable"),
    "zip, odd names": _case(odd_names_zip, "unsafe-path", "link", "not-a-file", "same-name"),
    "zip, 490 folders deep": _case(deep_names(490)),
    "zip, 100,000 folders deep": _case(deep_names(30_000), "unsafe-path"),
    "zip, three levels of zips inside": _case(nested_zip(2), "archive-inside"),
    "zip, encrypted": _case(patched_zip(8, 6, b"\1\0"), "encrypted"),
    "zip, compressed in an unknown way": _case(patched_zip(10, 8, b"\x63\0"), "compression-unknown"),
    "zip, a post of four gigabytes that is not": _case(patched_zip(24, 22, b"\xfe\xff\xff\xff")),
    "zip, another checksum": _case(patched_zip(16, 14, b"\0\0\0\0"), "unreadable"),
    "zip, sizes of 64 bits that lie": _case(zip64_lies),
    "zip, something before and behind": _case(zipped({}, before=b"#!/bin/sh\n" * 100, behind=b"\n" * 100)),
    "zip, LZMA": _case(zipped({"a.md": b"x"}, method=14), "compression-unknown"),
    "tar, odd names": _case(odd_names_tar, "unsafe-path", "link", "not-a-file", "same-name"),
    "tar, links": _case(links_in_tar, "link"),
    "tar, a header of a size below zero": _case(pax(size="-1"), "unreadable"),
    "tar, a header of an immense size": _case(pax(size=str(2**62))),
    "tar, a header of a time that is none": _case(pax(mtime="nan")),
    "tar, a header of another path": _case(pax(path="../../out.md"), "unsafe-path"),
    "tar, a sparse file of 8 GB": _case(sparse_tar),
    "tar, a sparse map that lies": _case(
        pax(GNU__sparse__major="1", GNU__sparse__minor="0", GNU__sparse__realsize=str(2**40))
    ),
}

FOLDERS: Mapping[str, Case] = {
    "pipes, sockets, devices and links": _case(special_files, "link", "not-a-file"),
    "odd names": _case(odd_names, "unsafe-path"),
    "1,500 folders deep": _case(deep(1_500)),
    "3,000 folders deep": _case(deep(3_000), "unreadable"),
}

CASES: Mapping[str, Case] = {**DOCUMENTS, **EXPORTS, **SITES, **ARCHIVES, **FOLDERS, **PICTURES}

# These take minutes, and as much memory after the first thousand posts as after the last.
SLOW: Mapping[str, Case] = {
    "200,000 empty files in a folder": _case(many_files(200_000, "{}.md", ""), seconds=300),
    "200,000 pictures that nobody shows": _case(many_files(200_000, "{}.png", "x"), seconds=300),
    "WXR, 500,000 items of menus": _case(wordpress(500_000, "", 0, kind="nav_menu_item"), seconds=900),
    "Ghost, 100 MB in 50,000 posts": _case(ghost(50_000, 2_000), seconds=900),
    "Ghost, 100 MB in 50,000 posts, zipped": _case(ghost_zipped(50_000, 2_000), seconds=900),
    "WXR, 100 MB in 50,000 items": _case(wordpress(50_000, _PARAGRAPH, 2_000), seconds=900),
    "Atom, 100 MB in 50,000 entries": _case(feed(50_000, 2_000), seconds=900),
}
