# ruff: noqa: E501, W291
"""WordPress exports: each record is an article with everything it had, or a line that says why not."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.document import AuthorRef, ImageRef
from interchange.items import Context, Item, NoItem
from interchange.readers.parts import Part
from interchange.readers.wordpress import read_export

from .exports import codes, meta, only, post, read_all, term, wxr

GOLDEN = """\
---
title: Tea & cake
description: In short.
date: 2020-01-02T08:34:05+05:30
updated: 2020-03-01T05:30:00+05:30
category: Child
tags: [Slow food, Parent]
authors: [Ann Lee]
image:
  src: https://old.example/wp-content/uploads/2020/01/cup.jpg
  alt: A cup
  caption: Blue
slug: tea
aliases: [/2020/01/tea/, /2020/01/chai/]
featured: true
custom_fields:
  mood: calm
---

First line  
second, with [the other](/articles/post-12/#more).

![A cup](https://old.example/wp-content/uploads/2020/01/cup.jpg "Blue one")

<!--more-->

- one
- two
"""


def read(*items: str, **options: str) -> dict[str, object]:
    return read_all("wordpress", wxr(*items, **options))  # type: ignore[return-value]


def article(content: str = "Text.", more: str = "", head: str = "", **values: str):  # type: ignore[no-untyped-def]
    return only(read_all("wordpress", wxr(post(12, content, more, **values), head=head)))


def test_a_post_with_everything() -> None:
    """Title, dates, people, terms, picture, old paths, own fields and text: the document says them all."""
    head = (
        "<wp:author><wp:author_login>ann</wp:author_login><wp:author_display_name>Ann Lee</wp:author_display_name></wp:author>"
        "<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>parent</wp:category_nicename>"
        "<wp:cat_name>Parent</wp:cat_name></wp:category>"
        "<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>child</wp:category_nicename>"
        "<wp:category_parent>parent</wp:category_parent><wp:cat_name>Child</wp:cat_name></wp:category>"
    )
    upload = post(
        7, "", meta("_wp_attachment_image_alt", "A cup"), wp__post_type="attachment",
        wp__attachment_url="https://old.example/wp-content/uploads/2020/01/cup.jpg", excerpt__encoded="Blue",
    )  # fmt: skip
    tea = post(
        13,
        'First line\nsecond, with <a href="http://www.old.example/2020/01/post-12/#more">the other</a>.\n\n'
        '[caption id="x"]<img src="https://old.example/wp-content/uploads/2020/01/cup-300x200.jpg" alt="A cup" /> Blue one[/caption]'
        "\n<!--more-->\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
        term("category", "parent", "Parent") + term("category", "child", "Child") + term("post_tag", "slow", "Slow food")
        + meta("_thumbnail_id", "7") + meta("_wp_old_slug", "chai") + meta("mood", "calm") + meta("_edit_last", "1"),
        title="Tea &amp; cake", link="https://old.example/2020/01/tea/", wp__post_name="tea", wp__is_sticky="1",
        wp__post_modified="2020-03-01 05:30:00", wp__post_modified_gmt="2020-03-01 00:00:00", excerpt__encoded="In short.",
    )  # fmt: skip
    found = read_all("wordpress", wxr(upload, post(12), tea, head=head))
    item = found["export.xml#post-13"]
    assert not isinstance(item, NoItem)
    assert item.document.text == GOLDEN
    assert codes(item) == {"key-unknown"}
    assert item.hosts == ("old.example",)
    assert [type(each).__name__ for each in found.values()] == ["NoItem", "Item", "Item", "NoItem"]


@pytest.mark.parametrize(
    "namespace", [f"http{s}://wordpress.org/export/{v}/" for s in ("", "s") for v in ("1.0", "1.1", "1.2")]
)
def test_every_version(namespace: str) -> None:
    item = only(read_all("wordpress", wxr(post(), namespace=namespace)))
    assert item.document.fields.slug == "post-12"


@pytest.mark.parametrize(
    ("written", "status", "code"),
    [
        ("publish", "", None),
        ("future", "scheduled", None),
        ("draft", "draft", None),
        ("pending", "review", None),
        ("private", "draft", "status-hidden"),
        ("odd", "draft", "status-unknown"),
    ],
)
def test_status(written: str, status: str, code: str | None) -> None:
    item = article(wp__status=written)
    assert item.document.fields.status == status
    assert codes(item) == ({code} if code else set())


def test_what_a_password_protects_is_hidden() -> None:
    item = article(wp__post_password="sesame")
    assert item.document.fields.status == "draft"
    assert "status-hidden" in codes(item)
    assert "sesame" not in item.document.text


def test_a_date_without_utc_goes_by_the_clock_of_the_nearest_post() -> None:
    """WordPress writes no time in UTC for drafts, and names no zone; its other posts show both."""
    winter = post(1, "x", wp__post_date="2020-01-05 10:00:00", wp__post_date_gmt="2020-01-05 09:00:00")
    summer = post(2, "x", wp__post_date="2020-07-05 10:00:00", wp__post_date_gmt="2020-07-05 08:00:00")
    zero = "0000-00-00 00:00:00"
    early = post(3, "x", wp__post_date="2020-01-20 12:00:00", wp__post_date_gmt=zero, pubDate="")
    late = post(4, "x", wp__post_date="2021-08-01 12:00:00", wp__post_date_gmt=zero, pubDate="")
    found = read_all("wordpress", wxr(late, winter, early, summer))
    guessed = [
        each for each in found.values() if isinstance(each, Item) and "date-zone-guessed" in codes(each)
    ]
    assert {each.path: str(each.document.fields.date) for each in guessed} == {
        "export.xml#post-4": "2021-08-01 12:00:00+02:00",
        "export.xml#post-3": "2020-01-20 12:00:00+01:00",
    }


@pytest.mark.parametrize(
    ("local", "gmt", "mail", "date"),
    [
        (
            "2020-01-02 08:34:05",
            "2020-01-02 03:04:05",
            "",
            datetime(2020, 1, 2, 8, 34, 5, tzinfo=timezone(timedelta(hours=5.5))),
        ),
        ("2020-01-02 03:04:05", "2020-01-02 03:04:05", "", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2020-01-02 03:04:05", "0000-00-00 00:00:00", "", datetime(2020, 1, 2, 3, 4, 5)),  # noqa: DTZ001
        (
            "0000-00-00 00:00:00",
            "0000-00-00 00:00:00",
            "Thu, 02 Jan 2020 03:04:05 +0000",
            datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
        ),
        ("0000-00-00 00:00:00", "0000-00-00 00:00:00", "Mon, 30 Nov -0001 00:00:00 +0000", None),
        ("  2020-01-02 03:04:05 ", " 2020-01-02 03:04:05\n", "", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ],
)
def test_dates(local: str, gmt: str, mail: str, date: datetime | None) -> None:
    """To the instant, in the zone that the author's clock had."""
    item = article(wp__post_date=local, wp__post_date_gmt=gmt, pubDate=mail)
    found = item.document.fields.date
    assert found == date
    assert getattr(found, "tzinfo", None) == getattr(date, "tzinfo", None)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("page", "page"),
        ("attachment", "attachment"),
        ("nav_menu_item", "menu-item"),
        ("revision", "revision"),
        ("shop_order", "not-a-post"),
        ("portfolio", "not-a-post"),
    ],
)
def test_what_is_no_post_is_named(kind: str, code: str) -> None:
    found = read_all("wordpress", wxr(post(3, wp__post_type=kind)))
    assert [(path, each.reason.code) for path, each in found.items() if isinstance(each, NoItem)] == [
        (f"export.xml#{kind}-3", code),
        ("export.xml", "export"),
    ]


