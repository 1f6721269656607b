# ruff: noqa: E501
"""Ghost's cards, as its editor stores them and as its exports show them."""

import json
from typing import Any

import pytest

from interchange.items import Item, NoItem

from .exports import codes, ghost, only, read_all


def article(**values: Any) -> Item:
    post = {
        "id": "1",
        "title": "T",
        "slug": "t",
        "status": "published",
        "published_at": "2024-01-02T03:04:05.000Z",
        **values,
    }
    return only(read_all("ghost", ghost(post), "export.json"))


def text(said: str, bits: int = 0) -> dict[str, Any]:
    return {"type": "extended-text", "text": said, "format": bits}


def lexical(*nodes: dict[str, Any]) -> Item:
    return article(lexical=json.dumps({"root": {"type": "root", "children": list(nodes)}}))


def body(item: Item) -> str:
    return item.document.body.strip()


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        ({"type": "paragraph", "children": [text("so "), text("marked", 128)]}, "so <mark>marked</mark>"),
        ({"type": "callout", "calloutEmoji": "💡", "calloutText": "<p>Call <b>out</b></p>"}, "> 💡 Call **out**"),
        ({"type": "embed", "url": "https://twitter.com/ann/status/1", "embedType": "twitter",
          "html": '<blockquote class="twitter-tweet"><p>Good tea</p><a href="https://twitter.com/ann/status/1">May</a></blockquote><script></script>'},
         "> Good tea\n>\n> [May](https://twitter.com/ann/status/1)"),
        ({"type": "file", "src": "/p.pdf", "fileTitle": "Paper", "fileCaption": "Read it"}, "[Paper](/p.pdf)  \nRead it"),
        ({"type": "audio", "src": "/a.mp3", "title": "Episode"},
         '<figure><audio src="/a.mp3"></audio><figcaption>Episode</figcaption></figure>'),
        ({"type": "header", "header": "<span>Head</span>", "subheader": "Below", "backgroundImageSrc": "/h.png",
          "buttonEnabled": True, "buttonText": "Go", "buttonUrl": "https://x.example/"},
         "![](/h.png)\n\n## Head\n\nBelow\n\n[Go](https://x.example/)"),
        ({"type": "product", "productTitle": "Tea", "productRatingEnabled": True, "productStarRating": 4}, "#### Tea\n\n★★★★☆"),
        ({"type": "call-to-action", "hasSponsorLabel": True, "sponsorLabel": "<p>Ad</p>", "textValue": "<p>Words</p>",
          "imageUrl": "/c.png", "showButton": True, "buttonText": "Learn", "buttonUrl": "https://x.example/"},
         "Ad\n\n![](/c.png)\n\nWords\n\n[Learn](https://x.example/)"),
        ({"type": "nft", "url": "https://nft.example/1", "title": "A cat"}, "[A cat](https://nft.example/1)"),
        ({"type": "tomorrows", "html": "<p>Said by itself</p>"}, "Said by itself"),
        ({"type": "table", "children": [
            {"type": "tablerow", "children": [{"type": "tablecell", "headerState": 1, "children": [text("H")]}]},
            {"type": "tablerow", "children": [{"type": "tablecell", "headerState": 0, "children": [text("c")]}]}]},
         "| H |\n| --- |\n| c |"),
        ({"type": "list", "listType": "bullet", "children": [
            {"type": "listitem", "children": [text("one")]},
            {"type": "listitem", "children": [{"type": "list", "listType": "number", "children": [
                {"type": "listitem", "children": [text("inner")]}]}]},
            {"type": "listitem", "children": [text("two")]}]},
         "- one\n  1. inner\n- two"),
    ],
)  # fmt: skip
def test_what_a_card_shows(node: dict[str, Any], shown: str) -> None:
    assert body(lexical(node)) == shown


@pytest.mark.parametrize(
    "visibility",
    [
        {"web": {"nonMember": False, "memberSegment": "status:free"}},
        {"showOnWeb": False, "showOnEmail": True},
        {"emailOnly": True},
    ],
)
def test_what_not_everybody_was_shown_does_not_become_public(visibility: dict[str, Any]) -> None:
    item = lexical(
        {"type": "html", "html": "<p>secret</p>", "visibility": visibility},
        {"type": "paragraph", "children": [text("open")]},
    )
    assert body(item) == "open"
    assert [each.message for each in item.warnings] == [
        "Parts that not everybody was shown were left out: html."
    ]


