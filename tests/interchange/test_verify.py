"""An export proves itself: by the checksums it wrote down, and against the site."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from articles import publishing
from articles.imaging import ingest
from articles.models import Article
from interchange.exporting import MANIFEST, export_articles
from interchange.sync_report import Step
from interchange.syncing import sync_content
from interchange.verifying import verify_export
from tests.factories import article, draft, picture, stage, user

from .conftest import bring_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export of two articles, one with a picture."""
    image = ingest(picture(), name="bridge.png")
    article("One", f"![x]({image.url})", category="Shelf")
    article("Two")
    export_articles(tmp_path / "export")
    return tmp_path / "export"


def found(folder: Path) -> dict[str, str]:
    return {finding.path: finding.kind for finding in verify_export(folder).findings}


def test_an_export_that_nobody_touched_is_right(export: Path) -> None:
    verified = verify_export(export)

    assert verified.findings == ()
    assert verified.files == 4


def remove(export: Path) -> None:
    (export / "articles/one.md").unlink()


def edit(export: Path) -> None:
    (export / "articles/one.md").write_text("Edited")


def put(export: Path) -> None:
    (export / "articles/three.md").write_text("# Three")


def flip_a_bit(export: Path) -> None:
    path = next((export / "media").rglob("*.*"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def link_in_place(export: Path) -> None:
    """The same bytes, but not in the export any more."""
    (export / "articles/one.md").rename(export / "one.md")
    (export / "articles/one.md").symlink_to("../one.md")


def link_beside(export: Path) -> None:
    (export / "articles/three.md").symlink_to("/nowhere")


def link_a_folder(export: Path) -> None:
    (export / "history").symlink_to(export / "articles")


def site_edit(export: Path) -> None:
    stage(Article.objects.get(slug="one"), "Another text.")
    publishing.publish(article=Article.objects.get(slug="one"), by=None)


def site_new(export: Path) -> None:
    article("Three")


def site_gone(export: Path) -> None:
    publishing.withdraw(article=Article.objects.get(slug="one"), by=None)


@pytest.mark.parametrize(
    ("change", "kind", "path", "reason"),
    [
        (remove, "missing", "articles/one.md", "the export wrote it; the site has it"),
        (
            edit,
            "different",
            "articles/one.md",
            "changed since the export wrote it; the site has something else",
        ),
        (put, "extra", "articles/three.md", "no export wrote it, and the site does not have it"),
        (flip_a_bit, "different", "media/", "changed since the export wrote it; the site has something else"),
        (link_in_place, "different", "articles/one.md", "a symbolic link, which no import follows"),
        (link_beside, "extra", "articles/three.md", "a symbolic link, which no import follows"),
        (link_a_folder, "extra", "history", "a symbolic link, which no import follows"),
        (site_edit, "different", "articles/one.md", "the site has something else"),
        (site_new, "missing", "articles/three.md", "the site has it"),
        (site_gone, "extra", "articles/one.md", "the site does not have it any more"),
    ],
)
def test_each_deviation_is_named_with_its_reason(
    change: Callable[[Path], None], kind: str, path: str, reason: str, export: Path
) -> None:
    change(export)

    findings = {finding.path: finding for finding in verify_export(export).findings}

    named = next(finding for where, finding in findings.items() if where.startswith(path))
    assert (named.kind, named.reason) == (kind, reason)


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_the_site_has_lost_is_named_and_the_rest_written(
    export: Path, tmp_path: Path, media_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By an export, by its verification and by a sync; the copy that an earlier export made stays where it is."""
    (lost,) = (path.relative_to(export).as_posix() for path in (export / "media").rglob("*.png"))
    (media_root / lost.removeprefix("media/")).unlink()
    article("Three")

    for folder in (export, tmp_path / "new"):
        with pytest.raises(SystemExit) as exit_:
            call_command("export_articles", str(folder))
        assert exit_.value.code == 1
        assert f"missing: {lost}: the site has lost this picture's file" in capsys.readouterr().out
        assert (folder / "articles/three.md").is_file()
        assert found(folder) == {lost: "missing"}
    assert (export / lost).is_file()
    steps: list[Step] = []
    assert not sync_content(tmp_path / "checkout", report=steps.append).ok
    assert {step.path: step.result for step in steps}[lost] == "kept"


def test_the_exports_own_options_are_verified(tmp_path: Path) -> None:
    """A draft is expected in an export of everything, and only there."""
    article("One")
    draft("Hidden")

    export_articles(tmp_path / "live")
    export_articles(tmp_path / "all", all=True)

    assert found(tmp_path / "live") == found(tmp_path / "all") == {}


# -- With all revisions -----------------------------------------------------------------------------------------


def test_history_holds_every_revision_with_who_wrote_it_when(tmp_path: Path) -> None:
    made = article("One", "First text.")
    writer = user("writer", group="Publisher")
    first = made.latest_revision
    assert first is not None
    publishing.save_revision(
        article=made, document=first.document.with_body("\nSecond text.\n"), by=writer, note="Better"
    )

    export_articles(tmp_path, history=True)

    revisions = yaml.safe_load((tmp_path / "history/one/revisions.yaml").read_text())
    assert [each["number"] for each in revisions] == [1, 2]
    assert (revisions[1]["by"], revisions[1]["note"], revisions[1]["kind"]) == ("writer", "Better", "save")
    assert "First text." in (tmp_path / "history/one/1.md").read_text()
    assert "Second text." in (tmp_path / "history/one/2.md").read_text()
    assert "First text." in (tmp_path / "articles/one.md").read_text()
    assert found(tmp_path) == {}


def test_history_is_verified(tmp_path: Path) -> None:
    stage(article("One"), "Later text.")
    export_articles(tmp_path, history=True)
    (tmp_path / "history/one/1.md").unlink()
    (tmp_path / "history/one/2.md").write_text("Rewritten")

    assert found(tmp_path) == {"history/one/1.md": "missing", "history/one/2.md": "different"}


def test_without_history_there_is_none(tmp_path: Path) -> None:
    """What an earlier export with history left is taken away by one without."""
    article("One")
    export_articles(tmp_path, history=True)

    export_articles(tmp_path)

    assert not list(tmp_path.rglob("history/**/*.md"))
    assert found(tmp_path) == {}


@pytest.mark.django_db(transaction=True)
def test_an_export_with_history_is_imported_as_the_articles_it_holds(tmp_path: Path) -> None:
    stage(article("One"), "Later text.")
    export_articles(tmp_path, history=True)

    imported = bring_in(tmp_path)

    assert imported["articles/one.md"].result == "unchanged"
    assert imported["history/one/1.md"].result == "ignored"
    assert Article.objects.count() == 1


# -- The command ------------------------------------------------------------------------------------------------


def test_the_command_says_that_all_is_well(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_export", str(export))

    assert capsys.readouterr().out == "verified: 4 files, 0 missing, 0 different, 0 extra\n"


def test_the_command_names_what_is_wrong_and_fails(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    remove(export)

    with pytest.raises(SystemExit) as exit_:
        call_command("verify_export", str(export))

    assert exit_.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        "missing: articles/one.md: the export wrote it; the site has it",
        "verified: 3 files, 1 missing, 0 different, 0 extra",
    ]


def test_a_folder_without_an_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"files": 3}))

    with pytest.raises(CommandError) as refusal:
        call_command("verify_export", str(tmp_path))

    assert refusal.value.returncode == 2


def test_a_folder_that_became_a_link_is_named_with_all_that_was_in_it(export: Path, tmp_path: Path) -> None:
    (export / "articles").rename(tmp_path / "elsewhere")
    (export / "articles").symlink_to(tmp_path / "elsewhere")

    assert found(export) == {
        "articles": "extra",
        "articles/one.md": "missing",
        "articles/two.md": "missing",
    }
