"""Plain text of scraped pages becomes documents: the article's parts told apart, nothing of value lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document import Document
from articles.markup import render
from interchange.readers import recognisers
from interchange.readers.plaintext import ListingPage, looks_like_markdown, read_plaintext

from .pages import ESSAY, GUIDE, LISTING


def read(text: str) -> tuple[Document, set[str]]:
    document, warnings = read_plaintext(text, name="a-page")
    return document, {warning.code for warning in warnings}


def test_the_head_of_a_page_becomes_frontmatter() -> None:
    """Title, date of the last update and the summary are taken from the lines above the text."""
    document, warnings = read(GUIDE)
    fields = document.fields
    assert fields.title == "Keeping Bees on a Balcony: What the First Year Teaches"
    assert fields.date == date(2024, 3, 3)
    assert fields.description.startswith("A balcony hive needs shade")
    assert fields.description.endswith("belongs to the bees.")
    assert "A balcony hive needs shade" not in document.body
    assert {"title-from-first-line", "date-from-last-updated", "description-from-summary"} <= warnings


def test_the_contents_list_becomes_headings() -> None:
    """What the table of contents lists are headings, typographic quotes notwithstanding; the table itself goes."""
    document, warnings = read(GUIDE)
    headings = [line for line in document.body.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Choosing a Hive that Fits",
        "## Water, Shade and the Neighbour's Washing",
        "## Frequently Asked Questions",
        "## You may also like the following posts",
    ]
    assert "Table of Contents" not in document.body
    assert "(Up)" not in document.body
    assert "contents-removed" in warnings


def test_questions_and_answers_are_told_apart() -> None:
    """Under the heading of an FAQ each question is a heading with its answer, as the renderer understands it."""
    document, _ = read(GUIDE)
    rendered = render(document.body, title=document.fields.title)
    assert [question.question for question in rendered.faq] == [
        "How much honey does a balcony give?",
        "Is it allowed?",
    ]
    assert rendered.faq[1].answer_text.strip() == "In most cities it is, once the hive is registered."


def test_the_biography_becomes_the_author() -> None:
    """Name, role and biography at the foot of the page are the author, and no longer part of the text."""
    document, warnings = read(GUIDE)
    (author,) = document.fields.authors
    assert author.name == "Rosa van Dijk"
    assert author.bio.startswith("Beekeeper and columnist. Rosa van Dijk has kept bees")
    assert "columnist" not in document.body
    assert "authors-from-biography" in warnings


def test_pointers_to_other_pages_are_kept_in_one_list_at_the_end() -> None:
    """The pointer in the middle joins those at the end; none is lost."""
    document, warnings = read(GUIDE)
    end = document.body.partition("## You may also like the following posts")[2].strip().splitlines()
    assert [line[:14] for line in end] == ["- Find out why", "- Learn what a", "- See how wax "]
    assert "related-moved" in warnings


def test_lines_of_the_site_are_left_out_and_named() -> None:
    """What a site prints on every page is removed; the warning quotes it with its line."""
    document, warnings = read_plaintext(ESSAY, name="a-page")
    removed = [warning for warning in warnings if warning.code == "chrome-removed"]
    assert [(warning.line, warning.message.split("“")[1]) for warning in removed] == [
        (9, "Read more in the stories section.”."),
        (13, "Share this”."),
    ]
    assert "stories section" not in document.text


def test_a_byline_gives_authors_and_date() -> None:
    document, _ = read(ESSAY)
    assert [author.name for author in document.fields.authors] == ["Ann Lee", "Bo Chen"]
    assert document.fields.date == date(2023, 5, 4)


def test_what_looks_like_markup_stays_text() -> None:
    """Angle brackets, asterisks and underscores of plain text are shown, lists stay lists."""
    document, _ = read(GUIDE)
    rendered = render(document.body)
    assert "&lt;cork&gt; and 2 * 3 pebbles_ keeps" in rendered.html
    assert rendered.html.count("<li>Weight") == 1


def test_a_listing_page_is_no_article() -> None:
    """Excerpts one after the other, without a title, are the list of a blog's posts."""
    with pytest.raises(ListingPage):
        read_plaintext(LISTING, name="page")


def test_paragraphs_under_a_title_are_no_listing() -> None:
    """The same paragraphs under a title may be an essay, and are read as one."""
    document, _ = read("Five Thoughts on the Garden\n" + LISTING)
    assert document.fields.title == "Five Thoughts on the Garden"


def test_wrapped_lines_become_paragraphs() -> None:
    """Text wrapped by hand is joined again where blank lines tell the paragraphs apart."""
    text = "A Title\n\n" + "\n\n".join(
        "\n".join(["these are words that fill a line of the usual width, more or less,"] * 3)
        for _ in range(3)
    )
    document, _ = read(text)
    assert len(document.body.strip().split("\n\n")) == 3
    assert "\nthese are words" not in document.body.strip().replace("\n\nthese", "")


def test_markdown_in_a_text_file_is_left_to_the_markdown_reader() -> None:
    assert looks_like_markdown("Title\n\nSee [this](https://example.org).")
    assert not looks_like_markdown(GUIDE)


@pytest.mark.parametrize(
    "line", ["Searching for bees", "Home is where the heart is, they say", "Sharing is caring, and so on."]
)
def test_sentences_are_not_taken_for_chrome(line: str) -> None:
    assert not recognisers.is_chrome(line)


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60), min_size=1, max_size=12
    )
)
def test_any_text_becomes_a_document_without_errors(lines: list[str]) -> None:
    """Whatever stands in a text file, reading it gives a document that can be published, or tells a listing."""
    text = "\n".join(lines)
    if not text.strip():
        return
    document, _ = read_plaintext(text, name="a-page")
    assert document.fields.title
    assert not [problem for problem in document.problems if problem.severity == "error"]
