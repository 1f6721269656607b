"""What travels with a page, and how many queries it costs."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import factories

pytestmark = pytest.mark.django_db

FILED = {
    "category": "Databases",
    "tags": ["sqlite", "python", "http"],
    "authors": ["Ada Writer", "Bo Editor"],
    "series": "A series",
}
PATHS = [
    "/",
    "/articles/",
    "/articles/the-one/",
    "/articles/the-one.md",
    "/categories/",
    "/categories/databases/",
    "/tags/",
    "/tags/sqlite/",
    "/authors/",
    "/authors/ada-writer/",
    "/series/a-series/",
    "/archive/",
    "/archive/2024/",
    "/archive/2024/05/",
]
# Home: the keys of what stands there, the articles with their names, the categories.
# A list: what it is of, how many, the keys of the page, the articles with their names. A year is counted by its months;
# the archive asks for its first and last day before it counts.
# An article: itself with its names, the keys of what is around it, the articles of those.
BUDGETS = {
    "/": 3,
    "/articles/": 3,
    "/articles/the-one/": 3,
    "/articles/the-one.md": 1,
    "/categories/": 1,
    "/categories/databases/": 4,
    "/tags/": 1,
    "/tags/sqlite/": 4,
    "/authors/": 1,
    "/authors/ada-writer/": 4,
    "/series/a-series/": 4,
    "/archive/": 2,
    "/archive/2024/": 3,
    "/archive/2024/05/": 3,
}


@pytest.fixture
def publish() -> Callable[[int], None]:
    """Publish one article at /articles/the-one/ and some more like it."""

    def make(number: int) -> None:
        factories.article("The one", slug="the-one", date="2024-05-06", featured=True, **FILED)
        factories.articles(number, date=factories.days(-40), **FILED)
        for day in range(1, number):
            factories.article(date=f"2024-05-{day:02d}", **FILED)

    return make


@pytest.mark.parametrize("number", [2, 12])
def test_queries_do_not_grow_with_content(
    client: Client,
    publish: Callable[[int], None],
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    publish(number)

    for path in PATHS:
        with django_assert_num_queries(BUDGETS[path], info=path):
            client.get(path)


@pytest.mark.parametrize("path", PATHS)
def test_page_knows_no_reader(client: Client, publish: Callable[[int], None], path: str) -> None:
    """No cookie is set or asked for, so that any cache may give the page to anybody."""
    publish(1)

    response = client.get(path)

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"] == "public, max-age=0, stale-if-error=86400"


@pytest.mark.parametrize("path", ["/", "/articles/the-one/"])
def test_unchanged_page_is_not_sent_again(client: Client, publish: Callable[[int], None], path: str) -> None:
    publish(1)
    etag = client.get(path).headers["ETag"]

    response = client.get(path, headers={"if-none-match": etag})

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("path", PATHS)
def test_page_can_only_be_read(client: Client, publish: Callable[[int], None], path: str) -> None:
    publish(1)

    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def test_page_holds_no_inline_code(client: Client, publish: Callable[[int], None]) -> None:
    """The Content Security Policy would refuse it."""
    publish(2)

    for path in PATHS:
        html = client.get(path).content.decode()
        assert " style=" not in html, path
        assert "<style" not in html, path
        assert " onclick=" not in html, path
