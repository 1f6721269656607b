# ruff: noqa: E501
"""HTML becomes Markdown where that says the same; where it would not, the HTML stays."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markup import render
from articles.markup.engines import to_html
from interchange.readers.html import Converted, plain_text, to_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One <b>two</b> <i>three</i></p><p>four</p>", "One **two** *three*\n\nfour\n"),
        ("<h2>Head <code>x</code></h2><p>a<br>b</p>", "## Head `x`\n\na  \nb\n"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b\n"),
        ('<ol start="3"><li>c</li></ol>', "3. c\n"),
        ("<blockquote>q<footer>who</footer></blockquote>", "> q\n>\n> who\n"),
        ('<pre class="brush: python">a<br>\nb</pre>', "```python\na\n\nb\n```\n"),
        ('<figure><img src="a.jpg" alt="x"><figcaption>Said</figcaption></figure>', '![x](a.jpg "Said")\n'),
        ('<a href="x"><div><img src="y.jpg"></div></a>', "[![](y.jpg)](x)\n"),
        ("<p>1. no list, no *stars*</p>", "1\\. no list, no \\*stars\\*\n"),
        (
            '<ul class="wp-block-gallery"> <li><figure><img src="a.jpg"></figure></li>\n<li><figure><a href="b"><img src="b.jpg"></a><figcaption>B</figcaption></figure></li></ul>',
            '![](a.jpg)\n\n[![](b.jpg "B")](b)\n',
        ),
        ('a<code>\n<pre lang="java">x &lt; y\n</pre>\n</code>b', "a\n\n```java\nx < y\n```\n\nb\n"),
        ("<ul><li>One</li><li><img src='b.jpg'></li></ul>", "- One\n- ![](b.jpg)\n"),
        ("<p>snake_case and 2 * 3</p>", "snake_case and 2 * 3\n"),
        (
            "<p>So $a_b*c_d*e$, <i>$x &lt; y_1$</i> and $$\\sum_{i=1}^n i$$.</p>",
            "So $a_b*c_d*e$, *$x < y_1$* and $$\\sum_{i=1}^n i$$.\n",
        ),
        ("<p>$5 and $6 for <code>$A_B$</code></p>", "$5 and $6 for `$A_B$`\n"),
        (
            '<img src="a.gif" usemap="#m"><map name="m"><area coords="0,0,1,1" href="https://z.example/" alt="One"><area nohref></map>',
            "![](a.gif)\n\n- [One](https://z.example/)\n",
        ),
        ("<p>Bonjour&nbsp;!</p><p>&nbsp;</p>", "Bonjour\xa0!\n"),
        ("<div><div>box</div>loose<br><br>text</div>", "box\n\nloose\n\ntext\n"),
        ("<p>Intro<!--more-->rest</p>", "Intro\n\n<!--more-->\n\nrest\n"),
        ('<h2><a href="x"><img src="y.jpg" alt="z"></a> Words</h2>', "## [![z](y.jpg)](x) Words\n"),
        ('<p>a</p><noscript><img src="only.jpg" alt="b"></noscript>', "a\n\n![b](only.jpg)\n"),
        (
            '<noscript><img src="x.jpg?w=9"></noscript><img data-src="x.jpg" src="data:image/gif;base64,R0">',
            "![](x.jpg)\n",
        ),
        ('<p>a</p><noscript><img height="1" src="https://count.example/p.gif"></noscript>', "a\n"),
        ('<div><a href="x"><b>A</b></a><a href="x" class="thumb"></a></div>', "[**A**](x)\n"),
        ('<pre data-code-block-lang="python"><span>x<br>y</span></pre>', "```python\nx\ny\n```\n"),
        ('<p><picture><source srcset="a.webp"><img src="a.png" alt="b"></picture></p>', "![b](a.png)\n"),
        ('<pre class="source-code">x</pre>', "```\nx\n```\n"),
        (
            '<div class="sqs-block sqs-block-embed" data-block-json="&#123;&quot;url&quot;:&quot;https://a.example/x&quot;&#125;"><div></div></div>',
            "<https://a.example/x>\n",
        ),
        (
            '<object><param name="src" value="http://vimeo.com/moogaloop.swf?clip_id=11&amp;server=vimeo.com"><embed src="http://vimeo.com/moogaloop.swf?clip_id=11"></object>',
            "<https://vimeo.com/11>\n",
        ),
        (
            '<embed src="http://www.dailymotion.com/swf/video/x1y2" type="application/x-shockwave-flash">',
            "<https://www.dailymotion.com/video/x1y2>\n",
        ),
        (
            '<p>a</p><object data="//a.example/game.swf?a=1&amp;b=2"></object>',
            "a\n\n<https://a.example/game.swf?a=1&b=2>\n",
        ),
        ('<object type="application/pdf" data="/files/a.pdf"></object>', "[/files/a.pdf](/files/a.pdf)\n"),
        ('<img data-src="real.jpg" src="data:image/gif;base64,R0">', "![](real.jpg)\n"),
        (
            "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
            "| A |\n| --- |\n| b |\n",
        ),
    ],
)
def test_clean_markdown(html: str, markdown: str) -> None:
    """What Markdown can say becomes Markdown, with no more escapes than it takes."""
    converted = to_markdown(html)
    assert (converted.markdown, converted.kept) == (markdown, ())


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<table><tr><td colspan="2">a</td></tr><tr><td>b</td><td>c</td></tr></table>', "table"),
        ('<figure><img src="a.jpg"><img src="b.jpg"><figcaption>Two</figcaption></figure>', "figure"),
        ('<iframe src="https://www.youtube.com/embed/abcdefgh"></iframe>', "iframe"),
        ("<dl><dt>word</dt><dd>meaning</dd></dl>", "dl"),
        ('<h2 id="x">X</h2><p><a href="#x">there</a></p>', "h2"),
    ],
)
def test_what_markdown_would_lose_stays_html(html: str, kept: str) -> None:
    """The block stays as it was, is named, and shows the same on the page; what is around it is Markdown."""
    converted = to_markdown(f"<p>before <b>it</b></p>{html}<p>after</p>")
    assert converted.kept == (kept,)
    assert converted.markdown.startswith("before **it**\n\n<")
    assert converted.markdown.endswith(">\n\nafter\n") or kept == "h2"
    plain = render(html)
    shown = render(converted.markdown)
    assert plain.images == shown.images
    assert set(plain.external_links) == set(shown.external_links)


def test_html_inside_of_markdown_survives_blank_lines() -> None:
    """A blank line would end a block of HTML: inside of it none is left, not even in code."""
    converted = to_markdown('<table><tr><td rowspan="2"><pre>a\n\n\nb</pre></td></tr>\n\n\n<tr></tr></table>')
    assert "\n\n" not in converted.markdown.strip()
    assert "a\n\n\nb" in render(converted.markdown).text


def test_two_lists_stay_two() -> None:
    converted = to_markdown("<ul><li>a</li></ul><ul><li>b</li></ul>")
    assert render(converted.markdown).html.count("<ul>") == 2


def test_programs_are_dropped_and_named() -> None:
    converted = to_markdown("<p>a</p><script>x()</script><form><input></form><svg><path/></svg>")
    assert converted.markdown == "a\n"
    assert converted.dropped == ("script", "form", "input", "svg")


def test_a_player_that_a_script_would_load_is_kept() -> None:
    player = '<iframe class="lazy" src="about:blank" data-src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
    assert 'src="https://www.youtube.com/embed/abcdefghijk"' in to_markdown(f"<p>a</p>{player}").markdown


def test_a_gist_becomes_a_link() -> None:
    converted = to_markdown('<script src="https://gist.github.com/ann/1a2b.js"></script>')
    assert converted.markdown == "<https://gist.github.com/ann/1a2b>\n"
    assert converted.dropped == ()


def test_addresses_are_rewritten() -> None:
    converted = to_markdown(
        '<p><a href="/a">x</a><img src="/b.png"></p>', lambda address: f"https://x.org{address}"
    )
    assert converted.markdown == "[x](https://x.org/a)![](https://x.org/b.png)\n"


def test_recordings_of_squarespace_are_players_with_their_titles() -> None:
    html = '<div class="sqs-audio-embed" data-url="https://x.example/ep.mp3" data-title="Ep &amp; more" data-author="Me"></div>'
    shown = to_markdown(html).markdown
    assert '<audio src="https://x.example/ep.mp3">' in shown
    assert shown.endswith("Ep & more, Me\n")
    assert to_markdown('<p>a</p><div class="sqs-audio-embed" data-url=""></div>').markdown == "a\n"


def test_a_player_in_an_attribute_is_shown() -> None:
    """Squarespace's are put there for a script, with their HTML escaped."""
    html = '<div class="sqs-video-wrapper" data-html="&lt;iframe src=&quot;https://v.example/1&quot;&gt;&lt;/iframe&gt;"></div>'
    assert '<iframe src="https://v.example/1">' in to_markdown(html).markdown


