"""The second pass over images, once the caller knows the files."""

from __future__ import annotations

import pytest

from articles.markup import ImageFile, place_images, render

FILE = ImageFile("/media/a.webp?v=1&w=2", 1200, 800, "/media/a-600.webp 600w, /media/a.webp 1200w")


def test_known_image_gets_its_address_and_size() -> None:
    """The stored file's address, pixels and variants, and loading only when it comes into view."""
    html = place_images(render("![An *image*](<my pic.png>)").html, {"my%20pic.png": FILE})

    assert html == (
        '<p><img alt="An image" src="/media/a.webp?v=1&amp;w=2" width="1200" height="800"'
        ' srcset="/media/a-600.webp 600w, /media/a.webp 1200w" sizes="auto, (max-width: 48rem) 100vw, 48rem"'
        ' loading="lazy" decoding="async"></p>'
    )


def test_width_that_the_author_chose_is_kept() -> None:
    """A smaller width in the text stays, with the height that goes with it."""
    html = place_images(render('<img src="a.png" alt="x" width="300">').html, {"a.png": FILE})

    assert 'width="300" height="200"' in html


@pytest.mark.parametrize("width", ["50%", "0", "9999", "x"])
def test_width_that_makes_no_sense_is_not(width: str) -> None:
    """Percentages, nothing and more than there is give way to the file's own size."""
    html = place_images(render(f'<img src="a.png" alt="x" width="{width}">').html, {"a.png": FILE})

    assert 'width="1200" height="800"' in html


def test_missing_image_leaves_its_alternative_text() -> None:
    """No broken picture: what it showed, in words; a caption stays where it was."""
    body = '![A "b" & <c>](gone.png "Caption")\n\n![](gone.png)'

    html = place_images(render(body).html, {"gone.png": None})

    assert '<span class="image-missing">A "b" &amp; &lt;c&gt;</span><figcaption>Caption</figcaption>' in html
    assert '<span class="image-missing">Image not available</span>' in html
    assert "<img" not in html


def test_image_of_another_host_stays() -> None:
    """It is loaded late and without telling that host where from."""
    html = place_images(render("![x](https://example.org/a.png)").html, {})

    assert html == (
        '<p><img alt="x" src="https://example.org/a.png" referrerpolicy="no-referrer"'
        ' loading="lazy" decoding="async"></p>'
    )


def test_image_that_was_not_looked_up_stays() -> None:
    """A path that the caller says nothing about keeps its address."""
    assert 'src="/static/a.png"' in place_images(render("![x](/static/a.png)").html, {})


def test_html_without_images_is_returned_as_it_is() -> None:
    """Nothing to do costs nothing, and code that shows an image is not one."""
    html = render("`<img src=a.png>`").html

    assert place_images(html, {"a.png": None}) is html


def test_every_image_of_a_text_can_be_placed() -> None:
    """What `images` names is what the HTML asks for."""
    rendered = render('![a](<x y.png> "t")\n\n![ü](bilder/ü.png) <img src=" z.png " alt="">')

    html = place_images(rendered.html, dict.fromkeys((image.src for image in rendered.images), FILE))

    assert html.count('src="/media/a.webp') == 3
