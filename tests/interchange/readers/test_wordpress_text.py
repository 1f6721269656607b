# ruff: noqa: E501
"""What WordPress stores as a post's content: blocks, shortcodes, page builders and footnotes, as it would have shown them."""

import pytest

from interchange.items import Item

from .exports import codes, meta, only, post, read_all, term, wxr

SEA = "https://old.example/wp-content/uploads/2024/02/sea.jpg"
TREE = "https://old.example/wp-content/uploads/2024/02/tree-scaled.jpg"


def upload(number: int, address: str, alt: str = "") -> str:
    more = meta("_wp_attachment_image_alt", alt)
    return post(number, "", more, wp__post_type="attachment", wp__attachment_url=address, title="")


def article(content: str, *others: str, more: str = "", **values: str) -> Item:
    uploads = (upload(8, TREE, "A tree"), upload(9, SEA, "The sea"))
    items = read_all("wordpress", wxr(*uploads, *others, post(12, content, more, **values)))
    item = items["export.xml#post-12"]
    assert isinstance(item, Item)
    return item


def body(content: str, *others: str, more: str = "") -> str:
    return article(content, *others, more=more).document.body.strip()


def said(item: Item, code: str) -> list[str]:
    return [each.message for each in item.warnings if each.code == code]


# -- Blocks


def test_a_cover_of_the_first_kind_shows_its_picture() -> None:
    """Its picture is a background of the style sheet, and stands in the block's settings."""
    content = (
        f'<!-- wp:cover {{"url":"{SEA}","id":9}} -->\n<div class="wp-block-cover" style="background-image:url({SEA})">'
        "<div><!-- wp:paragraph -->\n<p>Over it</p>\n<!-- /wp:paragraph --></div></div>\n<!-- /wp:cover -->"
    )
    assert body(content) == f"![]({SEA})\n\nOver it"


def test_a_block_of_code_names_its_language_in_its_settings() -> None:
    content = (
        '<!-- wp:syntaxhighlighter/code {"language":"php"} -->\n<pre class="wp-block-syntaxhighlighter-code">echo 1;</pre>\n'
        "<!-- /wp:syntaxhighlighter/code -->"
    )
    assert body(content) == "```php\necho 1;\n```"


@pytest.mark.parametrize(
    ("block", "markdown"),
    [
        (
            'divi/text {"content":{"innerContent":{"desktop":{"value":"\\u003cp\\u003eFive \\u003cem\\u003etext\\u003c/em\\u003e\\u003c/p\\u003e"},"phone":{"value":"x"}}}}',
            "Five *text*",
        ),
        (
            'divi/heading {"title":{"innerContent":{"desktop":{"value":"A part"}},"decoration":{"font":{"level":"h3"}}}}',
            "### A part",
        ),
        (
            'divi/image {"image":{"innerContent":{"desktop":{"value":{"src":"https://old.example/d.jpg","alt":"A dog"}}}}}',
            "![A dog](https://old.example/d.jpg)",
        ),
        (
            'divi/button {"button":{"innerContent":{"desktop":{"value":{"text":"Go there","linkUrl":"https://e.example/"}}}}}',
            "[Go there](https://e.example/)",
        ),
        (
            'acf/quote {"name":"acf/quote","data":{"quote":"It was \\u003cb\\u003egood\\u003c/b\\u003e.","_quote":"field_1","who":"Ann Lee","style":"dark","size":"12"}}',
            "It was **good**.\n\nAnn Lee",
        ),
        (
            'maker/box {"text":"\\u003cp\\u003eIn a box.\\u003c/p\\u003e","label":"Your email address here"}',
            "In a box.",
        ),
    ],
)
def test_blocks_that_keep_their_content_in_their_settings(block: str, markdown: str) -> None:
    """A server makes the page of it; here, what would be read there."""
    item = article(f'<!-- wp:{block} /-->\n\n<!-- wp:search {{"label":"Search for all that you want"}} /-->')
    assert item.document.body.strip() == markdown
    assert said(item, "block-unfilled")
    assert len(said(item, "block-left-out")) == 1


