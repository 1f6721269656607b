# ruff: noqa: E501
"""What Substack keeps in settings for its scripts, as its readers saw it; in exports and in feeds alike."""

import json
from html import escape

import pytest

from interchange.readers.html import to_markdown
from interchange.readers.substack_markup import full_size, settled

from .exports import codes, only, read_all

COPY = "https://substackcdn.com/image/fetch/w_1456,c_limit,f_auto,q_auto:good,fl_progressive:steep/https%3A%2F%2Fmedia.example%2Fpublic%2Fimages%2Fsea.png"
SEA = "https://media.example/public/images/sea.png"


def box(kind: str, inside: str = "", /, *, tag: str = "div", **said: object) -> str:
    return f'<{tag} class="{kind}" data-attrs="{escape(json.dumps(said))}" data-component-name="Any">{inside}</{tag}>'


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (box("tweet", url="https://twitter.com/ann/status/1", full_text="Good *tea*", username="ann", name="Ann"),
         "> Good \\*tea\\*\n>\n> [Ann (@ann)](https://twitter.com/ann/status/1)"),
        (box("digest-post-embed", title="Cake", caption="All of it", canonical_url="https://bo.example/p/cake"),
         "> All of it\n>\n> [Cake](https://bo.example/p/cake)"),
        (box("embedded-post-wrap", '<a href="#"><div class="embedded-post-body">It begins…</div></a>', title="Cake", url="https://bo.example/p/cake"),
         "> It begins…\n>\n> [Cake](https://bo.example/p/cake)"),
        (box("latex-rendered", persistentExpression="a_b < c"), "`a_b < c`"),
        (box("image-gallery-embed", gallery={"images": [{"src": SEA}, {"src": SEA.replace("sea", "b")}], "caption": "Two", "alt": "x"}),
         f"![x]({SEA})\n\n![x]({SEA.replace('sea', 'b')})\n\nTwo"),
        (f'<p>By {box("mention-wrap", tag="span", name="Bo Chen")} there</p>', "By Bo Chen there"),
        (box("file-embed-wrapper", '<img src="t.png"><div class="file-embed-details-h1">The plan</div><div>1MB</div><a href="https://a.example/x.pdf"><span>Download</span></a>'),
         "[The plan](https://a.example/x.pdf)"),
        (box("instagram", instagram_id="Cx", title="A dog"), "[A dog](https://www.instagram.com/p/Cx/)"),
        (box("any-embed", url="https://a.example/widget"), "<https://a.example/widget>"),
        ('<div class="pullquote"><p>Said</p></div>', "> Said"),
        ('<div class="preformatted-block"><label class="hide-text">Text within this block</label><pre class="text">a\n  b</pre></div>', "```\na\n  b\n```"),
        ('<p class="button-wrapper"><a class="button" href="https://shop.example/">Buy</a></p>', "[Buy](https://shop.example/)"),
    ],
)  # fmt: skip
def test_boxes(html: str, markdown: str) -> None:
    assert to_markdown(settled(html).html).markdown.strip() == markdown


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ('<div class="subscription-widget-wrap-editor"><div class="subscription-widget"><p>Thanks for reading!</p><form><input></form></div></div>', "a form to subscribe"),
        ('<p class="button-wrapper"><a class="button primary" href="%%share_url%%"><span>Share</span></a></p>', "a button"),
        (box("captioned-button-wrap", '<div class="preamble"><p>It is public.</p></div>', url="https://ann.example/p/a?utm_source=substack&action=share"), "a button"),
        (box("poll-embed", id=7), "a poll"),
        (box("native-video-embed", mediaUploadId="x"), "a video"),
        (box("new-kind-of-box", id=7), "new-kind-of-box"),
    ],
)  # fmt: skip
def test_what_only_substack_can_do_is_left_out_and_named(html: str, named: str) -> None:
    text = settled(f"<p>One</p>{html}<p>Two</p>")
    assert to_markdown(text.html).markdown == "One\n\nTwo\n"
    assert [problem.message for problem in text.remarks] == [
        f"What only Substack can show or do was left out: {named}."
    ]


@pytest.mark.parametrize("link", [None, "https://elsewhere.example/"])
def test_a_picture_is_that_of_the_upload(link: str | None) -> None:
    """A link to itself says nothing; one that its writer has given it does."""
    shown = f'<picture><source srcset="{COPY} 424w"><img src="{COPY}" data-attrs="{escape(json.dumps({"src": SEA, "href": link}))}" alt="The sea"></picture>'
    html = (
        f'<div class="captioned-image-container"><figure><a class="image-link" href="{COPY}"><div>{shown}<svg><path d="x"></path></svg></div></a>'
        '<figcaption class="image-caption">At night</figcaption></figure></div>'
    )
    picture = f'![The sea]({SEA} "At night")'
    assert to_markdown(settled(html).html).markdown.strip() == (f"[{picture}]({link})" if link else picture)


def test_copies_of_pictures_name_the_picture() -> None:
    assert full_size(COPY) == SEA
    assert full_size(SEA) == SEA


def noted(number: int) -> str:
    return f'<a class="footnote-anchor" id="footnote-anchor-{number}" href="#footnote-{number}">{number}</a>'


NOTE = '<div class="footnote"><a id="footnote-{0}" href="#footnote-anchor-{0}" class="footnote-number">{0}</a><div class="footnote-content"><p>Note {0}.</p></div></div>'


def test_footnotes_are_footnotes() -> None:
    """In the order of their marks; a note that nothing refers to stays."""
    html = f"<p>One{noted(2)} two{noted(1)}.</p>{NOTE.format(1)}{NOTE.format(2)}{NOTE.format(3)}"
    table = "post_id,post_date,is_published,type,audience,title\n1.a,2021-05-06T07:08:09Z,true,newsletter,everyone,A\n"
    item = only(read_all("substack", table, "posts.csv", sibling=lambda name: html.encode()))
    body = item.document.body
    assert "One[^1] two[^2]." in body
    assert "[^1]: Note 2.\n[^2]: Note 1." in body
    assert "Note 3." in body


def test_feeds_of_substack_are_read_alike() -> None:
    content = f"<p>One{noted(1)}</p>{box('poll-embed', id=1)}{NOTE.format(1)}"
    feed = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>N</title><link>https://ann.example/</link>'
        f"<item><title>A</title><link>https://ann.example/p/a</link><content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>"
    )
    item = only(read_all("feed", feed))
    assert item.document.body.strip() == "One[^1]\n\n[^1]: Note 1."
    assert "chrome-removed" in codes(item)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "<div data-attrs='[1]' class='tweet'></div>",
        "<p data-attrs='{'>x</p>",
        box("tweet", '<div class="tweet"></div>' * 3),
    ],
)
def test_odd_settings_are_none(html: str) -> None:
    settled(html)


def test_what_is_nested_too_deeply_to_be_read_stays_as_it_is() -> None:
    html = '<div class="tweet" data-attrs="{}">' * 400 + "Words" + "</div>" * 400
    assert settled(html).html == html


def test_columns_that_are_not_known_are_kept_and_named() -> None:
    table = "post_id,title,is_published,email_sent_at,section,mood\n1.a,A,true,2020-01-02,Bread,\n"
    item = only(read_all("substack", table, "posts.csv"))
    assert item.document.data["substack"] == {"section": "Bread"}
    assert "key-unknown" in codes(item)
