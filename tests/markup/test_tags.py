"""Tags of template engines that readers would see: code, quotations and players of Hugo, Jekyll, Hexo and dev.to."""

import pytest

from articles.markup import players, prepare
from articles.markup.render import render

CODE = "a_b_c = '<x>'\n\n# no heading"


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("{% highlight python %}", "{% endhighlight %}"),
        ('{{< highlight python "linenos=table,hl_lines=1" >}}', "{{< /highlight >}}"),
        ("{{% highlight python %}}", "{{% /highlight %}}"),
        ("{% codeblock A title lang:python https://e.org/ %}", "{% endcodeblock %}"),
        ("{% code lang:python %}", "{% endcode %}"),
    ],
)
def test_blocks_of_code(begin: str, end: str) -> None:
    """They are code whatever is in them, in the language that they name."""
    html = render(f"Before\n\n{begin}\n{CODE}\n{end}\n\nAfter\n").html
    assert 'data-lang="python"' in html
    assert "&lt;x&gt;" in html
    assert "<h" not in html
    assert "highlight python" not in html
    assert html.index("After") > html.index("</pre>")


def test_a_block_without_a_language() -> None:
    assert "<code>" in render("{% codeblock %}\na\n{% endcodeblock %}\n").html


def test_quotations() -> None:
    """With their source; one that never ends stays as it is written."""
    text = "{% blockquote 鲁迅, 故乡 %}\n一\n\n二\n{% endblockquote %}\nAfter\n"
    assert prepare(text, "commonmark") == "> 一\n> \n> 二\n>\n> — 鲁迅, 故乡\n\nAfter\n"
    assert prepare(f"{text}{{% quote %}}\nx\n", "commonmark").endswith("{% quote %}\nx\n")


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ("{{< youtube abcdefghijk >}}", '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'),
        ('{{< youtube id="abcdefghijk" autoplay="true" >}}', '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'),
        ("{% include embed/youtube.html id='abcdefghijk' %}", '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'),
        ("{% include embed/youtube.html id='abcdefghijk?t=684' %}", '<iframe src="https://www.youtube.com/embed/abcdefghijk?t=684"></iframe>'),
        ('{% include youtube.html id="abcdefghijk" %}', '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'),
        ("{% vimeo 12345 %}", '<iframe src="https://player.vimeo.com/video/12345"></iframe>'),
        ("{{< gist ann 1a2b >}}", "<https://gist.github.com/ann/1a2b>"),
        ("{% gist https://gist.github.com/ann/1a2b file=x %}", "<https://gist.github.com/ann/1a2b>"),
        ('{{< tweet user="ann" id="123" >}}', "<https://x.com/ann/status/123>"),
        ('{{< audio src="/a.mp3" >}}', '<audio src="/a.mp3"></audio>'),
        ('{{< video src="b/v.mp4" type="video/mp4" >}}', '<video src="b/v.mp4"></video>'),
        ('{{< github repo="ann/b" >}}', "<https://github.com/ann/b>"),
        ("{% embed https://example.org/a?b=c %}", "<https://example.org/a?b=c>"),
        ("@[youtube](abcdefghijk)", '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'),
        ("@[card](https://example.org/a_b_c)", "<https://example.org/a_b_c>"),
        ("{{< bilibili id=BV1TJ411C7An p=3 >}}", '<iframe src="https://player.bilibili.com/player.html?bvid=BV1TJ411C7An"></iframe>'),
        ('{{video "https://player.vimeo.com/video/1?a=b"}}', '<iframe src="https://player.vimeo.com/video/1?a=b"></iframe>'),
        ('{{ "https://example.org/embed/a" | embed: "A (title)" }}', '<iframe src="https://example.org/embed/a"></iframe>'),
        ("{{ 'https://example.org/a' | oembed }}", "<https://example.org/a>"),
        ("See {% embed https://example.org/ %}.", "See <https://example.org/>."),
        ("{% instagram BXgGcAUjM39 %}", "<https://www.instagram.com/p/BXgGcAUjM39/>"),
        ("{{< instagram CxOWiQNP2MO >}}", "<https://www.instagram.com/p/CxOWiQNP2MO/>"),
        ("{% github ann/bread.py %}", "<https://github.com/ann/bread.py>"),
        ("{% asciinema 239367 %}", "<https://asciinema.org/a/239367>"),
        ('{{< qr text="https://example.org/" />}}', "<https://example.org/>"),
        ("{{< video https://www.youtube.com/embed/abcdefghijk >}}", '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'),
        ("{{< video https://example.org/a.mp4 >}}", "<https://example.org/a.mp4>"),
        ("{% iframe https://example.org/ 100% 50 %}", "<https://example.org/>"),
        ("{% stackoverflow https://example.org/q/1 %}", "<https://example.org/q/1>"),
        ('{{< bookmark "https://example.org/q/1" >}}', "<https://example.org/q/1>"),
    ],
)  # fmt: skip
def test_players(tag: str, shown: str) -> None:
    assert players.show(tag).strip() == shown
    assert shown.removeprefix("See ").removesuffix(".") not in players.without(tag)