def test_a_file_is_one_link() -> None:
    """Neither the viewer in the page nor the second link is anything of its own."""
    content = (
        '<!-- wp:file {"id":3} -->\n<div class="wp-block-file"><object class="wp-block-file__embed" data="/a.pdf"></object>'
        '<a href="https://e.example/a.pdf">The paper</a><a href="https://e.example/a.pdf" class="wp-block-file__button" download>Download</a></div>\n<!-- /wp:file -->'
    )
    item = article(content)
    assert item.document.body.strip() == "[The paper](https://e.example/a.pdf)"
    assert codes(item) == set()


def test_footnotes_of_blocks_are_footnotes() -> None:
    """Their texts stand beside the post; an empty field of the same name does not hide them."""
    content = (
        '<!-- wp:paragraph -->\n<p>Said<sup data-fn="b" class="fn"><a href="#b" id="b-link">1</a></sup> and '
        'done<sup data-fn="a" class="fn"><a href="#a" id="a-link">2</a></sup>.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:footnotes /-->'
    )
    notes = '[{"content":"Note <strong>a</strong>","id":"a"},{"content":"Note b","id":"b"}]'
    item = article(content, more=meta("footnotes", notes) + meta("footnotes", ""))
    assert item.document.body.strip() == "Said[^1] and done[^2].\n\n[^1]: Note b\n[^2]: Note **a**"
    assert codes(item) == set()


def test_footnotes_inside_of_what_stays_html_are_a_list() -> None:
    """There a mark of Markdown would be mere text."""
    item = article('<table><tr><td colspan="2">Cell[footnote]Its note[/footnote]</td></tr></table>')
    assert "<sup>1</sup></td>" in item.document.body
    assert item.document.body.rstrip().endswith("---\n\n1. Its note")


def test_a_shared_block_that_is_missing_is_named() -> None:
    assert said(article('<!-- wp:block {"ref":78} /-->\n<p>x</p>'), "block-left-out") == [
        "The shared block 78 is not in the export."
    ]


def test_settings_may_hold_brackets() -> None:
    """And markup that is closed nowhere, which must not reach what follows the block."""
    item = article('<!-- wp:acf/quote {"data":{"who":"Bo <b>Lee"},"mode":"preview"} /-->\n\n<p>Text</p>')
    assert item.document.body.strip() == "Bo **Lee**\n\nText"
    assert said(item, "block-unfilled") == [
        "Of the blocks “acf/quote”, which a server fills in, the texts in their settings were kept."
    ]


def test_what_the_classic_editor_wrote_between_blocks_has_paragraphs() -> None:
    content = "One\n\nTwo\n\n<!-- wp:paragraph -->\n<p>Three</p>\n<!-- /wp:paragraph -->"
    assert body(content) == "One\n\nTwo\n\nThree"


def test_an_answer_that_opens_is_no_form() -> None:
    content = (
        '<!-- wp:accordion-heading -->\n<h3 class="wp-block-accordion-heading"><button type="button" class="wp-block-accordion-heading__toggle">'
        '<span class="wp-block-accordion-heading__toggle-title">Why?</span><span class="wp-block-accordion-heading__toggle-icon" aria-hidden="true">+</span></button></h3>\n<!-- /wp:accordion-heading -->'
    )
    item = article(content)
    assert (item.document.body.strip(), codes(item)) == ("### Why?", set())


# -- Pictures and links


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("http://www.old.example/wp-content/uploads/2024/02/sea-300x200.jpg", SEA),
        ("/wp-content/uploads/2024/02/sea-300x200.jpg", SEA),
        (f"{SEA}?w=300", SEA),
        ("https://i0.wp.com/old.example/wp-content/uploads/2024/02/sea.jpg?resize=300%2C200&amp;ssl=1", SEA),
        ("https://i0.wp.com/old.example/wp-content/uploads/2024/02/lost.jpg?w=9",
         "https://old.example/wp-content/uploads/2024/02/lost.jpg"),
        ("https://i0.wp.com/else.example/a.jpg?w=9", "https://i0.wp.com/else.example/a.jpg?w=9"),
        ("https://old.example/wp-content/uploads/2024/02/tree-1024x683.jpg", TREE),
        ("https://old.example/wp-content/uploads/2024/02/lost-300x200.jpg",
         "https://old.example/wp-content/uploads/2024/02/lost-300x200.jpg"),
    ],
)  # fmt: skip
def test_pictures_are_the_uploads_themselves(written: str, address: str) -> None:
    """In whichever size, from whichever of its servers a post shows them."""
    assert body(f'<img src="{written}" alt="x">') == f"![x]({address})"


