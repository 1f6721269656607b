"""A document as a form's values, and the values written back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.admin.frontmatter import Values, distinct, join_names, one_line, split_names, write
from articles.document import parse

SOURCE = """\
---
# Kept by hand.
pubDate: 2024-05-01
title: "A title"
mood: cheerful
tags: [python, 'web, mostly']
hero: /media/images/x.png
featured: true
---

First line.

Second line.
"""


def lines_changed(before: str, after: str) -> set[tuple[str, ...]]:
    old, new = before.splitlines(), after.splitlines()
    assert len(old) == len(new)
    return {(a, b) for a, b in zip(old, new, strict=True) if a != b}


def test_submitting_what_was_shown_changes_nothing() -> None:
    """A form that is saved as it was opened leaves every byte as it was."""
    document = parse(SOURCE)

    assert write(document, dict(Values.of(document).data)).text == SOURCE


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("title", "Another", ('title: "A title"', 'title: "Another"')),
        (
            "date",
            datetime(2024, 6, 2, 8, 30, tzinfo=UTC),
            ("pubDate: 2024-05-01", "pubDate: 2024-06-02T08:30:00+00:00"),
        ),
        ("body", "First line.\n\nThird line.\n", ("Second line.", "Third line.")),
    ],
)
def test_one_field_changes_one_line(field: str, value: object, line: tuple[str, str]) -> None:
    """Editing one field rewrites its line under the key that the author used, and no other."""
    document = parse(SOURCE)

    written = write(document, {**Values.of(document).data, field: value})

    assert lines_changed(SOURCE, written.text) == {line}


def test_a_new_document_sets_its_body_apart() -> None:
    """The text of a new article begins after an empty line."""
    blank = parse("")

    written = write(blank, {**Values.of(blank).data, "title": "Hello", "body": "Text.\n"})

    assert written.text == "---\ntitle: Hello\n---\n\nText.\n"


def test_an_emptied_field_leaves_the_document() -> None:
    """A field left empty takes its key out."""
    document = parse(SOURCE)

    written = write(document, {**Values.of(document).data, "tags": (), "featured": False})

    assert "tags" not in written.text
    assert "featured" not in written.text
    assert written.fields.tags == ()


def test_windows_line_ends_survive_an_edit() -> None:
    """A document written with CRLF keeps it, in the text that was typed as well."""
    document = parse(SOURCE.replace("\n", "\r\n"))

    written = write(document, {**Values.of(document).data, "body": "One.\nTwo.\n"})

    assert written.text.endswith("---\r\n\r\nOne.\r\nTwo.\r\n")
    assert "\n" not in written.text.replace("\r\n", "")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", ()),
        ("python, web", ("python", "web")),
        ('python, "web, mostly", c++', ("python", "web, mostly", "c++")),
        (" twice,twice , ,", ("twice",)),
        ('don\'t "quote" me', ('don\'t "quote" me',)),
    ],
)
def test_names_are_divided_by_commas(line: str, names: tuple[str, ...]) -> None:
    """A comma divides, double quotes hold together, and what is joined comes apart the same."""
    assert split_names(line) == names
    assert split_names(join_names(names)) == names


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=' ,"'), max_size=12)))
def test_any_names_come_apart_as_they_were_joined(names: list[str]) -> None:
    """No name is lost or changed on its way through the form, whatever stands in it."""
    wanted = distinct(one_line(name) for name in names)

    assert split_names(join_names(wanted)) == wanted


@given(st.text(max_size=300))
def test_no_document_is_changed_by_looking_at_it(text: str) -> None:
    """Whatever a document says, its values written back leave it as it is."""
    document = parse(text)

    assert write(document, dict(Values.of(document).data)).text == document.text
