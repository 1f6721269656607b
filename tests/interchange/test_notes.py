"""What sources say of authors and categories beside their articles."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.models import Author, Category, Image
from interchange.undo import undo_import
from tests.factories import picture

from .conftest import Files, bring_in
from .readers.exports import post, wxr

pytestmark = pytest.mark.django_db

Source = Callable[[Files], Path]

HEAD = (
    "<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>tea</wp:category_nicename>"
    "<wp:cat_name>Tea</wp:cat_name><wp:category_description>All &lt;b&gt;about&lt;/b&gt; tea.</wp:category_description>"
    "</wp:category>"
    "<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>no</wp:category_nicename>"
    "<wp:cat_name>Nobody's</wp:cat_name><wp:category_description>Not used.</wp:category_description></wp:category>"
)
IN_TEA = '<category domain="category" nicename="tea">Tea</category>'
GHOST = {
    "db": [
        {
            "data": {
                "posts": [{"id": "1", "title": "A", "slug": "a", "html": "<p>x</p>", "status": "published",
                           "published_at": "2020-01-01T00:00:00.000Z", "author_id": "1"}],
                "users": [{"id": "1", "name": "Ann Lee", "slug": "ann", "bio": "Writes.", "website": "https://ann.example",
                           "profile_image": "__GHOST_URL__/content/images/ann.png"}],
                "tags": [{"id": "1", "name": "Tea", "slug": "tea", "description": "All about tea."}],
                "posts_tags": [{"post_id": "1", "tag_id": "1", "sort_order": 0}],
            }
        }
    ]
}  # fmt: skip
YAML = "jane:\n  name: Jane Doe\n  bio: Bakes.\n  url: https://jane.example\n  avatar: /img/jane.png\n"
BY_JANE = "---\ntitle: A\ndate: 2020-01-01\nauthor: jane\n---\nText\n"


def test_wordpress_describes_its_categories(source: Source) -> None:
    """A description is taken over for categories that are used; the report tells of it."""
    imported = bring_in(source({"export.xml": wxr(post(1, "Text", IN_TEA), head=HEAD)}))
    assert list(Category.objects.values_list("name", "description")) == [("Tea", "All about tea.")]
    assert "describes 2 categories" in imported["export.xml"].error.message  # type: ignore[union-attr]


def test_ghost_describes_authors_and_tags(source: Source) -> None:
    """Bio, web site and portrait of an author; the description of the tag that became the category."""
    bring_in(source({"ghost.json": json.dumps(GHOST), "content/images/ann.png": picture()}))
    ann = Author.objects.get()
    assert (ann.name, ann.bio, ann.url, ann.image is not None) == (
        "Ann Lee",
        "Writes.",
        "https://ann.example",
        True,
    )
    assert Category.objects.get().description == "All about tea."


def test_files_of_authors_describe_them(source: Source) -> None:
    """Jekyll's, Hugo's and Docusaurus' lists of authors."""
    bring_in(
        source({"_data/authors.yml": YAML, "_posts/2020-01-01-a.md": BY_JANE, "img/jane.png": picture()})
    )
    jane = Author.objects.get()
    assert (jane.name, jane.bio, jane.url, jane.image is not None) == (
        "Jane Doe",
        "Bakes.",
        "https://jane.example",
        True,
    )


def test_an_editors_words_stay(source: Source) -> None:
    """What somebody has written here is never overwritten."""
    Author.objects.create(name="Jane Doe", slug="jane-doe", bio="Our baker.")
    bring_in(source({"_data/authors.yml": YAML, "_posts/2020-01-01-a.md": BY_JANE}))
    jane = Author.objects.get()
    assert (jane.bio, jane.url) == ("Our baker.", "https://jane.example")


def test_it_can_be_taken_back(source: Source) -> None:
    """Also where the author was here before; what was written anew since then stays."""
    Author.objects.create(name="Jane Doe", slug="jane-doe")
    files = {"_data/authors.yml": YAML, "_posts/2020-01-01-a.md": BY_JANE, "img/jane.png": picture()}
    run = bring_in(source(files)).outcome.run
    Author.objects.update(bio="Our baker.")
    undo_import(run)  # type: ignore[arg-type]
    jane = Author.objects.get()
    assert (jane.bio, jane.url, jane.image) == ("Our baker.", "", None)
    assert not Image.objects.exists()


def test_a_second_import_changes_nothing(source: Source) -> None:
    folder = source({"_data/authors.yml": YAML, "_posts/2020-01-01-a.md": BY_JANE})
    bring_in(folder)
    before = list(Author.objects.values())
    assert bring_in(folder).outcome.counts["unchanged"] == 1
    assert list(Author.objects.values()) == before


def test_what_is_said_of_authors_may_be_escaped_nonsense(source: Source) -> None:
    """JSON and YAML can say characters that no database holds; the rest of the text is kept."""
    wild = json.loads(json.dumps(GHOST))
    wild["db"][0]["data"]["users"][0] |= {"name": "Ann\u0000 Lee", "bio": "Wri\u0000tes."}
    site = 'bo:\n  name: "Bo\\0"\n  bio: "Ba\\x07kes."\n'
    folder = source(
        {
            "export.json": json.dumps(wild),
            "data/authors.yml": site,
            "b.md": "---\ntitle: B\nauthor: bo\n---\nText\n",
        }
    )
    assert list(bring_in(folder).results.values()).count("created") == 2
    assert {(each.name, each.bio) for each in Author.objects.all()} == {
        ("Ann Lee", "Writes."),
        ("Bo", "Bakes."),
    }
