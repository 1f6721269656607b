# ruff: noqa: E501, S311
"""Exports damaged at any place: a line for the file, each item once, and nothing is raised."""

import io
import json
import random
import re
from typing import Any

import pytest

from articles.inline import inline_text
from interchange.items import Context, Item
from interchange.readers import html
from interchange.readers.parts import Part
from interchange.recognition import EXPORTS

from .exports import ghost, meta, post, read_all, term, wxr

WORDPRESS = wxr(
    post(7, "", wp__post_type="attachment", wp__attachment_url="https://old.example/a-scaled.jpg"),
    post(
        1,
        '<!-- wp:image {"id":7} --><figure><img src="https://old.example/a-300x200.jpg" alt="a"/><figcaption>Told</figcaption></figure><!-- /wp:image -->'
        '\n\n[gallery ids="7,8"]\n[caption]<img src="x.jpg"/> told[/caption]\n\n[vc_row][vc_column]box[/vc_column][/vc_row] word[footnote]note[/footnote]'
        "\n\n<pre lang='php'>code</pre><ul><li>a</li></ul>[code]<b>[/code]",
        term("category", "c", "C")
        + meta("footnotes", '[{"id":"a","content":"x"}]')
        + "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>",
    ),
    post(2, "One\n\nTwo <!--more--> three & four"),
)
NODES = [
    {"type": "paragraph", "children": [{"type": "text", "text": "t", "format": 3}]},
    {"type": "callout", "calloutText": "<p>x</p>", "calloutEmoji": "!"},
    {
        "type": "list",
        "listType": "bullet",
        "children": [{"type": "listitem", "children": [{"type": "text", "text": "t"}]}],
    },
    {"type": "gallery", "images": [{"src": "/1.png"}]},
]
GHOST = ghost(
    {
        "id": "1",
        "title": "T",
        "slug": "t",
        "published_at": "2024-01-02T03:04:05.000Z",
        "lexical": json.dumps({"root": {"children": NODES}}),
    },
    {
        "id": "2",
        "title": "H",
        "slug": "h",
        "html": '<div class="kg-card kg-callout-card"><div class="kg-callout-text">x</div></div><p>y</p>',
    },
    tags=[{"id": "1", "name": "A"}],
    posts_tags=[{"post_id": "1", "tag_id": "1", "sort_order": 0}],
)
ATOM = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/"><title>F</title><link href="https://a.example/"/>'
    '<entry xml:lang="de"><title type="html">A &amp;amp; b</title><id>1</id><link href="x/"/><published>2020-01-02T03:04:05Z</published><category term="t"/>'
    '<content type="html">&lt;p&gt;Text &lt;a name="more"&gt;&lt;/a&gt; more&lt;/p&gt;</content><link rel="enclosure" type="audio/mpeg" href="e.mp3"/></entry></feed>'
)
JSON_FEED = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
        {"id": 1, "url": "https://j.example/1", "content_html": "<p>x</p>", "date_published": "2020-01-02T03:04:05Z", "tags": ["a"],
         "attachments": [{"url": "https://j.example/a.mp3", "mime_type": "audio/mpeg"}]}]}
)  # fmt: skip
MEDIUM = (
    '<article class="h-entry"><header><h1 class="p-name">M</h1></header><section data-field="body"><p>x</p><figure><img src="a.png"></figure></section>'
    '<footer><a class="p-canonical" href="https://medium.com/@x/m-0123456789ab">l</a><time class="dt-published" datetime="2018-01-02T03:04:05Z"></time></footer></article>'
)
SUBSTACK = "post_id,post_date,is_published,type,audience,title,subtitle\n1.a,2021-01-02T03:04:05Z,true,newsletter,everyone,A,b\n"
PIECES = [
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<item>", b"</item>", b"&", b"&#xD800;", b"\x00", b"\xed\xa0\x80", b"<", b'"', b"[caption]",
    b"<!-- wp:", b"<pre>", b"0000-00-00 00:00:00", b"0001-01-01 00:00:00", b"9999-12-31 23:59:59", b"null", b"[]", b"{}", b"http://[",
    b"<!DOCTYPE x [", b"9" * 400, "\ue0200\ue021\ue0001\ue001".encode(), b"\xff\xfe", b"%ff", b"m:x=''",
]  # fmt: skip


def damaged(data: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.choice([1, 1, 2, 4])):
        at = dice.randrange(len(data) + 1)
        kind = dice.randrange(6)
        if kind == 0 and at < len(data):
            data = data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[at + dice.choice([1, 10, 200]) :]
        elif kind == 2:
            data = data[:at] if dice.random() < 0.5 else data + data[at:]
        elif kind == 3:
            data = data[:at] + dice.choice(PIECES) + data[at:]
        elif kind == 4 and len(tags := list(re.finditer(rb"<[^<>]{1,60}>|\"[^\"]{0,40}\"", data))) > 1:
            one, other = sorted(dice.sample(tags, 2), key=lambda tag: tag.start())
            data = (
                data[: one.start()]
                + other[0]
                + data[one.end() : other.start()]
                + one[0]
                + data[other.end() :]
            )
    return data


@pytest.mark.parametrize(
    ("kind", "export"),
    [("wordpress", WORDPRESS), ("ghost", GHOST), ("feed", ATOM), ("feed", JSON_FEED), ("medium", MEDIUM), ("substack", SUBSTACK)],
)  # fmt: skip
def test_whatever_is_wrong_with_an_export_is_told(
    monkeypatch: pytest.MonkeyPatch, kind: str, export: str
) -> None:
    """The same damages every time; more of them were tried than have time here."""

    def here(_name: str, arguments: dict[str, Any], seconds: float) -> html.Converted:
        return html.convert_tree(**arguments)

    monkeypatch.setattr(html, "call_bounded", here)
    dice = random.Random(f"{kind}{len(export)}")
    for _ in range(200):
        data = damaged(export.encode(), dice)
        seen: set[str] = set()
        context = Context("export", sibling=lambda path: b"<p>text</p>")
        for part in EXPORTS[kind][1]("export", lambda data=data: io.BytesIO(data), context):  # type: ignore[misc]
            assert part.path not in seen
            seen.add(part.path)
            item = part.read() if isinstance(part, Part) else part
            assert item.path == part.path
            if isinstance(item, Item):
                item.document.text.encode()
        assert "export" in seen


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Use <br> here", "Use here"),
        ("<em>Never closed", "<em>Never closed"),
        ("Never opened</em>", "Never opened"),
        ("I <3 <b>bread</b>", "I <3 bread"),
        ("Bread &amp; <b>butter</b>", "Bread & butter"),
    ],
)
def test_html_in_a_title_takes_nothing_along(title: str, shown: str) -> None:
    """What follows a tag that is never closed is still the post's date, name and text."""
    found = read_all("wordpress", wxr(post(1, "Text.", title=title), post(2)))
    item = found["export.xml#post-1"]
    assert isinstance(item, Item)
    fields = item.document.fields
    assert (inline_text(fields.title), fields.slug, str(fields.date)[:10]) == (shown, "post-1", "2020-01-02")
    assert item.document.body.strip() == "Text."
    assert "export.xml#post-2" in found
