"""Pictures that template tags set are shown, and found where they are named."""

from __future__ import annotations

import time

import pytest

from articles.markup import find_pictures, render


@pytest.mark.parametrize(
    ("tag", "source", "alt", "caption"),
    [
        ('{{< figure src="a.png" >}}', "a.png", "", ""),
        ('{{< figure src="/i/a.png" alt="Alt" caption="Below" width="400" >}}', "/i/a.png", "Alt", "Below"),
        ('{{<figure src="a.png" title="Title">}}', "a.png", "Title", "Title"),
        ('{{< figure alt=Alt src=a.png title="T" caption="C" />}}', "a.png", "Alt", "<strong>T</strong> C"),
        ("{{% img src='a b.png' alt='Alt' %}}", "a b.png", "Alt", ""),
        ('{{< figure src="a.png" alt="Say \\"a\\"" >}}', "a.png", 'Say "a"', ""),
        ("{% asset_img a.png %}", "a.png", "", ""),
        ("{% asset_img left a.png 100 50 A title %}", "a.png", "A title", ""),
        ('{% asset_img a.png \'"Title" "Alt"\' %}', "a.png", "Alt", ""),
        ('{% asset_img a.png "Title" "Alt" %}', "a.png", "Alt", ""),
        ("{% asset_img 图片.jpg 标题 %}", "图片.jpg", "标题", ""),
        ('{% asset_img "a b.png" "Title" %}', "a b.png", "Title", ""),
        ("{% img /i/a.jpg 400 300 %}", "/i/a.jpg", "", ""),
        ("{% img center /i/a.jpg 400 300 'Title' 'Alt' %}", "/i/a.jpg", "Alt", ""),
        ("{% img https://x.example/a.gif A long title %}", "https://x.example/a.gif", "A long title", ""),
        ('{% Img src="i/a.jpg", alt="Alt", width="80" %}', "i/a.jpg", "Alt", ""),
        ('{% include figure image_path="/a.png" alt="Alt" caption="C" %}', "/a.png", "Alt", "C"),
        ('{%- include image.html url="/a.png" description="D" -%}', "/a.png", "", "D"),
        ('{% include figure.liquid path="i/a.png" class="c" zoomable=true %}', "i/a.png", "", ""),
        ('{% include image.html img="/a.png" title="T" %}', "/a.png", "T", "T"),
        ('{% include parts/lightbox.html src="/a.JPG" caption="C" %}', "/a.JPG", "", "C"),
        ('{{ figure(src="i/a.png", caption="C", alt="Alt") }}', "i/a.png", "Alt", "C"),
        ('{{ resize_image(path="a.png", width=5) }}', "a.png", "", ""),
        ('{% picture 2016/a.png alt="Alt" %}', "2016/a.png", "Alt", ""),
        ("{% picture wide /i/a.png --alt Some words --img class=x %}", "/i/a.png", "Some words", ""),
        ('{% responsive_image path: i/a.png alt: "Alt" %}', "i/a.png", "Alt", ""),
        ("{% responsive_image path: 'i/a.png' %}", "i/a.png", "", ""),
        ("{% cloudinary 'i/a.png' \"Alt\" %}", "i/a.png", "Alt", ""),
        ('{% image_with_class "i/a.png" "wide" "Alt" %}', "i/a.png", "Alt", ""),
        ("{% inlineImg i/a.png 20px %}", "i/a.png", "", ""),
        ("{% image i/a.png, width=200px, alt=Alt %}", "i/a.png", "Alt", ""),
        ("{% image i/a.png A title download:/b.png width:300px %}", "i/a.png", "A title", ""),
        ('{% my_photo "i/a.png" "Alt" %}', "i/a.png", "Alt", ""),
        ('{{image "i/a.png" 850}}', "i/a.png", "", ""),
        ("{{- figure `i/a.png` 850 400 -}}", "i/a.png", "", ""),
        ("{% cloudinary https://x.example/a.png 1px=w_2 alt='Alt' %}", "https://x.example/a.png", "Alt", ""),
    ],
)
def test_tags_that_set_pictures_are_understood(tag: str, source: str, alt: str, caption: str) -> None:
    """Hugo's, Hexo's and Jekyll's, with what they say of the picture and where they say it."""
    line = f"before {tag} after"

    [picture] = find_pictures(line)

    assert (picture.source, picture.alt, picture.caption) == (source, alt, caption)
    assert line[picture.start : picture.end] == tag
    assert line[picture.source_start : picture.source_end] == source


