"""Titles in exports, which some programs write as HTML and others as text, and many escape once too rarely."""

import json
from html import escape

import pytest

from articles.inline import inline_text
from interchange.items import Context, Item, NoItem
from interchange.readers.markdown import read

from .exports import codes, ghost, ghost_post, only, post, read_all, wxr

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title{}>{}</title><content>T</content></entry></feed>'
RSS = "<rss version='2.0'><channel><item><title>{}</title><description>T</description></item></channel></rss>"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Tea & <em>cake</em>", "Tea & cake"),
        ("Tea &amp; cake&#8217;s", "Tea & cake’s"),
        ("Using vector<int> in C++", "Using vector<int> in C++"),
        ("How to centre a <div>", "How to centre a <div>"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_markup_goes_and_what_is_none_stays(written: str, title: str) -> None:
    exports = {
        "feed": [
            RSS.format(escape(written)),
            RSS.format(f"<![CDATA[{written}]]>"),
            ATOM.format(' type="html"', escape(written)),
        ],
        "wordpress": [wxr(post(title=f"<![CDATA[{written}]]>"))],
        "ghost": [ghost(ghost_post(title=written))],
    }  # fmt: skip
    found = [only(read_all(kind, export)) for kind, each in exports.items() for export in each]
    assert {each.document.fields.title for each in found} == {title}


def test_in_a_json_feed_they_are_text() -> None:
    """https://www.jsonfeed.org/version/1.1/#items: no markup is meant."""
    feed = {"version": "https://jsonfeed.org/version/1.1"}
    item = {"id": "1", "title": "The <b>b</b> tag &amp; others", "content_text": "T"}
    document = only(read_all("feed", json.dumps({**feed, "items": [item]}))).document
    assert inline_text(document.fields.title) == "The <b>b</b> tag &amp; others"


def test_what_is_escaped_twice_is_shown_as_it_was_there() -> None:
    """A title about entities; others are written as they are."""
    found = [
        only(read_all("feed", RSS.format(escape(escape(text))))) for text in ("A &lt;b&gt; & c", "A < b & c")
    ]
    assert [inline_text(each.document.fields.title) for each in found] == ["A &lt;b&gt; & c", "A < b & c"]
    assert found[1].document.fields.title == "A < b & c"


PICTURE = '<p><img src="https://old.example/a.jpg"></p>'


@pytest.mark.parametrize(
    ("kind", "export"),
    [
        ("wordpress", wxr(post(title="", content=PICTURE, wp__post_name="by-the-sea"))),
        ("ghost", ghost(ghost_post(title="\u200b", html=PICTURE, slug="by-the-sea"))),
        ("feed", (f"<rss version='2.0'><channel><item><link>https://old.example/by-the-sea/</link>"
                 f"<description>{escape(PICTURE)}</description></item></channel></rss>")),
    ],
)  # fmt: skip
def test_a_picture_without_words_is_something_to_publish(kind: str, export: str) -> None:
    """Its address gives it a name, which the report says."""
    item = only(read_all(kind, export))
    assert item.document.fields.title == "By the sea"
    assert codes(item) == {"title-from-filename"}


def test_what_says_nothing_at_all_is_passed_over() -> None:
    found = read_all("feed", "<rss version='2.0'><channel><item><title> </title></item></channel></rss>")
    assert [each.reason.code for each in found.values() if isinstance(each, NoItem)] == ["empty", "export"]


@pytest.mark.parametrize("title", ["   ", "\u200b\ufeff", "<b></b>", "&#8203;"])
def test_a_title_that_nobody_sees_is_none(title: str) -> None:
    text = f'---\ntitle: "{title}"\ndate: 2020-01-02\n---\n'
    item = read(f"{text}Words\n".encode(), Context("by-the-sea.md"))
    assert isinstance(item, Item)
    assert item.document.fields.title == "By the sea"
    nothing = read(text.encode(), Context("by-the-sea.md"))
    assert isinstance(nothing, NoItem)
    assert (nothing.result, nothing.reason.code) == ("ignored", "empty")


def test_in_an_export_of_ours_a_title_is_what_the_article_was_called() -> None:
    text = '---\ntitle: "\u200b"\ndate: 2020-01-02\n---\n'
    item = read(text.encode(), Context("articles/a.md", own_layout=True))
    assert isinstance(item, Item)
    assert item.document.text == text
