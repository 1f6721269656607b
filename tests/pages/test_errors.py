"""Pages for when something is wrong."""

from unittest import mock

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.views import defaults

from articles.views.reading import Home

from .markup import get, page


@pytest.mark.django_db
def test_unknown_address_has_a_designed_page(client: Client) -> None:
    soup = get(client, "/no/such/page/", status=404)

    assert len(soup.find_all("h1")) == 1
    assert soup.find("a", href="/articles/")
    assert soup.find("input", attrs={"name": "q"})
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_failure_has_a_designed_page_that_needs_no_database(client: Client) -> None:
    """This test may not use the database, and neither does the page."""
    client.raise_request_exception = False

    with mock.patch.object(Home, "get", side_effect=RuntimeError("broken on purpose")):
        soup = get(client, "/", status=500)

    assert soup.h1.get_text() == "Something broke on our side"
    assert soup.find("link", href="/static/css/site.css")


def test_bad_request_has_a_designed_page(rf: RequestFactory) -> None:
    response = defaults.bad_request(rf.get("/"), ValueError())

    assert page(response).h1.get_text() == "That request made no sense here"


@pytest.mark.parametrize(
    ("template", "heading"),
    [("403.html", "This is not open to you"), ("403_csrf.html", "That form was out of date")],
)
def test_refusal_has_a_designed_page(rf: RequestFactory, template: str, heading: str) -> None:
    request: HttpRequest = rf.get("/")

    response = defaults.permission_denied(request, PermissionError(), template_name=template)

    assert page(response).h1.get_text() == heading
