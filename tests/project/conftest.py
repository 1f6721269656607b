"""The running site that the tests of a server and of a browser share."""

from collections.abc import Iterator

import pytest

from .running_site import RunningSite


@pytest.fixture(scope="session")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The sample site, served by two processes."""
    site = RunningSite(tmp_path_factory.mktemp("site"))
    site.prepare()
    site.start()
    yield site
    if site.process.poll() is None:
        site.stop()
