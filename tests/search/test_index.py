"""The index keeps up with everything that changes what articles are found by."""

import pytest
from django.db import connection, transaction

from articles import publishing, search
from articles.models import Article, Author, Category, Series, Tag
from articles.search.backend import backend
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_index() -> None:
    """Tests with real transactions leave rows behind: emptying the models' tables does not empty this one."""
    backend().clear()


def found(query: str) -> list[str]:
    return [hit.article.title for hit in search.find(query).items]


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM articles_search")
        return int(cursor.fetchone()[0])


def test_the_index_goes_back_with_its_transaction() -> None:
    """A publish that is rolled back leaves what was found before."""
    article = factories.article("Kept", body="before")
    factories.stage(article, "after")

    with transaction.atomic():
        publishing.publish(article=article, by=None)
        assert found("after") == ["Kept"]
        transaction.set_rollback(True)

    assert found("before") == ["Kept"]
    assert found("after") == []


@pytest.mark.parametrize(
    ("model", "field"), [(Category, "category"), (Tag, "tag"), (Author, "author"), (Series, "series")]
)
def test_a_rename_is_followed(model: type[Category], field: str) -> None:
    """An article is found by the new name of what it is filed under, and by the old one no more."""
    factories.article(
        "Filed", category="Oldname", tags=["Oldname"], authors=["Oldname"], series={"name": "Oldname"}
    )
    for other in {Category, Tag, Author, Series} - {model}:
        other.objects.update(name="Other", slug="other")
    search.reindex()

    record = model.objects.get(name="Oldname")
    record.name, record.slug = "Newname", "newname"
    record.save()

    assert found("newname") == ["Filed"]
    assert found("oldname") == []
    if model is not Series:
        assert found(f"{field}:newname") == ["Filed"]
        assert found(f"{field}:oldname") == []


def test_a_deleted_tag_finds_nothing() -> None:
    """When a tag goes, so does what it found; the article stays."""
    factories.article("Tagged", tags=["fleeting", "lasting"])

    Tag.objects.get(name="fleeting").delete()

    assert found("fleeting") == found("tag:fleeting") == []
    assert found("tag:lasting") == ["Tagged"]


def test_a_rename_indexes_no_draft() -> None:
    """What readers will not see has no place in the index."""
    factories.draft("Hidden", category="Shelf")
    category = Category.objects.get()

    category.name = "Shelves"
    category.save()

    assert rows() == 0


def test_deletion_leaves_nothing() -> None:
    """A deleted article has no row."""
    publishing.delete(article=factories.article("Gone"), by=None)

    assert rows() == 0


def test_reindexing_restores_everything() -> None:
    """Lost rows come back and stray ones go; the count is of what the index holds."""
    factories.articles(3, body="compass")
    factories.article("Later", body="compass", date=factories.tomorrow())
    factories.draft(body="compass")
    Article.objects.filter(title="Later").update(text="compass")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")

    assert search.find("compass").total == 0
    assert search.reindex() == 4
    assert search.find("compass").total == 3
    assert rows() == 4


def test_any_text_can_be_indexed() -> None:
    """Words of any length, signs of either database and very long texts are published like others."""
    body = " ".join(["x" * 5000, "'quoted' \\slash: a:1A", "harpoon"]) + " word" * 40_000 + " distant"
    factories.article("Odd", body=body, tags=["it's: 'odd' \\"], description="\x0b & ' \" \\")

    assert found("harpoon") == ["Odd"]
    assert found("distant") == ["Odd"]
    assert found("quoted slash") == ["Odd"]


def test_a_text_of_many_different_words_can_be_indexed() -> None:
    """A vocabulary beyond what the database holds of one text is cut, not refused."""
    article = factories.article("Dictionary", body="short")
    Article.objects.filter(pk=article.pk).update(text=" ".join(f"{'w' * 40}{n}" for n in range(49_000)))

    search.reindex()

    assert found("dictionary") == ["Dictionary"]
    assert found(f"{'w' * 40}7") == ["Dictionary"]


def _segments() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(DISTINCT segid) FROM articles_search_idx")
        return int(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's index has no segments")
def test_what_writing_much_leaves_is_merged_and_found_as_before() -> None:
    backend().optimise()
    for number in range(10):
        with transaction.atomic():
            factories.article(f"Number {number}", body=f"common and unusual{number}")
    before, all_found = _segments(), sorted(found("common"))

    search.settle()

    assert before >= 8
    assert _segments() < before / 2
    assert sorted(found("common")) == all_found
    assert found("unusual7") == ["Number 7"]
