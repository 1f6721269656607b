# ruff: noqa: E501
"""What plugins of many years left in WordPress' posts: highlighters, players, accordions, gates, search engines' fields."""

import pytest

from interchange.items import Item

from .exports import codes, meta, only, post, read_all, wxr


def item(content: str, more: str = "", **values: str) -> Item:
    return only(read_all("wordpress", wxr(post(12, content, more, **values))))


def body(content: str) -> str:
    return item(content).document.body.strip()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[ccnLe_php]\n/**\n* A\n*/\n\n    if (a < b) $c[0] &amp;&amp; <?php echo 1 ?>\n[/ccnLe_php]",
         "```php\n/**\n* A\n*/\n\n    if (a < b) $c[0] && <?php echo 1 ?>\n```"),
        ("[cc_css]a { b: c }[/cc_css]", "```css\na { b: c }\n```"),
        ("Say [cci_php]$x = 1;[/cci_php] or [ccie lang=\"html\"]&lt;b&gt;[/ccie].", "Say `$x = 1;` or `<b>`."),
        ("<code lang=\"php\">\n$x = 1;\n\n$y = 2;\n</code>", "```php\n$x = 1;\n\n$y = 2;\n```"),
        ("[c#]\nList<int> x;\n\ny[0] = x;\n[/c#]", "```c#\nList<int> x;\n\ny[0] = x;\n```"),
        ("[text]\na   *b*\n\n<c>\n[/text]", "```\na   *b*\n\n<c>\n```"),
        ("A [text]b <em>c</em>[/text]", "A [text]b *c*[/text]"),
        ("A [highlight color=\"yellow\"]b[/highlight] c", "A <mark>b</mark> c"),
        ("A [highlight dark]b[/highlight] c", "A <mark>b</mark> c"),
        ("[highlight lang=\"php\"]echo 1;[/highlight]", "```php\necho 1;\n```"),
    ],
)  # fmt: skip
def test_code_of_highlighters_is_code(content: str, expected: str) -> None:
    assert body(content) == expected


def test_tags_in_code_that_nobody_escaped_are_code() -> None:
    """WP-Syntax shows them, whatever it is told of escapes; what only marks up the code is none of it."""
    shown = body(
        '<pre lang="bash" line="1" escaped="true">\n<Directory /var/www>\n   <Files a.php>\n\n&lt;b&gt;</Files></pre>'
    )
    assert shown == "```bash\n<Directory /var/www>\n   <Files a.php>\n\n<b></Files>\n```"
    assert body('<pre lang="php"><?php echo 1;</pre>') == "```php\n<?php echo 1;\n```"
    assert body('<pre lang="xml">a &lt; <span>b</span></pre>') == "```xml\na < b\n```"


def test_code_block_pro_shows_its_code_once_and_in_its_language() -> None:
    block = (
        '<!-- wp:kevinbatdorf/code-block-pro {"code":"dir \\u0026amp;\\u0026amp; x","language":"powershell"} -->\n'
        '<div class="wp-block-kevinbatdorf-code-block-pro"><span style="display:flex">PowerShell</span>'
        '<span role="button" data-code="dir &amp;amp;&amp;amp; x" class="code-block-pro-copy-button">'
        "<pre><textarea readonly>dir &amp;&amp; x</textarea></pre><svg><path d=\"M16\"></path></svg></span>"
        '<pre class="shiki" tabindex="0"><code><span class="line"><span style="color:#657B83">dir &amp;&amp; x</span></span></code></pre></div>\n'
        "<!-- /wp:kevinbatdorf/code-block-pro -->"
    )  # fmt: skip
    read = item(block)
    assert read.document.body.strip() == "```powershell\ndir && x\n```"
    assert not codes(read)


def test_names_of_files_above_code_stay() -> None:
    block = (
        '<!-- wp:kevinbatdorf/code-block-pro {"language":"js"} --><div><span>app.js</span>'
        "<pre><code>x</code></pre></div><!-- /wp:kevinbatdorf/code-block-pro -->"
    )
    assert body(block) == "app.js\n\n```js\nx\n```"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[dewplayer:http://x.example/a.mp3]", '<audio src="http://x.example/a.mp3">'),
        ("[audio:http://x.example/a.mp3|titles=Song]", '<audio src="http://x.example/a.mp3">'),
        ('[jwplayer file="http://x.example/v.mp4"]', '<video src="http://x.example/v.mp4">'),
        ("[quicktime]http://x.example/v.mov[/quicktime]", '<video src="http://x.example/v.mov">'),
        ("[flv:http://x.example/a.flv 480 360]", "<http://x.example/a.flv>"),
        ("[youtube:abcdefghijk 425 350]", "<https://www.youtube.com/watch?v=abcdefghijk>"),
        ('[iframe src="https://x.example/map" width="400"]', "<https://x.example/map>"),
    ],
)
def test_players_of_any_name_play_what_they_name(content: str, expected: str) -> None:
    read = item(f"Before.\n\n{content}\n\nAfter.")
    assert expected in read.document.body
    assert "[" not in read.document.body
    assert "shortcode-left" not in codes(read)