@pytest.mark.parametrize(
    "link",
    [
        "https://old.example/2009/05/post-13/", "https://old.example/2020/01/post-13/amp/", "/2020/01/post-13/feed/",
        "https://old.example/2020/01/post-13/comment-page-2/#comments", "../post-13/", "/?p=13",
        "https://www.old.example/post-13",
    ],
)  # fmt: skip
def test_links_that_wordpress_itself_sends_on_lead_to_the_article(link: str) -> None:
    item = article(f'<a href="{link}">x</a>', post(13))
    assert item.document.body.strip() == "[x](/articles/post-13/)"
    assert codes(item) == set()


def test_lists_of_posts_are_no_posts() -> None:
    """A tag may have the same last part as a post."""
    item = article('<a href="https://old.example/tag/post-13/">x</a>', post(13))
    assert said(item, "link-leads-nowhere")


@pytest.mark.parametrize(
    ("link", "alias"),
    [
        ("https://old.example/?p=12", "/?p=12"),
        ("https://old.example/blog/?p=12", "/blog/?p=12"),
        ("https://old.example/?page_id=12&amp;preview=true", "/?page_id=12&preview=true"),
    ],
)
def test_an_address_by_number_is_an_old_path(link: str, alias: str) -> None:
    """It leads to the post, and not every request for the page that is there."""
    assert article("x", link=link).document.fields.aliases == (alias,)
    assert article("x", link=link, wp__status="draft").document.fields.aliases == ()


def test_the_short_address_of_a_post_is_an_old_path_too() -> None:
    """WordPress names it in heads of pages; as a guid it is in feeds. Other programs find nothing by a number."""
    generator = "<generator>https://wordpress.org/?v=6.4</generator>"

    def aliases(head: str, home: str = "https://old.example", **values: str) -> tuple[str, ...]:
        export = wxr(post(**values), head=head).replace("_url>https://old.example<", f"_url>{home}<")
        return only(read_all("wordpress", export)).document.fields.aliases

    path = "/2020/01/post-12/"
    assert aliases(generator) == (path, "/?p=12")
    assert aliases(generator, wp__status="private") == (path,)
    assert aliases(generator, home="https://old.example/blog/") == (path, "/blog/?p=12")
    assert aliases("") == aliases("", guid="https://else.example/?p=12") == (path,)
    assert aliases("", guid="https://old.example/?p=9") == (path, "/?p=9")
    first = "https://www.old.example/archives/12"
    assert aliases(generator, guid=first) == (path, "/?p=12", "/archives/12")


@pytest.mark.parametrize(
    "link",
    [
        "?p=13",
        "/?p=13",
        "index.php?p=13",
        "/blog/index.php?p=13&amp;lang=en#comments",
        "https://www.old.example/?page_id=13",
    ],
)
def test_links_by_number_lead_to_the_article(link: str) -> None:
    item = article(
        f'<a href="{link}">x</a>',
        post(13, link="https://old.example/?p=13"),
        link="https://old.example/?p=12",
    )
    assert item.document.body.strip() == "[x](/articles/post-13/)"
    assert codes(item) == set()


def test_a_link_by_a_number_that_is_not_here_is_named() -> None:
    item = article('<a href="/?p=99">x</a> <a href="/?utm_source=x">home</a>')
    assert item.document.body.strip() == "[x](/?p=99) [home](/?utm_source=x)"
    assert said(item, "link-leads-nowhere") == [
        "Links to the old site that lead to none of its posts: /?p=99."
    ]