def test_plain_text() -> None:
    assert plain_text("A &amp; B<br>\n<em>c</em> &lt;d&gt;") == "A & B c <d>"


@pytest.mark.parametrize(
    "html",
    [
        "<pre>" * 20_000,
        "<b><i>" * 5_000,
        "<ul><li>" * 5_000,
        "[" * 50_000,
        "<script src=" * 10_000,
        "</b> " * 20_000,
    ],
    ids=["pre", "inline", "lists", "brackets", "unclosed", "closed"],
)
def test_absurd_html_takes_no_time(html: str) -> None:
    begun = time.process_time()
    to_markdown(html)
    assert time.process_time() - begun < 2


_TAGS = """<p> </p> <b> </b> <i> </i> <ul> <li> </li> </ul> <br> <h2> </h2> <pre> </pre> <code> </code> <blockquote>
</blockquote> </a> <table><tr><td> </td></tr></table> word * _ # ` [x](y) &lt; 中"""


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*_TAGS.split(), "<img src='i.png'>", "<a href='/x'>", "1. ", "- ", " ", "\n\n"]),
        max_size=30,
    ).map("".join)
)
def test_no_word_link_or_picture_is_lost(html: str) -> None:
    """Whatever the HTML: rendered, its Markdown has the same words, links and pictures."""
    shown = render(to_markdown(html).markdown)
    plain = render(to_markdown(f"<div>{html}</div>").markdown)
    assert "".join(shown.text.split()) == "".join(plain.text.split())
    assert shown.images == plain.images
    words = "".join(plain_text(html.replace("<br>", " ")).split())
    assert "".join(shown.text.split()) == words


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<em>A</em> &amp; <b>B</b><br>C", "A & B C"),
        ("Using vector<int> & #include <stdio.h>", "Using vector<int> & #include <stdio.h>"),
        ("A &lt;div&gt; <nobr>and</nobr> <x>", "A <div> and <x>"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_a_title_keeps_brackets_that_are_no_html(html: str, words: str) -> None:
    assert plain_text(html) == words


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>First\n\nline</p>", "First\nline"),
        ('<p>a</p><ul class="x"></ul><h2></h2><blockquote></blockquote><p>b</p>', "a\n\nb"),
        ('<pre lang="ruby">puts 1</pre>', "```ruby\nputs 1\n```"),
        ('<pre class="EnlighterJSRAW" data-enlighter-language="js">let x</pre>', "```js\nlet x\n```"),
        ('<div class="language-rust highlighter-rouge"><pre class="highlight"><code><span>fn</span> x</code></pre></div>',
         "```rust\nfn x\n```"),
        ('<pre><code class="hljs Ruby">puts 1</code></pre>', "```ruby\nputs 1\n```"),
        ('<pre class="poem"><code class="go-on">a</code></pre>', "```\na\n```"),
        ('<pre lang="de">Gedicht</pre>', "```\nGedicht\n```"),
        ("<p><code>a<br>\nb<br/>c</code></p>", "```\na\nb\nc\n```"),
        ('<div class="wp-caption"><a href="/t"><img src="/t.jpg" alt="t"></a><p class="wp-caption-text">Told</p></div>',
         '[![t](/t.jpg "Told")](/t)'),
        ('<table class="tr-caption-container"><tr><td><img src="/a.jpg"></td></tr><tr><td class="tr-caption">Told</td></tr></table>',
         '![](/a.jpg "Told")'),
        ('<object><param name="movie" value="http://www.youtube.com/v/abcdefghijk&hl=en"><embed src="http://www.youtube.com/v/abcdefghijk"></object>',
         "<https://www.youtube.com/watch?v=abcdefghijk>"),
        ('<p><math><mi>x</mi><annotation encoding="application/x-tex">x^2 &lt; 1</annotation></math></p>', "`x^2 < 1`"),
    ],
)  # fmt: skip
def test_what_programs_mark_up_in_their_own_ways(html: str, markdown: str) -> None:
    """Code, captions, players and formulas come out as what they are, and nothing is said to be lost."""
    assert to_markdown(html) == Converted(f"{markdown}\n")


