"""The engine's own markup is not read as a browser would read it, and nothing shows that."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.markup import RenderRefused, blocks, render, tree
from articles.markup.engines import to_html, without_raw_html
from articles.markup.passages import set_aside
from articles.markup.placeholders import show
from articles.markup.sanitize import is_normal, normalise

from .test_hostile import VECTORS

GOLDEN = sorted((Path(__file__).parent / "golden").glob("commonmark-*.md"))
PLAIN = "## A *b*\n\nc [d](https://example.org/e?f=1&g=2#h) `<i>`\n\n1. j\n\n   > k\n\n- [x] l\n\n| m |\n|--:|\n| n |\n"
_PIECES = """``` ~~~ # ##_ >_ - -_[x]_ 1._ *_ ** * _ ~~ ` | |-| [ ] ( ) ![ ](a.png_"b") [c](/d) [e](https://f.example/g)
[h](javascript:i) [j](https://1.2.3/) www.k.example
<https://l.example> mailto:m@n.example &nbsp; &lt; &#x3c; &colon; [^1] [^1]:_
\\ " ' & < > <b> </b> é 漢"""


def tree_of(body: str) -> str:
    return tree.serialise(tree.parse(normalise(show(to_html(body, "commonmark")))))


def same_either_way(body: str) -> bool:
    """Whether the shorter way is taken; the tree is the same as by the longer one."""
    body = blocks.prepare(body.replace("\r", "").encode("utf-8", "replace").decode(), "commonmark")
    html, passages = set_aside(without_raw_html(body))
    if not is_normal(html):
        return False
    try:
        expected = tree_of(body)
    except RenderRefused:
        expected = ""
    short = tree.parse_xml(html)
    tree.open_places(short, tree.by_name("passage", (each.html for each in passages)))
    for box in short.iter("input"):
        # The longer way takes it off, and whoever forms the box puts it on again.
        box.attrib.pop("disabled", "")
    assert not expected or tree.serialise(short) == expected
    return True


def test_plain_markdown_takes_the_shorter_way() -> None:
    """What most posts consist of is the engine's own markup."""
    assert same_either_way(PLAIN)


@pytest.mark.parametrize(
    "body",
    [
        "a <b>c</b>",
        "<div>a</div>",
        "<!-- more -->",
        "[a](javascript:b)",
        "[a](JAVASCRIPT:b)",
        "[a](vbscript&colon;b)",
        "![a](data:image/png;base64,AA==)",
        "[a](https://1.2.3.4.5/)",
        "[a](https://xn--a/)",
        "[a](https://a%00.example/)",
        "[a](ftp://b.example/)",
        "<javascript:alert(1)>",
        "a[^1]\n\n[^1]: b",
        "[a[^1]](b)\n\n[^1]: c",
    ],
)
def test_what_may_have_to_go_takes_the_longer_way(body: str) -> None:
    """Raw HTML, addresses that are not plainly those of the web, footnotes with their nested links."""
    assert not is_normal(without_raw_html(body))


@pytest.mark.parametrize("body", [*VECTORS, *(path.read_text(encoding="utf-8") for path in GOLDEN)])
def test_known_texts_give_the_same_tree(body: str) -> None:
    """Attacks, and whole texts with everything that Markdown has."""
    same_either_way(body)


@given(
    st.lists(st.sampled_from([*_PIECES.replace("_", " ").split(), " ", " ", "\n", "\n\n"]), max_size=40).map(
        "".join
    )
)
@settings(max_examples=500, deadline=None)
def test_any_mixture_gives_the_same_tree(body: str) -> None:
    """Random pieces of Markdown come to one tree, whichever way is taken."""
    same_either_way(body)


def test_the_longer_way_is_really_taken() -> None:
    """A link that leads nowhere good is no link, whichever way the rest of the text could go."""
    rendered = render("[a](javascript:b) and [c](https://d.example/)")

    assert rendered.html.startswith('<p>a and <a href="https://d.example/"')
    assert rendered.external_links == ("https://d.example/",)
