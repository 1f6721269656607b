"""Lektor's documents: fields between lines of hyphens, in a file for each folder."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles.models import Article

from ..factories import picture
from .conftest import Files, bring_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

FIRST = """_model: blog-post
---
title: First: a start
---
pub_date: 2020-01-02
---
author: Ann Lee
---
tags:

bread
salt
---
body:

Some *text*, ![a](a.png) and [more](../second/).

----
Below a line.
"""
SECOND = (
    "title: Second\n---\npub_date: 2020-01-03\n---\n_discoverable: no\n---\n_slug: other\n---\nbody: Text.\n"
)


def test_posts_of_lektor(source: Callable[[Files], Path]) -> None:
    """Dated documents are posts, with their pictures and links; others are pages."""
    files: Files = {
        "site.lektorproject": "[project]\nname = X\n",
        "content/contents.lr": "title: Home\n---\nbody: Hello.\n",
        "content/blog/first/contents.lr": FIRST,
        "content/blog/first/a.png": picture(40, 30),
        "content/blog/second/contents.lr": SECOND,
        "content/projects/contents.lr": "title: Projects\n---\nbody: Text.\n",
    }
    imported = bring_in(source(files))
    assert (
        imported.results["content/contents.lr"]
        == imported.results["content/projects/contents.lr"]
        == "ignored"
    )
    article = Article.objects.get(slug="first")
    assert (article.title, article.date) == ("First: a start", datetime(2020, 1, 2, tzinfo=UTC))
    assert {tag.name for tag in article.tags.all()} == {"bread", "salt"}
    assert [author.name for author in article.authors.all()] == ["Ann Lee"]
    assert [each.path for each in article.redirects.all()] == ["/blog/first"]
    assert "/media/images/a-" in article.html
    assert 'href="/articles/other/"' in article.html
    assert "<hr>" in article.html
    assert Article.objects.get(slug="other").status == "draft"


def test_addresses_and_translations(source: Callable[[Files], Path]) -> None:
    """A slug of its own stands in the place of the folder's name; a translation is found below its language."""
    text = "title: {}\n---\npub_date: 2020-01-02\n---\nbody: Text.\n"
    files: Files = {
        "x.lektorproject": "[project]\nurl = https://old.example/\n[alternatives.en]\nprimary = yes\n"
        "[alternatives.ru]\nurl_prefix = /rus/\n[alternatives.de]\n",
        "content/blog/first/contents.lr": text.format("First"),
        "content/blog/first/contents+ru.lr": text.format("Первый"),
        "content/blog/first/contents+de.lr": text.format("Erstes"),
        "content/blog/second/contents.lr": f"_slug: two\n---\n{text.format('Second')}",
    }
    bring_in(source(files))
    assert {each.slug: [known.path for known in each.redirects.all()] for each in Article.objects.all()} == {
        "first": ["/blog/first"],
        "first-ru": ["/rus/blog/first"],
        "first-de": ["/de/blog/first"],
        "two": ["/blog/two"],
    }


def test_kirbys_texts(source: Callable[[Files], Path]) -> None:
    """A folder for each post says what it is about; the file is called by its kind."""
    text = (
        "Title: {}\n\n----\n\nDate: 2020-01-02 10:00\n\n----\n\nTags: bread, salt\n\n----\n\n"
        "Cover: - cover.png\n\n----\n\nText:\n\nSome *text*\n\n-----\nbelow a line.\n"
    )
    files: Files = {
        "content/1_blog/blog.txt": "Title: Blog\n\n----\n\nHeadline: \n",
        "content/1_blog/20200102_first/article.txt": text.format("First"),
        "content/1_blog/20200102_first/cover.png": picture(),
        "content/1_blog/20200102_second/article.de.txt": text.format("Zweites"),
        "notes.txt": "A note: it has a colon.\n\nAnd a line\n----\nbelow.\n",
    }
    imported = bring_in(source(files))
    assert imported["content/1_blog/blog.txt"].result == "ignored"
    first = Article.objects.get(slug="first")
    assert (first.title, first.date) == ("First", datetime(2020, 1, 2, 10, tzinfo=UTC))
    assert (sorted(first.tags.names()), first.image is not None) == (["bread", "salt"], True)
    assert "<em>text</em>" in first.html
    assert "Tags" not in first.html
    assert Article.objects.get(slug="second").language == "de"
    assert "below." in Article.objects.get(slug="notes").html
