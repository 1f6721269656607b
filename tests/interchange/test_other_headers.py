"""Documents that say what they are in an object that they export, or as Notion writes the properties of a page."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles.models import Article
from interchange.readers.other_headers import with_header

from .conftest import Files, bring_in, codes

NUMBER = "0f3c2d1e4b5a69788796a5b4c3d2e1f0"
EXPORTED = """import { mia } from '@/authors'
import cover from './cover.jpg'

export const meta = {
  title: 'It\\'s {here}', // said twice
  "description": `Two
lines`,
  date: new Date("2020-02-27T14:00:00Z"),
  authors: ['Mia Berg'],
  tags: ["a:b", 'c'],
  image: cover,
  draft: false,
  ...more,
};

Text with {braces}
"""


@pytest.mark.django_db
def test_an_object_that_mdx_exports(source: Callable[[Files], Path]) -> None:
    line = bring_in(source({"posts/a.mdx": EXPORTED}))["posts/a.mdx"]

    article = Article.objects.get()
    assert (article.title, article.date) == ("It's {here}", datetime(2020, 2, 27, 14, tzinfo=UTC))
    assert article.description.split() == ["Two", "lines"]
    assert sorted(article.tags.names()) == ["a:b", "c"]
    assert [each.name for each in article.authors.all()] == ["Mia Berg"]
    assert "export" not in article.html
    assert "Text with {braces}" in article.html
    assert "./cover.jpg" in " ".join(each.message for each in line.warnings if each.code == "image-missing")


@pytest.mark.parametrize(
    "text",
    [
        "export const meta = {\n  name: 'no title'\n}\n\nText\n",
        "export const meta = {\n  title: 'never closed'\n\nText\n",
        "export const meta = { title: call(1), x: () => { return {} } }\n",
        "export default function X() { return {} }\n",
        "import x from 'y'\n\n# Heading\n",
        "export const meta = {{{{{{title: 1\n",
    ],
)
def test_any_other_script_is_none(text: str) -> None:
    assert with_header(text, "a.mdx") == ""


@pytest.mark.django_db
def test_pages_that_notion_exported(source: Callable[[Files], Path]) -> None:
    """The number behind the name is no part of the slug; links and pictures name it all the same."""
    first = (
        "# First: post\n\nCreated: January 5, 2023 10:00 AM\nTags: python, web\nStatus: Draft\n\n"
        f"[x](Second%20{NUMBER}.md)\n\nNote: no property\n"
    )
    second = "# 第二\n\n日期: 2023年2月3日\n标签: 开发, 网站\n作者: 木子\n\n正文\n"

    lines = bring_in(source({f"First {NUMBER}.md": first, f"Second {NUMBER}.md": second})).lines

    drafted, published = lines[f"First {NUMBER}.md"], lines[f"Second {NUMBER}.md"]
    assert (drafted.slug, drafted.status) == ("first", "draft")
    article = Article.objects.get(slug="second")
    assert (article.title, article.date) == ("第二", datetime(2023, 2, 3, tzinfo=UTC))
    assert sorted(article.tags.names()) == ["开发", "网站"]
    assert [each.name for each in article.authors.all()] == ["木子"]
    assert article.html.strip() == "<p>正文</p>"
    revision = Article.objects.get(slug="first").latest_revision
    assert revision is not None
    assert revision.document.fields.title == "First: post"
    assert "[x](/articles/second/)" in revision.text
    assert "Note: no property" in revision.text
    assert not codes(published)


def test_lines_with_colons_elsewhere_are_text() -> None:
    text = "# Title\n\nNote: this\n\nText\n"

    assert with_header(text, "notes/a.md") == ""


@pytest.mark.django_db
def test_lines_below_the_title(source: Callable[[Files], Path]) -> None:
    """They are what the text says of itself, whatever marks stand around them; the folder has the date and the slug."""
    plain = (
        "# How to measure\n\nAuthor: [Ada Example](https://ada.example/)\n\nTags: Go, Speed\n\n"
        "Description: Measure: with care\n\n---\n\nText, see [it](../2026-01-08-other/README.md)\n"
    )
    marked = "# 第二 #\n**日期：** 2026-01-09\n- 标签: 开发, 网站\n\nText: not a line of those\n"
    files = {
        "README.md": "# My blog\n\nAuthor: me\n\nTags: all\n",
        "posts/2026-01-07-measure/README.md": plain,
        "posts/2026-01-08-other/README.md": marked,
        "posts/2026-01-08-other/validation.json": "{}",
    }
    imported = bring_in(source(files))

    assert imported["README.md"].result == "ignored"
    measure, other = Article.objects.order_by("slug")
    assert (measure.slug, measure.title, measure.description) == (
        "measure",
        "How to measure",
        "Measure: with care",
    )
    assert [(each.name, each.url) for each in measure.authors.all()] == [
        ("Ada Example", "https://ada.example/")
    ]
    assert sorted(measure.tags.names()) == ["Go", "Speed"]
    assert 'href="/articles/other/"' in measure.html
    assert "Author" not in measure.html
    assert (other.title, str(other.date)[:10], sorted(other.tags.names())) == (
        "第二",
        "2026-01-09",
        ["开发", "网站"],
    )
    assert "not a line of those" in other.html


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\nTags: one line alone\n\nText\n",
        "# Title\n\nNote: x\nWarning: y\n",
        "# Title\n\nText first\n\nTags: a\nDate: 2020-01-01\n",
        "## Second\n\nTags: a\nDate: 2020-01-01\n",
        "# " + "*" * 20_000 + "\n" + "_" * 20_000 + "\n",
    ],
)
def test_other_lines_below_a_title(text: str) -> None:
    assert with_header(text, "a.md") == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["themes-x/README.md", "posts/README.md", "posts/a/b/README.md", "docs/a/README.md"]
)
def test_a_readme_elsewhere_is_none(source: Callable[[Files], Path], name: str) -> None:
    """It is about its folder."""
    files = {"posts/a/index.md": "---\ntitle: A\n---\nText\n", name: "# About it\n\nText\n"}
    assert bring_in(source(files))[name].result == "ignored"