def test_what_is_behind_a_gate_does_not_become_public() -> None:
    """Exports mark in comments what is for members."""
    item = article(
        html='<p>a</p><!--kg-gated-block:begin nonMember:false memberSegment:"status:free" --><p>secret</p><!--kg-gated-block:end-->'
        "<!--kg-gated-block:begin nonMember:true --><p>b</p><!--kg-gated-block:end-->"
    )
    assert body(item) == "a\n\nb"
    assert codes(item) == {"card-hidden"}


def test_cards_in_the_html_of_an_export() -> None:
    """Of players, files, notes and toggles what they show stays, without their buttons, clocks and drawings."""
    item = article(
        html='<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text">Note</div></div>'
        '<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">Open</h4><button class="kg-toggle-card-icon"><svg><path/></svg></button></div><div class="kg-toggle-content">Inside</div></div>'
        '<div class="kg-card kg-audio-card"><img src="" alt="audio-thumbnail" class="kg-audio-thumbnail"><div class="kg-audio-thumbnail placeholder"><svg width="24"><path/></svg></div><div><audio src="https://x.example/a.mp3"></audio><div class="kg-audio-title">Episode</div><div class="kg-audio-player"><button class="kg-audio-play-icon"><svg><path/></svg></button><span class="kg-audio-current-time">0:00</span><input class="kg-audio-seek-slider"></div></div></div>'
        '<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="https://x.example/p.pdf" title="Download"><div class="kg-file-card-title">Paper</div><div class="kg-file-card-filesize">12 KB</div><div class="kg-file-card-icon"><svg><path/></svg></div></a></div>'
        '<div class="kg-card kg-signup-card"><form class="kg-signup-card-form"><input><button>Subscribe</button></form></div><p>Text</p>'
    )
    assert body(item) == (
        '> 💡 Note\n\n<details><summary>Open</summary><div class="kg-toggle-content">Inside</div></details>\n\n'
        '<figure><audio src="https://x.example/a.mp3"></audio><figcaption>Episode</figcaption></figure>\n\n'
        "[Paper](https://x.example/p.pdf)\n\nText"
    )
    assert codes(item) == {"html-kept"}


def test_what_an_author_put_into_a_card_is_told() -> None:
    item = article(
        html='<div class="kg-card kg-callout-card"><div class="kg-callout-text">x</div></div><form action="/buy"><button>Buy</button></form>'
    )
    assert [each.message for each in item.warnings] == [
        "Shown on no page here, so it was left out: <form>, <button>."
    ]


def test_pictures_are_taken_at_their_full_size() -> None:
    item = article(
        html='<img src="__GHOST_URL__/content/images/size/w1000/format/webp/2021/02/a.png" alt="a">',
        feature_image="__GHOST_URL__/content/images/size/w600/2021/02/b.png",
    )
    assert body(item) == "![a](/content/images/2021/02/a.png)"
    assert item.document.fields.image is not None
    assert item.document.fields.image.src == "/content/images/2021/02/b.png"


def test_a_bookmark_keeps_its_caption() -> None:
    item = article(
        html='<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://b.example/"><div class="kg-bookmark-title">Book</div><div class="kg-bookmark-description">About</div></a><figcaption>Told</figcaption></figure>'
    )
    assert body(item) == "[Book](https://b.example/)  \nAbout  \nTold"


def test_markdown_of_the_first_versions_stays_as_it_was_written() -> None:
    written = "Title\n=====\n\n*   odd  list"
    assert (
        article(markdown=written, html="<h1>Title</h1><ul><li>odd list</li></ul>").document.body.lstrip("\n")
        == written
    )


def test_a_draft_that_nobody_wrote_is_none() -> None:
    """Ghost calls it so itself."""
    found = read_all(
        "ghost",
        ghost({"id": "1", "title": "(Untitled)", "slug": "untitled", "status": "draft"}),
        "export.json",
    )
    first = found["export.json#post-1"]
    assert isinstance(first, NoItem)
    assert first.reason.code == "empty"
