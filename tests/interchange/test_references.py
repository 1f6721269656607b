"""Pictures that a document names: found, and renamed without touching anything else."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document import parse
from interchange.readers.references import outside_of_fences, prose, references, rename

POST = """\
---
title: Pictures   # every way to name one
image: "/images/cover.jpg"
---
![one](one.png) and [![two](two-small.jpg "Two")](two-big.jpg) <img alt="3" src='three 3.gif'>
`![code](no.png)` ![liquid]({{ site.baseurl }}/four.png) ![angled](<five 5.png>) ![pelican]({static}/six.png)

```md
![fenced](no.png)
```

[ref]: seven.png "Seven"
![elsewhere](https://example.org/no.png) [a page](other.md) ![brackets](eight_(8).png)
"""


def test_every_way_to_name_a_picture_is_found() -> None:
    """Markdown, reference definitions, HTML, links to pictures, Liquid and Pelican paths; no code, no other hosts."""
    found = [reference.path for reference in references(parse(POST))]
    assert found == [
        "/images/cover.jpg", "one.png", "two-small.jpg", "two-big.jpg", "three 3.gif", "/four.png", "five 5.png",
        "/six.png", "seven.png", "eight_(8).png",
    ]  # fmt: skip


def test_a_picture_in_a_call_of_zolas_is_found() -> None:
    body = 'Text.\n\n{{ figure(src="a.png", caption="C") }}\n\n`{{ figure(src="b.png") }}`\n'
    [found] = references(parse(body))
    assert (found.path, found.line) == ("a.png", 3)
    assert rename(parse(body), {found.source: "/m/c.png"}).body == body.replace("a.png", "/m/c.png")


def test_a_reference_knows_its_line() -> None:
    """Lines count in the whole file, frontmatter included."""
    lines = {reference.path: reference.line for reference in references(parse(POST))}
    assert (lines["/images/cover.jpg"], lines["one.png"], lines["seven.png"]) == (3, 5, 12)


def test_renaming_touches_nothing_else() -> None:
    """Only the destinations change: titles, quotes, comments and code stay as they were."""
    new = {reference.source: "/media/images/new.png" for reference in references(parse(POST))}
    expected = POST
    for old in new:
        expected = expected.replace(old, "/media/images/new.png")
    renamed = rename(parse(POST), new)
    assert renamed.text == expected.replace("(<five 5.png>)", "(</media/images/new.png>)")


@given(st.text(alphabet=st.sampled_from("![]()<>`{}\n\r\\\"' ax.:/#~-—é"), max_size=80))
def test_renaming_nothing_changes_nothing(body: str) -> None:
    """Whatever the text, finding pictures never fails and renaming none is the identity."""
    document = parse(body)
    names = {reference.source: reference.source for reference in references(document)}
    assert rename(document, names).text == document.text


_LINES = st.sampled_from(
    ["a ![b](c.png)", "```", "```js {1}", "    ```", "- ```", "~~~", "````", "a ``` b", "", "d <e>"]
)


@given(st.lists(_LINES, max_size=20).map("\n".join))
def test_no_line_of_prose_is_among_the_fences_left_out(text: str) -> None:
    """What is told at once to be a block of code is one to whoever goes through the lines as well."""
    kept = Counter(outside_of_fences(text).splitlines())

    assert not Counter(line.strip("\n") for _, _, line in prose(text, 1, ["!", "<"])) - kept


def test_most_blocks_of_code_are_told_at_once() -> None:
    """Nothing of a plain block of code is left to be gone through."""
    assert outside_of_fences("a\n\n```js\n![b](c.png)\n```\nd\n").split() == ["a", "d"]


@pytest.mark.parametrize(
    ("header", "source", "path"),
    [
        ("media_subpath: /posts/2020/\n", "a.png", "/posts/2020/a.png"),
        ("img_path: '/posts/2020'\n", "a.png", "/posts/2020/a.png"),
        ("media_subpath: /posts/2020/\n", "/a.png", "/a.png"),
        ("media_subpath: https://cdn.example.org/x\n", "a.png", "a.png"),
        ("", "~/assets/a.png", "/assets/a.png"),
        ("", "@/assets/a.png", "/assets/a.png"),
        ("", "@assets/a.png", "assets/a.png"),
        ("", "@site/static/a.png", "/static/a.png"),
    ],
)
def test_a_picture_lies_where_its_site_has_them(header: str, source: str, path: str) -> None:
    """Chirpy names one folder for a whole post; sites in JavaScript have names for folders of theirs."""
    document = parse(f"---\ntitle: A\nimage: '{source}'\n{header}---\n![a]({source})\n")
    assert [each.path for each in references(document)] == [path, path]
    assert "![a](/new.png)" in rename(document, {source: "/new.png"}).body