@pytest.mark.parametrize(
    "html",
    [
        "<pre>Roses <em>are</em> red</pre>",
        '<pre>see <a href="https://x.example/">this</a></pre>',
        '<ol reversed=""><li>z</li></ol>',
        '<ol type="A"><li>a</li></ol>',
    ],
)
def test_marks_that_markdown_lacks_stay(html: str) -> None:
    """Poems have emphasis and links, and lists may count in letters, or backwards."""
    converted = to_markdown(html)
    assert converted.markdown.strip() == html
    assert converted.kept


def test_a_style_of_lists_becomes_their_type() -> None:
    """Styles of authors are not kept on the site."""
    html = '<ol style="list-style-type:lower-roman"><li>x</li></ol>'
    assert to_markdown(html).markdown.strip() == '<ol type="i"><li>x</li></ol>'


def test_an_excerpt_may_end_in_the_middle_of_a_line() -> None:
    assert to_markdown("One<!--more-->two") == Converted("One\n\n<!--more-->\n\ntwo\n")


def test_what_falls_apart_into_blocks_that_say_something_else_stays_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the reason, no word is lost."""
    monkeypatch.setattr(
        "interchange.readers.html.blocks_of",
        lambda root: [root.remove(each) or each for each in list(root)[1:]],
    )
    converted = to_markdown("<p>One</p><p>two</p>", here=True)
    assert (converted.markdown.strip(), converted.kept) == (
        "<div><p>One</p><p>two</p></div>",
        ("everything",),
    )


def test_only_blocks_that_come_out_otherwise_are_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text with a table that Markdown lacks costs what others do: its paragraphs are not rendered one by one."""
    rendered: list[str] = []

    def noted(body: str, dialect: str) -> str:
        rendered.append(body)
        return to_html(body, dialect)

    monkeypatch.setattr("interchange.readers.html.to_html", noted)
    table = '<table><tbody><tr><td colspan="2">wide</td></tr><tr><td>a</td><td>b</td></tr></tbody></table>'
    player = '<iframe src="https://player.example/1"></iframe>'
    html = "".join(f"<p>Number {number}</p>" for number in range(9)) + table + player
    converted = to_markdown(html, here=True)
    assert converted.kept == ("table", "iframe")
    # All together, the table in two ways, and all together again.
    assert [body.count("Number") for body in rendered] == [9, 0, 0, 9]


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a_b</p><p># b</p><p>c*</p><p>c*</p>", "a_b\n\n\\# b\n\nc*\n\nc*"),
        ("<p>a_b</p><p>x<br>- y</p><p>- z</p><p>c*</p>", "a_b\n\nx  \n\\- y\n\n\\- z\n\nc*"),
        ("<p>a_b</p><p>[c]: /d</p><hr><p>e*</p>", "a_b\n\n\\[c\\]: /d\n\n---\n\ne*"),
        (
            "<figcaption>c</figcaption><p>a_b</p><ol>1. - <dl><dt>d<time>e<figcaption>c</figcaption></time><figure><hr><i>f<p></dl></ol>",
            "<figcaption>c</figcaption>\n\na_b\n\n<ol>1. - <dl><dt>d<time>e<figcaption>c</figcaption></time><figure><hr><i>f<p></p></i></figure></dt></dl></ol>",
        ),
    ],
    ids=["another", "more", "fewer", "alike"],
)
def test_blocks_beside_one_that_comes_out_otherwise_stay_as_they_are(html: str, markdown: str) -> None:
    """Also where what is shown has more blocks than the text, or fewer."""
    assert to_markdown(html).markdown == f"{markdown}\n"
