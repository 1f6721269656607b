"""What makes two requests the same, and which ones the page cache leaves alone."""

import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .fakes import policy

LISTS = re.compile(r"/articles/")
SEARCH = re.compile(r"/search/")
POLICY = policy(
    hosts=frozenset(["site.example", ".wide.example", "[::1]"]),
    parameters=[
        (LISTS, {"page": re.compile(r"[1-9][0-9]{0,5}")}),
        (SEARCH, {"page": re.compile(r"[1-9][0-9]{0,5}"), "q": re.compile(r".{1,100}")}),
    ],
    private=("/admin/", "/preview/"),
    variants={b"accept": lambda value: b"text/markdown" if value == b"text/markdown" else b""},
)


@pytest.mark.parametrize(
    "host",
    [
        b"site.example",
        b"SITE.example",
        b"site.example:8000",
        b"site.example.",
        b"a.wide.example",
        b"wide.example",
        b"[::1]:80",
    ],
)
def test_own_host(host: bytes) -> None:
    assert POLICY.allows_host(host)


@pytest.mark.parametrize(
    "host",
    [
        b"", b"evil.example", b"site.example.evil", b"xsite.example", b"evilwide.example", b"site.example:x",
        b"site.example:80:80", b"site.example:123456", b"site.example/", b"a@site.example", b"site.example ",
        b"site.example\r\nx: y", b"[::1", b"::1", b"site.example,evil.example", b"\xff",
    ],
)  # fmt: skip
def test_foreign_host(host: bytes) -> None:
    assert not POLICY.allows_host(host)


def test_any_host() -> None:
    """`*` allows every host that is one."""
    assert policy(hosts=frozenset("*")).allows_host(b"anything.example:80")
    assert not policy(hosts=frozenset("*")).allows_host(b"any thing")


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"/", "/"),
        (b"/articles/a-b_c.d~e/", "/articles/a-b_c.d~e/"),
        # RFC 3986, 6.2.2.1 and 6.2.2.2: case of the hex digits, what needs no encoding.
        (b"/%61rticles/", "/articles/"),
        (b"/caf%c3%a9/", "/caf%C3%A9/"),
        (b"/caf\xc3\xa9/", "/caf%C3%A9/"),
        (b"/a%20b", "/a%20b"),
        (b"/a'b", "/a'b"),
        (b"/a%3Fb", "/a%3Fb"),
        (b"/a%23b", "/a%23b"),
        (b"/%7Euser/", "/~user/"),
        (b"/100%", "/100%25"),
    ],
)
def test_one_spelling_of_a_path(raw: bytes, path: str) -> None:
    assert POLICY.path(raw) == path


@pytest.mark.parametrize(
    "raw",
    [
        b"/admin/", b"/%61dmin/x", b"/preview/x/", b"//", b"/a//b", b"/./a", b"/a/../b", b"/%2e%2e/a", b"/a/.",
        b"/a/..", b"/a%2Fb", b"/a%2fb", b"/a%00b", b"/a\x7fb", b"/a%0d%0ab", b"*", b"http://site.example/",
        b"", b"/%ff", b"/" + b"a" * 2000,
    ],
)  # fmt: skip
def test_path_of_no_page(raw: bytes) -> None:
    """Private prefixes however they are spelled, and whatever two programs could read in two ways."""
    assert POLICY.path(raw) is None


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20))
def test_spellings_meet(text: str) -> None:
    """However much of a path is percent-encoded, it is the same page; and encoding it again changes nothing."""
    if "/" in text or text in {".", ".."}:
        return
    lazy, eager = "/" + quote(text, safe="!$&'()*+,;=:@"), "/" + "".join(f"%{b:02x}" for b in text.encode())

    path = POLICY.path(lazy.encode())

    assert path == POLICY.path(eager.encode())
    assert path is not None
    assert POLICY.path(path.encode()) == path


@pytest.mark.parametrize(
    ("path", "raw", "query"),
    [
        ("/articles/", b"", ""),
        ("/articles/", b"page=2", "page=2"),
        ("/articles/", b"utm_source=x&page=2&fbclid=y", "page=2"),
        ("/articles/", b"page=2&page=3", "page=3"),
        ("/articles/", b"p%61ge=%32", "page=2"),
        ("/articles/", b"q=secret", ""),
        ("/articles/", b"page", None),
        ("/articles/", b"page=", None),
        ("/articles/", b"page=02", None),
        ("/articles/", b"page=9999999", None),
        ("/articles/", b"page=last", None),
        ("/articles/", b"page=2%0d%0a", None),
        ("/search/", b"q=a+b&page=2", "page=2&q=a%20b"),
        ("/search/", b"page=2&q=a%20b", "page=2&q=a%20b"),
        ("/search/", b"q=a%26page%3D3", "q=a%26page%3D3"),
        ("/search/", b"q=" + b"x" * 101, None),
        ("/articles/one/", b"page=2", ""),
        ("/", b"a=1;page=2&&=&;", ""),
    ],
)
def test_query(path: str, raw: bytes, query: str | None) -> None:
    """Only what the pages there know counts, in one order; unknown parameters make no page of their own."""
    assert POLICY.query(path, raw) == query


def test_variants_make_their_own_page() -> None:
    """A header by which pages differ is reduced to what matters."""
    keys = {
        POLICY.target(b"/a/", b"", {b"accept": accept}.get).key  # type: ignore[union-attr]
        for accept in (b"text/html", b"*/*", b"text/markdown")
    }

    assert keys == {"/a/", "/a/?#text/markdown"}


def test_a_query_that_may_name_another_page_is_left_to_the_application() -> None:
    """`/?p=31` of an old site: neither the front page's copy nor one of its own is kept for it."""
    asked = policy(names_other=lambda path, query: path == "/" and query.startswith("p="))
    assert asked.query("/", b"p=31") is None
    assert asked.target(b"/", b"p=31", lambda name: None) is None
    assert asked.query("/", b"utm_source=feed") == ""
    assert asked.query("/a/", b"p=31") == ""
