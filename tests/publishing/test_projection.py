"""From a document to the columns that readers' pages are made of."""

import pytest

from articles import imaging, publishing
from articles.document import parse
from articles.inline import inline_text
from articles.models import Article, Author, Category
from articles.projection import provisional
from tests import factories


def test_every_canonical_key_becomes_an_attribute_of_the_article(db) -> None:
    """The article's columns carry the names of the frontmatter."""
    article = factories.article(
        "A title",
        description="What it is about.",
        date="2025-01-02T03:04:05+00:00",
        updated="2025-02-03",
        category="Servers",
        tags=["Python", "Django"],
        authors=["Ada Example", "Bo Sample"],
        series={"name": "A series", "position": 2},
        featured=True,
        canonical="https://example.com/original/",
        language="de",
        noindex=True,
        expires="2199-01-01",
    )

    assert article.title == "A title"
    assert article.description == "What it is about."
    assert article.date.isoformat() == "2025-01-02T03:04:05+00:00"
    assert article.updated.date().isoformat() == "2025-02-03"
    assert article.category.name == "Servers"
    assert [tag.name for tag in article.tags.all()] == ["Python", "Django"]
    assert [author.name for author in article.byline] == ["Ada Example", "Bo Sample"]
    assert (article.series.name, article.series_position) == ("A series", 2)
    assert (article.featured, article.noindex, article.language) == (True, True, "de")
    assert article.canonical == "https://example.com/original/"
    assert article.expires.year in {2198, 2199}


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Plain", "Plain"),
        ("<b>Bold</b> &amp; <em>fine</em>", "Bold & fine"),
        ("Fish &amp; chips", "Fish & chips"),
        ("Vec<T> and the <script> tag", "Vec<T> and the <script> tag"),
        ("  two\n lines ", "two lines"),
        ("one<br>two", "onetwo"),
    ],
)
def test_inline_markup_is_reduced_to_text(written: str, plain: str) -> None:
    """Markup people do write into titles goes; angle brackets that are text stay (templates escape them)."""
    assert inline_text(written) == plain


@pytest.mark.django_db
def test_the_same_name_in_other_letters_is_the_same_category() -> None:
    """`django` and `Django` are one shelf; its name stays as it was first written."""
    factories.article("One", category="Web servers", tags=["Type hints"])
    article = factories.article("Two", category="web Servers", tags=["type  hints"])

    assert Category.objects.count() == 1
    assert article.category.name == "Web servers"
    assert [tag.name for tag in article.tags.all()] == ["Type hints"]


@pytest.mark.django_db
def test_an_author_known_here_keeps_what_is_known() -> None:
    """A document that only names an author does not empty the biography."""
    Author.objects.create(name="Ada Example", slug="ada-example", bio="Writes.")

    article = factories.article("One", authors=["Ada Example"])

    assert article.byline[0].bio == "Writes."


@pytest.mark.django_db
def test_pictures_known_here_get_their_size_and_others_never_break() -> None:
    """A missing picture leaves its alternative text."""
    image = imaging.ingest(factories.picture(1200, 800), name="photo.png")
    body = f"![Known]({image.url})\n\nBetween.\n\n![Missing one](/media/images/none.png)\n"

    article = factories.article("One", body, image={"src": image.url, "alt": "A photo"})

    assert article.image == image
    assert article.image_alt == "A photo"
    assert 'width="1200"' in article.html
    assert "srcset" in article.html
    assert "none.png" not in article.html
    assert "Missing one" in article.html


@pytest.mark.django_db
def test_a_preview_is_what_publishing_would_show_and_writes_nothing() -> None:
    """Records that a staged text names for the first time exist only in the preview."""
    article = factories.article("One", "Old body.")
    staged = parse(
        "---\ntitle: Two\ncategory: New shelf\nauthors: [New Name]\ntags: [fresh]\n---\n\nNew body.\n"
    )

    page = provisional(article, staged)

    assert (page.title, page.category.name) == ("Two", "New shelf")
    assert "New body." in page.html
    assert [author.name for author in page.byline] == ["New Name"]
    assert [tag.name for tag in page.tag_list] == ["fresh"]
    assert not Category.objects.exists()
    assert Article.objects.get(pk=article.pk).title == "One"


@pytest.mark.django_db
def test_rendering_again_changes_what_is_derived_and_adds_no_revision() -> None:
    """For a new renderer, or pictures that came after the text."""
    article = factories.article("One", "Body.")
    Article.objects.filter(pk=article.pk).update(html="<p>stale</p>")

    publishing.rerender(article=Article.objects.get(pk=article.pk))

    article = Article.objects.get(pk=article.pk)
    assert "Body." in article.html
    assert article.revisions.count() == 1
