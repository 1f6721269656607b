"""What the tests of imports share: sources made of a few words, and an import that remembers its report."""

import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from interchange.importing import Options, Outcome, run_import
from interchange.items import Line

Files = Mapping[str, str | bytes]


@dataclass
class Imported:
    """An import's outcome and its report, by source path."""

    outcome: Outcome
    lines: dict[str, Line]

    def __getitem__(self, source: str) -> Line:
        return self.lines[source]

    @property
    def results(self) -> dict[str, str]:
        return {source: line.result for source, line in self.lines.items()}


def codes(line: Line) -> set[str]:
    """The codes of a line's warnings."""
    return {warning.code for warning in line.warnings}


def put(folder: Path, files: Files) -> Path:
    """Write `files` ({path: content}) under `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zipped(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, files: Files) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def bring_in(*paths: Path, **options: Any) -> Imported:
    lines: dict[str, Line] = {}

    def note(done: int, total: int, line: Line) -> None:
        assert line.source not in lines, "a file was reported twice"
        lines[line.source] = line

    outcome = run_import(paths, Options(**options), note)
    return Imported(outcome, lines)


@pytest.fixture
def source(tmp_path: Path) -> Callable[[Files], Path]:
    """A folder of posts: source({"a.md": "..."}) writes the files and returns it; call it again to change some."""

    def write(files: Files) -> Path:
        return put(tmp_path / "source", files)

    return write


@pytest.fixture
def media_root(tmp_path: Path, settings: Any) -> Path:
    """A media folder of this test's own, empty at first."""
    folder = tmp_path / "media-root"
    folder.mkdir()
    settings.MEDIA_ROOT = folder
    return folder
