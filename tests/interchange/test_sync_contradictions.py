"""sync_content: what the folder and the site say differently stays on both sides until somebody settles it."""

from pathlib import Path

import pytest

from articles import publishing
from articles.models import Article, Revision
from interchange.syncing import sync_content
from tests.factories import article, stage

from .test_sync import BODY, edit_file, edit_site, file, here, sync, tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that contradicts the site in the second line, and says something more in the fifth."""
    article("One", f"{BODY}\nFourth line.\n\nFifth line.\n")
    sync_content(tmp_path / "checkout")
    edit_file(tmp_path / "checkout", "Second line.", "The folder's second.")
    edit_file(tmp_path / "checkout", "Fifth line.", "The folder's fifth.")
    edit_site("Second line.", "The site's second.")
    return tmp_path / "checkout"


def test_both_stay_as_they_are_however_often_one_syncs(folder: Path) -> None:
    before, texts = tree(folder), set(Article.objects.values_list("live_revision", flat=True))

    for options in ({}, {}, {"plan": True}, {"delete": True}):
        outcome, results = sync(folder, **options)
        assert results == {"articles/one.md": "conflict"}
        assert not outcome.ok
    assert tree(folder) == before
    assert set(Article.objects.values_list("live_revision", flat=True)) == texts
    assert here().revisions.filter(kind=Revision.Kind.CONFLICT).count() == 1


def test_an_edit_elsewhere_does_not_settle_it(folder: Path) -> None:
    sync(folder)
    before = tree(folder)
    edit_site("Fourth line.", "The site's fourth.")

    assert sync(folder)[1] == {"articles/one.md": "conflict"}
    assert tree(folder) == before


def test_it_is_settled_on_the_site(folder: Path) -> None:
    """What the file says beside it comes along."""
    sync(folder)
    edit_site("The site's second.", "What both agreed on.")

    assert sync(folder, plan=True)[1]["articles/one.md"] in {"merged", "written"}
    outcome, _ = sync(folder)

    assert outcome.ok
    text = file(folder).read_text()
    assert "What both agreed on." in text
    assert "The folder's fifth." in text
    assert here().live_revision.text == text  # type: ignore[union-attr]
    assert sync(folder)[1] == {}


def test_it_is_settled_by_taking_the_files_text(folder: Path) -> None:
    sync(folder)
    kept = here().revisions.get(kind=Revision.Kind.CONFLICT)
    before = file(folder).read_bytes()
    publishing.restore(article=here(), revision=kept, by=None)
    publishing.publish(article=here(), by=None)

    assert sync(folder)[0].ok
    assert file(folder).read_bytes() == before
    assert sync(folder)[1] == {}


def test_it_is_settled_in_the_folder(folder: Path) -> None:
    sync(folder)
    edit_file(folder, "The folder's second.", "The site's second.")

    assert sync(folder)[0].ok
    assert "The folder's fifth." in here().text
    assert sync(folder)[1] == {}


def test_what_is_settled_but_not_published_is_not_settled(folder: Path) -> None:
    sync(folder)
    before = tree(folder)
    edit_site("The site's second.", "What both agreed on.")
    stage(here(), "\nNot for readers yet.\n")

    outcome, results = sync(folder)

    assert results == {"articles/one.md": "conflict"}
    assert not outcome.ok
    assert tree(folder) == before