@pytest.mark.parametrize(
    "link",
    [
        "https://old.example/?attachment_id=21",
        "/?attachment_id=21",
        "https://old.example/2020/01/post-12/sea/",
    ],
)
def test_links_to_the_page_of_an_upload_lead_to_its_file(link: str) -> None:
    """WordPress links small pictures to pages that show them large, for which there is no place here."""
    page = link if "sea" in link else "https://old.example/?attachment_id=21"
    shown = post(21, "", wp__post_type="attachment", wp__attachment_url=SEA, title="", link=page)
    item = article(f'<a href="{link}"><img src="{SEA[:-4]}-300x200.jpg" alt="x"></a>', shown)
    assert item.document.body.strip() == f"[![x]({SEA})]({SEA})"
    assert codes(item) == set()


def test_what_a_gallery_lacks_is_named() -> None:
    item = article('[gallery ids="9,900"]')
    assert item.document.body.strip() == f"![The sea]({SEA})"
    assert said(item, "image-unknown") == ["It shows uploads that are not in the export: 900."]


# -- Shortcodes


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[vimeo video_id='123']", "<https://vimeo.com/123>"),
        ("[dailymotion id=x1yz]", "<https://www.dailymotion.com/video/x1yz>"),
        ("[tweet 1234567890]", "<https://twitter.com/i/web/status/1234567890>"),
        ("[embedyt] https://www.youtube.com/watch?v=abcdefghijk[/embedyt]", "<https://www.youtube.com/watch?v=abcdefghijk>"),
        ("[googlemaps https://maps.google.com/maps?q=x&amp;output=embed]", "<https://maps.google.com/maps?q=x&output=embed>"),
        ('[crayon lang="php"]\necho 1;\n[/crayon]', "```php\necho 1;\n```"),
        ("[bash]\necho $1\n[/bash]", "```bash\necho $1\n```"),
        ("A [code]<b>[/code] b", "A `<b>` b"),
        ("A [highlight]word[/highlight] b", "A <mark>word</mark> b"),
        ("[dropcap]O[/dropcap]nce", "Once"),
        ('[su_quote cite="Bo"]Quoted[/su_quote]', "> Quoted\n>\n> <cite>Bo</cite>"),
        ('[su_button url="https://x.example/"]Press[/su_button]', "[Press](https://x.example/)"),
        ('[su_spoiler title="Open me"]Inside[/su_spoiler]', "**Open me**\n\nInside"),
        ("One[footnote]A note.[/footnote] two.", "One[^1] two.\n\n[^1]: A note."),
        ('[playlist ids="9"]', f"- [sea.jpg]({SEA})"),
    ],
)  # fmt: skip
def test_shortcodes_as_what_they_show(written: str, shown: str) -> None:
    assert body(written) == shown


def test_page_builders_leave_what_they_lay_out() -> None:
    """Their boxes go and are named; texts, headings, pictures and players stay, in their order."""
    item = article(
        '[vc_row][vc_column width="1/2"][vc_column_text css=".a{b: 0}"]\n\nText\n\n[/vc_column_text][vc_single_image image="9"]'
        '[vc_custom_heading text="Head"][vc_video link="https://vimeo.com/1"][vc_raw_html]JTNDcCUzRUhlbGxvJTNDJTJGcCUzRQ==[/vc_raw_html]'
        '[vc_btn title="Go" link="url:https%3A%2F%2Fx.example%2F|title:Go"][/vc_column][/vc_row]'
    )
    assert item.document.body.strip() == (
        f"Text\n\n![The sea]({SEA})\n\n## Head\n\n<https://vimeo.com/1>\n\nHello\n\n[Go](https://x.example/)"
    )
    assert [each.code for each in item.warnings] == ["shortcode-unwrapped"]
    assert "[vc_row], [vc_column], [vc_column_text]" in item.warnings[0].message


