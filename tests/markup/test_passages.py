"""What is kept out of the tree is on the page, in the text and among the links as if it stood in the tree."""

from __future__ import annotations

import sys
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markup import Rendered, RenderRefused, render, sanitize
from articles.markup.engines import without_raw_html
from articles.markup.passages import set_aside, texts, whole

from .test_hostile import VECTORS
from .test_normal import GOLDEN, PLAIN

_PIECES = """
##_A ##_A_b ###_Été #_A_(c) ##_d_{#e}
A_paragraph_of_text,_which_goes_on_for_more_than_sixty_characters,_as_most_of_them_do.
- 1. 3. > #_ ##_ >_[!NOTE] -_[_]_ ** * ` | |-|-| A_|_b ```py ![a](b.png_"c") [TOC] {:toc} ##_FAQ **Why?** Q:_a? A:_b
[a](/b?c=1&d=2) [e](https://f.example/g) [h](mailto:i@j.example) [k](#l) [m](n_"o") [p](<q_r>) [s](/it's)
[t](https://example.org/u) [v]({{w}}) https://x.example/y z@a.example "b" 'c' &lt; &amp; &nbsp; &quot; <d>
漢字 é “f” \\ &#12; &#13; &#133; \x0c \ufeff \uffff"""
_WRITTEN = (
    "<h1>A</h1>\n"
    '<p>b <em>c</em> <a href="https://example.org/d?e=1&amp;f=2"><code>&lt;g&gt;</code></a> &quot;h&quot;<br />\n'
    '<strong>i</strong></p>\n<h2>É j</h2>\n<ul>\n<li>k <del>l</del></li>\n<li>m</li>\n</ul>\n<ol start="3">\n'
    "<li>n</li>\n</ol>\n<blockquote>\n<p>o</p>\n<p>p</p>\n</blockquote>\n<table>\n<thead>\n<tr>\n<th>q</th>\n</tr>\n"
    '</thead>\n<tbody>\n<tr>\n<td align="right">r <code>s</code></td>\n<td>t</td>\n</tr>\n</tbody>\n</table>\n'
)
_MISTAKES = """<p>_</p>_<em>_</em>_<code>_</code>_<a href="/x">_<a href="javascript:x">_<a href="/x" onclick="y">_</a>_
<li>_</li>_<ul>_</ul>_<h2>_</h2>_<h3>_<td>_</td>_</tr>_</tbody>_<br>_<script>_</script>_<b>_&_&amp;_&lt_&#60;_&quot;_"_>_<_=_'_
_ _\xa0_\ufeff_\x00_\r_\x0c_é_<!--_-->_align="left"_{_%7B%7B_xn--"""
MIXTURES = st.lists(
    st.sampled_from(
        [*(each.replace("_", " ") for each in _PIECES.split()), " ", " ", "\n", "\n", "\n\n", "\n\n"]
    ),
    max_size=40,
).map("".join)


def without_passages(body: str) -> Rendered:
    module = sys.modules["articles.markup.render"]
    with mock.patch.object(module, "set_aside", lambda html: (html, [])):
        return render(body, title="A", site_host="example.org")


def set_aside_of(body: str) -> list[str]:
    return [each.html for each in set_aside(without_raw_html(body))[1]]


@pytest.mark.parametrize("body", [PLAIN, *VECTORS, *(path.read_text(encoding="utf-8") for path in GOLDEN)])
def test_known_texts_render_alike(body: str) -> None:
    """Attacks, and whole texts with everything that Markdown has."""
    try:
        expected = without_passages(body)
    except RenderRefused:
        return
    assert render(body, title="A", site_host="example.org") == expected


@given(MIXTURES)
@settings(max_examples=500, deadline=None)
def test_any_mixture_renders_alike(body: str) -> None:
    """Page, text, links, contents, questions and excerpt are the same as by way of the tree."""
    rendered = render(body, title="A", site_host="example.org")

    assert rendered == without_passages(body)
    assert sanitize._cleaner.clean(rendered.html) == rendered.html