@pytest.mark.parametrize(
    ("kind", "filed", "is_post"),
    [
        ("podcast", "category", True),
        ("noticias", "post_tag", True),
        ("portfolio", "skill", False),
        ("product", "post_tag", False),
        ("tribe_events", "category", False),
    ],
)
def test_posts_under_names_of_their_own_are_told_by_where_they_are_filed(
    kind: str, filed: str, is_post: bool
) -> None:
    """Themes and plugins name them; what is sold or happens on a day is none."""
    found = read_all("wordpress", wxr(post(3, more=term(filed, "tea", "Tea"), wp__post_type=kind)))
    assert isinstance(found[f"export.xml#{kind}-3"], Item) is is_post


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("https://old.example/2020/01/post-3/", ""),
        ("http://www.old.example/2020/01/post-3", ""),
        ("/?p=3", ""),
        ("https://old.example/2020/01/post-4/", "/articles/post-4/"),
        ("https://elsewhere.example/a/", "https://elsewhere.example/a/"),
    ],
)
def test_a_canonical_address_on_the_old_site_is_here_now(written: str, canonical: str) -> None:
    """A post's own would send search engines back to where it was."""
    more = meta("_yoast_wpseo_canonical", written)
    head = "<generator>https://wordpress.org/?v=6.4</generator>"
    found = read_all("wordpress", wxr(post(3, more=more), post(4), head=head))
    item = found["export.xml#post-3"]
    assert isinstance(item, Item)
    assert item.document.fields.canonical == canonical


