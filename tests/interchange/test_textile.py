"""Textile, the language of many early blogs: read as Markdown, and nothing of it lost in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.document import parse
from articles.models import Article
from interchange.readers.textile_documents import in_markdown
from interchange.readers.textile_links import destinations
from tests.factories import picture

from .conftest import Files, bring_in, codes

Source = Callable[[Files], Path]


def markdown(text: str) -> tuple[str, list[str]]:
    """A body as Markdown, and the codes of what is said of it."""
    document, told = in_markdown(parse(f"---\ntitle: A\n---\n{text}"))
    return document.body.strip("\n"), [each.code for each in told]


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ('*a* _b_ @c <d>@ "e":http://e.org/?a=1&b=2 -f-', "**a** *b* `c <d>` [e](http://e.org/?a=1&b=2) ~~f~~"),
        ("h2. One\n\nText\n\nh3(x){color:red}. Two", "## One\n\nText\n\n### Two"),
        ("* a\n** b\n* c\n\n# d\n# e", "- a\n  - b\n- c\n\n1. d\n2. e"),
        ("bq. Said.", "> Said."),
        ("bc. x = *1*", "```\nx = *1*\n```"),
        ("!/a.png(A cat)!", '![A cat](/a.png "A cat")'),
        ("The table:\n|_. A |_. B |\n| 1 | 2 |", "The table:\n\n| A | B |\n| --- | --- |\n| 1 | 2 |"),
        ('"e":x\n\n[x]http://e.org/', "[e](http://e.org/)"),
        ("A[1] b[2].\n\nfn1. One.\n\nfn2. Two.", "A[^1] b[^2].\n\n[^1]: One.\n[^2]: Two."),
        ("{% highlight ruby %}\nputs 'x' -- *y*\n{% endhighlight %}", "```ruby\nputs 'x' -- *y*\n```"),
        ('<pre><code class="language-c">\n*x = 1;\n\n</code></pre>', "```c\n*x = 1;\n```"),
        ('{% include a.html x="y -- z" %}', '{% include a.html x="y -- z" %}'),
    ],
)  # fmt: skip
def test_textile_becomes_markdown(text: str, becomes: str) -> None:
    assert markdown(text) == (becomes, [])


def test_a_note_to_which_nothing_refers_stays_where_it_is() -> None:
    body, _ = markdown("Text.\n\nfn3. Alone.\n")
    assert body == "Text.\n\n<sup>3</sup> Alone."


def test_the_same_text_becomes_the_same_each_time() -> None:
    """python-textile names notes otherwise each time."""
    text = "A[1].\n\nfn1. One[1].\n\nfn1. Two.\n\nfn2. Three.\n"
    assert markdown(text) == markdown(text)


def test_what_cannot_be_read_stays_as_it_is_and_is_named() -> None:
    """python-textile drops what follows an empty paragraph."""
    text = "One.\n\np. \n\n Another, which would be lost.\n"
    assert markdown(text) == (text.strip("\n"), ["markup-left"])


_MARKS = [
    "*",
    "_",
    "**",
    "@",
    "??",
    '"',
    '":http://e.org/x',
    "(",
    ")",
    "{",
    "}",
    "|",
    "~",
    "^",
    "%",
    "-",
    "+",
    "'",
    ".",
    ",",
    "=",
    "<",
    ">",
]
_STARTS = (
    "\n",
    "\n\n",
    "\n* ",
    "\n# ",
    "\n\nbq. ",
    "\n\nh2. ",
    "\n\nbc. ",
    "\n|",
    "\n\nfn1. ",
    "[1]",
    "!a.png!",
)
_PIECES = st.one_of(
    st.sampled_from([*_MARKS, *_STARTS, " ", "<b>", "</b>", "{% x %}"]),
    st.text("abcdefgh", min_size=6, max_size=9).map(lambda word: f" {word} "),
)


@given(st.lists(_PIECES, max_size=25))
@settings(max_examples=60, deadline=None)
def test_no_word_is_lost(pieces: list[str]) -> None:
    body, _ = markdown("".join(pieces))
    assert [each for each in pieces if each.strip().isalpha() and each.strip() not in body] == []


def test_where_links_lead_is_told_without_reading_the_text() -> None:
    text = (
        'A "b":/c.html, ("d":{{ site.url }}/e/) !f.png!:/g "h":x.\n\n[x]http://e.org/y\n\n'
        '<a href="/i">j</a> "k":{% post_url 2010-01-02-l %}'
    )
    assert destinations(text) == {
        "/c.html",
        "{{ site.url }}/e/",
        "/g",
        "x",
        "http://e.org/y",
        "/i",
        "{% post_url 2010-01-02-l %}",
    }


@pytest.mark.django_db
def test_an_early_blog_of_jekylls_comes_whole(source: Source) -> None:
    """With links from post to post, pictures and old paths; a second time is unchanged."""
    head = "---\nlayout: post\ntitle: {}\ntags: [a]\n---\n"
    folder = source(
        {
            "_config.yml": "url: https://example.org\npermalink: /:year/:month/:title.html\n",
            "_posts/2009-01-02-one.textile": head.format("One")
            + 'See "two":/2009/02/two.html and "it again":{% post_url 2009-02-03-two %}.\n\n!/images/b.png!\n',
            "_posts/2009-02-03-two.textile": head.format("Two") + "*Bold* here.\n",
            "images/b.png": picture(),
        }
    )
    imported = bring_in(folder)
    assert imported.results["_posts/2009-01-02-one.textile"] == "created"
    one = Article.objects.get(slug="one").latest_revision.text  # type: ignore[union-attr]
    assert "See [two](/articles/two/) and [it again](/articles/two/)." in one
    assert "](/images/b.png)" not in one
    assert codes(imported["_posts/2009-01-02-one.textile"]) == {"alias-from-rule", "date-from-filename"}
    assert "<strong>Bold</strong>" in Article.objects.get(slug="two").html
    again = bring_in(folder)
    assert {
        again.results[f"_posts/{name}"] for name in ("2009-01-02-one.textile", "2009-02-03-two.textile")
    } == {"unchanged"}
