"""sync_content: what the folder and the site say differently stays on both sides until somebody settles it."""

from pathlib import Path

import pytest

from articles import publishing
from articles.document import merge, parse, resolve
from articles.models import Article, OpenConflict, Revision
from interchange.syncing import _Sync, sync_content
from interchange.undo import undo_import
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


def at_the_desk(chosen: str, *, publish: bool = True) -> None:
    """Settle the conflict as an editor would, everywhere in the same way."""
    conflict = OpenConflict.objects.select_related("base", "kept", "article").get()
    latest, kept = here().latest_revision, conflict.kept.document
    assert latest is not None
    assert conflict.base is not None
    merged = merge(conflict.base.document, latest.document, kept)
    texts = [each.theirs if chosen == "kept" else None for each in merged.conflicts]
    document = parse(resolve(merged, kept, texts).text)
    publishing.settle(conflict=conflict, document=document, seen=latest, by=None)
    if publish:
        publishing.publish(article=here(), by=None)


def test_both_stay_as_they_are_however_often_one_syncs(folder: Path) -> None:
    before, texts = tree(folder), set(Article.objects.values_list("live_revision", flat=True))

    for options in ({}, {}, {"plan": True}, {"delete": True}):
        outcome, results = sync(folder, **options)
        assert results == {"articles/one.md": "conflict"}
        assert not outcome.ok
    assert tree(folder) == before
    assert set(Article.objects.values_list("live_revision", flat=True)) == texts
    assert here().revisions.filter(kind=Revision.Kind.CONFLICT).count() == 1


def test_a_sync_that_is_broken_off_leaves_the_file_alone_as_well(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the contradiction was found, and what belongs together not remembered."""
    before = tree(folder)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(_Sync, "write_out", killed)
        with pytest.raises(KeyboardInterrupt):
            sync_content(folder)
    _, results = sync(folder)

    assert results == {"articles/one.md": "conflict"}
    assert tree(folder) == before
    assert here().revisions.filter(kind=Revision.Kind.CONFLICT).count() == 1


def test_a_withdrawal_of_a_sync_that_is_broken_off_is_nobody_s_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article("One", BODY)
    sync_content(tmp_path / "checkout")
    file(tmp_path / "checkout").unlink()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(_Sync, "take_in", killed)
        with pytest.raises(KeyboardInterrupt):
            sync_content(tmp_path / "checkout", delete=True)
    outcome, results = sync(tmp_path / "checkout", delete=True)

    assert results == {}
    assert outcome.ok
    assert here().status == "withdrawn"


def test_an_edit_elsewhere_does_not_settle_it(folder: Path) -> None:
    sync(folder)
    before = tree(folder)
    edit_site("Fourth line.", "The site's fourth.")

    assert sync(folder)[1] == {"articles/one.md": "conflict"}
    assert tree(folder) == before


def test_an_edit_elsewhere_in_the_file_does_not_settle_it(folder: Path) -> None:
    """What the site says is not overwritten by a file that it contradicts, however often that is edited."""
    sync(folder)
    edit_file(folder, "Fourth line.", "The folder's fourth.")
    before, text = tree(folder), here().live_revision.text  # type: ignore[union-attr]

    for _ in range(2):
        assert sync(folder)[1] == {"articles/one.md": "conflict"}
        assert tree(folder) == before
        assert here().live_revision.text == text  # type: ignore[union-attr]
    kept = OpenConflict.objects.get().kept
    assert "The folder's fourth." in kept.text


def test_an_edit_elsewhere_in_the_file_comes_along_once_it_is_settled(folder: Path) -> None:
    sync(folder)
    at_the_desk("here")
    edit_file(folder, "Fourth line.", "The folder's fourth.")

    assert sync(folder)[0].ok
    assert "The site's second." in file(folder).read_text()
    assert "The folder's fourth." in file(folder).read_text()


@pytest.mark.parametrize(
    ("chosen", "said"), [("here", "The site's second."), ("kept", "The folder's second.")]
)
def test_it_is_settled_at_the_desk(folder: Path, chosen: str, said: str) -> None:
    """Whichever side was taken, the file says it, with what contradicted nothing."""
    sync(folder)
    at_the_desk(chosen)

    plan = sync(folder, plan=True)[1]
    outcome, results = sync(folder)

    assert outcome.ok
    assert results == plan == ({} if chosen == "kept" else {"articles/one.md": "written"})
    text = file(folder).read_text()
    assert said in text
    assert "The folder's fifth." in text
    assert here().live_revision.text == text  # type: ignore[union-attr]
    assert sync(folder)[1] == {}


def test_what_is_settled_at_the_desk_waits_for_its_publication(folder: Path) -> None:
    sync(folder)
    at_the_desk("kept", publish=False)
    before = tree(folder)

    assert sync(folder)[1] == {"articles/one.md": "conflict"}
    assert tree(folder) == before
    publishing.publish(article=here(), by=None)
    assert sync(folder)[0].ok


@pytest.mark.parametrize("where", ["site", "folder"])
def test_settled_elsewhere_it_leaves_the_desk(folder: Path, where: str) -> None:
    sync(folder)
    assert OpenConflict.objects.count() == 1
    if where == "site":
        edit_site("The site's second.", "What both agreed on.")
    else:
        edit_file(folder, "The folder's second.", "The site's second.")

    sync(folder)

    assert not OpenConflict.objects.exists()


def test_an_import_that_is_taken_back_leaves_no_conflict(folder: Path) -> None:
    outcome, _ = sync(folder)
    assert outcome.run is not None

    undo_import(outcome.run)

    assert not OpenConflict.objects.exists()


def test_a_conflict_that_an_import_ended_is_open_again_without_it(folder: Path) -> None:
    sync(folder)
    edit_file(folder, "The folder's second.", "The site's second.")
    outcome, _ = sync(folder)
    assert not OpenConflict.objects.exists()

    undo_import(outcome.run or 0)

    assert OpenConflict.objects.get().base is not None


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