def test_a_picture_on_another_server() -> None:
    """Plugins keep its address; the upload that they pretend is not in the export."""
    more = (
        meta("_thumbnail_id", "77")
        + meta("fifu_image_url", "https://cdn.example/sea.jpg")
        + meta("fifu_image_alt", "The sea")
    )
    item = only(read_all("wordpress", wxr(post(3, more=more))))
    assert item.document.fields.image == ImageRef("https://cdn.example/sea.jpg", "The sea")
    assert codes(item) == set()


@pytest.mark.parametrize("status", ["trash", "auto-draft"])
def test_the_trash_stays_behind(status: str) -> None:
    found = read_all("wordpress", wxr(post(wp__status=status)))["export.xml#post-12"]
    assert isinstance(found, NoItem)
    assert found.result == "ignored"


def test_names_in_other_scripts() -> None:
    """WordPress stores them percent-encoded; the old path is as readers see it."""
    item = article(
        wp__post_name="%e4%b8%ad%e6%96%87", link="https://old.example/%e4%b8%ad%e6%96%87/", title="中文"
    )
    assert item.document.fields.slug == "中文"
    assert item.document.fields.aliases == ("/中文/",)


def test_several_authors() -> None:
    more = term("author", "cap-ann", "ann") + term("author", "cap-bo", "Bo Chen")
    head = "<wp:author><wp:author_login>ann</wp:author_login><wp:author_display_name>Ann Lee</wp:author_display_name></wp:author>"
    assert article(more=more, head=head).document.fields.authors == (
        AuthorRef("Ann Lee"),
        AuthorRef("Bo Chen"),
    )


def test_a_picture_that_the_export_lacks() -> None:
    item = article(more=meta("_thumbnail_id", "99"))
    assert item.document.fields.image is None
    assert codes(item) == {"image-unknown"}


def test_a_gallery_shows_its_pictures() -> None:
    upload = post(
        7,
        "",
        wp__post_type="attachment",
        wp__attachment_url="https://old.example/a.jpg",
        wp__post_parent="12",
    )
    item = only(read_all("wordpress", wxr(post(12, "[gallery]"), upload)))
    assert item.document.body.strip() == "![](https://old.example/a.jpg)"


def test_blocks() -> None:
    """Comments go, what they hold stays, shared blocks are put in; what a server would have filled in is named."""
    shared = post(9, "<!-- wp:paragraph --><p>Shared</p><!-- /wp:paragraph -->", wp__post_type="wp_block")
    content = (
        '<!-- wp:heading {"level":3} -->\n<h3>Head</h3>\n<!-- /wp:heading -->\n<!-- wp:block {"ref":9} /-->\n'
        "<!-- wp:latest-posts /-->\n<!-- wp:embed -->\n"
        '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://example.org/v\n</div></figure>\n<!-- /wp:embed -->'
    )
    item = only(read_all("wordpress", wxr(shared, post(12, content))))
    assert item.document.body.strip() == "### Head\n\nShared\n\n<https://example.org/v>"
    assert codes(item) == {"block-left-out"}