def test_divi() -> None:
    item = article(
        '[et_pb_section fb_built="1"][et_pb_row][et_pb_column type="4_4"][et_pb_text]<h2>Head</h2>\n<p>Text</p>[/et_pb_text]'
        f'[et_pb_image src="{SEA}" alt="Sea" /][et_pb_blurb title="Title"]Blurb[/et_pb_blurb][/et_pb_column][/et_pb_row][/et_pb_section]'
    )
    assert item.document.body.strip() == f"## Head\n\nText\n\n![Sea]({SEA})\n\n**Title**\n\nBlurb"


def test_words_that_a_builder_uses_too_are_only_words() -> None:
    """Without an end they are the author's own."""
    item = article("A [box] of [note] paper [columns] and [sic]")
    assert item.document.body.strip() == "A [box] of [note] paper [columns] and [sic]"
    assert codes(item) == set()


def test_a_word_in_brackets_alone_on_its_line_is_named() -> None:
    assert said(article("Text\n\n[my_list]\n\n[mylist]\n\nA [word] here"), "shortcode-left") == [
        "The shortcode [my_list] was left as it is.",
        "The shortcode [mylist] was left as it is.",
    ]


# -- What stands beside the text


def test_the_episode_of_a_podcast_is_shown() -> None:
    """Once: what the text links to already needs no player."""
    field = "https://cdn.example/1.mp3\n12345\naudio/mpeg\n"
    item = article("Listen.", more=meta("enclosure", field))
    assert '<audio src="https://cdn.example/1.mp3">' in item.document.body
    assert codes(item) == {"enclosure-left", "html-kept"}
    shown = article('<a href="https://cdn.example/1.mp3">Listen</a>', more=meta("enclosure", field))
    assert shown.document.body.strip() == "[Listen](https://cdn.example/1.mp3)"


def test_the_language_of_a_plugin() -> None:
    assert article("x", more=term("language", "pt-br", "Português")).document.fields.language == "pt-br"


def test_guest_authors_have_their_names() -> None:
    """Co-Authors Plus keeps them as records of their own."""
    guest = post(
        40,
        "",
        meta("cap-user_login", "bo") + meta("cap-display_name", "Bo Chen"),
        wp__post_type="guest-author",
    )
    item = article("x", guest, more=term("author", "cap-bo", "bo"))
    assert [author.name for author in item.document.fields.authors] == ["Bo Chen"]


def test_fields_that_are_too_long_do_not_cost_the_post() -> None:
    """What a page builder keeps there may be longer than a whole frontmatter."""
    item = article("x", more=meta("panels_data", "x" * 200_000) + meta("mood", "calm"))
    assert item.document.data["custom_fields"] == {"mood": "calm"}
    assert said(item, "field-left-out") == ["Custom fields that are too long were left out: panels_data."]


def test_the_network_of_a_site_is_not_the_site() -> None:
    """Exports of WordPress.com name wordpress.com as the network: links there lead to no post of the blog."""
    export = wxr(post(1, '<a href="https://wordpress.com/support/">help</a>')).replace(
        "<wp:base_blog_url>", "<wp:base_site_url>http://wordpress.com/</wp:base_site_url><wp:base_blog_url>"
    )
    assert codes(only(read_all("wordpress", export))) == set()


def test_the_first_line_above_a_nested_list_is_no_paragraph() -> None:
    assert (
        body("<ul>\n\t<li>one</li>\n\t<li>two\n<ol>\n\t<li>x</li>\n</ol>\n</li>\n</ul>")
        == "- one\n- two\n  1. x"
    )


def test_a_page_is_not_taken_for_the_post_of_its_name() -> None:
    """A page at /contact/ is what readers were sent to, not a post of that name in another folder."""
    page = post(50, "", wp__post_type="page", link="https://old.example/contact/")
    other = post(13, "x", link="https://old.example/2020/contact/", wp__post_name="contact")
    item = article('<a href="/contact/">x</a> <a href="/2019/contact/">y</a>', page, other)
    assert item.document.body.strip() == "[x](/contact/) [y](/articles/contact/)"
    assert said(item, "link-leads-nowhere")


def test_words_about_a_video_are_words() -> None:
    assert body("See the [video below] and [audio]") == "See the [video below] and [audio]"
