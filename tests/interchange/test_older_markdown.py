"""Markdown as it was before CommonMark: headings without a space, and what kramdown reads next to HTML."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.document import parse
from articles.models import Article
from interchange.readers.older_markdown import with_blank_lines_around_html, with_spaced_headings

from .conftest import Files, bring_in, codes

pytestmark = pytest.mark.django_db

JEKYLL = {"_config.yml": "title: X\ndestination: _site\n"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("##Setup\n", "## Setup\n"),
        ("Text\n###1. 安装###\nText\n", "Text\n### 1. 安装\nText\n"),
        ("## Setup##\n", "## Setup\n"),
        ("  ##`make`\n", "  ## `make`\n"),
        ("#Title\n\n##Setup\n\n#one #two\n", "# Title\n\n## Setup\n\n#one #two\n"),
    ],
)
def test_headings_without_a_space(written: str, meant: str) -> None:
    """They get the space that CommonMark asks for; marks at their end that it would show go."""
    document, [problem] = with_spaced_headings(parse(f"---\ntitle: T\n---\n{written}"), "jekyll")

    assert document.body == meant
    assert problem.code == "heading-mended"
    assert problem.line == 3 + written.count("\n", 0, written.index("#")) + 1


@pytest.mark.parametrize(
    "text",
    [
        "#hashtag\n\n# Title\n\n## C#\n\n####### seven\n",
        "```\n##no\n```\n\n    ##no\n",
        "{% highlight bash %}\n##no\n{% endhighlight %}\n",
        "<pre>\n##no\n</pre>\n\n<!--\n##no\n-->\n",
        "a ##b\n",
    ],
)
def test_what_is_no_heading_stays(text: str) -> None:
    document = parse(f"---\ntitle: T\n---\n{text}")

    assert with_spaced_headings(document, "jekyll") == (document, [])


def test_python_markdown_needs_no_space(source: Callable[[Files], Path]) -> None:
    """Its headings stay as they are written, and are headings."""
    line = bring_in(
        source({"pelicanconf.py": "", "content/a.md": "Title: A\nDate: 2020-01-02\n\nOne.\n\n##B\n"})
    )

    assert "heading-mended" not in codes(line["content/a.md"])
    assert ">B " in Article.objects.get().html


def test_a_title_is_found_in_such_a_heading(source: Callable[[Files], Path]) -> None:
    folder = source({**JEKYLL, "_posts/2020-01-02-a.md": "---\nlayout: post\n---\n#The title\n\n##More\n"})

    bring_in(folder)

    assert Article.objects.get().title == "The title"
    assert bring_in(folder)["_posts/2020-01-02-a.md"].result == "unchanged"


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="/a.html" height="5"></iframe>',
        '<iframe\n  src="/a.html"\n></iframe>',
        '<center> <img src="https://example.org/a.png" alt="A"> </center>',
        "<div>\n<p>One</p>\n</div>",
        '<img src="https://example.org/a.png" alt="A">',
        "<br>",
    ],
)
def test_text_behind_html_is_markdown_to_kramdown(html: str, source: Callable[[Files], Path]) -> None:
    """With no blank line between them. In other programs it is HTML as long as no line is blank."""
    text = f"---\ntitle: A\ndate: 2020-01-02\n---\n{html}\n**Text** [b](https://example.org/)\n"

    bring_in(source({**JEKYLL, "_posts/2020-01-02-a.md": text}))

    assert "<strong>Text</strong> <a " in Article.objects.get().html
    assert with_blank_lines_around_html(parse(text), "hugo") == parse(text)


@pytest.mark.parametrize(
    ("beside", "path"), [({}, "a.mdx"), ({"docusaurus.config.js": ""}, "blog/2020-01-02-a.md")]
)
def test_text_behind_html_is_markdown_to_mdx(
    beside: Files, path: str, source: Callable[[Files], Path]
) -> None:
    """Behind components, too."""
    body = "<br />\n**One**\n\n<Note/>\n**Two**\n\n<div>Three</div>\n**Four**\n"

    bring_in(source({**beside, path: f"---\ntitle: A\ndate: 2020-01-02\n---\n{body}"}))

    html = Article.objects.get().html
    assert [each for each in ("One", "Two", "Four") if f"<strong>{each}</strong>" not in html] == []


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n**a**\n</div>\n",
        "<p>One\n*two*\n",
        "Words\n<br>\n**more**\n",
        "<br>\n    code\n",
        "```\n<br>\n**a**\n```\n",
        "<details>\n<summary>a</summary>\n\n*b*\n\n</details>\n",
        "> <br>\n> a\n",
    ],
)
def test_html_that_goes_on_stays(text: str) -> None:
    document = parse(f"---\ntitle: T\n---\n{text}")

    assert with_blank_lines_around_html(document, "jekyll") == document


@pytest.mark.parametrize(
    "piece", ["##", "<br", "<a ", '<"', "{% code ", "# ", " ", "##a ", "<br>\n", "<div>\n", "##a\n"]
)
def test_hostile_texts_are_read_in_time(piece: str) -> None:
    document = parse(f"---\ntitle: T\n---\n<##x{piece * (90_000 // len(piece))}##\n")
    before = time.monotonic()

    with_blank_lines_around_html(with_spaced_headings(document, "jekyll")[0], "jekyll")

    assert time.monotonic() - before < 2