def test_shortcodes_are_left_and_named() -> None:
    """Words in brackets are no shortcodes, and neither is one that is only written about."""
    item = article('A [sic] note [1]. [contact-form-7 id="3"] [[gallery]] [embed]https://e.org/v[/embed]')
    assert 'contact-form-7 id="3"' in item.document.body
    assert "[gallery]" in item.document.body.replace("\\", "")
    assert [each.message for each in item.warnings] == ["The shortcode [contact-form-7] was left as it is."]
    assert "<https://e.org/v>" in item.document.body


def test_code_is_untouched() -> None:
    item = article('[code lang="php"]\n<?php echo "a";\n\n$x = 1;\n[/code]')
    assert item.document.body.strip() == '```php\n<?php echo "a";\n\n$x = 1;\n```'


def test_comments_are_counted() -> None:
    item = article(more="<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>" * 2)
    assert [each.message for each in item.warnings] == ["2 comments were not imported."]


def test_links_that_lead_nowhere_are_named() -> None:
    item = article('<a href="https://old.example/gone/">x</a> <a href="https://other.example/y/">y</a>')
    assert [each.code for each in item.warnings] == ["link-leads-nowhere"]
    assert "https://old.example/gone/" in item.warnings[0].message


def test_malformed_xml_is_read_as_far_as_it_can_be() -> None:
    """Bare ampersands, HTML's characters, control characters, prefixes nobody declared: nothing of the text is lost."""
    broken = post(1, title="Salt & pepper &eacute;&nbsp;\x08x") + post(2, more="<odd:thing>1</odd:thing>")
    unclosed = post(3).replace("</item>", "") + post(4)
    found = read_all("wordpress", wxr(broken, unclosed))
    titles = [each.document.fields.title for each in found.values() if not isinstance(each, NoItem)]
    assert titles == ["Salt & pepper é x", "Post 2", "Post 3", "Post 4"]
    assert codes(found["export.xml"]) == {"control-characters-removed"}
    assert codes(found["export.xml#post-3"]) == {"xml-repaired"}


def test_a_file_that_breaks_off_says_so() -> None:
    """What came before is imported; the file is rejected, so that nobody takes it for the whole blog."""
    found = read_all("wordpress", wxr(post(1), post(2)[:-40], end=""))
    assert [path for path, each in found.items() if not isinstance(each, NoItem)] == [
        "export.xml#post-1",
        "export.xml#post-2",
    ]
    last = found["export.xml"]
    assert isinstance(last, NoItem)
    assert (last.result, last.reason.code) == ("rejected", "export-truncated")


def test_entities_are_refused() -> None:
    """A bomb of entities is one line in the report, and nothing else."""
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + wxr(
        post(1, title="&b;")
    )
    found = read_all("wordpress", bomb)
    assert [(path, each.reason.code) for path, each in found.items() if isinstance(each, NoItem)] == [
        ("export.xml", "xml-entities")
    ]


def test_a_record_of_absurd_length_is_rejected_alone() -> None:
    found = read_all("wordpress", wxr(post(1, "x" * 7_000_000), post(2)))
    assert {path: type(each).__name__ for path, each in found.items() if "post" in path} == {
        "export.xml#post-2": "Item"
    }
    assert [each.reason.code for each in found.values() if isinstance(each, NoItem)] == [
        "item-too-large",
        "export",
    ]


class _Endless:
    """An export of as many posts as wanted, made while it is read."""

    def __init__(self, posts: int) -> None:
        self._chunks = self._made(posts)
        self._rest = b""

    def __enter__(self) -> "_Endless":
        return self

    def __exit__(self, *_: object) -> None: ...

    def read(self, size: int) -> bytes:
        while len(self._rest) < size and (chunk := next(self._chunks, b"")):
            self._rest += chunk
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    @staticmethod
    def _made(posts: int) -> Iterator[bytes]:
        whole = wxr(post(0, "<p>" + "word " * 2000 + "</p>"))
        begin, end = whole.index("<item>"), whole.index("</item>") + 7
        yield whole[:begin].encode()
        for number in range(posts):
            yield whole[begin:end].replace("post-0", f"post-{number}").replace(">0<", f">{number}<").encode()
        yield whole[end:].encode()


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(posts: int) -> int:
        tracemalloc.start()
        for part in read_export("x.xml", lambda: _Endless(posts), Context("x.xml")):  # type: ignore[arg-type,return-value]
            assert isinstance(part, (Part, NoItem))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    assert peak(600) < 3 * peak(60) < 40_000_000


