"""Values that a known key can't hold are named with their line; what is empty, or says the same twice, is not."""

import pytest

from articles.document import parse

LONG = "x" * 201


def told(frontmatter: str) -> list[tuple[str, int | None]]:
    """The codes and lines of what is remarked on a document with this frontmatter below its title."""
    problems = parse(f"---\ntitle: T\n{frontmatter}\n---\nText\n".encode()).problems
    return [(each.code, each.line) for each in problems]


@pytest.mark.parametrize(
    "written",
    [
        "canonical: javascript:alert(1)",
        "canonical: example.org/post",
        "series: {name: Bread, position: -3}",
        "series: {name: Bread, part: [1]}",
        "series: Bread\nseries_order: first",
        "series_order: 3",
        "featured: maybe",
        "featured: [yes]",
        "noindex: perhaps",
        "robots: {index: no}",
        "noindex: 5",
        "draft: [true]",
        "archived: 2020-01-01",
        "hidden: perhaps",
        "visibility: {members: true}",
        "image: 5",
        "image: {caption: The oven}",
        "image: {file: [/a.png]}",
        "slug: [a, b]",
        "slug: '???'",
        "aliases: {old: /a/}",
        "aliases: [/a/, {from: /b/}]",
        "aliases: 5",
        "aliases: /",
        "category: {a: 1, b: 2}",
        "tags: [Bread, {a: 1, b: 2}]",
        "authors: [Ann Lee, {email: bo@example.org}]",
        "authors: true",
        "authors: [Ann Lee, true]",
        "authors: [{name: Ann Lee, url: 'javascript:alert(1)'}]",
        f"authors: [{{name: Ann Lee, url: 'https://example.org/{LONG}'}}]",
        "author: Ann Lee\nauthor_url: ftp://example.org/ann",
        "date: {said: yesterday}",
    ],
)
def test_what_can_not_be_held_is_named(written: str) -> None:
    lines = [line for code, line in told(written) if code == "value-unreadable"]

    assert lines == [2 + len(written.splitlines())]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("image: [/a.png, /b.png, {src: /c.png}]", ["/b.png", "/c.png"]),
        ("images:\n- /a.png\n- /b.png", ["/b.png"]),
        ("series: [Bread, Salt]", ["Salt"]),
        ("robots: noindex, nofollow, noarchive", ["nofollow", "noarchive"]),
    ],
)
def test_what_is_more_than_one_is_named(written: str, left: list[str]) -> None:
    (problem,) = parse(f"---\ntitle: T\n{written}\n---\nText\n".encode()).problems

    assert (problem.code, problem.line) == ("value-left-out", 3)
    assert all(name in problem.message for name in left)


@pytest.mark.parametrize(
    "written",
    [
        f"category: {LONG}",
        f"categories: [Bread, {LONG}]",
        f"tags: [a, {LONG}]",
        f"series: {LONG}",
        f"author: {LONG}",
        f"slug: {LONG}",
        f"language: {'de-' * 12}",
        f"aliases: [/{'a' * 1000}]",
    ],
)
def test_what_is_cut_is_named(written: str) -> None:
    assert told(written) == [("name-cut", 3)]


@pytest.mark.parametrize(
    "written",
    [
        "canonical: https://example.org/post",
        "canonical: /post/",
        "canonical: ''",
        "series: {name: Bread, position: 0}",
        "series: {name: Bread, position: ''}\nseries_order: 2",
        "series: [Bread]",
        "featured: 5",
        "featured: no",
        "archived: false",
        "publish: 'yes'",
        "robots: [noindex, follow]",
        "image: false",
        "image: [/a.png, /a.png]",
        "cover: {image: '', hidden: true}",
        "slug: false",
        "aliases: [/a/, '', null]",
        "aliases: []",
        f"tags: ['<b>{'x' * 195}</b>']",
        "authors: [{name: Ann Lee, url: 'https://example.org/ann'}]",
        "date: {created: 2020-01-01}",
    ],
)
def test_what_is_held_or_empty_is_not(written: str) -> None:
    assert told(written) == []


def test_robots_in_a_list_are_read() -> None:
    assert parse("---\ntitle: T\nrobots: [noindex, nofollow]\n---\nText\n").fields.noindex
