"""sync_content: a folder and the site, in step both ways."""

import json
import subprocess
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command

from articles import publishing
from articles.imaging import ingest
from articles.models import Article, Redirect, Revision
from interchange.checkout import SyncRefused
from interchange.models import Run
from interchange.sync_report import Step, Synced
from interchange.syncing import _Sync, sync_content
from tests.factories import article, draft, picture, stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]

BODY = "\nFirst line.\n\nSecond line.\n\nThird line.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in step with a site of one article."""
    article("One", BODY, description="What it says")
    sync_content(tmp_path / "checkout")
    return tmp_path / "checkout"


def sync(folder: Path, **options: Any) -> tuple[Synced, dict[str, str]]:
    """The outcome, and {path: result} of its steps."""
    steps: list[Step] = []
    outcome = sync_content(folder, report=steps.append, **options)
    return outcome, {step.path: step.result for step in steps}


def here(slug: str = "one") -> Article:
    return Article.objects.get(slug=slug)


def file(folder: Path, slug: str = "one") -> Path:
    return folder / f"articles/{slug}.md"


def edit_file(folder: Path, old: str, new: str, slug: str = "one") -> None:
    text = file(folder, slug).read_text()
    assert old in text
    file(folder, slug).write_text(text.replace(old, new))


def edit_site(old: str, new: str, slug: str = "one") -> None:
    """Edit and publish, as an editor would."""
    made = here(slug)
    assert made.live_revision is not None
    text = made.live_revision.document.body
    assert old in text
    stage(made, text.replace(old, new))
    publishing.publish(article=here(slug), by=None)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# -- Edits ------------------------------------------------------------------------------------------------------


def test_a_new_folder_gets_every_article_with_its_pictures(tmp_path: Path) -> None:
    image = ingest(picture(), name="bridge.png")
    article("Shown", f"![x]({image.url})")
    draft("Unfinished")

    outcome, results = sync(tmp_path)

    assert outcome.ok
    assert results["articles/shown.md"] == results["articles/unfinished.md"] == "written"
    assert (tmp_path / image.url.lstrip("/")).is_file()
    assert (tmp_path / "site.yaml").is_file()


def test_nothing_to_do_does_nothing(folder: Path) -> None:
    before, revisions = tree(folder), Revision.objects.count()

    outcome, results = sync(folder)

    assert outcome.ok
    assert results == {}
    assert (tree(folder), Revision.objects.count()) == (before, revisions)


def test_one_field_edited_on_the_site_is_one_line_of_git_diff(folder: Path) -> None:
    def git(*arguments: str) -> str:
        command = [
            "git",
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "-C",
            str(folder),
            *arguments,
        ]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "As it was")
    made = here()
    assert made.live_revision is not None
    changed = made.live_revision.document.replace(description="Something else")
    publishing.save_revision(article=made, document=changed, by=None)
    publishing.publish(article=here(), by=None)

    sync(folder)

    assert git("diff", "--numstat").split() == ["1", "1", "articles/one.md"]
    assert "+description: Something else\n" in git("diff", "-U0")


def test_an_edit_in_the_folder_is_published(folder: Path) -> None:
    edit_file(folder, "Second line.", "The folder's second line.")
    before = tree(folder)

    outcome, results = sync(folder)

    assert results == {"articles/one.md": "updated"}
    assert "The folder's second line." in here().text
    assert tree(folder) == before
    assert outcome.run is not None


def test_a_new_file_is_a_new_article(folder: Path) -> None:
    file(folder, "two").write_text("---\ntitle: Two\ndate: 2024-05-01\n---\nText.\n")

    _, results = sync(folder)

    assert results["articles/two.md"] == "created"
    assert here("two").is_live
    assert sync(folder)[1] == {}


def test_what_is_odd_about_a_file_is_said(folder: Path) -> None:
    """As an import says it; and that a document became no article."""
    file(folder, "two").write_text("---\ntitle: Two\ndate: 2021-02-31\n---\n\n![x](nowhere.png)\n")
    file(folder, "nothing").write_text("")

    for plan in (True, False):
        steps: list[Step] = []
        outcome = sync_content(folder, plan=plan, report=steps.append)

        said = {step.path: step for step in reversed(steps)}
        codes = {warning.code for warning in said["articles/two.md"].warnings}
        assert {"date-from-part", "image-missing"} <= codes
        assert said["articles/nothing.md"].result == "ignored"
        assert said["articles/nothing.md"].message
        assert outcome.ok


def test_warnings_are_printed_below_their_step(folder: Path, tmp_path: Path, capsys: Any) -> None:
    file(folder, "two").write_text("---\ntitle: Two\ndate: 2021-02-31\n---\nText.\n")

    call_command("sync_content", folder, "--report", tmp_path / "report.jsonl")

    assert "created: articles/two.md\n    warning date-unreadable, line 3: " in capsys.readouterr().out
    steps = map(json.loads, (tmp_path / "report.jsonl").read_text().splitlines())
    assert [warning["code"] for warning in next(steps)["warnings"]] == ["date-unreadable", "date-from-part"]


