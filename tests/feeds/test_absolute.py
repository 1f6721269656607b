"""Addresses that work away from the site."""

import pytest

from articles.absolute import absolute_html, absolute_url

BASE = "https://example.com/articles/here/"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/x/">x</a>', '<a href="https://example.com/x/">x</a>'),
        ('<a href="other/?a=1&amp;b=2">', '<a href="https://example.com/articles/here/other/?a=1&amp;b=2">'),
        ('<a class="c" href="#part">', '<a class="c" href="https://example.com/articles/here/#part">'),
        ('<a href="mailto:a@b.c">', '<a href="mailto:a@b.c">'),
        ('<a href="//cdn.example/x">', '<a href="https://cdn.example/x">'),
        ('<img alt="a > b" src="p.png">', '<img alt="a > b" src="https://example.com/articles/here/p.png">'),
        (
            '<img src="/a.png" srcset="/1.png 4w, /a.png 8w">',
            '<img src="https://example.com/a.png" srcset="https://example.com/1.png 4w, https://example.com/a.png 8w">',
        ),
        (
            '<span class="k"><a href="/x/">x</a></span>',
            '<span class="k"><a href="https://example.com/x/">x</a></span>',
        ),
        ('<span class="c" cite="/x/">', '<span class="c" cite="https://example.com/x/">'),
        ('<a href="http://[broken">', '<a href="http://[broken">'),
        ('<input type="checkbox" disabled="">', '<input type="checkbox" disabled="">'),
        ('<code>&lt;a href="/x"&gt;</code> src="/y"', '<code>&lt;a href="/x"&gt;</code> src="/y"'),
        (
            '<h2 id="p">Part <a aria-label="Link to section: a > b" class="permalink" href="#p">#</a></h2>',
            '<h2 id="p">Part</h2>',
        ),
    ],
)
def test_html(html: str, expected: str) -> None:
    """Every address of a tag is absolute, code that shows HTML stays, and links of headings to themselves go."""
    assert absolute_html(html, base=BASE) == expected


def test_paths() -> None:
    """A path is the site's own; an address stays."""
    assert absolute_url("/a/") == "http://localhost/a/"
    assert absolute_url("https://example.com/a") == "https://example.com/a"
