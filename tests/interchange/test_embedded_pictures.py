"""Pictures that stand in a text as `data:` addresses become files, as all others do."""

import io
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from textwrap import fill

import pytest
from PIL import Image as Picture

from articles.models import Article, Image
from interchange.exporting import export_articles
from interchange.readers.embedded import embedded_in, is_embedded, put_back, set_aside
from interchange.readers.html import to_markdown
from interchange.readers.references import references
from tests.factories import article, document_text, picture

from .conftest import Files, bring_in, codes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]

Source = Callable[[Files], Path]


def noise(width: int, height: int) -> bytes:
    """A picture that can't be packed."""
    buffer = io.BytesIO()
    Picture.effect_noise((width, height), 100).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


PICTURE = f"data:image/png;base64,{b64encode(picture(60, 40)).decode()}"
BROKEN_OFF = f"data:image/png;base64,{b64encode(noise(60, 60)[:1500]).decode()}"
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def post(body: str, **frontmatter: object) -> str:
    return document_text(body, **({"title": "A post", "date": "2024-05-01"} | frontmatter))


def text() -> str:
    revision = Article.objects.get().live_revision
    assert revision is not None
    return revision.text


@pytest.mark.parametrize(
    "shown",
    [
        "![Alt]({})",
        "![Alt](<{}>)",
        "![Alt][one]\n\n[one]: {}",
        '<img alt="Alt" src="{}">',
        "[![Alt]({})](https://example.org/)",
    ],
)
def test_they_become_files_called_like_the_article(source: Source, shown: str) -> None:
    imported = bring_in(source({"a.md": post(f"{shown.format(PICTURE)}\n", slug="called-so")}))
    image = Image.objects.get()
    assert imported["a.md"].warnings == ()
    assert image.url.startswith("/media/images/called-so-")
    assert text().split("---\n")[2].strip() == shown.format(image.url)
    assert 'width="60"' in Article.objects.get().html


def test_the_picture_of_the_frontmatter(source: Source) -> None:
    bring_in(source({"a.md": post("Text.\n", image=PICTURE)}))
    assert Article.objects.get().image == Image.objects.get()


def test_a_line_may_be_as_long_as_the_picture(source: Source) -> None:
    """Of other lines of that length nothing is looked for in them."""
    large = f"data:image/png;base64,{b64encode(noise(600, 600)).decode()}"
    assert len(large) > 200_000
    bring_in(source({"a.md": post(f"Before ![Alt]({large}) after ![x](https://example.org/x.png)\n")}))
    body = f"Before ![Alt]({Image.objects.get().url}) after ![x](https://example.org/x.png)\n"
    assert text().endswith(body)


def test_one_picture_in_two_posts_is_one(source: Source) -> None:
    bring_in(source({"a.md": post(f"![]({PICTURE})\n"), "b.md": post(f"![]({PICTURE})\n", title="Another")}))
    url = Image.objects.get().url
    assert all(url in each.html for each in Article.objects.all())
    assert Article.objects.count() == 2


def test_a_second_import_is_unchanged(source: Source) -> None:
    folder = source({"a.md": post(f"![]({PICTURE})\n")})
    bring_in(folder)
    assert bring_in(folder).results["a.md"] == "unchanged"
    source({"a.md": post(f"![]({PICTURE})\n\nMore.\n")})
    assert bring_in(folder).results["a.md"] == "updated"
    assert text().endswith(f"![]({Image.objects.get().url})\n\nMore.\n")


@pytest.mark.parametrize("body", [f"`![]({PICTURE})`\n", f"```\n![]({PICTURE})\n```\n", f"![]({DOT})\n"])
def test_what_is_code_or_only_a_dot_stays(source: Source, body: str) -> None:
    bring_in(source({"a.md": post(body)}))
    assert text().endswith(body)
    assert not Image.objects.exists()


