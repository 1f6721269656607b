"""What is proven clean is what the sanitiser would have written, and nothing passes that its lists don't allow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markup import render, sanitize
from tests.markup.safety import faults

from .test_hostile import DIALECTS, VECTORS

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.html"))
PAGE = (
    '<h2 id="a">A <em>b</em> <a aria-label="Link to section: &quot;A&quot; b" class="permalink" href="#a">#</a></h2>\n'
    '<p>c <a href="https://example.org/d?e=1&amp;f=2" rel="external noopener"><code>&lt;g&gt;</code></a> "h"<br>\n'
    '<img alt="i" src="j.png"> k&nbsp;l <a href="mailto:m@n.example">o</a></p>\n'
    '<ul class="task-list">\n<li class="task"><input aria-label="Done" checked="" disabled="" type="checkbox"> p</li>\n'
    '</ul>\n<blockquote>\n<p>q</p>\n</blockquote>\n<hr>\n<div aria-label="Table: r" class="table-scroll" role="region" '
    'tabindex="0"><table>\n<thead>\n<tr>\n<th align="right" scope="col">r</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
    '<td align="right">s</td>\n</tr>\n</tbody>\n</table></div>\n<div class="highlight" data-lang="py" '
    'data-label="Python"><pre tabindex="0"><code><span class="k">if</span> <span class="m">1</span>\n'
    "</code></pre></div>"
)
# What can be wrong with a tag or a text, each in the place of something that may stand there.
MUTATIONS = [
    ("<em>", "<script>"),
    ("<em>", '<em onclick="x">'),
    ("<em>", '<em style="x">'),
    ("<em>", '<em class="x">'),
    ("<em>", '<em class="k">'),
    ("<em>", "<EM>"),
    ("<em>", "<em >"),
    ("<em>", "<em/>"),
    ("<em>", '<em  id="x">'),
    ("<em>", '<em\tid="x">'),
    ("<em>", "<em id='x'>"),
    ("<em>", "<em id=x>"),
    ("<em>", "<em id>"),
    ("<em>", '<em id="x"lang="y">'),
    ("<em>", '<em id="x" id="y">'),
    ("<em>", '<em id="<b>">'),
    ("<em>", '<em id="x>y">'),
    ("<em>", "<em><p>"),
    ("<em>", "<em><em>"),
    ("</em>", ""),
    ("</em>", "</em></em>"),
    ("</em>", "</EM>"),
    ("</em>", "</em >"),
    ("</em>", "</strong>"),
    ("</em> <a", "<a"),
    ("A <em>", "A <!-- x --><em>"),
    ("A <em>", "A <!x><em>"),
    ("A <em>", "A <?x?><em>"),
    ("A <em>", "A <><em>"),
    ("A <em>", "A </><em>"),
    ("A <em>", "A < <em>"),
    ("A <em>", "A > <em>"),
    ("A <em>", "A & <em>"),
    ("A <em>", "A &copy; <em>"),
    ("A <em>", "A &#60; <em>"),
    ("A <em>", "A &lt <em>"),
    ("A <em>", "A &quot; <em>"),
    ("A <em>", "A \0 <em>"),
    ("A <em>", "A \r <em>"),
    ("A <em>", "A \xa0 <em>"),
    ("A <em>", "\ufeffA <em>"),
    ('href="#a"', 'href="javascript:x"'),
    ('href="#a"', 'href="JAVASCRIPT:x"'),
    ('href="#a"', 'href="java\nscript:x"'),
    ('href="#a"', 'href="data:text/html,x"'),
    ('href="#a"', 'href="#a""'),
    ('href="#a"', 'href="#a" "'),
    ('href="#a"', 'href="#a'),
    ('href="#a"', 'href=#a"'),
    ('href="#a"', 'href="#a" xlink:href="x"'),
    ('href="#a"', 'href="#a" target="_blank"'),
    ('rel="external noopener"', 'rel="opener"'),
    ('rel="external noopener"', 'rel="noopener external"'),
    ('"https://example.org/d', '"https://1.2.3.4.5/d'),
    ('"https://example.org/d', '"https://xn--a/d'),
    ('"https://example.org/d', '"https://example.org:99999/d'),
    ("mailto:m@n.example", "mailto:m@n.example:x"),
    ('src="j.png"', 'src="data:image/png;base64,AA=="'),
    ('src="j.png"', 'src="j.png" onerror="x"'),
    ('src="j.png"', 'src="j.png" srcset="k.png"'),
    ("<code>&lt;g&gt;</code>", '<code><a href="x">y</a></code>'),
    ("<code>", "<p><code>"),
    ("</p>", "<ul><li>x</li></ul></p>"),
    ("</p>", "<div>x</div></p>"),
    ("<hr>", "<hr></hr>"),
    ("<br>", "<br></br>"),
    ("<br>", "<br/>"),
    ("<hr>", "<p><hr></p>"),
    ("<hr>", "<h1>x</h1>"),
    ("<hr>", "<h2><h3>x</h3></h2>"),
    ("<hr>", "<iframe></iframe>"),
    ("<hr>", "<svg></svg>"),
    ("<hr>", "<template></template>"),
    ("<hr>", "<li>x</li>"),
    ("<hr>", "<tr></tr>"),
    ("<hr>", "<td></td>"),
    ("<hr>", "<table><tr><td>x</td></tr></table>"),
    ("<hr>", "<table>x</table>"),
    ("<hr>", "<pre>\nx</pre>"),
    ("<hr>", '<pre tabindex="0">\nx</pre>'),
    ("<hr>", '<pre tabindex="1">x</pre>'),
    (' type="checkbox"', ' type="text"'),
    (' type="checkbox"', ""),
    (' disabled=""', ""),
    ("<thead>\n", "<thead>x"),
    ("<tbody>\n<tr>", "<tbody>\n<tr>x"),
    ("</td>\n</tr>", "</td>x</tr>"),
    ("</tr>\n</tbody>", "</tr><em>x</em></tbody>"),
    ("</tbody>\n</table>", "</tbody>x</table>"),
    ("</tbody>\n</table>", "</tbody><caption>x</caption>y</table>"),
    ('align="right"', 'align="x"'),
    ('scope="col"', 'scope="x"'),
    ('class="k"', 'class="x"'),
    ('class="k"', 'class="k x"'),
    ('class="k"', 'class="k  n"'),
    ('class="k"', 'class=""'),
    ('class="k"', 'class="k" style="x"'),
    ("<span class", "<span\nclass"),
    ("</span> <span", " <span"),
    ("<span", "<sp\0an"),
]
PIECES = re.findall(r"<[^>]*>|[^<]+", PAGE)
_MORE = [
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<a>",
    "</a>",
    '<a href="b">',
    "<pre>",
    "</pre>",
    "\n",
    "x",
    " ",
    "&",
    "&amp;",
]
_MORE += [
    "<",
    ">",
    '"',
    "<table>",
    "</table>",
    "<td>",
    "<tr>",
    "<li>",
    "<dl>",
    "<dd>",
    "<div>",
    "</div>",
    "<i>",
    "<h3>",
]
_MORE += [
    "<span>",
    "</span>",
    '<span class="k">',
    '<span class="k" id="b">',
    "<section>",
    "<del>",
    "<ruby>",
    "<col>",
]


def is_proven(html: str) -> bool:
    """Whether it is shown that a text is clean; what is shown is true."""
    is_shown = sanitize._proof.holds(html)
    if is_shown:
        assert sanitize._cleaner.clean(html) == html
    return is_shown


def test_a_page_is_proven_clean() -> None:
    """What the renderer writes of ordinary Markdown needs no sanitiser."""
    assert is_proven(PAGE)


@pytest.mark.parametrize(("old", "new"), MUTATIONS)
def test_nothing_is_smuggled_in(old: str, new: str) -> None:
    """Wherever something else is written, the sanitiser is asked."""
    assert old in PAGE

    assert not is_proven(PAGE.replace(old, new, 1))


@pytest.mark.parametrize("place", range(len(PIECES)))
def test_no_tag_can_be_left_out(place: int) -> None:
    """A page that lacks one of its tags is refused, if that tag was not a void one."""
    html = "".join(PIECES[:place] + PIECES[place + 1 :])
    left_out = PIECES[place]

    assert is_proven(html) or left_out.startswith("<")
    assert not is_proven(html) or not left_out.startswith("<") or re.match("<(?:br|hr|img|input)", left_out)


@settings(max_examples=400)
@given(st.lists(st.sampled_from([*PIECES, *_MORE]), max_size=12).map("".join))
def test_what_is_proven_of_any_mixture_is_true(html: str) -> None:
    """Tags and texts in any order: either the sanitiser would not change them, or it is asked."""
    is_proven(html)


@settings(max_examples=300)
@given(
    st.integers(0, len(PAGE)),
    st.integers(0, 8),
    st.text(st.sampled_from(" \n\t<>/=\"'&;:!?-abix\0\r\xa0"), max_size=6),
)
def test_what_is_proven_of_a_damaged_page_is_true(start: int, length: int, text: str) -> None:
    """A page in which anything stands in the place of anything."""
    is_proven(PAGE[:start] + text + PAGE[start + length :])


@settings(max_examples=300)
@given(st.data())
def test_what_is_proven_of_a_random_tree_is_true(data: st.DataObject) -> None:
    """Elements inside each other in any way: a parser leaves those as they are that are proven."""
    names = st.sampled_from(
        ["a", "p", "b", "em", "li", "ul", "dl", "dd", "div", "pre", "h2", "th", "td", "tr", "table", "tbody"]
    )
    tree = st.recursive(
        st.sampled_from(["x", "\n", "", "<br>", "<hr>"]),
        lambda inner: st.builds(
            lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", names, st.lists(inner, max_size=3)
        ),
        max_leaves=12,
    )
    is_proven(data.draw(tree))


@pytest.mark.parametrize("body", VECTORS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_attacks_are_as_clean_as_the_sanitiser_makes_them(body: str, dialect: str) -> None:
    """Whether it is asked or not."""
    html = render(body, dialect=dialect).html

    assert sanitize._cleaner.clean(html) == html
    assert not is_proven(body) or not faults(body)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_golden_pages_are_proven(path: Path) -> None:
    """The pages with everything that Markdown has are such that the sanitiser need not be asked."""
    html = path.read_text(encoding="utf-8").replace("\xa0", "&nbsp;")

    assert is_proven(html) or sanitize._cleaner.clean(html) != html


def test_texts_of_authors_are_not_remembered() -> None:
    """However many tags a site has seen, memory does not grow with them."""
    known = len(sanitize._proof._page)

    for number in range(100):
        assert is_proven(f'<h2 id="a-{number}">b</h2>')

    assert len(sanitize._proof._page) <= known + 1
