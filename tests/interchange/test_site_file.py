"""`site.yaml`, as somebody may have written it by hand."""

import pytest

from articles.models import Redirect
from interchange.site_file import apply_redirects

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("old", "target"),
    [
        ("/old", "javascript:alert(1)"),
        ("/old", "//evil.example/"),
        ("/old", "/old/"),
        ("/old", "/\n/evil.example"),
        ("/old", ""),
        ("/old", None),
        ("/old", {"a": 1}),
        ("/", "/new/"),
    ],
)
def test_a_redirect_that_cannot_be_made_is_reported(old: str, target: object) -> None:
    """Nobody is sent to what runs in a browser, to another site by mistake, or in a circle."""
    made, remarks = apply_redirects({"redirects": {old: target}})

    assert (made, [remark.code for remark in remarks]) == ([], ["redirect-unusable"])
    assert not Redirect.objects.exists()


def test_redirects_make_no_circle() -> None:
    """The one that would close it is reported, the others lead on."""
    made, remarks = apply_redirects({"redirects": {"/a": "/b/", "/b": "/c?x=1", "/c": "/a", "/d": "/a"}})

    assert (len(made), len(remarks)) == (3, 1)
    assert dict(Redirect.objects.values_list("path", "url")) == {"/a": "/b/", "/b": "/c?x=1", "/d": "/a"}


def test_redirects_of_the_site_file_are_made_once() -> None:
    """To a path or an address; what the site has already stays."""
    Redirect.objects.create(path="/kept", url="/here/")

    site = {"redirects": {"old/": " /new/ ", "/away": "https://example.org/", "/kept": "/there/"}}
    first, second = apply_redirects(site), apply_redirects(site)

    assert [len(made) for made, _ in (first, second)] == [2, 0]
    assert dict(Redirect.objects.values_list("path", "url")) == {
        "/old": "/new/",
        "/away": "https://example.org/",
        "/kept": "/here/",
    }
