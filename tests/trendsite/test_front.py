"""What the page cache is told of this site."""

import pytest

from trendsite.front import policy


@pytest.mark.parametrize(
    ("path", "query", "kept"),
    [
        ("/", b"", ""),
        ("/", b"utm_source=feed&fbclid=1", ""),
        ("/", b"p=31", None),
        ("/view.php", b"id=3", None),
        ("/articles/", b"page=2", "page=2"),
        ("/search/", b"q=node/12", "q=node%2F12"),
    ],
)
def test_only_queries_that_may_name_an_old_page_pass_the_cache(
    path: str, query: bytes, kept: str | None
) -> None:
    """All others are the same page for everybody, and cost nothing more than before."""
    assert policy().query(path, query) == kept