@given(
    st.integers(0, len(_WRITTEN)),
    st.lists(st.sampled_from(_MISTAKES.split("_")), max_size=3).map("".join),
    st.sampled_from([0, 0, 1, 2, 5, 9]),
)
@settings(max_examples=1_000, deadline=None)
def test_what_is_called_plain_is_what_the_sanitiser_writes(at: int, mistake: str, length: int) -> None:
    """Whatever an engine should write, with links and headings as they are marked."""
    for passage in set_aside(_WRITTEN[:at] + mistake + _WRITTEN[at + length :])[1]:
        if not sanitize.is_plain(whole([passage])):
            continue
        passage.mark_links(lambda _: "external noopener")
        for number, title in enumerate(passage.titles):
            title.id = f"a-{number}"
        passage.name_titles(permalinks=True)
        html = whole([passage]).replace("\xa0", "&nbsp;")
        assert sanitize._cleaner.clean(html) == html


@pytest.mark.parametrize(
    "body",
    [
        "a *b* `c` **d** ~~e~~ [f](https://g.example/?h=1&i=2)\\\nj",
        "a\n\nb",
        "- a\n- [b](/c)",
        "3. a\n4. b",
        "> a\n>\n> b",
        "a\n\n- b\n\n> c",
        "# a\n\nb\n\n## c\n\n### d\n\ne",
    ],
)
def test_plain_blocks_need_no_tree(body: str) -> None:
    """Paragraphs, flat lists, quotations and all headings but the first; in one passage what follows each other."""
    assert len(set_aside_of(body)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "## a",
        "# a\n\n## b *c*",
        "# a\n\n## b {#c}",
        "# a\n\n## b &amp; c",
        "[TOC]",
        "\xa0",
        "**a?**",
        "![a](b.png)",
        "[a](#b)",
        '[a](b "c")',
        "[a]({{b}})",
        "[a](ftp://b.example/)",
        "a &#12; b",
        "- [ ] a",
        "- a\n  - b",
        "- a\n\n  b",
        "> [!NOTE]\n> a",
        "> a\n>\n> - b",
        "> > a",
        "    a",
    ],
)
def test_what_has_rules_of_its_own_stays(body: str) -> None:
    """Whatever another step may want to see or change."""
    assert set_aside_of(body) == []


def test_text_of_passages() -> None:
    """A line for each block and each row, as the tree would be read; nothing of the markup."""
    passages = set_aside(without_raw_html("a &lt;b&gt;\n*c*\\\nd\n\n|e|f|\n|-|-|\n|g| *h* |\n| |i|\n"))[1]

    assert texts(passages) == ["a <b> c\nd\n", "\ng h\ni"]


def test_questions_are_found_in_passages() -> None:
    """A section of questions has its answers, which are paragraphs that needed no tree until then."""
    found = render("## FAQ\n\n### Why?\n\nBecause *it* is [so](https://a.example/).\n\n## B\n\nc").faq

    assert [(each.question, each.answer_text) for each in found] == [("Why?", "Because it is so.")]
    assert 'rel="external noopener"' in found[0].answer_html


def test_headings_in_passages_are_like_others() -> None:
    """They have levels below the page's own, ids that no other has, and links; one repeats the title of the page."""
    rendered = render("# A\n\n# B\n\n## C d\n\ne [f](#c-d)\n\n## C d\n", title="A")

    assert rendered.html == (
        '<h2 id="b">B <a aria-label="Link to section: B" class="permalink" href="#b">#</a></h2>\n'
        '<h3 id="c-d">C d <a aria-label="Link to section: C d" class="permalink" href="#c-d">#</a></h3>\n'
        '<p>e <a href="#c-d">f</a></p>\n'
        '<h3 id="c-d-2">C d <a aria-label="Link to section: C d" class="permalink" href="#c-d-2">#</a></h3>'
    )
    assert [each.text for each in rendered.contents[0].children] == ["C d", "C d"]
