"""Frontmatter of plain lines is read without YAML's parser, and as it reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document.dialects.yaml_plain import LONGEST, read_plain
from articles.document.dialects.yaml_tree import build

PIECES = """a title b-c null true 1 2020-01-02T10:00:00Z 1.5 -3 : [ ] " ' # é 中 & * ! | > % @ ` ? { } ~ = << ... \\ / _
+ c++ c# a:b http://x.y/z (x) < ; $ ^ . 😀""".split()  # noqa: SIM905
SPACES = [
    " ",
    "  ",
    "\n",
    "\t",
    " #",
    ": ",
    ", ",
    "- ",
    "  - ",
    "---\n",
    "\xa0",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ueffe",
]
LINES = [
    "k: v w\n",
    "l: [a, 'b', \"c\"]\n",
    "m: 'q'\n",
    'n: "q"\n',
    "o:\n  - a\n  - b\n",
    "p:\n",
    "# c\n",
    "\n",
]


@pytest.mark.parametrize(
    "source",
    [
        "title: Hello, world\n",
        'title: "A #1: it\'s"\n',
        "title: 'A “quote”'   \n",
        "date: 2020-01-02T10:00:00+01:00\ndraft: true\nweight: 7\n",
        "url: https://example.org/a#b\n",
        "tags: [ one, 'two', \"three four\" ,c++]\nnone: []\n",
        "tags:\n- one\n- 'two'\ncategories:\n    - Notes\n",
        "# comment\n\ntitle:\nsubtitle: x",
        "title: 中文 標題\n",
    ],
)
def test_plain_lines_are_read(source: str) -> None:
    faults: list[object] = []

    assert read_plain(source) == build(source, faults)  # type: ignore[arg-type]
    assert not faults


@pytest.mark.parametrize(
    "source",
    [
        "",
        "# nothing\n",
        "title: a: b\n",
        "title: a # comment\n",
        'title: "a\\n"\n',
        "title: 'it''s'\n",
        "title: one\n  two\n",
        "title: &a b\n",
        "title: a\ntitle: b\n",
        "null: a\n",
        "tags: [a, b: c]\n",
        "tags: [a, , b]\n",
        "tags: [a, b],\n",
        "tags:\n  - a\n - b\n",
        "tags:\n  - a: b\n",
        "image:\n  src: a\n",
        "title: |\n  a\n",
        "...\na: b\n",
        "a: b\n" + "# c\n" * LONGEST,
    ],
)
def test_the_rest_is_left_to_the_parser(source: str) -> None:
    assert read_plain(source) is None


@given(
    st.lists(st.sampled_from([*PIECES, *SPACES, *LINES]), max_size=14).map("".join),
    st.sampled_from(["", "k: "]),
)
def test_what_is_read_is_what_the_parser_reads(text: str, key: str) -> None:
    faults: list[object] = []
    tree = read_plain(key + text)

    if tree is not None:
        assert tree == build(key + text, faults)  # type: ignore[arg-type]
        assert not faults
