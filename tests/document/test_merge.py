"""Two edits of one document: what does not touch is merged, what does is reported with both sides."""

from __future__ import annotations

import datetime as dt

from articles.document import Conflict, merge, parse

from .samples import DOCUMENTS

BASE = parse("---\n# ours\ntitle: 'Old' # t\ntags:\n  - a\nextra:\n  x: 1\n---\none\n\ntwo\n\nthree\n")


def test_different_keys_and_lines_are_merged() -> None:
    """Each side keeps its key and its line, in the formatting that is there."""
    ours = BASE.replace(title="Ours").with_body(BASE.body.replace("one", "ONE"))
    theirs = BASE.replace(tags=("a", "b"), date=dt.date(2025, 1, 7)).with_body(
        BASE.body.replace("three", "THREE")
    )
    result = merge(BASE, ours, theirs)
    assert result.clean
    head = "---\n# ours\ntitle: 'Ours' # t\ndate: 2025-01-07\ntags:\n  - a\n  - b\nextra:\n  x: 1\n---\n"
    assert result.document.text == head + "ONE\n\ntwo\n\nTHREE\n"


def test_the_same_key_changed_differently_is_a_conflict() -> None:
    """Ours stays in the document; the conflict tells key, line and all three texts as written."""
    ours, theirs = BASE.replace(title="Ours"), BASE.replace(title="Theirs", slug="s")
    result = merge(BASE, ours, theirs)
    assert result.conflicts == (Conflict("title", "'Old'", "'Ours'", "'Theirs'", 3),)
    assert (result.document.fields.title, result.document.fields.slug) == ("Ours", "s")


def test_the_same_line_changed_differently_is_a_conflict() -> None:
    """Ours stays in the body, theirs is in the conflict, what both did elsewhere is merged."""
    ours = BASE.with_body(BASE.body.replace("two", "our two"))
    theirs = BASE.with_body(BASE.body.replace("two", "their two").replace("three", "3"))
    result = merge(BASE, ours, theirs)
    assert result.document.body == "one\n\nour two\n\n3\n"
    assert result.conflicts == (Conflict(None, "two\n", "our two\n", "their two\n", 11),)


def test_the_same_change_on_both_sides_is_clean() -> None:
    """Where both did the same there is nothing to decide."""
    ours = BASE.replace(title="New").with_body("one\n\nnew\n")
    theirs = BASE.replace(title="New", slug="s").with_body("one\n\nnew\n")
    assert merge(BASE, ours, theirs).document.text == theirs.text


def test_a_removed_key_and_a_changed_key() -> None:
    """A removal is an edit: alone it is taken, against a change it is a conflict."""
    removed, changed = BASE.replace(tags=None), BASE.replace(tags=("z",))
    assert merge(BASE, BASE.replace(title="New"), removed).document.fields.tags == ()
    (conflict,) = merge(BASE, removed, changed).conflicts
    assert (conflict.field, conflict.ours, conflict.theirs) == ("tags", None, "- z")


def test_unknown_keys_comments_and_tables_are_merged() -> None:
    """Keys that are not ours are merged like others, a table as one unit, and a comment of theirs comes along."""
    ours = parse(BASE.text.replace("x: 1", "x: 2"))
    theirs = parse(BASE.text.replace("title: 'Old'", "layout: wide\n# note\ntitle: 'Old'"))
    result = merge(BASE, ours, theirs)
    assert result.clean
    assert "layout: wide\n# note\n" in result.document.text
    assert "x: 2" in result.document.text
    third = parse(BASE.text.replace("x: 1", "x: 1\n  y: 1"))
    assert [conflict.field for conflict in merge(BASE, ours, third).conflicts] == ["extra"]


def test_every_dialect_is_merged_key_by_key() -> None:
    """In TOML, JSON and headers too each side keeps its keys."""
    for name, source in DOCUMENTS.items():
        base = parse(source).replace(title="Base", description="Base")
        ours, theirs = base.replace(title="Ours", slug="a"), base.replace(description="Theirs", featured=True)
        fields = merge(base, ours, theirs).document.fields
        assert (fields.title, fields.slug, fields.description, fields.featured) == (
            "Ours",
            "a",
            "Theirs",
            True,
        ), name


def test_line_ends_of_ours_are_kept() -> None:
    """Their lines come in with our line ends; a file saved with other line ends is no edit of every line."""
    ours = parse(BASE.text.replace("\n", "\r\n")).replace(title="Ours")
    theirs = BASE.with_body(BASE.body.replace("three", "3"))
    result = merge(BASE, ours, theirs)
    assert result.clean
    assert result.document.text == ours.text.replace("three", "3")


def test_a_value_without_its_quotes_does_not_hinder_a_merge() -> None:
    """Where each key is found all the same, the keys are merged one by one, as they are written."""
    ours = parse(BASE.text.replace("title: 'Old'", "title: a: b"))
    result = merge(BASE, ours, BASE.replace(slug="s"))
    assert result.clean
    assert "title: a: b # t\n" in result.document.text
    assert "slug: s\n" in result.document.text


def test_unreadable_frontmatter_is_not_merged_by_guess() -> None:
    """Where a frontmatter cannot be read, both are told as a whole."""
    ours = parse(BASE.text.replace("title: 'Old'", "title: &a [*a]"))
    (conflict,) = merge(BASE, ours, BASE.replace(slug="s")).conflicts
    assert (conflict.field, conflict.line) == (None, 1)
    assert conflict.theirs is not None
    assert "slug: s" in conflict.theirs