@pytest.mark.parametrize(
    "text",
    ["{{< youtube >}}", "{% embed {{ page.url }} %}", "`{{< youtube abcdefghijk >}}`", "{% gist javascript:alert(1) %}",
     "{{< youtube \"><script> >}}", "{% x y %}", "{% include gist.html %}",
     "{% include video.html id=page.video %}", "ann@[x](y)", "@[code](./a.js)", "{% youtube id=video_id %}",
     '{{ "https://example.org/a" | link_to: "x" }}', "{{ video }}", "{{video 'a'}}"],
)  # fmt: skip
def test_what_is_not_plain_stays(text: str) -> None:
    assert players.show(text) == text


def test_a_player_is_a_link_at_last() -> None:
    html = render("{{< youtube abcdefghijk >}}\n\n{% embed https://example.org/ %}\n").html
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk"' in html
    assert 'href="https://example.org/"' in html
    assert "iframe" not in html


@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
@pytest.mark.parametrize("margin", ["", "> ", "- ", "1. "])
@pytest.mark.parametrize(
    "tag", ["{% youtube abcdefghijk %}", "{% asset_img a.png %}", '{{< figure src="a.png" caption="b" >}}']
)
def test_the_text_behind_a_tag_stays_markdown(tag: str, margin: str, dialect: str) -> None:
    """With no blank line between them, in items and quotations too."""
    behind = margin if margin == "> " else " " * len(margin)

    html = render(f"{margin}{tag}\n{behind}_Said_ **below**\n", dialect=dialect).html

    assert "<em>Said</em> <strong>below</strong>" in html
    assert "<span" not in html


def test_a_player_that_begins_later_is_a_link_to_that_second() -> None:
    html = render('<iframe src="https://www.youtube.com/embed/abcdefghijk?si=x&start=30"></iframe>\n').html
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk&amp;t=30"' in html


@pytest.mark.parametrize("tag", ["pullquote", "pullquote left", "centerquote", "cq"])
def test_quotations_of_other_looks_are_quotations(tag: str) -> None:
    """Hexo's and NexT's: what stands behind the name says where it is shown, and is nobody's name."""
    text = f"{{% {tag} %}}\nWords\n{{% end{tag.partition(' ')[0]} %}}\nAfter\n"

    html = render(text).html

    assert html.strip() == "<blockquote>\n<p>Words</p>\n</blockquote>\n<p>After</p>"


def test_tags_around_html_and_pictures_go() -> None:
    text = "Before.\n\n{{< rawhtml >}}\n<b>x</b>\n{{< /rawhtml >}}\n\n{{< gallery >}}\n![A](/a.png)\n{{< /gallery >}}\n"
    html = render(text).html
    assert "<b>x</b>" in html
    assert "<img" in html
    assert "{{" not in html


@pytest.mark.parametrize(
    "text",
    [
        "{% cta https://example.org/ %} Go {% endcta %}",
        "{{< button https://example.org/ >}}Go{{< /button >}}",
    ],
)
def test_an_address_of_words_that_follow_is_no_player(text: str) -> None:
    assert players.show(text) == text
