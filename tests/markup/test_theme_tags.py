"""What themes of Hexo and Hugo set words apart with: readers see the words."""

from __future__ import annotations

import re
import time

import pytest

from articles.document import parse
from articles.markup import prepare, render
from interchange.readers.leftovers import leftovers


def shown(body: str) -> str:
    """The page's words and tags without what says only how they look."""
    html = re.sub(r"<a aria-label=[^>]*>#</a>", "", render(body).html)
    return " ".join(re.sub(r' (?:id|class|rel|data-\w+|tabindex)="[^"]*"', "", html).split())


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            "{% tabs box %}\n<!-- tab npm@cube -->\nOne\n<!-- endtab -->\n<!-- tab -->\nTwo\n{% endtabs %}",
            "<p><strong>npm</strong></p> <p>One</p> <p>Two</p>",
        ),
        (
            "{{< tabs >}}\n{{< tab 'Mac' >}} One {{< /tab >}}\n{{% tab name='Linux' %}}\nTwo{{% /tab %}}{{< /tabs >}}",
            "<p><strong>Mac</strong></p> <p>One</p> <p><strong>Linux</strong></p> <p>Two</p>",
        ),
        (
            "{% tabs log %}\n{% tab log php code %}\nOne\n{% endtab %}\n{% endtabs %}",
            "<p><strong>php code</strong></p> <p>One</p>",
        ),
        (
            "{% timeline 2022 %}\n<!-- timeline 01-02 -->\nOne\n<!-- endtimeline -->\n{% endtimeline %}",
            "<p><strong>2022</strong></p> <p><strong>01-02</strong></p> <p>One</p>",
        ),
        (
            "- a\n\n  {{< tabs >}}\n  {{< tab \"b\" >}}\n  c\n  {{< /tab >}}\n  {{< /tabs >}}\n",
            "<ul> <li> <p>a</p> <p><strong>b</strong></p> <p>c</p> </li> </ul>",
        ),
        ("> {{< lead >}}a{{< /lead >}}\n", "<blockquote> <p>a</p> </blockquote>"),
        ("{% gallery %}\n![a](/b.png)\n{% endgallery %}", '<p><img alt="a" src="/b.png"></p>'),
        ("a {% label primary @b c %} d {% label e f red %}", "<p>a b c d e f</p>"),
        (
            "{% btn https://example.org/, Read *on*, home %}",
            '<p><a href="https://example.org/">Read <em>on</em></a></p>',
        ),
        (
            "{% link A b, https://example.org/c, https://example.org/d.png %}",
            '<p><a href="https://example.org/c">A b</a></p>',
        ),
        ("{% link https://example.org/c A b %}", '<p><a href="https://example.org/c">A b</a></p>'),
        ("{{< color \"red\" >}}a{{< /color >}} *b* {% sidenote x %}c{% endsidenote %}", "<p>a <em>b</em> c</p>"),
        ("{{< steps-x >}}\n- a\n{{< /steps-x >}}", "<ul> <li>a</li> </ul>"),
        (
            '{{< cards >}}\n {{< card link="/a/" title="One" >}}\n {{< card url="/b/" name="Two" >}}\n{{< /cards >}}',
            '<p><a href="/a/">One</a></p> <p><a href="/b/">Two</a></p>',
        ),
        ('{{< article link="/a/" >}}', '<p><a href="/a/">/a/</a></p>'),
        (
            '{{< ruby "漢字" "かんじ" >}}{{< ruby 漢 かん >}}',
            "<p><ruby>漢字<rt>かんじ</rt></ruby><ruby>漢<rt>かん</rt></ruby></p>",
        ),
        (
            '{{< timeline >}}\n{{< timelineItem icon="x" header="H" >}}\na\n{{< /timelineItem >}}\n{{< /timeline >}}',
            "<p><strong>H</strong></p> <p>a</p>",
        ),
        ("{{< columns >}}\na\n<--->\nb\n{{< /columns >}}", "<p>a</p> <p>b</p>"),
        (
            '{{< alert icon="x" cardColor="#FF" >}}\na\n{{< /alert >}}',
            '<aside role="note"><p>Note</p> <p>a</p> </aside>',
        ),
        ('{{< spoiler text="Show" >}}\na\n{{< /spoiler >}}', "<details><summary>Show</summary> <p>a</p> </details>"),
        ('{{< collapse summary="Sum" >}}\na\n{{< /collapse >}}', "<details><summary>Sum</summary> <p>a</p> </details>"),
        ("{{< chart >}}\ntype: *bar*\n{{< /chart >}}", "<div><pre><code>type: *bar* </code></pre></div>"),
        ("{% u a %} {% kbd Ctrl %} {% del b %} {% span red, c %}", "<p><u>a</u> <kbd>Ctrl</kbd> <del>b</del> c</p>"),
        ("{% cb done, true %}", "<p>done</p>"),
        ("{{< badge >}}New{{< /badge >}} {{< icon \"cog\" >}}x\n\n{{< toc >}}", "<p>New x</p>"),
        ('{{< button href="/a/" target="_self" >}}Go{{< /button >}}', '<p><a href="/a/">Go</a></p>'),
        (
            "{% mermaid %}\ngraph TD\nA --> B\n{% endmermaid %}",
            "<div><pre><code>graph TD A --&gt; B </code></pre></div>",
        ),
        (
            '{{< mermaid align="left" >}}\n*a* --> b\n{{< /mermaid >}}',
            "<div><pre><code>*a* --&gt; b </code></pre></div>",
        ),
        (
            '{{< quote author="Ann" source="Book" >}}\na\n{{< /quote >}}',
            "<blockquote> <p>a</p> <p>— Ann, Book</p> </blockquote>",
        ),
        ("{% include toc title='In short' icon=x %}\n\na {% toc %}", "<p>a</p>"),
        (
            '{% include video id="abcdefghijk" provider="youtube" %}',
            '<p><a href="https://www.youtube.com/watch?v=abcdefghijk">Video on youtube.com</a></p>',
        ),
        (
            "{% capture note %}\n- a\n{% endcapture %}\n\n<div>\n  <p>b</p>\n  {{ note | markdownify }}\n</div>",
            "<div> <p>b</p> <ul> <li>a</li> </ul> </div>",
        ),
        ("{% capture a %}b{% endcapture %}{{ a }} c", "<p>b</p> <p>c</p>"),
        ("{% cq %}a *b*{% endcq %}", "<blockquote> <p>a <em>b</em></p> </blockquote>"),
        ("{% hideToggle More,#fff %}\na\n{% endhideToggle %}", "<details><summary>More</summary> <p>a</p> </details>"),
        ("{% folding green open, More %}\na\n{% endfolding %}", "<details><summary>More</summary> <p>a</p> </details>"),
    ],
)  # fmt: skip
def test_readers_see_the_words_and_not_the_tags(body: str, html: str) -> None:
    assert shown(body) == html


