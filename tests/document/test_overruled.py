"""A key that is not heard, since another one of its meaning counts, is named with its line and the one that counts."""

import pytest

from articles.document import Problem, parse


def read(frontmatter: str) -> tuple[Problem, ...]:
    return parse(f"---\ntitle: T\n{frontmatter}\n---\nText\n").problems


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ("date: 2020-01-01", "published: 2020-02-01"),
        ("date: 2020-01-01", "createdAt: 2020-01-01T10:00:00Z\npublished: 2019-01-01"),
        ("updated: 2020-01-01", "lastmod: 2020-02-01"),
        ("tags: [Bread, Salt]", "keywords: bread, pepper"),
        ("category: Bread", "section: Salt"),
        ("image: /a.png", "cover: /b.png"),
        ("image: /a.png", "cover: {src: /a.png, alt: The oven}"),
        ("slug: bread", "permalink: salt"),
        ("slug: bread", "url: https://example.org/salt"),
        ("description: Short", "subtitle: Something else"),
        ("authors: [Ann Lee]", "author: Bo Chen"),
        ("authors: [Ann Lee]", "author: {name: Ann Lee, email: ann@example.org}"),
        ("draft: true", "published: true"),
        ("featured: true", "params: {pinned: true, sticky: false}\nextra: {title: U}"),
        ("noindex: false", "robots: noindex"),
        ("language: en", "lang: de"),
        ("series: Bread", "serie: Salt"),
        ("canonical: https://example.org/a", "canonical_url: https://example.org/b"),
        ("series: Bread\nseries_order: 2", "part: 3"),
        ("image: {src: /a.png, alt: The oven}", "image_alt: Something else"),
        ("author: {name: Ann Lee, email: ann@example.org}", "author_email: lee@example.org"),
        ("date: 2020-01-01", "Date: 2020-02-01"),
    ],
)
def test_a_key_that_loses_is_named(winner: str, loser: str) -> None:
    """The last line of each says something else."""
    (problem,) = read(f"{winner}\n{loser}")

    assert (problem.code, problem.line) == ("key-overruled", 2 + len(f"{winner}\n{loser}".splitlines()))


def test_the_key_that_counts_is_named() -> None:
    (problem,) = read("thumbnail: /b.png\nextra:\n  banner: /c.png\nimage: /b.png")

    assert (problem.field, problem.line) == ("extra.banner", 5)
    assert "“/c.png”" in problem.message
    assert "“image”" in problem.message


@pytest.mark.parametrize(
    "written",
    [
        "date: 2020-01-01 10:00\npublished: 2020-01-01\ndraft: false",
        "date: 2020-01-01T10:00:00Z\ncreated: 2020-01-01T11:00:00+01:00",
        "published: true\ndate: 2020-01-01",
        "categories: [Bread, Salt]\ntags: salt, pepper\nkeywords: [Pepper]",
        "category: Bread\ncategories: [Salt]",
        "image: /a.png\nthumbnail: {src: /a.png}",
        "slug: bread\npermalink: /2020/salt.html\naliases: [/c/]",
        "slug: bread\nurl: /bread/",
        "description: Short and  sweet\nexcerpt: short and sweet",
        "authors: [{name: Ann Lee, email: ann@example.org}]\nauthor: Ann Lee",
        "author: Ann Lee\nauthor_email: ann@example.org\nemail: ann@example.org",
        "status: draft\nvisibility: public\narchived: false",
        "draft: true\nprivate: 'no'",
        "featured: false\npinned: 0",
        "series: Bread\nseries_order: 2\npart: '02'",
        "layout: post\ndraft: true",
        "noindex: true\nrobots: index",
        "description: ''\nsummary: Short",
    ],
)
def test_what_says_the_same_or_nothing_is_not(written: str) -> None:
    assert [problem for problem in read(written) if problem.code != "status-hidden"] == []


@pytest.mark.parametrize(
    "written",
    [
        "image_alt: The oven",
        "caption: The oven",
        "author_email: ann@example.org",
        "authors: [Ann Lee, Bo Chen]\nauthor_email: ann@example.org",
        "slug: bread\npermalink: /:year/:title/",
        "slug: bread\npermalink: [a, b]",
        "tags: [Bread]\nkeywords: {a: 1, b: 2}",
        "featured: true\nfeature: /a.png",
        "image: /a.png\nthumbnail: {caption: The oven}",
        "date: 2020-01-01\ncreated: yesterday",
    ],
)
def test_what_is_about_nothing_that_is_here_is_named(written: str) -> None:
    (problem,) = read(written)

    assert problem.line == 2 + len(written.splitlines())
    assert problem.code in {"value-unreadable", "date-unreadable", "permalink-template"}


@pytest.mark.parametrize(
    ("written", "unknown"),
    [
        ("og: {title: T, foo: 1, bar: ''}", ("og.title", "og.foo")),
        ("header: {image: /a.png, mood: dark}", ("header.mood",)),
        ("last_update: {date: 2020-01-01, author: ann}", ("last_update.author",)),
        ("cover: {image: /a.png, alt: A, relative: false, hidden: true}", ("cover.hidden",)),
        ("author: {name: Ann Lee, github: ann, title: Baker}", ("author.github",)),
        ("authors: [{name: Ann, x: 1}, {name: Bo, x: 2}, Cy]", ("authors.x",)),
        (
            "authors: {ann: {name: Ann Lee, socials: {x: lee, y: [1]}}}",
            ("authors.ann.socials.x", "authors.ann.socials.y"),
        ),
        ("tags: [{name: Bread, slug: b}, 'Python: tips', {Python: tips}]", ("tags.slug",)),
        ("series: {name: Bread, position: 02, colour: red}", ("series.colour",)),
        ("image: [{src: /a.png, width: 5}]", ("image.width",)),
        ("image: [/a.png, {src: /a.png, alt: The oven}, {src: /b.png, alt: B}]", ("image.alt",)),
        ("layout: {a: 1}", ("layout",)),
        ("layout: /mine/", ("layout",)),
    ],
)
def test_what_means_nothing_within_a_table_is_unknown(written: str, unknown: tuple[str, ...]) -> None:
    assert parse(f"---\ntitle: T\n{written}\n---\nText\n").fields.unknown == unknown


def test_keys_of_grav_and_gridea() -> None:
    fields = parse(
        "---\ntitle: T\ntaxonomy: {category: [Bread], tag: [a, b]}\nroutes: {default: /x, aliases: [/old/a]}\n"
        "header_image_file: a.jpg\nisTop: true\nhideInList: true\npublished: true\n---\nText\n"
    ).fields

    assert (fields.category, fields.tags, fields.aliases) == ("Bread", ("a", "b"), ("/old/a", "/x"))
    assert (fields.image and fields.image.src, fields.featured, fields.status) == ("a.jpg", True, "draft")
    assert fields.unknown == ()
