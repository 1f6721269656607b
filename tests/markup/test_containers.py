"""Containers in colons: callouts, what readers open, and what only other programs know."""

import re
import time

import pytest

from articles.markup.render import render

both = pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])


def show(body: str, dialect: str = "commonmark") -> str:
    return "".join(render(body, dialect=dialect).html.split("\n")).replace("</summary> ", "</summary>")


@both
def test_details_are_what_readers_open(dialect: str) -> None:
    """VuePress' and Zenn's; a title is text, and there is one whatever the author wrote."""
    assert show("::: details More\n\n*a*\n:::\nb\n", dialect) == (
        "<details><summary>More</summary><p><em>a</em></p></details><p>b</p>"
    )
    assert "<summary>Details</summary>" in show(":::details\na\n:::\n", dialect)
    assert show("::: details a<b> & <script>\nc\n:::\n").startswith(
        "<details><summary>a&lt;b&gt; &amp; &lt;script&gt;</summary>"
    )


@both
@pytest.mark.parametrize(("said", "kind"), [("", "note"), (" alert", "warning")])
def test_messages_are_callouts(said: str, kind: str, dialect: str) -> None:
    """Zenn's."""
    html = show(f":::message{said}\n**a**\n:::\n", dialect)

    assert html.startswith(f'<aside class="callout callout-{kind}"')
    assert "<strong>a</strong>" in html
    assert "alert" not in html


@both
def test_of_others_what_they_hold_is_shown(dialect: str) -> None:
    """With their titles; nesting is as the colons have it, and what is known inside of them is what it is."""
    body = ":::: tabs\n::: tab One\n*a*\n:::\n::: tab Two\n::: tip\nb\n:::\n:::\n::::\nc\n"

    html = show(body, dialect)

    assert html.startswith("<p><strong>One</strong></p><p><em>a</em></p><p><strong>Two</strong></p><aside ")
    assert html.endswith("<p>b</p></aside><p>c</p>")


@pytest.mark.parametrize(
    "begin", ["::: {.column width=40%}", ":::{#one .two}", ":::center", "::: slot {a=b}", "::: card-list"]
)
def test_attributes_are_not_shown(begin: str) -> None:
    assert show(f"{begin}\na\n:::\n") == "<p>a</p>"


def test_names_in_braces_are_names() -> None:
    """MyST's."""
    assert 'class="callout callout-warning"' in show(":::{warning}\na\n:::\n")


@pytest.mark.parametrize(
    "body", ["::: tabs\na\n", "a\n:::\n", "a ::: b\n", "```\n::: a\n:::\n```\n", "    ::: a\n    :::\n"]
)
def test_what_is_never_closed_or_code_stays(body: str) -> None:
    assert ":::" in show(body)


@both
def test_many_are_read_in_time(dialect: str) -> None:
    before = time.monotonic()

    render("::: a\n" * 20_000 + "b\n" + ":::\n" * 20_000, dialect=dialect)

    assert time.monotonic() - before < 4


@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
def test_tabs_of_material(dialect: str) -> None:
    """One after the other, below their titles, within each other and within a callout; in code they are code."""
    body = (
        'a\n\n=== "One"\n\n    b\n\n    ```py\n    if c:\n        d\n    ```\n\n    === "Inner"\n\n        e\n\n'
        '=== "Two"\n\n\tf\n\ng\n\n!!! tip\n\n    === "In it"\n\n        h\n\n```\n=== "Code"\n\n    i\n```\n'
    )
    html = " ".join(re.sub(r"<(\w+)[^>]*>", r"<\1>", render(body, dialect=dialect).html).split())
    assert html.startswith("<p>a</p> <p><strong>One</strong></p> <p>b</p> <div>")
    assert (
        "<p><strong>Inner</strong></p> <p>e</p> <p><strong>Two</strong></p> <p>f</p> <p>g</p> <aside>" in html
    )
    assert "<p><strong>In it</strong></p> <p>h</p>" in html
    assert '=== "Code" i' in html
