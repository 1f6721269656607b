"""The front page."""

import pytest
from django.test import Client

from tests import factories

from .markup import get, titles

pytestmark = pytest.mark.django_db


def test_newest_featured_article_leads(client: Client) -> None:
    """The featured article comes first although others are newer, and is not repeated below."""
    factories.article("An older featured one", date=factories.days(-9), featured=True)
    factories.article("Featured", date=factories.days(-5), featured=True)
    factories.article("Newest", date=factories.days(-1))

    soup = get(client, "/")

    assert titles(soup) == ["Featured", "Newest", "An older featured one"]


def test_newest_article_leads_when_none_is_featured(client: Client) -> None:
    factories.article("Older", date=factories.days(-3))
    factories.article("Newer", date=factories.days(-2))

    assert titles(get(client, "/")) == ["Newer", "Older"]


def test_latest_are_nine_and_lead_to_the_rest(client: Client) -> None:
    """However much there is, the front page shows one and nine, and links to the full list."""
    factories.articles(14)

    soup = get(client, "/")

    assert len(titles(soup)) == 10
    assert soup.find("a", href="/articles/", string="All articles")


def test_categories_in_use_are_named_with_their_count(client: Client) -> None:
    factories.articles(2, category="Databases")
    factories.draft(category="Secret plans")

    soup = get(client, "/")

    shelves = [shelf.get_text(" ", strip=True) for shelf in soup.select(".shelf")]
    assert shelves == ["Databases 2 articles"]
    assert "Secret plans" not in soup.get_text()


def test_empty_site_says_so(client: Client) -> None:
    assert "Nothing has been published yet." in get(client, "/").get_text()


def test_lead_picture_is_fetched_first_and_the_others_late(client: Client) -> None:
    factories.articles(3)

    lead, *others = get(client, "/").select("main img")

    assert lead["fetchpriority"] == "high"
    assert "loading" not in lead.attrs
    assert {image["loading"] for image in others} == {"lazy"}