@pytest.mark.parametrize(
    "line",
    [
        '`{{< figure src="a.png" >}}`',
        '{{</* figure src="a.png" */>}}',
        "{{< figure >}}",
        "{{< gallery dir=x >}}",
        '{% include figure.html image_path=page.image alt="" %}{{ x }}'.replace("page.image", "{{x}}"),
        "{% asset_img %}",
        "{% asset_link a.pdf %}",
        "{% img %}",
        "{% imgur a.png %}",
        '{% include ad.html url="/x/" title="T" %}',
        "{% picture %}",
        "{{ image a.png }}",
        '{{ image | prepend: "/i/a.png" }}',
        '{{ image_url "a.png" }}',
        '{% imagery "a.png" %}',
    ],
)
def test_other_tags_are_left_alone(line: str) -> None:
    """Tags without a picture, tags that are quoted, and those inside code."""
    assert list(find_pictures(line)) == []


@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
def test_a_figure_is_shown_with_its_caption(dialect: str) -> None:
    """It stands between its paragraphs, needing no blank lines around it; the text goes on as Markdown."""
    body = 'Before.\n{{< figure src="/a.png" alt="Alt" caption="Said <b>below</b>" >}}\nAfter *it*.\n'

    rendered = render(body, dialect=dialect)

    assert [(image.src, image.alt) for image in rendered.images] == [("/a.png", "Alt")]
    assert "<figcaption>Said <b>below</b></figcaption>" in rendered.html
    assert "<em>it</em>" in rendered.html
    assert "{{" not in rendered.html


@pytest.mark.parametrize("margin", ["", "  "])
def test_a_caption_is_markdown(margin: str) -> None:
    """It stays with its picture, in an item too, and begins no block."""
    body = f'- Item\n\n{margin}{{{{< figure src="/a.png" caption="1. By [Ann](/ann) *et al.*" >}}}}\n\n{margin}After\n'

    html = render(body).html

    assert (
        html.index("</ul>") > html.index("After") if margin else html.index("</ul>") < html.index("<figure>")
    )
    caption = html.partition("<figcaption>")[2].partition("</figcaption>")[0].strip()
    assert caption == '<p>1. By <a href="/ann">Ann</a> <em>et al.</em></p>'


def test_a_tag_in_a_block_of_code_is_code() -> None:
    """A post about shortcodes shows them."""
    rendered = render('```\n{{< figure src="/a.png" >}}\n```\n')

    assert rendered.images == ()
    assert "figure src" in rendered.text


def test_what_a_tag_says_is_no_markup() -> None:
    """Quotes and brackets stay in the attribute they belong to, and the caption is sanitised."""
    body = '{{< figure src="/a.png" alt="<x onerror=1>" caption="<script>alert(1)</script>C" >}}'

    html = render(body).html

    assert "<script" not in html
    assert "onerror=1>" not in html


@pytest.mark.parametrize(
    "piece",
    [
        "{{< figure ",
        '{{< figure src="',
        "{% asset_img ",
        "{% img ",
        "{% img a=",
        "{% include figure a=",
        "`{{<",
    ],
)
def test_hostile_lines_are_read_in_time(piece: str) -> None:
    """A line full of beginnings takes no longer than one of words."""
    line = piece * (100_000 // len(piece))
    before = time.monotonic()

    list(find_pictures(line))

    assert time.monotonic() - before < 2


@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
def test_sizes_behind_addresses_are_left_away(dialect: str) -> None:
    """Zenn's and HackMD's, for which there would be no picture at all. In code they stay."""
    body = '![](/a.png =250x)\n![B](/b.png "T" =x20%) `![](/c.png =1x2)`\n\n```\n![](/d.png =1x2)\n```\n'

    rendered = render(body, dialect=dialect)

    assert [(image.src, image.alt) for image in rendered.images] == [("/a.png", ""), ("/b.png", "B")]
    assert "/c.png =1x2" in rendered.html
    assert "/d.png =1x2" in rendered.html
