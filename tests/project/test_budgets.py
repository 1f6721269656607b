"""How many queries a page costs, and that the number does not grow with what is published."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories

# A list is counted, the keys of a page are read from an index, then the articles with all that belongs to them; what is
# filed somewhere is looked up first. A page is the article, the keys of what is around it, and the articles of those.
BUDGETS = {
    "/": 3,
    "/articles/": 3,
    "/articles/?page=2": 3,
    "/articles/measured/": 3,
    "/articles/measured.md": 1,
    "/categories/": 1,
    "/categories/shelf/": 4,
    "/tags/": 1,
    "/tags/python/": 4,
    "/authors/": 1,
    "/authors/ann-writer/": 4,
    "/series/a-series/": 4,
    "/archive/": 2,
    "/archive/2020/": 3,
    "/archive/2020/03/": 3,
    "/search/": 1,
    "/search/?q=paragraph": 3,
    "/feed.xml": 5,
    "/rss.xml": 5,
    "/feed.json": 5,
    "/tags/python/feed.xml": 6,
    "/categories/shelf/rss.xml": 6,
    "/authors/ann-writer/feed.json": 6,
    "/sitemap.xml": 5,
    "/news-sitemap.xml": 1,
    "/robots.txt": 0,
    "/llms.txt": 1,
    "/healthz": 0,
    "/readyz": 2,
}
SMALL, LARGE = 3, 45


def publish(number: int) -> None:
    """`number` articles that share category, tag, author and series, in one month of 2020 and in the last days."""
    for index in range(number):
        factories.article(
            f"Old {index}",
            date=f"2020-03-{index % 28 + 1:02}T12:00:00Z",
            category="Shelf",
            tags=["python", f"tag {index}"],
            authors=["Ann Writer", f"Author {index}"],
            series={"name": "A series", "position": index + 1},
        )
    factories.articles(number, category="Shelf", tags=["python"], authors=["Ann Writer"])


def queries(client: Client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
        if response.streaming:
            b"".join(response)
    assert response.status_code == 200, url
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.django_db
def test_budgets(client: Client) -> None:
    """Every list, feed and page stays within its budget at both sizes, and a larger site costs no more queries."""
    factories.article("Measured", slug="measured", category="Shelf", tags=["python"], authors=["Ann Writer"])
    publish(SMALL)
    urls = [url for url in BUDGETS if "page=2" not in url]
    small = {url: queries(client, url) for url in urls}
    publish(LARGE - SMALL)

    large = {url: queries(client, url) for url in BUDGETS}

    over = {url: (len(sql), BUDGETS[url], sql) for url, sql in large.items() if len(sql) > BUDGETS[url]}
    grown = {url: (len(small[url]), len(large[url])) for url in urls if len(large[url]) > len(small[url])}
    assert over == {}
    assert grown == {}
