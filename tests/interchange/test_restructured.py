"""reStructuredText, in which Pelican and Nikola are at home: read as Markdown, and nothing of it lost in silence."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from articles.document import parse
from articles.models import Article
from interchange.readers.restructured import in_markdown
from interchange.readers.restructured_header import destinations, plain, with_frontmatter
from tests.factories import picture

from .conftest import Files, bring_in, codes

Source = Callable[[Files], Path]
HEAD = (
    "Bread\n#####\n\n:date: 2021-03-04 10:20\n:tags: хлеб, дом\n:category: Кухня\n:authors: Anna; Bo Chen\n\n"
)
PELICAN = {
    "pelicanconf.py": "SITEURL = 'https://example.org'\nTIMEZONE = 'Europe/Moscow'\nARTICLE_URL = 'a/{slug}/'\n"
}


def markdown(text: str) -> tuple[str, list[str]]:
    """A body as Markdown, and the codes of what is said of it."""
    document, told = in_markdown(parse(f"---\ntitle: A\n---\n{text}"))
    return document.body.strip("\n"), [each.code for each in told]


# -- The header -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Tea ``time``\n============\n\n:date: 2020-01-02\n\nText\n",
        "=========\nTea time\n=========\n:date: 2020-01-02\n\nText\n",
        ".. coding: utf-8\n.. |x| image:: x.png\n   :alt: x\n\nTea time\n########\n\n:Date: 2020-01-02\n\nText\n",
        ":title: Tea time\n:date: 2020-01-02\n\nText\n",
        "Tea time\n########\n\n:title: Tea time\n:date: 2020-01-02\n\nText\n",
    ],
)
def test_the_title_and_the_fields_are_read_where_they_stand(text: str) -> None:
    """Below comments too, and whichever way the title is underlined; line numbers stay those of the file."""
    document = parse(with_frontmatter(text))
    fields = document.fields
    assert (fields.title, fields.date) == ("Tea time", date(2020, 1, 2))
    rest = document.body.splitlines()
    assert rest.index("Text") == text.splitlines().index("Text")
    assert not any(line.startswith((":date", "Tea", "===", "###")) for line in rest)


def test_fields_may_go_on_and_list_several() -> None:
    text = "A\n###\n\n:summary: One *short*\n    line.\n:tags:\n  - a\n  - b c\n:author: Doe, Jane\n\nText\n"
    fields = parse(with_frontmatter(text)).fields
    assert (fields.description, fields.tags) == ("One short line.", ("a", "b c"))
    assert [each.name for each in fields.authors] == ["Doe, Jane"]


def test_a_text_without_either_has_no_header() -> None:
    assert parse(with_frontmatter("Only words,\nand more.\n")).body == "Only words,\nand more.\n"
    assert plain("`A <https://b>`_ and **b** \\*") == "A and b *"


# -- The text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("``a`` *b* **c** `d <https://e.org/>`_ f_\n\n.. _f: https://g.org/\n",
         "`a` *b* **c** [d](https://e.org/) [f](https://g.org/)"),
        ("One\n===\n\nTwo\n---\n\nText\n", "## One\n\n### Two\n\nText"),
        (".. code-block:: python\n   :linenos:\n   :emphasize-lines: 1\n\n   a < b\n", "```python\na < b\n```"),
        ("Like::\n\n  a\n", "Like:\n\n```\na\n```"),
        ("- a\n- b\n\n  - c\n", "- a\n- b\n  - c"),
        (".. image:: {static}/a.png\n   :alt: A\n   :loading: embed\n", "![A]({static}/a.png)"),
        (".. figure:: a.png\n   :alt: A\n\n   Below.\n", '![A](a.png "Below.")'),
        (".. note::\n\n   Mind.\n", "> [!NOTE]\n>\n> Mind."),
        ("A [1]_.\n\n.. [1] Below.\n", "A [^1].\n\n[^1]: Below."),
        ("A [1]_.\n\n.. [1]\n   - Below.\n", "A [^1].\n\n[^1]:\n\n- Below."),
        (".. more\n\nText\n", "<!--more-->\n\nText"),
        (".. TEASER_END\n\nText\n", "<!--more-->\n\nText"),
        (".. youtube:: abc\n", "<https://www.youtube.com/watch?v=abc>"),
        ("====  ====\nA     B\n====  ====\n1     2\n====  ====\n", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
    ],
)  # fmt: skip
def test_what_markdown_has_becomes_markdown(text: str, becomes: str) -> None:
    assert markdown(text) == (becomes, [])


@pytest.mark.parametrize(
    ("text", "left", "code"),
    [
        (".. bokeh:: x\n   :y: 1\n\n   z\n", ".. bokeh:: x\n   :y: 1", "rst-left"),
        ("See :gh:`issue 7`.\n", "See `issue 7`.", "rst-left"),
        (".. include:: /etc/passwd\n", "```\n.. include:: /etc/passwd\n```", "rst-unread"),
        (".. csv-table::\n   :file: /etc/passwd\n", ".. csv-table::", "rst-unread"),
        (".. raw:: html\n   :file: /etc/passwd\n", ".. raw:: html", "rst-unread"),
        ("====  ====\nA     B\n1     2\n\n", "A     B", "rst-unread"),
        (".. raw:: html\n\n   <video src='x.mp4'></video>\n", "<video", "html-kept"),
    ],
)
def test_what_nothing_here_understands_is_shown_as_it_is_and_named(text: str, left: str, code: str) -> None:
    """Directives of a program, tables that are none, and whatever asks for a file of this machine."""
    body, told = markdown(text)
    assert left in body
    assert code in told
    assert "root:" not in body


def test_the_lines_of_warnings_are_those_of_the_file() -> None:
    document, told = in_markdown(parse(with_frontmatter(f"{HEAD}Text\n\n.. bokeh:: x\n")))
    written = document.body_line - 1  # lines of frontmatter, which stands before the file's own
    assert [each.line for each in told if each.line] == [HEAD.count("\n") + 3 + written]


# -- Imports ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_blog_of_pelican_comes_whole(source: Source) -> None:
    """With moments, tags, authors, pictures, old paths and links; pages stay out, and a second time is unchanged."""
    post = f"{HEAD}.. image:: {{static}}/images/b.png\n   :alt: B\n\nSee `two <{{filename}}two.rst#x>`_.\n"
    folder = source(
        {
            **PELICAN,
            "content/one.rst": post,
            "content/two.rst": "Two\n###\n\n:date: 2021-03-05\n:slug: second\n\nBack to `one <|filename|one.rst>`_.\n",
            "content/pages/about.rst": "About\n#####\n\nMe.\n",
            "content/images/b.png": picture(),
        }
    )
    imported = bring_in(folder)
    assert (
        imported.results | {"content/one.rst": "created", "content/pages/about.rst": "ignored"}
        == imported.results
    )
    one = Article.objects.get(slug="one")
    assert (one.title, one.date) == ("Bread", datetime(2021, 3, 4, 7, 20, tzinfo=UTC))
    assert str(one.category) == "Кухня"
    assert {tag.name for tag in one.tags.all()} == {"хлеб", "дом"}
    assert {author.name for author in one.authors.all()} == {"Anna", "Bo Chen"}
    assert [each.path for each in one.redirects.all()] == ["/a/bread"]
    text = one.latest_revision.text  # type: ignore[union-attr]
    assert "![B](/media/images/" in text
    assert "[two](/articles/second/#x)" in text
    assert "dialect" not in text
    assert "[one](/articles/one/)" in Article.objects.get(slug="second").latest_revision.text  # type: ignore[union-attr]
    assert set(bring_in(folder).results.values()) == {"unchanged", "ignored"}


@pytest.mark.django_db
def test_nikolas_header_stands_above_it(source: Source) -> None:
    date = "2020-01-02 10:00:00 UTC+01:00"
    text = f".. title: Tea\n.. slug: green-tea\n.. date: {date}\n.. tags: leaf, cup\n\nA *leaf*.\n"
    link = "See `it <link://slug/green-tea>`_ and :doc:`green-tea` and :doc:`tea <green-tea>`.\n"
    bring_in(
        source(
            {"conf.py": "BLOG_TITLE = 'x'\n", "posts/tea.rst": text, "posts/b.rst": f".. title: B\n\n{link}"}
        )
    )
    tea = Article.objects.get(slug="green-tea")
    assert (tea.title, tea.date) == ("Tea", datetime(2020, 1, 2, 9, tzinfo=UTC))
    assert {tag.name for tag in tea.tags.all()} == {"leaf", "cup"}
    assert "<em>leaf</em>" in tea.html
    assert Article.objects.get(title="B").html.count('href="/articles/green-tea/"') == 3


@pytest.mark.django_db
def test_documentation_is_no_blog(source: Source) -> None:
    """Elsewhere only what names a date, or has a frontmatter, is a post."""
    files = {
        "docs/index.rst": "Docs\n====\n\nText\n",
        "a.rst": HEAD + "Text\n",
        "b.rst": "---\ntitle: B\n---\n*b*\n",
    }
    imported = bring_in(source(files))
    assert imported.results == {"docs/index.rst": "ignored", "a.rst": "created", "b.rst": "created"}
    assert "<em>b</em>" in Article.objects.get(slug="b").html
    assert codes(imported["a.rst"]) == set()


def test_where_links_lead_is_seen_without_docutils() -> None:
    text = "`a <b.rst>`_ c__\n\n.. _d: e.rst\n__ f.rst\n\n.. image:: x.png\n   :target: g.rst\n"
    assert destinations(text) == {"b.rst", "e.rst", "f.rst", "g.rst"}


@pytest.mark.django_db
def test_what_is_nested_too_deeply_is_refused_with_a_reason(
    source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    """docutils goes down by recursion; that it can't is no mistake of the reader's."""
    found = bring_in(source(PELICAN | {"content/a.rst": HEAD + "- " * 3000 + "x\n"}))
    error = found["content/a.rst"].error
    assert error is not None
    assert (found["content/a.rst"].result, error.code) == ("rejected", "render-nesting")
    assert "Traceback" not in caplog.text
