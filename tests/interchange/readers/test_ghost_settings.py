"""Where Ghost's posts were: its settings and routes say it, and links between posts follow whatever they were."""

from datetime import UTC, datetime

import pytest

from interchange.items import Item
from interchange.readers.ghost_settings import Facts, GhostSettings

from .exports import ghost, ghost_post, only, read_all

FACTS = Facts("tea", "5f", datetime(2020, 1, 31, 23, 30, tzinfo=UTC), "mia", ("drinks", "hot"))


def settings(*rows: tuple[str, str], routes: str = "") -> GhostSettings:
    found = GhostSettings()
    for key, value in rows:
        found.note({"key": key, "value": value})
    found.note_routes(routes.encode() if routes else None)
    return found


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("/:slug/", "/tea/"),
        ("/:year/:month/:day/:slug/", "/2020/01/31/tea/"),
        ("/:author/:slug/", "/mia/tea/"),
        ("/:id/", "/5f/"),
        ("/:nothing/:slug/", ""),
        ("/fixed/", ""),
    ],
)
def test_permalinks_of_its_settings(template: str, expected: str) -> None:
    assert settings(("permalinks", template)).path(FACTS) == expected


def test_days_are_those_of_its_zone() -> None:
    known = settings(("active_timezone", "Asia/Tokyo"), ("permalinks", "/:year/:month/:day/:slug/"))

    assert known.path(FACTS) == "/2020/02/01/tea/"


@pytest.mark.parametrize(
    ("filtered", "expected"),
    [
        ("tag:hot", "/h/tea/"),
        ("tag:[cold,'hot']", "/h/tea/"),
        ("primary_tag:drinks", "/h/tea/"),
        ("primary_tag:hot", "/x/tea/"),
        ("featured:true", "/x/tea/"),
    ],
)
def test_routes_for_some_posts(filtered: str, expected: str) -> None:
    some = f"  /h/:\n    permalink: /h/{{slug}}/\n    filter: {filtered}\n"
    routes = f"collections:\n{some}  /:\n    permalink: /x/{{slug}}/\n"

    assert settings(routes=routes).path(FACTS) == expected


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ("collections:\n  /:\n    permalink: /{slug}/\n", "/tea/"),
        ("collections:\n  /blog/:\n    permalink: /blog/{primary_tag}/{slug}/\n", "/blog/drinks/tea/"),
        ("collections: [1]\n", ""),
        ("{", ""),
    ],
)
def test_routes(routes: str, expected: str) -> None:
    assert settings(routes=routes).path(FACTS) == expected


def test_posts_get_the_addresses_that_they_had() -> None:
    """The settings may come after the posts in the file; a link in any form of the time is followed."""
    posts = [ghost_post(), ghost_post(id="60", slug="other", html='<p><a href="/2019/a-post/">x</a></p>')]
    data = ghost(*posts, settings=[{"key": "permalinks", "value": "/:year/:slug/"}])

    one, other, _ = read_all("ghost", data, "x.json").values()

    assert isinstance(one, Item)
    assert isinstance(other, Item)
    assert one.document.fields.aliases == ("/2020/a-post/", "/a-post/")
    assert "[x](/articles/a-post/)" in other.document.body


def test_routes_lie_beside_the_export() -> None:
    beside = {"routes.yaml": b"collections:\n  /blog/:\n    permalink: /blog/{slug}/\n"}

    item = only(read_all("ghost", ghost(ghost_post()), "x.json", sibling=beside.get))

    assert item.document.fields.aliases == ("/blog/a-post/", "/a-post/")
