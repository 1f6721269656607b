"""What ends an import before its time is told as one line, and the same import again finishes it."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import OperationalError

from articles.models import Article, Image
from interchange import apply
from tests.factories import picture

from .conftest import Files
from .test_media import post

pytestmark = [pytest.mark.django_db(transaction=True)]

Source = Callable[[Files], Path]


def run(folder: Path, *options: str) -> None:
    call_command("import_articles", str(folder), "--no-input", *options)


def test_a_full_disk_of_pictures_stops_the_import(
    source: Source, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No article without its picture, no half a file; with room again, all is there."""
    folder = source({"a.md": post("![](x.png)\n"), "x.png": picture(600, 400)})
    real = FileSystemStorage._save

    def full(self: FileSystemStorage, name: str, content: object) -> str:
        Path(self.path(name)).parent.mkdir(parents=True, exist_ok=True)
        Path(self.path(name)).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(CommandError, match=r"No space left on device.*again brings the rest") as stopped:
        run(folder)
    assert stopped.value.returncode == 1
    assert [path for path in media_root.rglob("*") if path.is_file()] == []
    assert not Article.objects.exists()
    monkeypatch.setattr(FileSystemStorage, "_save", real)
    run(folder)
    assert (Article.objects.count(), Image.objects.count()) == (1, 1)


def test_a_database_that_gives_up_stops_the_import(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = source({"a.md": post("A\n")})

    def full(*args: object, **kwargs: object) -> None:
        raise OperationalError("consuming input failed:\n\tdatabase or disk is full.\n")

    monkeypatch.setattr(apply.Ledger, "create", full)
    with pytest.raises(
        CommandError, match=r"used: consuming input failed: database or disk is full\. What has"
    ) as stopped:
        run(folder)
    assert stopped.value.returncode == 1


def test_a_report_that_can_not_be_written_stops_the_import(source: Source) -> None:
    with pytest.raises(CommandError, match="No space left on device"):
        run(source({"a.md": post("A\n")}), "--report", "/dev/full")


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (["undo_import", "1"], "undo_import.undo_import"),
        (["sync_content", "folder"], "sync_content.sync_content"),
        (["export_articles", "folder"], "export_articles.export_articles"),
        (["build_site", "folder"], "build_site.build_site"),
    ],
)
def test_who_breaks_off_a_command_is_told_how_it_goes_on(
    command: list[str], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, and with the exit code of an interruption."""
    monkeypatch.setattr(f"interchange.management.commands.{place}", Mock(side_effect=KeyboardInterrupt))
    with pytest.raises(CommandError, match=r"^Broken off\. What ") as stopped:
        call_command(*command)
    assert stopped.value.returncode == 130
