# ruff: noqa: E501
"""Feeds as programs write them, and not as their specifications say: where names, texts and addresses stand."""

from datetime import UTC, datetime
from html import escape

import pytest

from articles.inline import inline_text
from interchange.items import Item

from .exports import codes, read_all


def items(feed: str) -> list[Item]:
    return [each for each in read_all("feed", feed, "feed.xml").values() if isinstance(each, Item)]


def rss_of(item: str, *, head: str = "", declared: str = "") -> str:
    return f"<rss version='2.0' {declared}><channel><title>B</title>{head}{item}</channel></rss>"


def test_a_player_plays_the_file_that_the_guid_names() -> None:
    """Podcasts have the address of the file for a guid: a link to it is none to the post."""
    address = "https://old.example/1.mp3"
    item = f"<item><title>One</title><link>{{}}</link><guid>{address}</guid><enclosure url='{address}' type='audio/mpeg'/></item>"
    for link, aliases in (("https://old.example/one/", ("/one/",)), (address, ())):
        (episode,) = items(rss_of(item.format(link)))
        assert f'<audio src="{address}">' in episode.document.body
        assert episode.document.fields.aliases == aliases


def test_feedburners_links_are_not_those_of_the_posts() -> None:
    """Its buttons go, too: they are pictures at addresses of its own."""
    item = (
        "<item><title>Tea</title><link>http://feeds.feedburner.com/~r/x/~3/1/</link>"
        "<f:origLink>https://old.example/2008/tea.html</f:origLink>"
        "<description>Text &lt;a href='http://feeds.feedburner.com/~a/x?a=1'&gt;&lt;img src='http://feeds.feedburner.com/~a/x?i=1'/&gt;&lt;/a&gt;</description></item>"
    )
    declared = "xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'"
    (tea,) = items(rss_of(item, head="<link>https://old.example</link>", declared=declared))
    assert (tea.document.fields.aliases, tea.document.body.strip()) == (("/2008/tea.html",), "Text")
    entry = "<entry><title>Tea</title><link href='http://feeds.feedburner.com/~r/x/~3/1/'/><f:origLink>https://old.example/2008/tea.html</f:origLink></entry>"
    (tea,) = items(f"<feed xmlns='http://www.w3.org/2005/Atom' {declared}>{entry}</feed>")
    assert tea.document.fields.aliases == ("/2008/tea.html",)


def test_what_a_blog_of_links_points_to_is_shown_and_not_taken_for_the_old_site() -> None:
    """A link to another page of that host is none to a page of the old site that is missing."""
    own = "".join(
        f"<item><title>Own {n}</title><link>https://old.example/{n}/</link></item>" for n in range(3)
    )
    linked = (
        "<item><title>See there</title><link>https://news.example/2020/story</link>"
        "<description>&lt;a href='https://news.example/other'&gt;More&lt;/a&gt;</description></item>"
    )
    *_, there = items(rss_of(own + linked, head="<link>https://www.old.example/</link>"))
    assert there.document.fields.aliases == ()
    assert (
        there.document.body.strip()
        == "[More](https://news.example/other)\n\n<https://news.example/2020/story>"
    )
    assert codes(there) == set()


def test_a_blog_that_has_moved_was_at_both_hosts() -> None:
    own = "".join(
        f"<item><title>Own {n}</title><link>https://old.example/{n}/</link></item>" for n in range(3)
    )
    before = own.replace("old.example", "older.example").replace("Own", "Older")
    found = items(rss_of(own + before.replace("/0/", "/zero/"), head="<link>https://old.example/</link>"))
    assert found[3].document.fields.aliases == ("/zero/",)
    below, *_ = items(rss_of(own.replace("/old.", "/blog.old.", 1), head="<link>https://old.example/</link>"))
    assert below.document.fields.aliases == ("/0/",)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("<author>ann@old.example</author>", ["ann"]),
        ("<dc:creator>Ann Lee (mailto:&amp;#97;nn@old.example)</dc:creator>", ["Ann Lee"]),
        ("<dc:creator>Ann Lee &lt;ann@old.example&gt;</dc:creator>", ["Ann Lee"]),
        ("<dc:creator>Ann Lee</dc:creator><dc:creator>Bo Chen</dc:creator>", ["Ann Lee", "Bo Chen"]),
        ("<dc:creator>Ann Lee &amp;amp; Bo Chen</dc:creator>", ["Ann Lee", "Bo Chen"]),
        ("<dc:author>Ann Lee</dc:author>", ["Ann Lee"]),
        ("<author><name>Ann Lee</name><email>ann@old.example</email></author>", ["Ann Lee"]),
        ("<author/><itunes:author>Ann Lee</itunes:author>", ["Ann Lee"]),
    ],
)
@pytest.mark.parametrize(
    "namespace", ["purl.org/dc/elements/1.1/", "dublincore.org/documents/dcmi-namespace/"]
)
def test_authors_of_items_are_names(said: str, names: list[str], namespace: str) -> None:
    """As many as there are elements, and no mail addresses."""
    (post,) = items(rss_of(f"<item><title>A</title>{said}</item>", declared=f"xmlns:dc='http://{namespace}'"))
    assert [(author.name, author.email) for author in post.document.fields.authors] == [
        (name, "") for name in names
    ]


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ("<dc:description>Some text.</dc:description>", "Some text."),
        ("<i:summary>One\n\ntwo</i:summary>", "One\n\ntwo"),
        ("<i:summary>&lt;p&gt;One&lt;/p&gt;</i:summary>", "One"),
        (
            "<description>In short</description><h:body><h:p>One <h:b>two</h:b></h:p></h:body>",
            "One **two**",
        ),
        ("<description><p>One <b>two</b></p></description>", "One **two**"),
    ],
)
def test_texts_of_items_wherever_they_stand(said: str, body: str) -> None:
    declared = (
        "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:i='http://www.itunes.com/DTDs/Podcast-1.0.dtd' "
        "xmlns:h='http://www.w3.org/1999/xhtml'"
    )
    (post,) = items(rss_of(f"<item><title>A</title>{said}</item>", declared=declared))
    assert post.document.body.strip() == body


