"""What lies beside a document and belongs to it: bundles' pictures, Nikola's headers, Eleventy's data."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles.models import Article
from tests.factories import picture

from .conftest import Files, bring_in, codes

pytestmark = pytest.mark.django_db

Source = Callable[[Files], Path]
HUGO = {"hugo.toml": "title = 'x'\n"}
BUNDLE = "content/posts/a/index.md"
POST = "---\ntitle: A\ndate: 2020-01-02\n---\nText\n"


# -- Page bundles -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "files", "alt"),
    [
        ("", ["featured.png"], ""),
        ("resources:\n- src: x.png\n  name: featured-image\n", ["a.png", "x.png"], ""),
        ("", ["other.png", "my-cover.png"], ""),
        (
            "resources:\n- src: x.png\n  name: cover\n  title: What it shows\n",
            ["a.png", "x.png"],
            "What it shows",
        ),
        (
            "resources:\n- src: 'img/*.png'\n  name: thumbnail\n  params: {alt: Small}\n",
            ["img/x.png"],
            "Small",
        ),
        ("resources:\n- src: feature.png\n  title: 'Photo :counter'\n", ["feature.png"], ""),
    ],
)
def test_a_bundles_picture_stands_for_the_post(
    source: Source, header: str, files: list[str], alt: str
) -> None:
    """By its name among the resources, or as themes look for it; it is brought along, and the report says so."""
    folder = f"{BUNDLE.removesuffix('index.md')}"
    text = POST.replace("---\nText", f"{header}---\nText")
    imported = bring_in(source({**HUGO, BUNDLE: text, **{folder + name: picture() for name in files}}))
    article = Article.objects.get()
    assert "image-from-bundle" in codes(imported[BUNDLE])
    assert (article.image is not None, article.image_alt) == (True, alt)


def test_what_stands_below_a_bundles_picture(source: Source) -> None:
    """A table that names no file has its caption, and is where the picture is written."""
    text = POST.replace("---\nText", "image:\n  caption: Seen from afar\n  preview_only: false\n---\nText")
    bring_in(source({**HUGO, BUNDLE: text, "content/posts/a/featured.png": picture()}))
    article = Article.objects.get()
    assert article.image is not None
    assert article.image_caption == "Seen from afar"
    assert article.live_revision.text.count("\nimage:") == 1


@pytest.mark.parametrize(
    "files",
    [
        {BUNDLE: POST, "content/posts/a/photo.png": picture()},
        {BUNDLE: POST, "content/posts/coverage.png": picture(), "content/posts/a/discovery.png": picture()},
        {"content/posts/a.md": POST, "content/posts/cover.png": picture()},
    ],
)
def test_other_pictures_do_not(source: Source, files: Files) -> None:
    bring_in(source({**HUGO, **files}))
    assert Article.objects.get().image is None


def test_the_documents_own_picture_comes_first(source: Source) -> None:
    files = {
        BUNDLE: POST.replace("date", "image: x.png\ndate"),
        "content/posts/a/x.png": picture(colour="#ff0000"),
    }
    imported = bring_in(source({**HUGO, **files, "content/posts/a/cover.png": picture()}))
    assert "image-from-bundle" not in codes(imported[BUNDLE])


# -- Nikola -----------------------------------------------------------------------------------------------------

FIELDS = (
    ".. title: Tea: a start\n.. slug: tea\n.. date: 2020-01-02 10:00:00\n.. tags: leaf, cup\n"
    ".. category: Food\n.. author: Ann Lee\n.. link:\n.. type: text\n"
)
CONF = "BLOG_TITLE = 'x'\nTIMEZONE = 'Asia/Tokyo'\n"


@pytest.mark.parametrize(
    "files",
    [
        {"posts/tea.md": f"<!--\n{FIELDS}-->\n\nText {{{{% x %}}}}\n"},
        {"posts/tea.md": f"{FIELDS}\nText {{{{% x %}}}}\n"},
        {"posts/tea.md": "Text {{% x %}}\n", "posts/tea.meta": FIELDS},
        {"posts/tea.md": f"<!--\n{FIELDS}-->\n\nText {{{{% x %}}}}\n".replace("\n", "\r\n")},
    ],
)
def test_nikolas_headers_are_frontmatter(source: Source, files: Files) -> None:
    """In a comment, bare, or in a file beside the text; times by the clock of `conf.py`."""
    folder = source({"conf.py": CONF, **files})
    imported = bring_in(folder)
    article = Article.objects.get()
    assert (article.title, article.slug, article.category.name) == ("Tea: a start", "tea", "Food")  # type: ignore[union-attr]
    assert {tag.name for tag in article.tags.all()} == {"leaf", "cup"}
    assert [author.name for author in article.authors.all()] == ["Ann Lee"]
    assert (article.date, article.dialect) == (datetime(2020, 1, 2, 1, tzinfo=UTC), "python-markdown")
    assert "title:" not in article.text
    assert {line.error.code for line in imported.lines.values() if line.error} <= {
        "metadata",
        "not-an-article",
    }
    assert bring_in(folder)["posts/tea.md"].result == "unchanged"


def test_a_file_of_metadata_in_the_old_order(source: Source) -> None:
    meta = "Tea\ntea\n2020/01/02 10:00\nleaf, cup\n\nIn short\n"
    bring_in(source({"conf.py": CONF, "posts/tea.md": "Text\n", "posts/tea.meta": meta}))
    article = Article.objects.get()
    assert (article.title, article.description) == ("Tea", "In short")


def test_other_comments_are_no_header(source: Source) -> None:
    bring_in(source({"a.md": "<!-- a remark -->\n\n# A\n"}))
    assert Article.objects.get().title == "A"


# -- Eleventy, Hugo's settings ----------------------------------------------------------------------------------


def test_eleventys_data_holds_for_a_folder_and_for_a_document(source: Source) -> None:
    """Where the post says nothing; a tag that only gathers the posts of the folder is none."""
    files = {
        "eleventy.config.js": "",
        "posts/posts.json": '{"layout": "post.njk", "tags": ["posts", "Tea"], "author": "Ann Lee"}',
        "posts/a.md": POST,
        "posts/a.11tydata.json": '{"author": "Bo Chen"}',
        "posts/b.md": POST.replace("title: A", "title: B\ntags: [Cake]"),
        "other/c.md": POST.replace("title: A", "title: C"),
    }
    bring_in(source(files))
    found = {each.title: each for each in Article.objects.all()}
    assert {title: [tag.name for tag in each.tags.all()] for title, each in found.items()} == {
        "A": ["Tea"],
        "B": ["Cake"],
        "C": [],
    }
    assert {title: [author.name for author in each.authors.all()] for title, each in found.items()} == {
        "A": ["Bo Chen"],
        "B": ["Ann Lee"],
        "C": [],
    }


def test_eleventys_data_in_a_script(source: Source) -> None:
    files = {
        "posts/posts.11tydata.js": 'module.exports = {\n  author: "Ann Lee", // us\n};\n',
        "posts/a.md": POST,
    }
    bring_in(source({"eleventy.config.js": "", **files}))
    assert [author.name for author in Article.objects.get().authors.all()] == ["Ann Lee"]


def test_a_cascade_in_hugos_settings(source: Source) -> None:
    settings = "title = 'x'\n[[cascade]]\nauthors = ['Ann Lee']\n[cascade.target]\npath = '/posts/**'\n"
    bring_in(source({"hugo.toml": settings, "content/posts/a.md": POST}))
    assert [author.name for author in Article.objects.get().authors.all()] == ["Ann Lee"]


def test_a_featured_post_of_nikolas(source: Source) -> None:
    """`featured` is a status there: published, and shown first."""
    bring_in(source({"posts/a.md": ".. title: A\n.. date: 2020-01-02\n.. status: featured\n\nText\n"}))
    article = Article.objects.get()
    assert (article.status, article.featured) == ("published", True)
