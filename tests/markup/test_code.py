"""Blocks of code: languages, hints, lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import render, sanitize
from articles.markup.highlight import Code, read_code, show
from articles.markup.proof import NEVER_PLAIN


@pytest.mark.parametrize(
    ("language", "hints", "expected"),
    [
        ("python", "{1,3-4}", Code("x\n", "python", marked=frozenset({1, 3, 4}))),
        ("python", "{hl_lines=[1,2]}", Code("x\n", "python", marked=frozenset({1, 2}))),
        ("python", 'hl_lines="1 3"', Code("x\n", "python", marked=frozenset({1, 3}))),
        ("python{2}", "", Code("x\n", "python", marked=frozenset({2}))),
        ("JS", 'title="src/app.js"', Code("x\n", "js", title="src/app.js")),
        ("js", "filename=app.js", Code("x\n", "js", title="app.js")),
        ("js:src/app.js", "", Code("x\n", "js", title="src/app.js")),
        ("js:title=app.js", "{1}", Code("x\n", "js", title="app.js", marked=frozenset({1}))),
        (":app.txt", "", Code("x\n", "", title="app.txt")),
        ("ts:line-numbers", "{1}", Code("x\n", "ts", marked=frozenset({1}), first_number=1)),
        ("ts:line-numbers=7", "", Code("x\n", "ts", first_number=7)),
        ("ts:no-line-numbers", "", Code("x\n", "ts")),
        ("ts", "[nuxt.config.ts] {1}", Code("x\n", "ts", title="nuxt.config.ts", marked=frozenset({1}))),
        ("js", "showLineNumbers", Code("x\n", "js", first_number=1)),
        ("js", "{linenos=table,linenostart=7}", Code("x\n", "js", first_number=7)),
        ("js", 'linenums="3"', Code("x\n", "js", first_number=3)),
        ("js", "linenos=false", Code("x\n", "js")),
        ("", "{.c++ .wide}", Code("x\n", "c++")),
        ("", "", Code("x\n")),
    ],
)
def test_header_of_a_fence_is_understood(language: str, hints: str, expected: Code) -> None:
    """Hugo, Docusaurus, MkDocs and Pandoc write the same hints in their own ways."""
    assert read_code("x\n\n", language, hints) == expected


def test_range_of_lines_that_runs_away_is_cut() -> None:
    """A hint cannot make millions of line numbers."""
    assert len(read_code("x", "python", "{1-999999}").marked) <= 1001


@given(st.text(max_size=80), st.text(max_size=120))
def test_any_header_of_a_fence_can_be_read(language: str, hints: str) -> None:
    """Whatever an author writes behind a fence, the code stays."""
    assert read_code("x = 1\n", language, hints).source == "x = 1\n"


@pytest.mark.parametrize("language", ["", "text", "no-such-language", "console-ish", "python3000"])
def test_unknown_language_is_shown_plain(language: str) -> None:
    """Without a lexer the code is escaped and nothing else."""
    html = show(Code("a < b && 'c'\n", language)).html

    assert "<code>a &lt; b &amp;&amp; 'c'\n</code>" in html
    assert "<span" not in html


@pytest.mark.parametrize(
    ("language", "label"), [("js", "JavaScript"), ("sh", "Bash"), ("jsonc", "jsonc"), ("mermaid", "mermaid")]
)
def test_language_is_named_for_the_reader(language: str, label: str) -> None:
    """The block carries the language as written and as people call it."""
    assert f'data-lang="{language}" data-label="{label}"' in show(Code("x\n", language)).html


@pytest.mark.parametrize("language", ["python", "html", "diff", "console", "yaml", "django", "rust", "pycon"])
def test_highlighting_changes_no_character(language: str) -> None:
    """With the tags taken away the code is as it was, every space and empty line of it."""
    source = '\n\n  x = """a\n\n   b"""\n\t# c &amp; <d>\n\n- {{ e }}\n'

    html = show(Code(source, language, marked=frozenset({2}), first_number=1)).html

    shown = re.sub(r"<[^>]+>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert shown == source


def test_no_span_crosses_the_end_of_a_line() -> None:
    """A comment of several lines is a span for each, so that lines can be stressed one by one."""
    html = show(Code("/* a\nb */\n", "js", marked=frozenset({2}))).html

    assert '<span class="line"><span class="c">/* a</span>\n</span>' in html
    assert '<span class="line hll"><span class="c">b */</span>\n</span>' in html


def test_very_long_code_is_not_highlighted() -> None:
    """A block that nobody reads for its colours costs no time."""
    assert "<span" not in show(Code("x = 1\n" * 40_000, "python")).html


def test_first_line_names_the_language_in_one_dialect_only() -> None:
    """`:::python` is CodeHilite's; in CommonMark it is code like any other."""
    body = "x\n\n    :::python\n    y = 1\n"

    assert 'data-lang="python"' in render(body, dialect="python-markdown").html
    assert ":::python" in render(body).html


def test_code_is_in_the_text_for_search() -> None:
    """What is in a block of code can be found, in its place and as written."""
    assert render("before\n\n```python\nif x:\n    return <y>\n```\n\nafter").text == (
        "before\nif x:\n    return <y>\nafter"
    )


@pytest.mark.parametrize(
    "language", ["", "python", "html", "php", "diff", "console", "yaml", "json", "latex"]
)
@given(source=st.text(st.sampled_from("ab1 \n\t\"'#/*<>{}()[]&;:=-$@\\\xa0\ufeff\x0bé"), max_size=60))
def test_what_is_called_clean_is_what_the_sanitiser_writes(language: str, source: str) -> None:
    """Whatever the code, it is not asked in vain; where characters are written otherwise, it is asked."""
    shown = show(Code(source, language, marked=frozenset({1}), first_number=1))

    assert not shown.is_clean or sanitize._cleaner.clean(shown.html) == shown.html
    assert shown.is_clean != any(each in source for each in NEVER_PLAIN)
