"""Addresses of articles that readers may not see, and old addresses."""

import pytest
from django.test import Client

from articles import publishing
from articles.models import Article, Redirect
from tests import factories

from .markup import get

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "keys",
    [
        {"status": "draft"},
        {"status": "review"},
        {"date": factories.days(30)},
        {"expires": factories.days(-1)},
    ],
    ids=["draft", "in review", "scheduled", "expired"],
)
def test_hidden_article_is_not_found(client: Client, keys: dict[str, object]) -> None:
    made = factories.article("The hidden title", **keys)

    soup = get(client, made.get_absolute_url(), status=404)

    assert "The hidden title" not in soup.get_text()


def test_withdrawn_article_is_gone(client: Client) -> None:
    """The page says that the article was withdrawn, and not what it was."""
    made = factories.article("The withdrawn title", status="withdrawn")

    soup = get(client, made.get_absolute_url(), status=410)

    assert "withdrawn" in soup.h1.get_text()
    assert "The withdrawn title" not in soup.get_text()
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_draft_of_what_was_live_is_not_found(client: Client) -> None:
    made = factories.article(status="withdrawn")
    publishing.return_to_draft(article=Article.objects.get(pk=made.pk), by=None)

    get(client, made.get_absolute_url(), status=404)


def test_alias_leads_to_the_article(client: Client) -> None:
    made = factories.article(aliases=["/blog/old-name.html", "/2019/05/old-name/"])

    for path in ("/blog/old-name.html", "/2019/05/old-name/", "/2019/05/old-name"):
        response = client.get(path)

        assert response.status_code == 301, path
        assert response.headers["Location"] == made.get_absolute_url()


@pytest.mark.parametrize(
    "keys", [{"status": "draft"}, {"date": factories.days(30)}], ids=["draft", "scheduled"]
)
def test_old_address_of_a_hidden_article_tells_nothing(client: Client, keys: dict[str, object]) -> None:
    made = factories.article(**keys)
    Redirect.objects.get_or_create(path="/old", defaults={"article": made})

    assert client.get("/old").status_code == 404


def test_old_address_of_a_withdrawn_article_leads_to_the_word_of_it(client: Client) -> None:
    made = factories.article(aliases=["/old/"], status="withdrawn")

    response = client.get("/old/", follow=True)

    assert response.redirect_chain == [(made.get_absolute_url(), 301)]
    assert response.status_code == 410


def test_redirect_to_an_address_elsewhere(client: Client) -> None:
    Redirect.objects.create(path="/shop", url="https://shop.example/")

    response = client.get("/shop/")

    assert (response.status_code, response.headers["Location"]) == (301, "https://shop.example/")


def test_redirect_never_shadows_a_page(client: Client) -> None:
    Redirect.objects.create(path="/articles", url="https://elsewhere.example/")

    get(client, "/articles/", status=200)
