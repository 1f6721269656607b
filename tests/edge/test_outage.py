"""A database that is away: said clearly, kept by nobody, over by itself."""

from collections.abc import Callable
from unittest import mock

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from edge import outage
from tests import factories


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def away() -> Callable[[], mock._patch]:  # type: ignore[type-arg]
    """A context in which no query is answered."""

    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("could not connect to server at db.internal")

    return lambda: mock.patch.object(connection, "cursor", fail)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/articles/", "/articles/one/", "/feed.xml", "/search/?q=x", "/unknown/", "/admin/login/"]
)
def test_reading(client: Client, away: Callable[[], mock._patch], path: str) -> None:  # type: ignore[type-arg]
    """503 that says when to come back, is kept by nobody, has one heading and tells nothing of the database."""
    with away():
        response = client.get(path)

    if path in {"/unknown/", "/admin/login/"} and response.status_code != 503:
        # These may not need the database at all.
        assert response.status_code in {200, 404}
        return
    text = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert response.headers["Cache-Control"] == "no-store"
    assert text.count("<h1>") == 1
    assert "db.internal" not in text
    assert "Content-Security-Policy" in response.headers


@pytest.mark.django_db
def test_writing(client: Client, away: Callable[[], mock._patch]) -> None:  # type: ignore[type-arg]
    """Who sent something is told that it was not saved."""
    with away():
        response = client.post("/admin/login/", {"username": "a", "password": "b"})

    assert response.status_code == 503
    assert "nothing of what you sent was saved" in response.content.decode()


@pytest.mark.django_db
def test_missing_page(client: Client, away: Callable[[], mock._patch]) -> None:  # type: ignore[type-arg]
    """A 404 asks for redirects in a middleware, where no view fails; the outage is told all the same."""
    with away():
        assert client.get("/nowhere-at-all/").status_code == 503


@pytest.mark.django_db
def test_heals_by_itself(client: Client, away: Callable[[], mock._patch]) -> None:  # type: ignore[type-arg]
    factories.article("One", slug="one")
    with away():
        during = client.get("/articles/one/").status_code

    assert (during, client.get("/articles/one/").status_code) == (503, 200)


@pytest.mark.django_db
def test_other_failures_stay_failures(client: Client) -> None:
    with mock.patch("articles.views.reading.front_page", side_effect=ZeroDivisionError):
        assert client.get("/").status_code == 500


@pytest.mark.parametrize(
    ("exception", "expected"),
    [(OperationalError(), True), (InterfaceError(), True), (ValueError(), False), (None, False)],
)
def test_outage(exception: Exception | None, expected: bool) -> None:
    assert outage.is_outage(exception) == expected
