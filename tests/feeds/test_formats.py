"""Writing feeds: pure, for any text whatever."""

import json
from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.feed_formats import CONTENT_TYPES, Channel, Entry, Label, Person, Picture, write
from articles.xml import speakable

DATE = datetime(2026, 3, 1, 12, tzinfo=UTC)


def channel(text: str = "A title") -> Channel:
    return Channel(
        title=text,
        subtitle=text,
        page="https://example.com/",
        addresses={syntax: f"https://example.com/{syntax}" for syntax in CONTENT_TYPES},
        language="en",
        publisher=text,
        updated=DATE,
    )


def entry(text: str = "A title") -> Entry:
    return Entry(
        id="urn:uuid:5f0ad65c-6f3b-4b7c-9d4e-1d1f6a3f3c55",
        url="https://example.com/a/",
        title=text,
        summary=text,
        published=DATE,
        updated=DATE,
        authors=(Person(text, "https://example.com/authors/a/"),),
        labels=(Label("a", text, "https://example.com/tags/"),),
        picture=Picture("https://example.com/a.png", 4, 3, alt=text, type="image/png", size=7),
        language="en",
        html=text,
    )


def as_xml_reads(text: str) -> str:
    """What is left of a text in XML: line ends are one character there."""
    return speakable(text).replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("syntax", "title", "content"),
    [
        ("atom", "{*}entry/{*}title", "{*}entry/{http://www.w3.org/2005/Atom}content"),
        ("rss", "channel/item/title", "channel/item/{*}encoded"),
    ],
)
@given(text=st.text())
def test_any_text_survives_xml(syntax: str, title: str, content: str, text: str) -> None:
    """A parser reads back every character that XML can say, in titles and in bodies."""
    root = etree.fromstring(write(syntax, channel(text), [entry(text)]))

    assert (root.findtext(title) or "") == as_xml_reads(text)
    assert (root.findtext(content) or "") == as_xml_reads(text)


@given(text=st.text())
def test_any_text_survives_json(text: str) -> None:
    """A parser reads back the text; lone surrogates, which are no text, cannot stop it."""
    item = json.loads(write("json", channel(text), [entry(text)]))["items"][0]

    assert item["content_html"] == text.encode("utf-8", "replace").decode()


def test_an_entry_without_authors_has_the_publisher() -> None:
    """Atom asks for an author of each entry; the feed's stands in."""
    bare = Entry(**{**entry().__dict__, "authors": (), "labels": (), "picture": None, "summary": ""})

    parsed = feedparser.parse(write("atom", channel("The publisher"), [bare]))

    assert parsed.bozo == 0
    assert parsed.feed.author == "The publisher"
    assert "media_content" not in parsed.entries[0]