def test_image_ref_is_a_plain_value() -> None:
    """The picture of a post carries what is known of the upload."""
    upload = post(7, "", wp__post_type="attachment", wp__attachment_url="https://old.example/a.jpg")
    item = only(read_all("wordpress", wxr(upload, post(12, more=meta("_thumbnail_id", "7")))))
    assert item.document.fields.image == ImageRef("https://old.example/a.jpg")


def test_what_has_no_place_of_its_own_is_told() -> None:
    """Categories above a post's own stay in its document, by their names; descriptions of tags are left out, named."""

    def category(nicename: str, name: str, parent: str = "") -> str:
        return (
            f"<wp:category><wp:category_nicename>{nicename}</wp:category_nicename><wp:cat_name>{name}</wp:cat_name>"
            f"<wp:category_parent>{parent}</wp:category_parent></wp:category>"
        )

    head = category("top", "Top") + category("mid", "Mid &amp; more", "top") + category("low", "Low", "mid")
    head += "<wp:tag><wp:tag_slug>t</wp:tag_slug><wp:tag_name>Tea</wp:tag_name><wp:tag_description>Hot.</wp:tag_description></wp:tag>"
    item = article(more=term("category", "low", "Low"), head=head)
    export = read_all("wordpress", wxr(post(), head=head))["export.xml"]
    assert item.document.fields.category == "Low"
    assert item.document.data["category_parents"] == ["Mid & more", "Top"]
    assert codes(item) == {"category-parents"}
    assert "Tea" in next(each.message for each in export.warnings if each.code == "field-left-out")


def test_an_address_that_stands_for_itself_is_followed() -> None:
    """Alone in its paragraph it was the post itself; in a text it becomes its title. Those of other sites stay."""
    text = "One\n\nhttps://old.example/2020/01/post-13/\n\nTwo https://www.old.example/2020/01/post-13/#x, https://e.example/y/"
    found = read_all("wordpress", wxr(post(12, text), post(13, title="The other")))
    item = found["export.xml#post-12"]
    assert isinstance(item, Item)
    assert item.document.body.split("\n\n")[1:] == [
        "[https://old.example/2020/01/post-13/](/articles/post-13/)",
        "Two [The other](/articles/post-13/#x), https://e.example/y/\n",
    ]


def test_very_many_comments_do_not_cost_a_post() -> None:
    """They may be many times longer than it; it is read without them, and its lines are counted with them."""
    comment = (
        "<wp:comment>\n<wp:comment_content><![CDATA[</wp:comment></item> "
        + "x" * 500
        + "]]></wp:comment_content>\n</wp:comment>\n"
    )
    found = read_all(
        "wordpress", wxr(post(1, "first", comment * 20_000 + term("post_tag", "t", "Tag")), post(2))
    )
    first, second = found["export.xml#post-1"], found["export.xml#post-2"]
    assert isinstance(first, Item)
    assert isinstance(second, Item)
    assert first.document.body.strip() == "first"
    assert first.document.fields.tags == ("Tag",)
    assert [each.message for each in first.warnings] == ["20000 comments were not imported."]
    assert second.line == first.line + 60_000 + 12  # type: ignore[operator]


def test_a_comment_that_never_ends_takes_nothing_but_its_post() -> None:
    found = read_all(
        "wordpress", wxr(post(1, "first", "<wp:comment><wp:comment_id>1</wp:comment_id>"), post(2))
    )
    assert {path for path, each in found.items() if isinstance(each, Item)} == {
        "export.xml#post-1",
        "export.xml#post-2",
    }


