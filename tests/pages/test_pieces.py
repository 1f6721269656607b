"""Pieces of pages that are rendered once: what they show is never another's, and never old."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from django.utils import timezone, translation
from markupsafe import Markup

from articles import templating
from articles.loading import cards
from articles.models import Author, Category, Image
from articles.shown import ShownArticle
from tests import factories

CARD = '{% from "partials/teasers.html" import card %}{{ card(article) }}'
FORM = '{% from "partials/search_form.html" import search_form %}{{ search_form(query) }}'


def rendered(source: str, **context: Any) -> str:
    text: str = engines["jinja2"].from_string(source).render(context)
    return text


def shown(**changes: Any) -> ShownArticle:
    values: dict[str, Any] = {
        "pk": 1,
        "slug": "one",
        "title": "One",
        "description": "",
        "excerpt": "About it.",
        "date": datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
        "language": "",
        "reading_time": 3,
        "image_alt": "",
        "series_position": None,
        "category": None,
        "image": None,
        "byline": (),
    }
    return ShownArticle(**{**values, **changes})


def test_a_piece_is_rendered_once_for_equal_values() -> None:
    templating._rendered.cache_clear()

    first, again, other = (rendered(CARD, article=each) for each in (shown(), shown(), shown(title="Two")))

    assert first == again
    assert ">Two</a>" in other
    # Each card, and the picture in it; the first one again.
    assert (templating._rendered.cache_info().misses, templating._rendered.cache_info().hits) == (4, 1)


def test_marked_text_is_not_taken_for_its_letters() -> None:
    """They are equal to Python, but only one of them is escaped."""
    assert 'value="&lt;b&gt;"' in rendered(FORM, query="<b>")
    assert 'value="<b>"' in rendered(FORM, query=Markup("<b>"))
    assert 'value="&lt;b&gt;"' in rendered(FORM, query="<b>")


@pytest.mark.parametrize("special", ["<", ">", "&", '"', "'"])
@pytest.mark.parametrize("length", [1, 79, 80, 600])
def test_everything_is_escaped(special: str, length: int) -> None:
    text = special + "x" * (length - 1)

    printed = rendered("{{ text }}{{ 1 }}{{ none }}", text=text)

    assert printed == f"{Markup.escape(text)}1None"
    assert special not in printed.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "").replace(
        "&#", ""
    )


def test_long_texts_are_not_remembered() -> None:
    templating._rendered.cache_clear()

    rendered(FORM, query="x" * 501)

    assert templating._rendered.cache_info().currsize == 0


def test_the_language_and_the_zone_are_part_of_what_is_shown() -> None:
    english = rendered(CARD, article=shown())
    with translation.override("de"):
        german = rendered(CARD, article=shown())
    with timezone.override("Asia/Tokyo"):
        later = rendered(CARD, article=shown())

    assert "March 1, 2026" in english
    assert "1. März 2026" in german
    assert "March 2, 2026" in later
    assert rendered(CARD, article=shown()) == english


@pytest.mark.django_db
def test_every_change_of_what_a_card_shows_is_seen(client: Client) -> None:
    """Also of what it only names: category, authors, pictures."""
    made = factories.article("Before", slug="one", category="Shelf", authors=["Ann Lee"])
    picture = Image.objects.create(
        name="p", file="images/p.png", width=9, height=9, size=1, sha256="1", source_sha256="1"
    )

    def page() -> str:
        return client.get("/articles/").content.decode()

    assert ">Before</a>" in page()
    for change, sees in [
        (lambda: type(made).objects.update(title="After"), ">After</a>"),
        (lambda: Category.objects.update(name="Board"), ">Board</a>"),
        (lambda: Author.objects.update(name="Bo Chen"), ">Bo Chen</a>"),
        (lambda: type(made).objects.update(image=picture), 'src="/media/images/p.png"'),
        (
            lambda: Image.objects.update(variants=[{"name": "images/p-4.png", "width": 4, "height": 4}]),
            "/media/images/p-4.png 4w",
        ),
        (lambda: type(made).objects.update(language="de"), ' lang="de"'),
    ]:
        assert sees not in page()
        change()
        assert sees in page()


@pytest.mark.django_db
def test_an_article_in_a_list_is_made_once_for_equal_rows() -> None:
    made = factories.article("One", authors=["Ann Lee"])

    (first,) = cards([made.pk])
    (again,) = cards([made.pk])
    Author.objects.update(bio="Writes.")
    (changed,) = cards([made.pk])

    assert again is first
    assert changed.byline[0].bio == "Writes."
