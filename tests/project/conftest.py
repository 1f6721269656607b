"""The running site that the tests of a server and of a browser share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from .running_site import RunningSite
from .visitor import Visit, Visitor

ROLES = {"ann": "Author", "ed": "Editor", "pia": "Publisher"}


@pytest.fixture(scope="session")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The sample site, served by two processes."""
    site = RunningSite(tmp_path_factory.mktemp("site"))
    site.prepare()
    site.start()
    yield site
    if site.process.poll() is None:
        site.stop()


@pytest.fixture(scope="session")
def people(running_site: RunningSite) -> dict[str, str]:
    """An account for each role: {name: password}."""
    return {name: running_site.add_account(name, group=group) for name, group in ROLES.items()}


@pytest.fixture
def visit(chromium: Browser, running_site: RunningSite) -> Iterator[Visit]:
    """Makes visitors, each with a browser profile of their own, which is closed after the test."""
    contexts: list[BrowserContext] = []

    def visitor(**options: object) -> Visitor:
        contexts.append(chromium.new_context(**options))  # type: ignore[arg-type]
        return Visitor(contexts[-1], running_site)

    yield visitor
    for context in contexts:
        context.close()
