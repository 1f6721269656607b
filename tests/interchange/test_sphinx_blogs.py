"""Blogs made with Sphinx: posts that say in directives what they are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles.models import Article
from interchange.readers.sphinx_blogs import without_directives

from .conftest import Files, bring_in, codes

POST = """Hello *world*
=============

Text, see :doc:`it </2013/05/07/other>`.

.. code-block:: ini

   x = 1

.. more::

Rest.

.. author:: default
.. categories:: Baking, home
.. tags:: bread, none
.. comments::
"""
ABLOG = """.. post:: May 6, 2020
   :tags: a, b
   :author: Ada Example
   :category: Cat
   :redirect: blog/old
   :image: 1
   :nocomments:

Hello
#####

Text
"""


@pytest.mark.django_db
def test_tinkerers_posts(source: Callable[[Files], Path]) -> None:
    """Their folders say the day, the directives below the text the rest; pages and drafts are no posts."""
    files = {
        "conf.py": "import tinkerer\n",
        "2013/05/06/hello.rst": POST,
        "2013/05/07/other.rst": "Other\n=====\n\nText\n\n.. tags:: none\n",
        "pages/about.rst": "About\n=====\n\nText\n",
    }
    imported = bring_in(source(files))
    assert imported["pages/about.rst"].result == "ignored"
    hello, other = Article.objects.order_by("slug")
    assert (hello.title, str(hello.date)[:10], str(hello.category)) == ("Hello world", "2013-05-06", "Baking")
    assert sorted(hello.tags.names()) == ["bread", "home"]
    assert [each.path for each in hello.redirects.all()] == ["/2013/05/06/hello.html"]
    assert 'href="/articles/other/"' in hello.html
    assert not {"rst-left", "rst-unread"} & codes(imported["2013/05/06/hello.rst"])
    assert not other.tags.exists()


@pytest.mark.django_db
def test_ablogs_posts(source: Callable[[Files], Path]) -> None:
    """A post without a date is a draft; MyST has the directive in a block of code."""
    files = {
        "conf.py": "extensions = ['ablog']\n",
        "posts/one.rst": ABLOG,
        "posts/two.rst": ".. post::\n\nTwo\n###\n\nText\n",
        "posts/three.md": "```{post} 2020-01-06\n---\ntags: x, y\ncategory: D\n---\n```\n\n# Three\n\nText\n",
        "posts/four.md": "```{post} 2020-01-07\n:tags: x\n```\n\n# Four\n",
        "about.rst": "About\n=====\n\nText\n",
    }
    imported = bring_in(source(files))
    assert imported["about.rst"].result == "ignored"
    assert imported["posts/two.rst"].status == "draft"
    one, three, four = (Article.objects.get(slug=slug) for slug in ("one", "three", "four"))
    assert (str(one.date)[:10], str(one.category), sorted(one.tags.names())) == (
        "2020-05-06",
        "Cat",
        ["a", "b"],
    )
    assert [each.name for each in one.authors.all()] == ["Ada Example"]
    assert {each.path for each in one.redirects.all()} == {"/blog/old", "/posts/one.html"}
    assert (three.title, str(three.date)[:10], sorted(three.tags.names())) == (
        "Three",
        "2020-01-06",
        ["x", "y"],
    )
    assert (four.title, [*four.tags.names()]) == ("Four", ["x"])


def test_other_directives_stay() -> None:
    """Lines keep their numbers."""
    text = ".. note::\n\n   tags\n\n.. tags:: a\n   b\n\nEnd\n"
    rest, said = without_directives(text)
    assert rest == ".. note::\n\n   tags\n\n\n\n\nEnd\n"
    assert said == {"tags": ["a"]}
    assert without_directives("No :: here\n") == ("No :: here\n", {})
