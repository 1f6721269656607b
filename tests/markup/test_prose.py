"""Plain text, words and the excerpt."""

from __future__ import annotations

import pytest

from articles.markup import render

SENTENCE = "This sentence is written to be some sixty characters long, no less. "


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("one *two*\nthree  \nfour", "one two three\nfour"),
        ("# a\n\n- b\n- c\n\n> d", "a\nb\nc\nd"),
        ("a[^1] b\n\n[^1]: note", "a b\nnote"),
        ("| a | b |\n|---|---|\n| c | d |", "a b\nc d"),
        ("x<sub>2</sub><kbd>Ctrl</kbd>", "x2Ctrl"),
        ("a <!-- b --> <script>c</script> d", "a d"),
        ('![alt](a.png "Caption")', "Caption"),
        ("`a  b` &amp; &lt;c&gt;", "a b & <c>"),
        ("", ""),
    ],
)
def test_text_is_what_is_read(body: str, text: str) -> None:
    """A line for each block, no marks of footnotes, no permalinks, no markup."""
    assert render(body).text == text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("one two-three don't, 4 — five!", 5),
        ("* * *", 0),
        ("我喜欢 Django 框架", 6),
        ("これはテスト", 6),
        ("파이썬 웹 개발", 3),
        ("a ![alternative text](x.png)", 1),
    ],
)
def test_words_are_counted_as_an_editor_does(body: str, words: int) -> None:
    """What stands between spaces and has a letter or digit; each Han or Kana character by itself."""
    assert render(body).words == words


@pytest.mark.parametrize(
    "mark",
    ["<!-- more -->", "<!--more-->", "<!-- truncate -->", "{/* truncate */}", "<!-- PELICAN_END_SUMMARY -->"],
)
def test_excerpt_ends_at_the_authors_mark(mark: str) -> None:
    """All the prose before the mark, and nothing behind it; headings and pictures are left out."""
    body = f"## Head\n\n![a](b.png 'c')\n\nShort one.\n\n- item\n\nAnother.\n\n{mark}\n\n{SENTENCE}"

    rendered = render(body)

    assert rendered.excerpt == "Short one. item Another."
    assert "truncate" not in rendered.text


def test_mark_in_code_is_code() -> None:
    """Showing how to write the mark does not end the excerpt."""
    assert render(f"{SENTENCE}\n\n```\n<!-- more -->\n{{/* truncate */}}\n```").excerpt == SENTENCE.strip()


def test_mark_before_everything_means_nothing() -> None:
    """A mark with no prose before it leaves the choice to us."""
    assert render(f"<!-- more -->\n\n{SENTENCE}").excerpt == SENTENCE.strip()


def test_excerpt_is_the_first_real_paragraph() -> None:
    """Greetings, quotations, lists, callouts and tables are passed over."""
    body = (
        f"Hello!\n\n> {SENTENCE}\n\n- {SENTENCE}\n\n:::note\n{SENTENCE}\n:::\n\n*Really* this one. {SENTENCE}"
    )

    assert render(body).excerpt == f"Really this one. {SENTENCE.strip()}"


def test_excerpt_of_little_text_is_what_there_is() -> None:
    """A short greeting is better than nothing, and so is a list."""
    assert render("Hello!\n\n- a list").excerpt == "Hello!"
    assert render("- only\n- a list").excerpt == "only a list"
    assert render("").excerpt == ""


def test_long_excerpt_ends_with_a_sentence() -> None:
    """As many whole sentences as there is room for."""
    assert render(SENTENCE * 9).excerpt == (SENTENCE * 4).strip()


def test_excerpt_of_one_long_sentence_ends_with_a_word() -> None:
    """Without the end of a sentence in sight it is cut between words, and says so."""
    excerpt = render("endless wording, " * 40).excerpt

    assert len(excerpt) <= 300
    assert excerpt.endswith(("wording…", "endless…"))


def test_excerpt_without_spaces_is_cut_between_characters() -> None:
    """Chinese has no spaces to cut at, but full stops of its own."""
    assert render("没有空格的文字" * 60).excerpt == ("没有空格的文字" * 60)[:299] + "…"
    assert render("没有空格的文字。" * 60).excerpt == "没有空格的文字。" * 37


def test_python_markdown_marks_work_too() -> None:
    """The mark is found after the seam, for both dialects."""
    assert render(f"One.\n\n<!-- more -->\n\n{SENTENCE}", dialect="python-markdown").excerpt == "One."


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ('[a](/b){: target="_blank"} and **c**{: .d}\n', '<p><a href="/b">a</a> and <strong>c</strong></p>'),
        ("`x{: y}` and `z`{: .w}\n", "<p><code>x{: y}</code> and <code>z</code></p>"),
        ("a {: b} c\n", "<p>a {: b} c</p>"),
        ("* TOC\n{:toc}\n\nText.\n", "<p>Text.</p>"),
        ("1. Contents\n{: toc max_level=2}\nText.\n", "<p>Text.</p>"),
        ("> a\n> {: .b }\n\nc\n", "<blockquote>\n<p>a</p>\n</blockquote>\n<p>c</p>"),
        ("~~~\n* TOC\n{:toc}\n~~~\n", None),
        ("- toc\n- other\n", "<ul>\n<li>toc</li>\n<li>other</li>\n</ul>"),
    ],
)
def test_what_kramdown_would_not_show_is_not_shown(body: str, html: str | None) -> None:
    """Attributes behind a link or a word, and the place of the contents; the same in code or prose stays."""
    rendered = render(body)

    if html is None:
        assert "TOC\n{:toc}" in rendered.html
    else:
        assert rendered.html == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            "import A from '../a.astro';\nimport { B } from \"b\"\n\nexport const c = 1;\n\nText.\n",
            "<p>Text.</p>",
        ),
        ("\nimport './a.css'\n\nText.\n", "<p>Text.</p>"),
        ("import duties are high.\n", "<p>import duties are high.</p>"),
        ("Text.\n\nimport a from 'b'\n", "<p>Text.</p>\n<p>import a from 'b'</p>"),
    ],
)
def test_what_an_mdx_document_imports_is_not_shown(body: str, html: str) -> None:
    """Only before its text begins: later it may be what the text is about."""
    assert render(body).html == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("기간은 3~4일, 비용은 5~10만원.\n", "<p>기간은 3~4일, 비용은 5~10만원.</p>"),
        ("10%~20%，20℃~30℃ 和 (一)~(三)\n", "<p>10%~20%，20℃~30℃ 和 (一)~(三)</p>"),
        ("**3~4** 5~6\n", "<p><strong>3~4</strong> 5~6</p>"),
        ("~gone~, (~gone~) ~~3~4~~\n", "<p><del>gone</del>, (<del>gone</del>) <del>3~4</del></p>"),
        ("`1~2` [3~4](/a~b/c~d) 5~6\n", '<p><code>1~2</code> <a href="/a~b/c~d">3~4</a> 5~6</p>'),
        (
            "~~~\n1~2 3~4\n~~~\n",
            '<div class="highlight"><pre tabindex="0"><code>1~2 3~4\n</code></pre></div>',
        ),
        ('<a href="/a~b">1~2</a> 3~4\n', '<p><a href="/a~b">1~2</a> 3~4</p>'),
    ],
)
def test_a_tilde_between_words_is_no_deletion(body: str, html: str) -> None:
    """From where to where, as people in Korea and China write it; what is set in tildes by itself is struck out."""
    assert render(body).html == html
