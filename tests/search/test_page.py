"""The search page."""

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.search import PER_PAGE
from tests import factories

pytestmark = pytest.mark.django_db


def page(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    assert not response.cookies
    return BeautifulSoup(response.content, "lxml")


def test_the_form_alone(client: Client) -> None:
    """Without a query there is a form that is a plain GET, help, and no word of failure."""
    factories.article(category="Guides")

    soup = page(client, "/search/")

    form = soup.select_one("main form[role=search]")
    assert form is not None
    assert form.get("method", "get") == "get"
    assert form["action"] == "/search/"
    assert soup.select_one("main a[href='/categories/guides/']")
    assert "Nothing was found" not in soup.main.text


def test_results(client: Client) -> None:
    """What is found is linked and marked, the query stands in the form, and search engines are kept away."""
    article = factories.article("A lighthouse", body="The keeper of the lighthouse.")

    response = client.get("/search/?q=lighthouse")
    soup = BeautifulSoup(response.content, "lxml")

    link = soup.select_one(f"main a[href='{article.get_absolute_url()}']")
    assert link is not None
    assert link.mark.text == "lighthouse"
    assert soup.select_one("#q")["value"] == "lighthouse"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert len(soup.select("h1")) == 1


def test_nothing_found_helps(client: Client) -> None:
    """Who finds nothing is told so, and how to search."""
    soup = page(client, "/search/?q=unheard-of")

    assert "Nothing was found for “unheard-of”" in soup.main.text
    assert soup.select_one("main .search-help")


def test_what_is_typed_comes_back_escaped(client: Client) -> None:
    """A query is text, wherever the page repeats it."""
    typed = '"><script>alert(1)</script>'

    response = client.get(f"/search/?q={quote(typed)}")

    assert b"<script>alert" not in response.content
    assert BeautifulSoup(response.content, "lxml").select_one("#q")["value"] == typed


def test_a_very_long_query_is_bounded(client: Client) -> None:
    """A pasted page of text is a short query with a remark."""
    response = client.get("/search/", {"q": "verylongword " * 3000})

    assert response.status_code == 200
    assert len(response.content) < 20_000
    assert "Only the first" in response.content.decode()


def test_pages(client: Client) -> None:
    """Results continue on further pages, which keep the query; what is no page is a 404."""
    factories.articles(PER_PAGE + 1, body="lantern & rope")

    soup = page(client, f"/search/?q={quote('lantern & rope')}")
    following = soup.select_one("main a[rel=next]")

    assert following is not None
    assert following["href"] == "/search/?q=lantern+%26+rope&page=2"
    assert len(page(client, following["href"]).select("main article")) == 1
    for number in ("3", "0", "-1", "x", "1e3", "²", "9" * 40, "1001"):
        assert client.get("/search/", {"q": "lantern", "page": number}).status_code == 404


def test_only_safe_methods(client: Client) -> None:
    """A search changes nothing, so nothing else is accepted."""
    assert client.head("/search/?q=x").status_code == 200
    assert client.post("/search/", {"q": "x"}).status_code == 405