@pytest.mark.parametrize(
    "body",
    [
        "{% tabs never closed %}",
        '{{< tab "never closed" >}}',
        "<!-- tab no tabs -->",
        "`{% u a %}`",
        "```\n{% tabs a %}\n<!-- tab b -->\n{% endtabs %}\n```",
        "{% btn where %}",
        "{% if a %}b{% endif %} {% for c in d %}e{% endfor %}",
        "{{< color >}}never closed",
        "In Django:\n\n    {% spaceless %}\n    <p>\n    {% endspaceless %}\n",
        '    {{< card link="/a/" title="b" >}}',
        "never opened {{< /color >}}",
        '{{< card link="javascript:x" title="a" >}}',
        "{{< ruby a >}}",
        "{% link _posts/2020-01-02-a.md %}",
        "{% capture a %}b{% endcapture %} set nowhere",
        "{{ a }} {% capture a %}b{% endcapture %}",
        "`{% capture a %}`\n{% endcapture %}\n{{ a }}",
        '{{< gallery match="images/*" >}}',
    ],
)
def test_what_is_never_closed_or_code_stays(body: str) -> None:
    assert prepare(body, "commonmark") == body


def test_the_report_says_how_many_readers_see() -> None:
    """One became a callout; the other stands in the midst of a line."""
    document = parse("{% note info %}\na\n{% endnote %}\n\nb {% note %} c {% endnote %} d\n")

    assert {each.message for each in leftovers(document)} == {
        f"The template tag “{name}” stays in the document, 2 times; readers see it once."
        for name in ("note", "endnote")
    }


def test_the_report_says_that_readers_do_not_see_them() -> None:
    document = parse(
        "# One\n\n{% tabs a %}\n<!-- tab b -->\nc\n<!-- endtab -->\n{% endtabs %}\n\n{{< lead >}}d{{< /lead >}}\n"
    )

    assert [(each.code, each.line) for each in leftovers(document)] == [
        ("liquid-hidden", 3),
        ("liquid-hidden", 7),
        ("shortcode-hidden", 9),
    ]


@pytest.mark.parametrize(
    "part",
    ["{% u a %} ", "{% u `a` %} ", "{{< tab >}}", "{{< tab \"a\" >}}b{{< /tab >}} ", "{% tabs ", "{{< tab ",
     "{% capture a %}", "{% endcapture %}", "{% capture a %}{% endcapture %}{{ a }}", "<!-- tab ", "{% cq %}",
     "{% end", "{{< / "],
)  # fmt: skip
def test_a_line_of_nothing_else_takes_linear_time(part: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        prepare(f"{part * count}\n{{% endtabs %}}{{{{< /tab >}}}}\n", "commonmark")
        return time.process_time() - start

    seconds(100)
    assert seconds(16_000) < 100 * max(seconds(1_000), 0.002)
