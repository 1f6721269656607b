# ruff: noqa: E501
"""Medium's export: one page for each post, of which the text is what stands between title and footer."""

from datetime import UTC, datetime

import pytest

from articles.document import AuthorRef, ImageRef
from interchange.items import Item, NoItem
from interchange.readers.parts import Part

from .exports import codes, only, read_all

PAGE = """<!DOCTYPE html><html><head><title>T</title></head><body><article class="h-entry">
<header><h1 class="p-name">Tea &amp; cake</h1></header>
<section data-field="subtitle" class="p-summary">In short</section>
<section data-field="body" class="e-content"><section class="section"><div class="section-divider"><hr></div>
<div class="section-content"><div class="section-inner"><h3 class="graf graf--h3 graf--title">Tea &amp; cake</h3>
<h4 class="graf graf--subtitle">In short</h4><p class="graf">One <strong>two</strong>.</p>
<figure class="graf graf--figure"><img class="graf-image" src="https://cdn-images-1.medium.com/max/800/a.png" data-is-featured="true"><figcaption>Said</figcaption></figure>
<pre class="graf graf--pre">x = 1<br>y = 2</pre></div></div></section></section>
<footer><p class="p-tags">Tagged in <a class="p-tag">Food</a>, <a class="p-tag">Tea</a></p>
<p>By <a class="p-author h-card" href="https://medium.com/@ann">Ann Lee</a> on <time class="dt-published" datetime="2020-01-02T03:04:05.000Z">x</time></p>
<p><a class="p-canonical" href="https://medium.com/@ann/tea-cake-0a1b2c3d4e5f">Canonical link</a></p></footer></article></body></html>"""


def page(text: str = PAGE, name: str = "posts/2020-01-02_Tea-0a1b2c3d4e5f.html") -> Item:
    return only(read_all("medium", text, name))


def test_a_post() -> None:
    item = page()
    fields = item.document.fields
    assert (fields.title, fields.description, fields.slug) == ("Tea & cake", "In short", "tea-cake")
    assert fields.aliases == ("/@ann/tea-cake-0a1b2c3d4e5f", "/p/0a1b2c3d4e5f")
    assert fields.date == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (fields.authors, fields.tags) == ((AuthorRef("Ann Lee"),), ("Food", "Tea"))
    assert fields.image == ImageRef("https://cdn-images-1.medium.com/max/800/a.png")
    assert item.document.body.strip() == (
        'One **two**.\n\n![](https://cdn-images-1.medium.com/max/800/a.png "Said")\n\n```\nx = 1\ny = 2\n```'
    )
    assert (item.path, codes(item)) == ("posts/2020-01-02_Tea-0a1b2c3d4e5f.html", set())


def test_a_draft() -> None:
    """Its address is a number alone, which makes no name."""
    text = PAGE.replace("/@ann/tea-cake-0a1b2c3d4e5f", "/p/0a1b2c3d4e5f")
    fields = page(text, name="posts/draft_Tea-0a1b2c3d4e5f.html").document.fields
    assert (fields.status, fields.slug) == ("draft", "tea-and-cake")


@pytest.mark.parametrize(
    "link", ["https://medium.com/p/0a1b2c3d4e5f", "https://tea.example/any-words-0a1b2c3d4e5f#x"]
)
def test_links_by_the_number_of_a_post(link: str) -> None:
    item = page(PAGE.replace("One <strong>two</strong>.", f'<a href="{link}">x</a>'))
    assert item.document.body.strip().startswith(f"[x](/articles/tea-cake/{'#x' if '#' in link else ''})")


def test_a_tweet_whose_words_a_script_would_bring_is_its_address() -> None:
    tweet = '<figure class="graf"><blockquote class="twitter-tweet"><a href="https://twitter.com/ann/status/1"></a></blockquote><script async src="//platform.example/w.js"></script></figure>'
    item = page(PAGE.replace('<p class="graf">One <strong>two</strong>.</p>', tweet))
    assert item.document.body.strip().startswith("> <https://twitter.com/ann/status/1>")


RESPONSE = """<html><body><article class="h-entry"><header><h1 class="p-name">Thank you, that helped me a…</h1></header>
<section data-field="body" class="e-content"><p class="graf graf--p">Thank you, that helped me a lot.</p></section>
<footer><p>By <a class="p-author h-card">Ann</a> on <time class="dt-published" datetime="2020-01-02T03:04:05.000Z">x</time></p></footer>
</article></body></html>"""


def test_a_response_is_no_post() -> None:
    """What was said under somebody's post is reported as that, and imported only on demand."""
    (found,) = read_all("medium", RESPONSE, "posts/x.html").values()
    assert isinstance(found, NoItem)
    assert (found.result, found.reason.code) == ("ignored", "response")
    asked = only(read_all("medium", RESPONSE, "posts/x.html", status="draft"))
    assert asked.document.fields.status == "draft"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Thank you, that helped me a…", "My thanks"),
        ("<footer>", '<footer><a class="p-tag">Tea</a>'),
        ("</section>", "<h3>And more</h3></section>"),
        ("</section>", "<figure><img src='a.png'></figure></section>"),
        ("</section>", f"<p>{'word ' * 300}</p></section>"),
    ],
)
def test_a_post_without_much_is_one_all_the_same(old: str, new: str) -> None:
    assert only(read_all("medium", RESPONSE.replace(old, new), "posts/x.html")).document.fields.title


def test_a_page_of_absurd_size_is_rejected() -> None:
    (found,) = read_all("medium", PAGE + " " * 6_000_000, "posts/x.html").values()
    assert not isinstance(found, Item | Part)
    assert found.reason.code == "file-too-large"
