"""Titles and pictures under keys that a site made up."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles.document import parse
from articles.models import Article
from interchange.readers.own_keys import own_picture, own_title
from tests.factories import picture

from .conftest import Files, bring_in, codes


@pytest.mark.django_db
@pytest.mark.usefixtures("media_root")
def test_what_is_under_such_keys(source: Callable[[Files], Path]) -> None:
    """The document says it under a known key from then on, and the report says where it is from."""
    text = "---\npageTitle: On bread\ndate: 2020-01-02\nheroImg: ../img/x.png?v=1\n---\n# Heading\n\nText\n"
    line = bring_in(source({"posts/a.md": text, "img/x.png": picture()}))["posts/a.md"]
    article = Article.objects.get()
    assert (article.title, article.image is not None) == ("On bread", True)
    assert {"title-from-key", "image-from-key"} <= codes(line)
    assert {each.result for each in bring_in(source({})).lines.values()} == {"unchanged", "ignored"}


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("feature: /post-images/x.png", "/post-images/x.png"),
        ("heroImg: https://x.example/a.jpg?w=3", "https://x.example/a.jpg?w=3"),
        ("feature: true", None),
        ("one: a.png\ntwo: b.png", None),
        ("one: a.png\nfeature: b.png", "b.png"),
        ("siteIcon: a.png", None),
        ("authorAvatar: a.png", None),
        ("other: a.svg", None),
        ("other: text", None),
        ("other: [a.png]", None),
    ],
)
def test_the_only_key_that_names_a_picture(said: str, source: str | None) -> None:
    found = own_picture(parse(f"---\ntitle: A\n{said}\n---\nText\n"))
    assert (found[1].src if found else None) == source


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("page_title: A", "A"),
        ("SEOTitle: B\nname: A", "A"),
        ("name: [a]", None),
        ("name: ''", None),
        ("x: y", None),
    ],
)
def test_keys_of_titles(said: str, title: str | None) -> None:
    found = own_title(parse(f"---\n{said}\n---\nText\n"))
    assert (found[1] if found else None) == title


@pytest.mark.django_db
def test_a_flag_that_names_a_picture_is_no_mistake(source: Callable[[Files], Path]) -> None:
    """Gridea's picture."""
    text = "---\ntitle: A\ndate: 2020-01-02\nfeature: /post-images/x.png\n---\nText\n"
    assert "value-unreadable" not in codes(bring_in(source({"a.md": text}))["a.md"])
