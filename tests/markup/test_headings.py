"""Headings: ids, levels, permalinks, the contents list and the links that lead to them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import Heading, render
from articles.markup.headings import MAX_SLUG, is_same_title, slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What’s “New” & Improved?", "whats-new-improved"),
        ("  Spaces   and -- dashes – ", "spaces-and-dashes"),
        ("Größe des Übersees", "größe-des-übersees"),
        ("Введение в Django", "введение-в-django"),
        ("常见问题", "常见问题"),
        ("हिन्दी में", "हिन्दी-में"),
        ("snake_case()", "snake-case"),
        ("1. C++ & C#", "1-c-c"),
        ("🎉", ""),
    ],
)
def test_slug_keeps_words_of_any_script(text: str, expected: str) -> None:
    """Letters, digits and marks stay, all else becomes single hyphens."""
    assert slug(text) == expected


@given(st.text(max_size=200))
def test_slug_is_an_id_that_needs_no_escape(text: str) -> None:
    """Whatever the text, its slug can stand in an attribute and in a fragment, and making it again changes nothing."""
    made = slug(text)

    assert len(made) <= MAX_SLUG
    assert not re.search(r"[\s\"'<>&#%/?\\]", made)
    assert not made.startswith("-")
    assert slug(made) == made


def test_ids_are_unique_and_reserved_ones_are_prefixed() -> None:
    """Equal headings get numbers, and no heading takes an id that the page's own parts may have."""
    html = render("## One\n\n## One\n\n## One 2\n\n## One\n\n## Search\n\n## 🎉").html

    assert re.findall(r'<h2 id="([^"]+)"', html) == [
        "one",
        "one-2",
        "one-2-2",
        "one-3",
        "section-search",
        "section",
    ]


def test_body_has_no_h1_and_keeps_its_outline() -> None:
    """With an `# h1` in the body all headings move down one level; the last two meet at the bottom."""
    html = render("# A\n\n## B\n\n##### E\n\n###### F").html

    assert re.findall(r"<(h\d)", html) == ["h2", "h3", "h6", "h6"]


def test_levels_below_h1_stay_as_written() -> None:
    """Without an `# h1` in the body nothing moves."""
    html = render("### C\n\n## B").html

    assert re.findall(r"<(h\d)", html) == ["h3", "h2"]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("# What's New?\n\ntext", []),
        ("**x**\n\n# WHAT’S “new”\n\ntext", []),
        ("## What's new\n\ntext", []),
        ("What's new\n===\n\n# What's new\n\ntext", ["What's new"]),
        ("text\n\n## What's new", ["What's new"]),
        ("## Other\n\n# What's new", ["Other", "What's new"]),
        ("# What's newer", ["What's newer"]),
    ],
)
def test_first_heading_that_repeats_the_title_is_dropped(body: str, kept: list[str]) -> None:
    """The page's `<h1>` says it already; only a first heading counts, but for case and punctuation."""
    rendered = render(body, title="What's new?")

    assert [heading.text for heading in rendered.contents] == kept


def test_titles_without_letters_are_never_the_same() -> None:
    """Two titles of punctuation alone have nothing in common."""
    assert not is_same_title("!!!", "???")


def test_contents_are_a_tree_of_what_divides_the_text() -> None:
    """Deeper headings are children, whatever level is skipped; those in quotations and callouts are no part."""
    aside = "> ## quoted\n\n:::note\n## called out\n:::\n\n- ## listed\n\n"
    body = f"## A\n\n#### A1\n\n### A2\n\n{aside}## B `code`[^1]\n\n[^1]: x"

    rendered = render(body)

    assert rendered.contents == (
        Heading("a", "A", 2, (Heading("a1", "A1", 4), Heading("a2", "A2", 3))),
        Heading("b-code", "B code", 2),
    )
    assert 'id="quoted"' in rendered.html


def test_permalink_is_named_for_its_section() -> None:
    """A heading's link says to a screen reader where it leads."""
    html = render('## A "B" & <i>C</i>').html

    assert 'aria-label="Link to section: A &quot;B&quot; &amp; C"' in html
    assert 'href="#a-b-c">#</a></h2>' in html


def test_empty_headings_are_dropped() -> None:
    """A heading that says nothing is none."""
    assert render("##\n\n## <!-- x -->\n\ntext").html == "<p>text</p>"


@pytest.mark.parametrize(
    "fragment", ["whats-new--old", "whats_new_old", "WhatsNewOld", "what's-new-old", "what%27s-new"]
)
def test_links_to_headings_follow_other_ways_of_making_ids(fragment: str) -> None:
    """A contents list made by hand for another system leads to the same headings here."""
    rendered = render(f"[x](#{fragment})\n\n## What's new & old\n\n## What's new")

    assert re.search(r'href="#whats-new(-old)?">x', rendered.html)
    assert rendered.problems == ()


def test_links_to_headings_in_other_scripts() -> None:
    """A fragment that is not ASCII leads to its heading, whether the author escaped it or not."""
    html = render("[x](#Введение) [y](#%D0%B2%D0%B2%D0%B5%D0%B4%D0%B5%D0%BD%D0%B8%D0%B5)\n\n## Введение").html

    assert html.count('href="#введение"') == 3


@pytest.mark.parametrize("fragment", ["section-1", "section_1"])
def test_links_to_the_second_of_equal_headings(fragment: str) -> None:
    """GitHub and Python-Markdown number equal headings from 1 on; here the second has a 2."""
    assert 'href="#section-2">x' in render(f"[x](#{fragment})\n\n## Section\n\n## Section").html