def test_a_sync_that_brings_nothing_leaves_no_run_behind(folder: Path) -> None:
    """It may be called every minute; what it wrote into the folder is no import."""
    before = Run.objects.count()
    edit_site("First line.", "The site's first.")

    assert [sync(folder)[0].run, sync(folder)[0].run] == [None, None]
    assert Run.objects.count() == before


def test_edits_on_both_sides_are_merged_on_both_sides(folder: Path) -> None:
    edit_file(folder, "First line.", "The folder's first.")
    edit_site("Third line.", "The site's third.")

    outcome, _ = sync(folder)

    assert outcome.ok
    assert outcome.counts["merged"] == 1
    text = file(folder).read_text()
    assert "The folder's first." in text
    assert "The site's third." in text
    assert here().live_revision.text == text  # type: ignore[union-attr]
    assert sync(folder)[1] == {}


def test_a_contradiction_keeps_both_and_says_so(folder: Path) -> None:
    """The site stays, the file stays, the file's text is kept among the article's revisions."""
    edit_file(folder, "Second line.", "The folder's second.")
    edit_site("Second line.", "The site's second.")
    before = tree(folder)

    outcome, results = sync(folder)

    assert not outcome.ok
    assert results == {"articles/one.md": "conflict"}
    assert tree(folder) == before
    assert "site" in here().html
    kept = here().revisions.filter(kind=Revision.Kind.CONFLICT)
    assert ["The folder's second." in revision.text for revision in kept] == [True]


def test_a_settled_contradiction_is_settled(folder: Path) -> None:
    """Once the file says what the site says, both are in step."""
    edit_file(folder, "Second line.", "The folder's second.")
    edit_site("Second line.", "The site's second.")
    sync(folder)
    edit_file(folder, "The folder's second.", "The site's second.")

    outcome, _ = sync(folder)

    assert outcome.ok
    assert here().live_revision.text == file(folder).read_text()  # type: ignore[union-attr]
    assert sync(folder)[1] == {}


def test_staged_edits_stay_on_the_site_until_they_are_published(folder: Path) -> None:
    before = tree(folder)
    stage(here(), "Not for readers yet.")

    sync(folder)

    assert tree(folder) == before
    publishing.publish(article=here(), by=None)
    sync(folder)
    assert "Not for readers yet." in file(folder).read_text()


def test_a_hand_edited_site_file_is_left_as_it_is(folder: Path) -> None:
    (folder / "site.yaml").write_text("redirects: {/old: /articles/one/}\n")

    outcome, results = sync(folder)

    assert results["site.yaml"] == "kept"
    assert not outcome.ok
    assert Redirect.objects.get(path="/old").article == here()


# -- Names ------------------------------------------------------------------------------------------------------


def test_an_article_that_moves_renames_its_file(folder: Path) -> None:
    made = here()
    assert made.live_revision is not None
    publishing.save_revision(
        article=made, document=made.live_revision.document.replace(slug="moved"), by=None
    )
    publishing.publish(article=made, by=None)

    _, results = sync(folder)

    assert results["articles/moved.md"] == "renamed"
    assert not file(folder).exists()
    assert file(folder, "moved").exists()
    assert sync(folder)[1] == {}


def test_a_renamed_file_moves_its_article(folder: Path) -> None:
    """The old address leads to the new one; there is still one article."""
    file(folder).rename(file(folder, "moved"))

    sync(folder)

    assert [each.slug for each in Article.objects.all()] == ["moved"]
    assert Redirect.objects.get(path="/articles/one").target == "/articles/moved/"
    assert [path.name for path in (folder / "articles").iterdir()] == ["moved.md"]
    assert sync(folder)[1] == {}


# -- What is missing --------------------------------------------------------------------------------------------


def test_a_deleted_file_is_reported_and_the_article_stays(folder: Path) -> None:
    """Neither is the article withdrawn nor the file written anew, however often one syncs."""
    file(folder).unlink()

    for _ in range(2):
        outcome, results = sync(folder)
        assert results == {"articles/one.md": "kept"}
        assert not outcome.ok
    assert here().is_live
    assert not file(folder).exists()


def test_delete_withdraws_the_article_of_a_deleted_file(folder: Path) -> None:
    file(folder).unlink()

    _, results = sync(folder, delete=True)

    assert results["articles/one.md"] == "withdrawn"
    assert here().status == "withdrawn"
    assert not file(folder).exists()
    assert sync(folder, delete=True)[1] == {}
    assert not file(folder).exists()


def test_an_article_that_was_let_go_and_is_taken_up_again_gets_a_file(folder: Path) -> None:
    file(folder).unlink()
    sync(folder, delete=True)
    publishing.return_to_draft(article=here(), by=None)
    publishing.publish(article=here(), by=None)

    outcome, results = sync(folder, delete=True)

    assert results == {"articles/one.md": "written"}
    assert outcome.ok
    assert here().is_live


