"""Fixtures for every test: each has its own media folder and an empty cache, and a browser where one is found."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django import Settings

from tests.chromium import ARGUMENTS, find_chromium, why_no_browser
from tests.crews import lasting_workers

# A machine that is busy with something else makes no property false.
hypothesis_settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("suite")

_roles = import_module("articles.migrations.0002_roles")


@receiver(post_migrate, sender=apps.get_app_config("articles"))
def restore_roles(using: str, **kwargs: object) -> None:
    """Give every test the roles that a migration makes.

    A test with real commits empties all tables when it ends. Django then tells everybody to fill in again what belongs
    to the code; it has content types and permissions do so, but not what migrations have written.
    """
    _roles.create_roles(apps, SimpleNamespace(connection=connections[using]))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser, with the reason, where there is none."""
    driven = [item for item in items if item.get_closest_marker("browser")]
    if driven and (reason := why_no_browser()):
        for item in driven:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def media_root(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty MEDIA_ROOT of this test's own."""
    root = tmp_path_factory.mktemp("media")
    settings.MEDIA_ROOT = root
    return root


@pytest.fixture(autouse=True, scope="session")
def workers() -> Iterator[None]:
    """Those of imports outlive their test."""
    with lasting_workers():
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """No test sees what another one cached."""
    yield
    cache.clear()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for a module's tests; open a context of your own in it."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's synchronous API keeps an event loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()
