"""Accounts of each role, and clients that are logged in as them."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Author
from tests.factories import user


@pytest.fixture
def author(db: None) -> User:
    """An Author with a byline, under which their articles stand."""
    account = user("ann", group="Author")
    Author.objects.create(name="Ann Berg", slug="ann-berg", user=account)
    return account


@pytest.fixture
def editor(db: None) -> User:
    return user("eve", group="Editor")


@pytest.fixture
def publisher(db: None) -> User:
    return user("pam", group="Publisher")


@pytest.fixture
def login() -> Callable[[User], Client]:
    """A client of its own for each account."""

    def logged_in(account: User) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return logged_in
