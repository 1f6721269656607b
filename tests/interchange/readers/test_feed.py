# ruff: noqa: E501
"""Feeds of every kind: their entries as articles, with dates, people, tags, pictures and old paths."""

import json
from datetime import UTC, datetime, timedelta, timezone
from html import escape

import pytest

from articles.document import AuthorRef
from articles.slugs import slug_for
from interchange.items import Item, NoItem
from interchange.readers.languages import SiteLanguage

from .exports import codes, only, read_all

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>A blog</title><link rel="alternate" href="https://old.example/"/>
<author><name>Ann Lee</name><email>ann@old.example</email></author>
<entry><id>tag:old.example,2020:1</id><title type="html">Tea &amp;amp; cake</title>
<link rel="alternate" href="https://old.example/2020/tea.html"/><link rel="enclosure" type="image/png" href="/p.png"/>
<published>2020-01-02T08:34:05+05:30</published><updated>2020-03-01T00:00:00Z</updated>
<category term="Food"/><category term="tea" label="Tea"/><summary>In short</summary>
<content type="html">&lt;p&gt;See &lt;a href="https://old.example/2020/cake.html"&gt;cake&lt;/a&gt; &lt;b&gt;now&lt;/b&gt;.&lt;/p&gt;</content></entry>
<entry><id>tag:old.example,2020:2</id><title>Cake</title><link href="https://old.example/2020/cake.html"/>
<author><name>Bo</name></author><published>2020-01-03T00:00:00Z</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <em>two</em></p></div></content></entry>
</feed>"""

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>A blog</title><link>https://old.example</link>
<item><title>Tea &amp; cake</title><link>https://old.example/tea/</link><guid isPermaLink="false">7</guid>
<pubDate>Thu, 02 Jan 2020 08:34:05 +0530</pubDate><author>ann@old.example (Ann Lee)</author>
<category>Food</category><category>Tea</category><description>In short</description>
<enclosure url="https://old.example/e.mp3" type="audio/mpeg" length="1"/>
<content:encoded><![CDATA[<p>Text <b>here</b>.</p>]]></content:encoded></item>
<item><title>Half</title><link>https://old.example/half/</link><description>&lt;p&gt;It begins […]&lt;/p&gt;</description></item>
</channel></rss>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A blog",
        "home_page_url": "https://old.example/",
        "authors": [{"name": "Ann Lee", "url": "https://ann.example"}],
        "items": [
            {"id": "1", "url": "https://old.example/tea/", "title": "Tea & cake", "content_html": "<p>Text</p>", "image": "https://old.example/t.png",
             "date_published": "2020-01-02T08:34:05+05:30", "date_modified": "2020-03-01T00:00:00Z", "tags": ["Food"], "language": "en"},
            {"id": "2", "url": "https://old.example/plain/", "content_text": "First <b> line\n\nsecond", "authors": [{"name": "Bo"}]},
        ],
    }
)  # fmt: skip

WHEN = datetime(2020, 1, 2, 8, 34, 5, tzinfo=timezone(timedelta(hours=5.5)))


def read(feed: str, path: str = "feed.xml") -> dict[str, Item | NoItem]:
    return read_all("feed", feed, path)


def items(found: dict[str, Item | NoItem]) -> list[Item]:
    return [each for each in found.values() if isinstance(each, Item)]


def test_atom() -> None:
    tea, cake = items(read(ATOM))
    fields = tea.document.fields
    assert (fields.title, fields.description, fields.slug, fields.aliases) == (
        "Tea & cake",
        "In short",
        "tea",
        ("/2020/tea.html",),
    )
    assert (fields.date, fields.updated) == (WHEN, datetime(2020, 3, 1, tzinfo=UTC))
    assert (fields.authors, fields.tags, fields.image and fields.image.src) == (
        (AuthorRef("Ann Lee"),),
        ("Food", "Tea"),
        "/p.png",
    )
    assert tea.document.body.strip() == "See [cake](/articles/cake/) **now**."
    assert (cake.document.body.strip(), cake.document.fields.authors) == ("One *two*", (AuthorRef("Bo"),))
    assert "ann@" not in tea.document.text


def test_rss() -> None:
    tea, half = items(read(RSS))
    fields = tea.document.fields
    assert (fields.title, fields.description, fields.date, fields.tags) == (
        "Tea & cake",
        "In short",
        WHEN,
        ("Food", "Tea"),
    )
    assert (fields.authors, fields.aliases, tea.path) == ((AuthorRef("Ann Lee"),), ("/tea/",), "feed.xml#7")
    assert codes(tea) == {"enclosure-left", "html-kept"}
    assert (half.document.body.strip(), half.document.fields.description) == ("It begins […]", "")
    assert codes(half) == {"excerpt-only"}


def test_mojibake_is_repaired_and_named() -> None:
    """Databases of old weblogs are full of it."""
    damaged = "It’s here — don’t you think? We’re sure.".encode().decode("cp1252")
    found = read(
        f"<rss><channel><item><title>{damaged}</title><description>{damaged}</description></item></channel></rss>"
    )
    (only,) = items(found)
    assert (
        only.document.fields.title == only.document.body.strip() == "It’s here — don’t you think? We’re sure."
    )
    assert "text-repaired" in codes(only)


def test_json_feed() -> None:
    found = read(JSON_FEED, "feed.json")
    tea, plain = items(found)
    fields = tea.document.fields
    assert (fields.title, fields.date, fields.language, fields.tags) == ("Tea & cake", WHEN, "en", ("Food",))
    assert fields.authors == (AuthorRef("Ann Lee", url="https://ann.example"),)
    assert plain.document.body.strip() in {"First \\<b\\> line\n\nsecond", "First &lt;b> line\n\nsecond"}
    assert plain.document.fields.title
    assert codes(plain) == {"title-from-text"}
    last = found["feed.json"]
    assert isinstance(last, NoItem)
    assert last.reason.message == "A feed, “A blog”: 2 entries."


def test_blogger() -> None:
    """Its export is a feed of everything: posts are posts, and all else says what it is."""

    def entry(kind: str, more: str = "") -> str:
        return (
            f"<entry><id>tag:blogger.com,1999:blog-1.{kind}-2</id><title type='text'>A {kind}</title><content type='html'>&lt;br /&gt;x</content>"
            f"<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>"
            f"<category scheme='http://www.blogger.com/atom/ns#' term='tea'/><published>2020-01-02T08:34:05+05:30</published>{more}</entry>"
        )

    draft = entry(
        "post", "<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>"
    )
    whole = "".join([entry("template"), entry("settings"), entry("page"), draft, entry("comment")])
    found = read(f"<feed xmlns='http://www.w3.org/2005/Atom'><title>B</title>{whole}</feed>")
    assert [each.reason.code for each in found.values() if isinstance(each, NoItem)] == [
        "template",
        "settings",
        "page",
        "comment",
        "export",
    ]
    post = only(found)
    assert (post.document.fields.status, post.document.fields.tags) == ("draft", ("tea",))


@pytest.mark.parametrize("feed", [ATOM.removesuffix("</feed>"), RSS[:-200]])
def test_a_feed_that_breaks_off(feed: str) -> None:
    last = read(feed)["feed.xml"]
    assert isinstance(last, NoItem)
    assert (last.result, last.reason.code) == ("rejected", "export-truncated")


def test_entities_are_refused() -> None:
    found = read('<!DOCTYPE rss [<!ENTITY a "aaaa">]>' + RSS)
    assert [each.reason.code for each in found.values() if isinstance(each, NoItem)] == ["xml-entities"]


@pytest.mark.parametrize(
    ("written", "offset", "code"),
    [
        ("Thu, 02 Jan 2020 08:34:05 IST", 5.5, "date-zone-guessed"),
        ("Thu, 02 Jul 2020 08:34:05 BST", 1, "date-zone-guessed"),
        ("Thu, 02 Jan 2020 08:34:05 XYZT", 0, "date-zone-guessed"),
        ("Thu, 02 Jan 2020 08:34:05", None, "date-zone-guessed"),
        ("Thu, 02 Jan 2020 08:34:05 EST", -5, ""),
        ("Thu, 32 Jan 2020 08:34:05 GMT", None, "date-unreadable"),
    ],
)
def test_a_zone_that_is_not_plain_is_told(written: str, offset: float | None, code: str) -> None:
    """What had to be guessed is a warning that quotes it; nothing is taken for UTC without a word."""
    (tea, _) = items(read(RSS.replace("Thu, 02 Jan 2020 08:34:05 +0530", written)))
    found = tea.document.fields.date
    there = found.utcoffset() if isinstance(found, datetime) else None
    assert there == (None if offset is None else timedelta(hours=offset))
    assert (code in codes(tea)) if code else not codes(tea) & {"date-zone-guessed", "date-unreadable"}


def test_bloggers_archive_from_takeout() -> None:
    """It says what became of each entry, its old path and its description in elements of its own."""
    entries = "".join(
        f"<entry><id>tag:blogger.com,1999:blog-5.post-{number}</id><blogger:type>{kind}</blogger:type>"
        f"<blogger:status>{status}</blogger:status><author><name>Анна</name><blogger:type>BLOGGER</blogger:type></author>"
        f"<title>Чай {number}</title><content type='html'>&lt;p&gt;Text&lt;/p&gt;</content>"
        "<blogger:metaDescription>In short</blogger:metaDescription><published>2020-01-02T03:04:05Z</published>"
        f"<category scheme='tag:blogger.com,1999:blog-5' term='чай'/>"
        f"<blogger:filename>/2020/01/tea-{number}.html</blogger:filename><link/><enclosure/></entry>"
        for number, (kind, status) in enumerate(
            [
                ("POST", "LIVE"),
                ("POST", "DRAFT"),
                ("POST", "SOFT_TRASHED"),
                ("PAGE", "LIVE"),
                ("COMMENT", "LIVE"),
            ]
        )
    )
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:blogger="http://schemas.google.com/blogger/2018">'
        f"<title>A blog</title>{entries}</feed>"
    )
    found = list(read_all("feed", feed, "feed.atom").values())
    live, draft, *others, _ = found
    assert isinstance(live, Item)
    assert isinstance(draft, Item)
    fields = live.document.fields
    assert (fields.title, fields.description, fields.slug) == ("Чай 0", "In short", "tea-0")
    assert (fields.aliases, fields.tags, fields.authors) == (
        ("/2020/01/tea-0.html",),
        ("чай",),
        (AuthorRef("Анна"),),
    )
    assert (fields.status, draft.document.fields.status) == ("", "draft")
    assert [each.reason.code for each in others if isinstance(each, NoItem)] == ["trashed", "page", "comment"]


# -- Other programs' ways


def entries_of(feed: str, path: str = "feed.xml") -> list[Item]:
    return items(read(feed, path))


def atom(*entries: str, root: str = 'xmlns="http://www.w3.org/2005/Atom"') -> str:
    return f'<feed {root}><title>F</title><link href="https://a.example/"/>{"".join(entries)}</feed>'


def test_atom_of_its_first_days() -> None:
    """Version 0.3 names its dates otherwise, and says how its texts are packed."""
    (entry,) = entries_of(
        atom(
            '<entry><title mode="escaped" type="text/html">A &amp;amp; b</title><link rel="alternate" href="https://a.example/1"/><id>1</id>'
            "<issued>2004-02-03T04:05:06+01:00</issued><modified>2004-02-04T04:05:06Z</modified>"
            '<content type="text/html" mode="base64">PHA+SGk8L3A+</content></entry>',
            root='version="0.3" xmlns="http://purl.org/atom/ns#"',
        )
    )
    fields = entry.document.fields
    assert (fields.title, fields.date, fields.updated) == (
        "A & b",
        datetime(2004, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=1))),
        datetime(2004, 2, 4, 4, 5, 6, tzinfo=UTC),
    )
    assert entry.document.body.strip() == "Hi"


def test_atom_under_a_prefix_of_its_own() -> None:
    (entry,) = entries_of(
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>E</a:title><a:id>e</a:id><a:updated>2020-01-01T00:00:00Z</a:updated>'
        '<a:content type="html">&lt;p&gt;x&lt;/p&gt;</a:content></a:entry></a:feed>'
    )
    assert (entry.document.fields.title, entry.document.body.strip()) == ("E", "x")


def test_relative_addresses_begin_where_the_feed_says() -> None:
    (entry,) = entries_of(
        atom(
            '<entry xml:lang="es"><title>R</title><id>r</id><link href="2020/r/"/><updated>2020-01-01T00:00:00Z</updated>'
            '<content type="xhtml" xml:base="2020/r/"><div xmlns="http://www.w3.org/1999/xhtml"><p><a href="other.html">o</a> <img src="p.png" alt="p"/></p></div></content></entry>',
            root='xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/blog/"',
        )
    )
    fields = entry.document.fields
    assert (fields.aliases, fields.language) == (("/blog/2020/r/",), "es")
    assert (
        entry.document.body.strip()
        == "[o](https://a.example/blog/2020/r/other.html) ![p](https://a.example/blog/2020/r/p.png)"
    )


def test_a_text_that_is_elsewhere_is_shown_or_linked() -> None:
    entry = "<entry><title>P</title><id>{0}</id><updated>2020-01-01T00:00:00Z</updated><content type='{1}' src='https://a.example/{0}'/></entry>"
    picture, paper = entries_of(
        atom(entry.format("p.png", "image/png"), entry.format("p.pdf", "application/pdf"))
    )
    assert picture.document.body.strip() == "![](https://a.example/p.png)"
    assert paper.document.body.strip() == "<https://a.example/p.pdf>"


def test_plain_text_keeps_its_paragraphs() -> None:
    (entry,) = entries_of(
        atom(
            "<entry><title>T</title><id>t</id><updated>2020-01-01T00:00:00Z</updated><content>One\n\nTwo &lt;b></content></entry>"
        )
    )
    assert entry.document.body.strip() == "One\n\nTwo \\<b\\>"


def rss(*more: str) -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>W</title><link>https://w.example</link>'
        f"{''.join(f'<item>{each}</item>' for each in more)}</channel></rss>"
    )


def test_wordpress_own_line_is_no_part_of_the_text() -> None:
    """In whatever language it says where the post is from; links by number are followed as elsewhere."""
    line = '<p>Der Beitrag <a rel="nofollow" href="https://w.example/a/">A</a> erschien zuerst auf <a rel="nofollow" href="https://w.example">W</a>.</p>'
    first, _ = entries_of(
        rss(
            f"<title>A</title><link>https://w.example/a/</link><guid>https://w.example/?p=1</guid><description><![CDATA[<p>Kurz</p>\n{line}]]></description>"
            f'<content:encoded><![CDATA[<p>Lang <a href="https://w.example/?p=2">b</a></p>\n{line}]]></content:encoded>',
            "<title>B</title><link>https://w.example/b/</link><guid>https://w.example/?p=2</guid><description>x</description>",
        )
    )
    assert first.document.body.strip() == "Lang [b](/articles/b/)"
    assert first.document.fields.description == "Kurz"
    assert "chrome-removed" in codes(first)


def test_an_author_may_end_with_two_links() -> None:
    """Only what leads to the post itself and to its site was added by the feed."""
    end = '<p>See <a rel="nofollow" href="https://x.example/">x</a> and <a rel="nofollow" href="https://y.example/">y</a>.</p>'
    (entry,) = entries_of(
        rss(f"<title>A</title><link>https://w.example/a/</link><description><![CDATA[{end}]]></description>")
    )
    assert entry.document.body.strip() == "See [x](https://x.example/) and [y](https://y.example/)."


def test_an_episode_is_shown_with_the_text() -> None:
    (entry,) = entries_of(
        rss(
            '<title>E</title><link>https://w.example/e/</link><description>d</description><enclosure url="https://w.example/e.mp3" type="audio/mpeg"/>'
        )
    )
    assert '<audio src="https://w.example/e.mp3">' in entry.document.body
    assert "enclosure-left" in codes(entry)


def test_what_goes_with_an_item_of_a_json_feed() -> None:
    item = {
        "id": 1, "url": "https://j.example/1", "content_text": "Words & <b>", "external_url": "https://e.example/",
        "attachments": [{"url": "https://j.example/p.pdf", "mime_type": "application/pdf"}, 7],
    }  # fmt: skip
    (entry,) = entries_of(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}), "feed.json"
    )
    assert entry.document.fields.title == "Words & <b>"
    assert (
        entry.document.body.strip()
        == "Words \\& \\<b\\>\n\n<https://e.example/>\n\n[p.pdf](https://j.example/p.pdf)"
    )


def test_blogger_marks_where_a_post_goes_on_and_shows_small_copies() -> None:
    (entry,) = entries_of(
        atom(
            "<entry><title>B</title><id>b</id><updated>2020-01-01T00:00:00Z</updated><content type='html'>"
            + escape(
                '<div><a href="http://1.bp.blogspot.com/-x/AAA/s1600/p.jpg"><img src="http://1.bp.blogspot.com/-x/AAA/s320/p.jpg"></a></div>'
                "One<a name='more'></a>two<div class=\"blogger-post-footer\"><img width='1' height='1' src='https://b.example/tracker/1'></div>"
            )
            + "</content><media:thumbnail url='http://1.bp.blogspot.com/-x/AAA/s72-c/p.jpg'/></entry>"
        )
    )
    assert entry.document.body.strip() == (
        "[![](http://1.bp.blogspot.com/-x/AAA/s1600/p.jpg)](http://1.bp.blogspot.com/-x/AAA/s1600/p.jpg)\n\nOne\n\n<!--more-->\n\ntwo"
    )
    assert entry.document.fields.image is not None
    assert entry.document.fields.image.src == "http://1.bp.blogspot.com/-x/AAA/s1600/p.jpg"


def test_bloggers_takeout_names_paths_alone() -> None:
    """Links tell at which host they were. A draft was published at the beginning of time."""
    entry = (
        "<entry><id>{0}</id><blogger:type>POST</blogger:type><blogger:status>{1}</blogger:status><title>{0}</title>"
        "<content type='html'>{2}</content><blogger:created>2013-05-02T21:38:26Z</blogger:created>"
        "<published>{3}</published><blogger:filename>/2013/05/{0}.html</blogger:filename></entry>"
    )
    link = "&lt;a href='http://x.blogspot.com/2013/05/two.html'&gt;t&lt;/a&gt; &lt;a href='http://y.example/2013/05/no.html'&gt;n&lt;/a&gt;"
    head = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>"
    entries = entry.format("one", "LIVE", link, "2013-05-03T10:00:00Z") + entry.format(
        "two", "DRAFT", "x", "1970-01-01T00:00:00.000Z"
    )

    found = read_all("feed", f"{head}{entries}</feed>", "feed.atom")

    one, two = found["feed.atom#one"], found["feed.atom#two"]
    assert isinstance(one, Item)
    assert isinstance(two, Item)
    assert "[t](/articles/two/)" in one.document.body
    assert "http://y.example/2013/05/no.html" in one.document.body
    assert two.document.fields.date == datetime(2013, 5, 2, 21, 38, 26, tzinfo=UTC)


def test_a_title_is_made_of_the_first_paragraph() -> None:
    item = "<item><description>&lt;p&gt;&lt;/p&gt;&lt;p&gt;Short words&lt;/p&gt;&lt;p&gt;More&lt;/p&gt;</description></item>"

    found = only(read_all("feed", f"<rss><channel>{item}</channel></rss>"))

    assert found.document.fields.title == "Short words"


def test_an_entry_of_wordpress_had_a_short_address_too() -> None:
    """Its guid, where that is on the site of the feed."""
    items = [
        "<item><title>A</title><link>https://w.example/a/</link><guid>https://w.example/?p=1</guid><description>x</description></item>",
        "<item><title>B</title><link>https://w.example/?p=2</link><guid>https://x.example/?p=7</guid><description>y</description></item>",
    ]
    head = '<rss version="2.0"><channel><title>W</title><link>https://w.example/</link>'
    found = read_all("feed", f"{head}{''.join(items)}</channel></rss>")
    aliases = {
        item.document.fields.title: item.document.fields.aliases
        for item in found.values()
        if isinstance(item, Item)
    }
    assert aliases == {"A": ("/a/", "/?p=1"), "B": ("/?p=2",)}


def test_what_blogger_plans_stays_planned() -> None:
    """A post that Blogger would publish by itself is scheduled here too."""
    entry = (
        "<entry><id>tag:blogger.com,1999:blog-5.post-1</id><blogger:type>POST</blogger:type>"
        "<blogger:status>SCHEDULED</blogger:status><title>Later</title><content type='html'>x</content>"
        "<published>2090-01-02T03:04:05Z</published></entry>"
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:blogger="http://schemas.google.com/blogger/2018">{entry}</feed>'
    assert only(read_all("feed", feed)).document.fields.status == "scheduled"


def test_bloggers_settings_name_the_language() -> None:
    kind = "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{}'/>"
    entries = (
        f"<entry><id>tag:blogger.com,1999:blog-5.post-1</id>{kind.format('post')}<title>Чай</title>"
        "<content type='html'>Чёрный и зелёный</content></entry>"
        f"<entry><id>tag:blogger.com,1999:blog-5.settings.BLOG_LOCALE</id>{kind.format('settings')}"
        "<title>Language for this blog</title><content type='text'>ru</content></entry>"
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A blog</title>{entries}</feed>'
    post = only(read_all("feed", feed, language=SiteLanguage(here="en")))
    assert post.document.fields.language == "ru"


@pytest.mark.parametrize(
    ("address", "slug", "alias"),
    [
        ("https://d.example/node/12", "tea-time", "/node/12"),
        (
            "https://q.example/index.php?option=com_content&amp;id=7",
            "tea-time",
            "/index.php?option=com_content&id=7",
        ),
        ("https://q.example/tea/index.html", "tea-time", "/tea/index.html"),
        ("https://q.example/view.php?id=7", "tea-time", "/view.php?id=7"),
        ("https://q.example/2020/cake.php", "cake", "/2020/cake.php"),
    ],
)
def test_an_address_without_words_makes_no_name(address: str, slug: str, alias: str) -> None:
    """The article is called after its title; the old address leads to it all the same."""
    item = f"<item><title>Tea time</title><link>{address}</link><description>x</description></item>"
    fields = only(read_all("feed", f'<rss version="2.0"><channel>{item}</channel></rss>')).document.fields
    assert (fields.slug or slug_for(fields.title), fields.aliases) == (slug, (alias,))


def test_pictures_of_wix_are_taken_at_their_full_size() -> None:
    picture = "https://static.wixstatic.com/media/ab_12~mv2.jpg"
    text = f'&lt;img src="{picture}/v1/fill/w_980,h_500,al_c/ab_12~mv2.jpg" alt="x"&gt;'
    item = (
        f"<item><title>A</title><link>https://w.example/post/a</link><description>{text}</description></item>"
    )
    assert (
        only(read_all("feed", f'<rss version="2.0"><channel>{item}</channel></rss>')).document.body.strip()
        == f"![x]({picture})"
    )


def test_entries_of_a_json_feed_that_are_no_objects_are_rejected_one_by_one() -> None:
    post = {"id": "a", "title": "A post", "content_html": "<p>Text</p>"}
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [7, post, None, [post]]})

    found = read(feed, "feed.json")

    reasons = {path: each.reason for path, each in found.items() if isinstance(each, NoItem)}
    assert [each.document.fields.title for each in items(found)] == ["A post"]
    assert {path: reason.code for path, reason in reasons.items() if path != "feed.json"} == {
        "feed.json#entry-1": "no-record",
        "feed.json#entry-3": "no-record",
        "feed.json#entry-4": "no-record",
    }
    assert "“7”" in reasons["feed.json#entry-1"].message


def test_what_nothing_here_understands_is_kept_and_named() -> None:
    """Texts, addresses of links of other kinds, and what JSON has in tables; not what is about comments."""
    rss = (
        '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:x="http://x.example/">'
        "<channel><title>B</title><item><title>T</title><link>https://o.example/t</link><description>Text</description>"
        "<itunes:duration>10:00</itunes:duration><x:mood>dark</x:mood><x:mood>light</x:mood><x:place lat='1'/>"
        f"<comments>5</comments><x:long>{'a' * 20_000}</x:long></item></channel></rss>"
    )
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title><entry><id>1</id><title>T</title><content>x</content>'
        '<rights>CC-BY</rights><link rel="via" href="https://v.example/"/><link href="https://o.example/t"/></entry></feed>'
    )
    record = {
        "id": "1",
        "title": "T",
        "content_text": "x",
        "_x": {"a": [1]},
        "image": "/a.png",
        "banner_image": "/b.png",
    }
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "B", "items": [record]})

    (one,), (two,), (three,) = (items(read(each)) for each in (rss, atom, feed))

    assert one.document.data["feed"] == {"itunes:duration": "10:00", "mood": ["dark", "light"], "place": "1"}
    assert two.document.data["feed"] == {"rights": "CC-BY", "link.via": "https://v.example/"}
    assert three.document.data["feed"] == {"_x": '{"a": [1]}', "banner_image": "/b.png"}
    named = [
        each.message for item in (one, two, three) for each in item.warnings if each.code == "key-unknown"
    ]
    assert len(named) == 3
    assert "itunes:duration, mood, place. Too long to be kept: long." in named[0]


def test_long_identifiers_that_begin_alike_are_told_apart_by_themselves() -> None:
    """An entry keeps its name when a newer one stands before it: addresses in other scripts are long."""
    words = "https://old.example/" + "%e7%ac%ac" * 30

    def named(*numbers: int) -> dict[str, str]:
        entries = "".join(
            f"<item><title>Number {number}</title><guid>{words}-{number}</guid><description>Text</description></item>"
            for number in numbers
        )
        found = read(f'<rss version="2.0"><channel><title>A blog</title>{entries}</channel></rss>')
        return {item.document.fields.title: name for name, item in found.items() if isinstance(item, Item)}

    before, after = named(1), named(2, 1)
    assert after["Number 1"] == before["Number 1"]
    assert after["Number 2"] != before["Number 1"]
    assert max(map(len, after.values())) <= len("feed.xml#") + 200
