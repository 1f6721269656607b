"""Articles as the documents they are made of."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

DOCUMENT = (
    "---\r\n"
    "title:   'Kept as written'   # with a comment\r\n"
    "mood: cheerful\r\n"
    "date: 2026-01-02\r\n"
    "---\r\n"
    "Text – with “marks”.\r\n"
)


def test_document_is_served_as_its_author_wrote_it(client: Client) -> None:
    """Comments, unknown keys, quoting and line ends are those of the live revision."""
    made = factories.enact(factories.parse(DOCUMENT))

    response = client.get(f"/articles/{made.slug}.md")

    assert response.content.decode() == DOCUMENT
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Link"] == f'<http://localhost/articles/{made.slug}/>; rel="canonical"'


def test_page_gives_the_document_to_those_who_prefer_it(client: Client) -> None:
    made = factories.article()

    response = client.get(made.get_absolute_url(), headers={"accept": "text/markdown, text/html;q=0.5"})

    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.content == client.get(f"/articles/{made.slug}.md").content
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "text/html", "text/html, text/markdown", "text/markdown;q=0.1, */*", "application/json"],
)
def test_everybody_else_gets_the_page(client: Client, accept: str) -> None:
    made = factories.article()

    response = client.get(made.get_absolute_url(), headers={"accept": accept})

    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Accept" in response.headers["Vary"]


def test_document_is_the_live_one_and_not_the_staged(client: Client) -> None:
    made = factories.article(body="The text that is live.")
    factories.stage(made, "A newer text.")

    text = client.get(f"/articles/{made.slug}.md").content.decode()

    assert "The text that is live." in text
    assert "newer" not in text


@pytest.mark.parametrize(
    ("keys", "status"),
    [({"status": "draft"}, 404), ({"status": "review"}, 404), ({"status": "withdrawn"}, 410)],
)
def test_document_of_a_hidden_article_is_hidden(client: Client, keys: dict[str, str], status: int) -> None:
    made = factories.article(**keys)

    assert client.get(f"/articles/{made.slug}.md").status_code == status
    assert client.get(made.get_absolute_url(), headers={"accept": "text/markdown"}).status_code == status
