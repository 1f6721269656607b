"""What documents are filed under: one record for each name, also where several names come to the same slug."""

import pytest

from articles.filing import Register
from articles.models import Author, Category, Tag
from tests import factories

pytestmark = pytest.mark.django_db


def tags_of(article) -> list[str]:
    return [tag.name for tag in article.tags.all()]


def test_names_that_sound_alike_in_latin_letters_are_told_apart() -> None:
    """か and カ, or two people whose names are transliterated alike, share nothing but the beginning of a slug."""
    one = factories.article("One", tags=["か", "カ"], authors=["王伟"])
    other = factories.article("Other", tags=["カ"], authors=["汪维"])

    assert tags_of(one) == ["か", "カ"]
    assert tags_of(other) == ["カ"]
    assert [author.name for author in one.byline] == ["王伟"]
    assert [author.name for author in other.byline] == ["汪维"]
    assert Author.objects.get(name="王伟").slug == "wang-wei"
    assert Author.objects.get(name="汪维").slug.startswith("wang-wei-")


def test_a_mark_makes_another_word_in_vietnamese() -> None:
    """Where é and e are spellings of one name, dữ and du are two words."""
    one = factories.article("One", tags=["dữ phê", "đa", "Économie"])
    other = factories.article("Other", tags=["du phê", "da", "dụ phê", "Economie"])

    assert tags_of(one) == ["dữ phê", "đa", "Économie"]
    assert tags_of(other) == ["du phê", "da", "dụ phê", "Économie"]


def test_the_same_name_comes_to_the_same_record_again() -> None:
    """A name that had to step aside keeps its slug; case, width and punctuation make no other name."""
    factories.article("One", tags=["и"])
    factories.article("Two", tags=["й"])
    three = factories.article("Three", tags=["Й", "И!"])

    assert tags_of(three) == ["й", "и"]
    assert Tag.objects.count() == 2


def test_names_in_latin_letters_are_one_where_their_slugs_are() -> None:
    """Accents, case and hyphens make no second author."""
    factories.article("One", authors=["José Núñez"])
    two = factories.article("Two", authors=["Jose Nunez"])

    assert [author.name for author in two.byline] == ["José Núñez"]


def test_a_category_that_was_renamed_is_still_found_by_the_name_that_documents_give() -> None:
    """Its slug is what it was made of; the new name is for readers."""
    factories.article("One", category="МЛ")
    Category.objects.update(name="Машинное обучение")

    two = factories.article("Two", category="МЛ")

    assert two.category.name == "Машинное обучение"


def test_an_author_named_by_slug_is_the_one_who_has_it() -> None:
    """A document that gives the slug means that record, whatever its name."""
    factories.article("One", authors=["王伟"])
    two = factories.article("Two", authors=[{"name": "汪维", "slug": "wang-wei"}])

    assert [author.name for author in two.byline] == ["王伟"]


def test_long_names_with_the_same_beginning_are_told_apart() -> None:
    """A slug is cut; what was cut off still counts."""
    beginning = "A name that goes on " * 6
    article = factories.article("One", tags=[f"{beginning}left", f"{beginning}right"])

    assert [name.rsplit(" ", 1)[1] for name in tags_of(article)] == ["left", "right"]


def test_a_name_that_had_to_go_elsewhere_stays_there() -> None:
    """Of names that come to one slug the first has it; who is filed under the other finds that again."""
    factories.article("One", tags=["石"])
    factories.article("Two", tags=["诗"])
    Tag.objects.get(slug="shi").delete()

    assert tags_of(factories.article("Three", tags=["诗"])) == ["诗"]
    assert tags_of(factories.article("Four", tags=["石"])) == ["石"]
    assert Tag.objects.filter(name="诗").count() == 1


def test_names_with_a_picture_in_them_are_told_apart() -> None:
    """🎈 leaves nothing in a slug; "a" is another tag than "a🎈"."""
    assert tags_of(factories.article("One", tags=["a🎈"])) == ["a🎈"]
    assert tags_of(factories.article("Two", tags=["a", "🎈"])) == ["a", "🎈"]


def test_what_somebody_else_made_meanwhile_is_taken() -> None:
    """Of two that file under the same new name at once, the slower takes the other's record."""
    document = factories.document(title="One", tags=["Новое"], authors=["王伟"])
    register = Register([document])
    other = Tag.objects.create(name="Новое", slug="novoe")
    Author.objects.create(name="汪维", slug="wang-wei")

    filing = register.save().filing(document)

    assert filing.tags == (other,)
    assert filing.authors[0].name == "王伟"
    assert filing.authors[0].pk is not None