def test_subjects_of_entries_are_tags() -> None:
    """Movable Type's feeds have those instead of categories."""
    entry = "<entry><title>A</title><dc:subject>Sports</dc:subject></entry>"
    feed = (
        f"<feed xmlns='http://purl.org/atom/ns#' xmlns:dc='http://purl.org/dc/elements/1.1/'>{entry}</feed>"
    )
    assert items(feed)[0].document.fields.tags == ("Sports",)


def test_pages_of_authors_begin_where_the_feed_does() -> None:
    """At its base, as all its relative addresses."""
    person = "<author><name>Ann Lee</name><uri>/about/</uri></author>"
    entry = f"<entry><title>A</title>{person}</entry><entry><title>B</title></entry>"
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://old.example/blog/'>{person}{entry}</feed>"
    urls = [author.url for post in items(feed) for author in post.document.fields.authors]
    assert urls == ["https://old.example/about/"] * 2


def test_a_picture_in_a_link_gives_the_title_its_words() -> None:
    shown = "<a href='https://old.example/'><img src='/p.png' alt='The old mill'></a>"
    (post,) = items(rss_of(f"<item><description>{escape(shown)}</description></item>"))
    assert post.document.fields.title == "The old mill"


def test_titles_of_bloggers_archive_are_html_and_places_are_told_apart() -> None:
    """Google's archive says nothing of the type of its titles, and they were written in HTML."""
    entry = (
        "<entry><id>tag:blogger.com,1999:blog-4.post-1</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>"
        "<title>Peter&amp;#39;s R&amp;amp;D, a &lt; b</title><content type='html'>Text</content>"
        "<blogger:location><blogger:name>Suzhou, Jiangsu</blogger:name><blogger:latitude>31.2</blogger:latitude></blogger:location>"
        "<published>2026-06-18T01:45:55.218Z</published><blogger:filename>/2026/06/rd.html</blogger:filename></entry>"
    )
    declared = "xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'"
    (found,) = items(f"<feed {declared}><id>tag:blogger.com,1999:blog-4</id>{entry}</feed>")
    assert found.document.fields.title == "Peter's R&D, a < b"
    assert "location: Suzhou, Jiangsu, 31.2" in found.document.text
    # Others mean what they say.
    (other,) = items(
        f"<feed {declared}><entry><id>x:1</id><title>The &amp;amp; sign</title><content>T</content></entry></feed>"
    )
    assert inline_text(other.document.fields.title) == "The &amp; sign"


@pytest.mark.parametrize(
    "said",
    [
        "<title>Tea</title><fullitem>&lt;p&gt;Text&lt;/p&gt;</fullitem><dcterms:issued>2003-12-31T10:14:55Z</dcterms:issued>",
        "<title>Tea</title><summary>Text</summary><published>2003-12-31T10:14:55Z</published>",
        "<media:title>Tea</media:title><media:description>Text</media:description><pubDate>Wed, 31 Dec 2003 10:14:55 GMT</pubDate>",
        "<a:title>Tea</a:title><a:summary>Text</a:summary><a:published>2003-12-31T10:14:55Z</a:published>",
    ],
)
def test_an_item_may_speak_with_the_words_of_others(said: str) -> None:
    """Of Atom, of other modules, of what came before RSS 2.0."""
    declared = (
        "xmlns:dcterms='http://purl.org/dc/terms/' xmlns:media='http://search.yahoo.com/mrss/'"
        " xmlns:a='http://www.w3.org/2005/Atom'"
    )
    (tea,) = items(rss_of(f"<item>{said}</item>", declared=declared))
    fields = tea.document.fields
    assert (fields.title, tea.document.body.strip()) == ("Tea", "Text")
    assert fields.date == datetime(2003, 12, 31, 10, 14, 55, tzinfo=UTC)


def test_elements_of_rss_may_have_a_prefix() -> None:
    (tea,) = items(
        "<r:rss version='2.0' xmlns:r='http://backend.userland.com/rss2'><r:channel><r:title>B</r:title>"
        "<r:item><r:title>Tea</r:title><r:description>Text</r:description></r:item></r:channel></r:rss>"
    )
    assert (tea.document.fields.title, tea.document.body.strip()) == ("Tea", "Text")