def test_an_edited_article_of_a_deleted_file_is_never_withdrawn(folder: Path) -> None:
    file(folder).unlink()
    edit_site("First line.", "Worth keeping.")

    outcome, results = sync(folder, delete=True)

    assert results == {"articles/one.md": "conflict"}
    assert not outcome.ok
    assert here().is_live


def test_a_file_that_comes_back_is_in_step_again(folder: Path) -> None:
    text = file(folder).read_text()
    file(folder).unlink()
    sync(folder)
    file(folder).write_text(text)

    outcome, _ = sync(folder)

    assert outcome.ok
    assert here().is_live


def test_a_deleted_article_is_reported_and_the_file_stays(folder: Path) -> None:
    """It is not imported again, either."""
    publishing.delete(article=here(), by=None)

    for _ in range(2):
        outcome, results = sync(folder)
        assert results == {"articles/one.md": "kept"}
        assert not outcome.ok
    assert file(folder).exists()
    assert not Article.objects.exists()


def test_delete_removes_the_file_of_a_deleted_article(folder: Path) -> None:
    publishing.delete(article=here(), by=None)

    outcome, results = sync(folder, delete=True)

    assert results == {"articles/one.md": "removed"}
    assert outcome.ok
    assert not file(folder).exists()
    assert sync(folder)[1] == {}


def test_the_place_of_a_deleted_article_is_another_ones_once_its_file_is_gone(folder: Path) -> None:
    """Meanwhile the other one has no file, which is said."""
    publishing.delete(article=here(), by=None)
    article("Another", BODY, slug="one")
    steps: list[Step] = []

    sync_content(folder, report=steps.append)
    assert "another one has its address now" in steps[0].message
    assert "title: Another" not in file(folder).read_text()

    outcome, results = sync(folder, delete=True)

    assert results["articles/one.md"] == "written"
    assert outcome.ok
    assert "title: Another" in file(folder).read_text()
    assert sync(folder, delete=True)[1] == {}


def test_an_edited_file_of_a_deleted_article_is_never_removed(folder: Path) -> None:
    publishing.delete(article=here(), by=None)
    edit_file(folder, "First line.", "Worth keeping.")

    outcome, results = sync(folder, delete=True)

    assert results == {"articles/one.md": "conflict"}
    assert not outcome.ok
    assert "Worth keeping." in file(folder).read_text()


# -- Plan and command -------------------------------------------------------------------------------------------


def test_a_plan_writes_nothing(folder: Path) -> None:
    edit_file(folder, "First line.", "The folder's first.")
    file(folder, "two").write_text("---\ntitle: Two\ndate: 2024-05-01\n---\nText.\n")
    article("Three")
    before, revisions = tree(folder), Revision.objects.count()

    _, results = sync(folder, plan=True)

    assert results == {
        "articles/one.md": "updated",
        "articles/two.md": "created",
        "articles/three.md": "written",
    }
    assert (tree(folder), Revision.objects.count()) == (before, revisions)


def test_a_planned_deletion_deletes_nothing(folder: Path) -> None:
    article("Two")
    sync(folder)
    file(folder).unlink()
    publishing.delete(article=here("two"), by=None)

    _, results = sync(folder, plan=True, delete=True)

    assert results == {"articles/one.md": "withdrawn", "articles/two.md": "removed"}
    assert here().is_live
    assert file(folder, "two").exists()


def test_another_programs_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/a.md").write_text("# A")

    with pytest.raises(SyncRefused, match=r"site\.yaml"):
        sync_content(tmp_path)

    with pytest.raises(CommandError) as refusal:
        call_command("sync_content", str(tmp_path))
    assert refusal.value.returncode == 2


def test_the_command_reports_and_exits_like_the_import(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit_file(folder, "Second line.", "The folder's second.")
    edit_site("Second line.", "The site's second.")

    with pytest.raises(SystemExit) as exit_:
        call_command("sync_content", str(folder), "--report", str(tmp_path / "report.jsonl"))

    assert exit_.value.code == 1
    *_, run, last = capsys.readouterr().out.splitlines()
    assert run.startswith("run: ")
    assert last.startswith(
        "synced: 0 to the site (0 merged), 0 to the folder, 1 conflicts, 0 kept, 0 rejected in "
    )
    (line,) = (tmp_path / "report.jsonl").read_text().splitlines()
    assert json.loads(line)["result"] == "conflict"


def test_the_first_sync_may_be_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one goes on, and the folder is as if nothing had happened."""
    for title in ("A", "B", "C"):
        article(title)
    folder, undisturbed = tmp_path / "folder", tmp_path / "undisturbed"
    sync_content(undisturbed)
    with monkeypatch.context() as patched:
        patched.setattr(_Sync, "remember", Mock(side_effect=KeyboardInterrupt))
        patched.setattr(_Sync, "_write_other", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sync_content(folder)
    assert sync_content(folder).ok
    wanted = {path.relative_to(undisturbed): path.read_bytes() for path in undisturbed.rglob("*.*")}
    assert {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")} == wanted
