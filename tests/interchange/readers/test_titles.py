"""Titles in exports, which some programs write as HTML and others as text, and many escape once too rarely."""

import json
from html import escape

import pytest

from .exports import ghost, ghost_post, only, post, read_all, wxr

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
    assert "<b>b</b> tag" in document.fields.title