@pytest.mark.parametrize("wrong", [PICTURE[:-3], BROKEN_OFF, "data:image/webp;base64," + "AAAA" * 50])
def test_what_is_no_picture_stays_and_is_told_with_its_line(source: Source, wrong: str) -> None:
    """And not with all of its characters."""
    written = post(f"Text.\n\n![Alt]({wrong})\n")
    imported = bring_in(source({"a.md": written}))
    (told,) = [each for each in imported["a.md"].warnings if "left out" in each.message]
    assert told.code.startswith("image-")
    assert told.line == written.count("\n")
    assert len(told.message) < 300
    assert text().endswith(f"![Alt]({wrong})\n")
    assert not Image.objects.exists()


def test_a_plan_brings_none(source: Source) -> None:
    imported = bring_in(source({"a.md": post(f"![]({PICTURE})\n")}), plan=True)
    assert imported.results["a.md"] == "created"
    assert not Image.objects.exists()


def test_an_export_of_ours_is_what_the_site_had(tmp_path: Path) -> None:
    """An editor may have written one here: it comes back as it was."""
    article("One", f"![Alt]({PICTURE})\n")
    export_articles(tmp_path / "one", all=True)
    before = text()
    Article.objects.all().delete()
    bring_in(tmp_path / "one")
    assert text() == before
    assert not Image.objects.exists()


def test_html_may_wrap_them() -> None:
    wrapped = PICTURE[:22] + fill(PICTURE[22:], 76).replace("\n", "&#10;\n")
    figure = f'<figure><img src="{PICTURE}"><figcaption>It</figcaption></figure>'
    made = to_markdown(f'<p>One <img src=" {wrapped}" alt="first"></p>{figure}')
    assert made.markdown == f'One ![first]({PICTURE})\n\n![]({PICTURE} "It")\n'


def test_html_that_stays_html_keeps_them() -> None:
    html = f'<table><tr><td rowspan="2"><img src="{PICTURE}" alt="x"></td><td>1</td></tr><tr><td>2</td></tr></table>'
    made = to_markdown(html)
    assert made.kept
    assert PICTURE in made.markdown


def test_a_picture_that_a_script_would_load_is_the_one_that_counts() -> None:
    made = to_markdown(f'<p>See <img src="{PICTURE}" data-src="https://example.org/x.png" alt="x"></p>')
    assert made.markdown.strip() == "See ![x](https://example.org/x.png)"


def test_what_stands_in_is_put_back() -> None:
    html = f"<img src='{PICTURE}'> <img src='{DOT}'> <p>https://embedded.invalid/7</p>"
    short, pictures = set_aside(html)
    assert pictures == [PICTURE]
    assert len(short) < 300
    assert put_back(short, pictures) == html
    assert put_back("https://embedded.invalid/0", []) == "https://embedded.invalid/0"


def test_what_is_one() -> None:
    assert is_embedded(PICTURE.replace("data:image/png", "DATA:image/PNG"))
    assert not is_embedded(DOT)
    assert not is_embedded("data:image/svg+xml;base64," + "A" * 500)
    assert not is_embedded("data:text/html;base64," + "A" * 500)
    assert embedded_in(f"x src={PICTURE} y {PICTURE}") == [(6, 6 + len(PICTURE))]


def test_they_are_references_beside_others() -> None:
    made = article("One", f"![a](/x.png) ![b]({PICTURE}) ![c]({DOT})\n")
    assert made.live_revision is not None
    found = references(made.live_revision.document)
    assert [(each.path, each.is_embedded) for each in found] == [("/x.png", False), ("", True)]


def test_a_warning_of_a_feed_s_item_names_no_file(source: Source) -> None:
    """Feeds have HTML in them: what is wrong there is told as it is of documents."""
    html = f"&lt;p&gt;&lt;img src=&quot;{BROKEN_OFF}&quot; alt=&quot;x&quot;&gt;&lt;/p&gt;"
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title><entry><title>A post</title><id>1</id>'
        '<published>2020-01-01T00:00:00Z</published><link rel="alternate" href="https://b.example/a-post"/>'
        f'<content type="html">{html}</content></entry></feed>'
    )
    imported = bring_in(source({"feed.xml": feed}))
    assert {"image-broken", "image-address-refused"} <= codes(imported["feed.xml#1"])
    assert Article.objects.count() == 1
