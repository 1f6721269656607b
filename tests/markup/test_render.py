"""What holds for every text: limits, links, problems, and that both dialects come to the same."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import RENDERER_VERSION, RenderRefused, render

COMMON = """\
# A title

Some *emphasis*, **weight**, `code` and a [link](https://example.org/ "there")[^1].

## A heading & more

> A quotation

```python hl_lines="1"
x = 1
y = 2
```

![Alternative](image.png "Caption")

* * *

- [x] done
- [ ] to do

| a | b |
|---|--:|
| 1 | 2 |

> [!TIP]
> A callout.

:::warning[Mind]
Another.
:::

!!! note "And"
    A third.

<details>
<summary>More</summary>
</details>

[below](#a-heading-more), <b>raw</b>

[^1]: A note.
"""


def test_dialects_come_to_the_same() -> None:
    """What both dialects can say gives the same HTML and the same facts, up to empty lines."""
    commonmark, python_markdown = (
        render(COMMON, dialect=dialect) for dialect in ("commonmark", "python-markdown")
    )

    assert "".join(commonmark.html.split()) == "".join(python_markdown.html.split())
    for name in (
        "contents",
        "text",
        "words",
        "images",
        "internal_links",
        "external_links",
        "faq",
        "excerpt",
        "problems",
    ):
        assert getattr(commonmark, name) == getattr(python_markdown, name)


def test_rendering_is_repeatable() -> None:
    """The same text gives the same result, which can be pickled and compared."""
    first, second = render(COMMON), render(COMMON)

    assert first == second
    assert first == pickle.loads(pickle.dumps(first))  # noqa: S301  # our own bytes
    assert RENDERER_VERSION >= 1


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_make_no_difference(newline: str) -> None:
    """Windows and old Macs write the same article."""
    assert render(COMMON.replace("\n", newline)) == render(COMMON)


def test_byte_order_mark_is_no_text() -> None:
    """A mark at the beginning does not hide the first heading."""
    assert render("\ufeff# A title\n\nx", title="A title").html == "<p>x</p>"


def test_unknown_dialect_is_refused() -> None:
    """The caller made a mistake; the message names what there is."""
    with pytest.raises(ValueError, match="expected one of commonmark, python-markdown"):
        render("x", dialect="textile")


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("x" * 2_000_001, "input-size"),
        ("# a\n\n" * 20_000, "output-size"),
        ("> " * 200 + "x", "nesting"),
        ("<b>" * 5000, "nesting"),
    ],
)
def test_limits_are_named(body: str, rule: str) -> None:
    """Each limit has a stable code and a sentence for an editor."""
    with pytest.raises(RenderRefused) as refused:
        render(body)

    assert refused.value.rule == rule
    assert refused.value.message.endswith(".")


def test_python_markdown_that_nests_too_deeply_is_refused() -> None:
    """Its engine gives up on a kilobyte of dashes; the editor learns why, and the next text is none the worse."""
    with pytest.raises(RenderRefused) as refused:
        render("- " * 500 + "x", dialect="python-markdown")

    assert refused.value.rule == "nesting"
    assert render("a\n\nb", dialect="python-markdown").html == "<p>a</p>\n<p>b</p>"


@pytest.mark.parametrize(
    ("href", "internal", "external"),
    [
        ("/a/?b=1#c", True, False),
        ("../other.md", True, False),
        ("https://example.com/x", True, False),
        ("https://WWW.Example.com/x", True, False),
        ("https://sub.example.com/x", False, True),
        ("http://other.example/x", False, True),
        ("//other.example/x", False, True),
        ("/\\other.example/x", False, True),
        ("mailto:a@example.com", False, False),
        ("http://[broken", False, False),
    ],
)
def test_links_are_told_apart(href: str, internal: bool, external: bool) -> None:
    """A link within the site is not marked; one to the outside says so to the browser and to search engines."""
    rendered = render(f'<a href="{href}">x</a>', site_host="example.com")

    assert (len(rendered.internal_links), len(rendered.external_links)) == (internal, external)
    assert ('rel="external noopener"' in rendered.html) is external


def test_paid_links_stay_marked() -> None:
    """What the author says of a link to search engines is kept, the rest of `rel` is ours."""
    html = render('<a href="https://e.org" rel="sponsored opener me nofollow">x</a>').html

    assert 'rel="external noopener nofollow sponsored"' in html


def test_links_that_lead_nowhere_are_told() -> None:
    """The words stay, the link goes, and the editor learns of it."""
    rendered = render("[bad](javascript:alert(1)) [empty]() [gone](#gone) [top](#top)")

    assert rendered.html == '<p>bad empty <a href="#gone">gone</a> <a href="#top">top</a></p>'
    assert [problem.code for problem in rendered.problems] == [
        "link-removed",
        "link-removed",
        "anchor-missing",
    ]
    assert {problem.severity for problem in rendered.problems} == {"warning"}


def test_words_in_angle_brackets_stay() -> None:
    """A placeholder is text, and what follows it is not swallowed; tags that are closed are tags."""
    rendered = render("Run <path>, <title> or <Name>; <b>bold</b> <custom-tag>kept</custom-tag>.")

    assert rendered.text == "Run <path>, <title> or <Name>; bold kept."


def test_scripts_do_not_end_up_in_the_text() -> None:
    """What is no prose is in neither the HTML nor the text nor the words."""
    rendered = render("<script>one two</script>\n\n<style>three</style>\n\nfour")

    assert (rendered.html, rendered.text, rendered.words) == ("<p>four</p>", "four", 1)


def test_a_script_that_shows_a_gist_is_a_link() -> None:
    """In any dialect, and not where it is code."""
    script = '<script src="https://gist.github.com/ann/1a2b.js?file=x.py"></script>'
    for dialect in ("commonmark", "python-markdown"):
        rendered = render(f"One\n\n{script}\n\nTwo `{script}`", dialect=dialect)
        assert rendered.external_links == ("https://gist.github.com/ann/1a2b",)
        assert [problem.code for problem in rendered.problems] == ["embed-replaced"]
        assert rendered.html.count("<a ") == 1
        assert rendered.text.endswith(f"Two {script}")


@given(
    st.lists(st.sampled_from(["word", "<path>", "*a*", "`b`", "&", "<br>", "\n\n", "- ", "> ", "1"])).map(
        " ".join
    )
)
def test_no_word_is_lost(body: str) -> None:
    """Whatever the structure, each word that the author wrote can be found."""
    assert render(body).text.split().count("word") == body.split().count("word")
