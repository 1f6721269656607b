"""Marking what was found."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.highlight import PASSAGE, Highlighter
from articles.search.query import parse


def marked(query: str, text: str) -> str:
    return Highlighter.of(parse(query)).whole(text)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("cache", "Caches, cached; the CACHE", "<mark>Caches</mark>, cached; the <mark>CACHE</mark>"),
        ("queries", "a query", "a <mark>query</mark>"),
        ("cach*", "Caching", "<mark>Cach</mark>ing"),
        ('"page cache"', "page-cache, page and cache", "<mark>page-cache</mark>, page and cache"),
        ("cafe", "Ein Café, Cafe\u0301", "Ein <mark>Café</mark>, <mark>Cafe\u0301</mark>"),
        ("strasse ende", "Ærø: Straße zu Ende", "Ærø: <mark>Straße</mark> zu <mark>Ende</mark>"),
        ("c++", "c and C++", "c and <mark>C++</mark>"),
        ("検索", "全文検索エンジン", "全文<mark>検索</mark>エンジン"),
        ("art", "start art party", "start <mark>art</mark> party"),
        ("one -two tag:three", "one two three", "<mark>one</mark> two three"),
        ("script", "<script>&", "&lt;<mark>script</mark>&gt;&amp;"),
        ("don", "“Don’t”", "“<mark>Don</mark>’t”"),
    ],
)
def test_whole(query: str, text: str, expected: str) -> None:
    """The wanted words are marked as they were found, and everything is escaped."""
    assert marked(query, text) == expected


def test_passage_shows_where_the_words_are() -> None:
    """Of a long text the place is shown where the words stand together, begun and ended at words."""
    text = "filler words only " * 200 + "here the page meets its cache at last " + "more filler " * 200
    passage = Highlighter.of(parse("page cache")).passage(text)

    assert "<mark>page</mark> meets its <mark>cache</mark>" in passage
    assert passage.startswith("… ")
    assert passage.endswith(" …")
    assert len(passage) < PASSAGE + 60


def test_passage_without_a_match_in_the_text() -> None:
    """What was found by its title or tags shows its summary instead."""
    passage = Highlighter.of(parse("python")).passage("Nothing of it here.", otherwise="About Python & more.")

    assert passage == "About <mark>Python</mark> &amp; more."


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("4", "¼:", "<mark>¼</mark>:"),
        ("1 4", "a ¼ b", "a <mark>¼</mark> b"),
        ("cafe", "un cafe\u0301 noir", "un <mark>cafe\u0301</mark> noir"),
        ("strasse", "Straße ½ Straße", "<mark>Straße</mark> ½ <mark>Straße</mark>"),
    ],
)
def test_a_part_of_a_character_is_marked_as_the_whole(query: str, text: str, expected: str) -> None:
    """What is one character in the text may be several in the index, and the other way round."""
    assert marked(query, text) == expected


@given(st.text(), st.text(max_size=50))
def test_marking_changes_no_text(text: str, query: str) -> None:
    """Whatever is looked for wherever: without the marks, the text is what it was."""
    html = marked(query, text)

    assert unescape(re.sub(r"</?mark>", "", html)) == unescape(re.sub(r"</?mark>", "", marked("", text)))
    assert html.count("<mark>") == html.count("</mark>")
    assert "<mark></mark>" not in html


@given(st.text(min_size=1, max_size=2000), st.text(max_size=20))
def test_a_passage_is_bounded_and_escaped(text: str, query: str) -> None:
    """A passage is about as long as it should be, and holds no markup but the marks."""
    passage = Highlighter.of(parse(query)).passage(text)

    bare = re.sub(r"</?mark>", "", passage)
    assert "<" not in bare
    assert len(unescape(bare)) <= PASSAGE + 210