def test_a_players_words_and_all_its_recordings_stay() -> None:
    shown = body('[wpaudio url="http://x.example/a.mp3" text="A song"]')
    assert shown.endswith("A song")
    shown = body("[audio:http://x.example/a.mp3,http://x.example/b.mp3]")
    assert "/a.mp3" in shown
    assert "/b.mp3" in shown
    # One recording in two formats.
    assert body('[mp3j mp3="http://x.example/a.mp3" ogg="http://x.example/a.ogg"]').count("<audio") == 1


@pytest.mark.parametrize("content", ["[audio:a.mp3]", "[tab:First]", "[blip.tv ?posts_id=1]", "[ad#top-1]"])
def test_shortcodes_with_other_signs_in_them_are_named(content: str) -> None:
    assert "shortcode-left" in codes(item(f"{content}\n\nText."))


@pytest.mark.parametrize(
    "content", ["[Update: 12 May]", "[edit:typo]", "[http://x.example/?a=b]", "[x.example]"]
)
def test_words_in_brackets_are_none(content: str) -> None:
    read = item(f"Text {content} more.")
    assert content in read.document.body
    assert not codes(read)


def test_questions_of_accordions_stand_out() -> None:
    pane = (
        '<!-- wp:kadence/pane --><div class="wp-block-kadence-pane"><div class="kt-accordion-header-wrap">'
        '<button class="kt-blocks-accordion-header" type="button"><span><span>How long?</span></span>'
        '<span class="kt-blocks-accordion-icon-trigger"></span></button></div><div><p>Two weeks.</p></div></div>'
        "<!-- /wp:kadence/pane -->"
    )
    read = item(pane)
    assert read.document.body.strip() == "**How long?**\n\nTwo weeks."
    assert not codes(read)


def test_titles_of_what_opens_elsewhere_stay_with_what_it_holds() -> None:
    assert body('[expand title="More"]Inside.[/expand]') == "**More**\n\nInside."
    assert body('[learn_more caption="More"]Inside.[/learn_more]') == "**More**\n\nInside."
    assert body("One.\n\n[hr]\n\nTwo.") == "One.\n\n---\n\nTwo."


def test_videos_of_videopress_are_links() -> None:
    block = (
        '<!-- wp:videopress/video {"guid":"OcobLTqC"} -->\n<figure class="wp-block-videopress-video wp-block-jetpack-videopress">'
        '<div class="jetpack-videopress-player__wrapper">\nhttps://videopress.com/v/OcobLTqC?cover=true\n</div></figure>\n'
        "<!-- /wp:videopress/video -->"
    )
    assert body(block) == "<https://videopress.com/v/OcobLTqC?cover=true>"


def test_posts_with_parts_for_members_only_are_drafts() -> None:
    read = item("Hello.\n\n[membership level=\"1\"]Paid for.[/membership]")  # fmt: skip
    assert read.document.fields.status == "draft"
    assert {"status-hidden", "shortcode-left"} <= codes(read)
    assert "Paid for." in read.document.body
    # The word alone is none.
    assert item("[private]").document.fields.status != "draft"


def test_formulas_of_wordpress_com_are_formulas() -> None:
    shown = body("Let $latex E = mc^2$ and $latex a_b &s=2&bg=ffffff$ be.")
    assert "$E = mc^2$" in shown
    assert "$a_b$" in shown


@pytest.mark.parametrize(
    "key", ["_headspace_description", "_su_description", "_wds_metadesc", "advanced_seo_description"]
)
def test_descriptions_for_search_engines_describe(key: str) -> None:
    read = item("Text.", meta(key, "What it is about."))
    assert read.document.fields.description == "What it is about."
    assert not codes(read)


def test_sizes_of_a_picture_that_was_edited_lead_to_it() -> None:
    """WordPress' editor gives the picture a new name; its sizes, and the file as it was, keep theirs."""
    folder = "https://old.example/wp-content/uploads/2012/06"
    upload = post(
        9,
        "",
        f"<wp:attachment_url>{folder}/pass-e1339843073341.jpg</wp:attachment_url>",
        wp__post_type="attachment",
    )
    shown = f'<img src="{folder}/pass-300x217.jpg"> <img src="{folder}/pass-e1339843073341-150x150.jpg"> <img src="{folder}/pass.jpg">'
    text = only(read_all("wordpress", wxr(upload, post(10, shown)))).document.body
    assert text.count(f"({folder}/pass-e1339843073341.jpg)") == 2
    assert f"({folder}/pass.jpg)" in text