def test_halves_of_characters_do_no_harm() -> None:
    """In what looks like CDATA and is none, the parser would read them."""
    broken = post(1, title="A <!-- <![CDATA[ --> &#xD800; B ]]>") + post(2)
    assert len([each for each in read(broken).values() if isinstance(each, Item)]) == 2


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2020-07-01T10:00:00+02:00", "date: 2020-07-01T10:00:00+02:00\n"),
        ("2020-07-01", "date: 2020-07-01\n"),
        ("2020-07-01 10:00:00.000", "date: 2020-07-01T10:00:00+05:30\n"),
        ("0001-01-01 00:00:00", "date: 0001-01-01T00:00:00\n"),
        ("9999-12-31 23:59:59", "date: 9999-12-31T23:59:59+05:30\n"),
        ("99999-01-01 00:00:00", ""),
        ("2020-02-30 10:00:00", ""),
    ],
)
def test_dates_of_other_forms_and_of_no_calendar(written: str, read_as: str) -> None:
    """What says its offset keeps it, what lies at the end of all time costs nothing else; the rest goes by the others."""
    found = read_all(
        "wordpress", wxr(post(1, wp__post_date=written, wp__post_date_gmt="0000-00-00 00:00:00"), post(2))
    )
    first = found["export.xml#post-1"]
    assert isinstance(first, Item)
    lines = [f"{line}\n" for line in first.document.text.split("\n") if line.startswith("date:")]
    assert "".join(lines) == read_as
    assert isinstance(found["export.xml#post-2"], Item)
    assert bool(read_as) != ("date-unreadable" in codes(first)) or written.startswith("0001")


def test_a_site_that_moved_knows_its_first_host() -> None:
    """Posts keep the address at which they were first published as their names."""
    link = '<a href="http://www.first.example/article/2-post-2/">x</a> <a href="http://other.example/post-2/">y</a>'
    guids = [f"http://first.example/?p={number}" for number in (1, 2, 3)] + ["http://other.example/?p=9"]
    posts = [post(number, link, guid=guid) for number, guid in zip((1, 2, 3, 9), guids, strict=True)]

    item = read_all("wordpress", wxr(*posts))["export.xml#post-1"]

    assert isinstance(item, Item)
    assert "http://other.example/post-2/" in item.document.body
    assert "link-leads-nowhere" in codes(item)
    moved = read_all("wordpress", wxr(*(each.replace("2-post-2", "post-2") for each in posts)))[
        "export.xml#post-1"
    ]
    assert isinstance(moved, Item)
    assert "[x](/articles/post-2/)" in moved.document.body


def test_links_to_drafts_are_named() -> None:
    """Where the operator keeps them drafts."""
    text = '<a href="https://old.example/2020/01/post-13/">b</a> <a href="https://old.example/?p=14">c</a>'
    export = wxr(post(12, text), post(13, wp__status="draft"), post(14, wp__status="future"))

    kept, shown = (
        read_all("wordpress", export, status=wish)["export.xml#post-12"] for wish in ("keep", "published")
    )

    told = [each.message for each in kept.warnings if each.code == "link-to-draft"]
    assert len(told) == 1
    assert "/articles/post-13/" in told[0]
    assert "link-to-draft" not in codes(shown)


@pytest.mark.parametrize(("year", "told"), [("2999", True), ("2020", False)])
def test_links_to_what_waits_for_its_time_are_named(year: str, told: bool) -> None:
    """Whatever its status says: what was to come when it was exported may be here by now."""
    text = '<a href="https://old.example/2020/01/post-13/">b</a>'
    other = post(13, wp__status="future", wp__post_date_gmt=f"{year}-01-02 03:04:05")

    found = read_all("wordpress", wxr(post(12, text), other))["export.xml#post-12"]

    assert ("link-to-draft" in codes(found)) is told


def test_titles_and_descriptions_for_others_are_kept_and_named() -> None:
    """Where they say something else than the post does, and were written by people."""
    said = {
        "_yoast_wpseo_title": "Best tea",
        "rank_math_title": "%title% %sep%",
        "_yoast_wpseo_metadesc": "Short",
        "_aioseo_description": "Other",
        "_yoast_wpseo_opengraph-title": "Post 12",
        "_yoast_wpseo_linkdex": "30",
    }
    item = read_all("wordpress", wxr(post(12, more="".join(meta(*each) for each in said.items()))))[
        "export.xml#post-12"
    ]

    assert isinstance(item, Item)
    assert item.document.fields.description == "Short"
    assert item.document.data["custom_fields"] == {
        "_yoast_wpseo_title": "Best tea",
        "_aioseo_description": "Other",
    }
    assert "key-unknown" in codes(item)
