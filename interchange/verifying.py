"""An export compared with what was written down when it was made, and with the site."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from .checkout import LINK
from .export_files import MEDIA_FOLDER, export_files
from .exporting import read_manifest
from .histories import HISTORY_FOLDER
from .own_layout import ARTICLES_FOLDER

_FOLDERS = (ARTICLES_FOLDER, MEDIA_FOLDER, HISTORY_FOLDER)
_BLOCK = 1 << 20


class NoExport(Exception):
    """There is nothing to verify. The message is for the operator."""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be, and why."""

    kind: Literal["missing", "different", "extra"]
    path: str
    reason: str


@dataclass(frozen=True)
class Verified:
    """What a verification came to: the number of files that were read, and what is wrong with them."""

    files: int
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[str]:
        return Counter(finding.kind for finding in self.findings)


def verify_export(directory: Path | str) -> Verified:
    """Read every file of the export in `directory` again. Raises NoExport, OSError."""
    folder = Path(directory).resolve()
    manifest = read_manifest(folder)
    if manifest is None:
        raise NoExport(f"{folder} has no readable list of what an export wrote there.")
    there = dict(_digests(folder, manifest.files))
    lost: list[str] = []
    options = manifest.options
    files = export_files(everything=options["all"], history=options["history"], lost=lost.append)
    site = {file.path: sha256(file.data).hexdigest() for file in files}
    findings = (
        Finding("missing", path, "the site has lost this picture's file")
        if path in lost
        else _finding(path, manifest.files.get(path), there.get(path), site.get(path))
        for path in sorted({*manifest.files, *there, *site, *lost})
    )
    return Verified(len(there), tuple(filter(None, findings)))


def _finding(path: str, written: str | None, there: str | None, site: str | None) -> Finding | None:
    """What is wrong with a file, by the digests of what was written, what is there and what the site has."""
    if there == LINK:
        kind: Literal["different", "extra"] = "different" if written or site else "extra"
        return Finding(kind, path, "a symbolic link, which no import follows")
    if there is None:
        holders = [("the export wrote it", written), ("the site has it", site)]
        return Finding("missing", path, "; ".join(reason for reason, value in holders if value))
    if written is None and site is None:
        return Finding("extra", path, "no export wrote it, and the site does not have it")
    reasons = {
        "changed since the export wrote it": written not in {None, there},
        "no export wrote it": written is None,
        "the site does not have it any more": site is None,
        "the site has something else": site not in {None, there},
    }
    said = "; ".join(reason for reason, holds in reasons.items() if holds)
    return Finding("extra" if site is None else "different", path, said) if said else None


def _digests(folder: Path, listed: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The files that an export could have written, or says that it did. A link is none, whatever it leads to."""
    tops = [folder / name for name in _FOLDERS]
    found = {
        path.relative_to(folder).as_posix() for top in tops if not top.is_symlink() for path in top.rglob("*")
    }
    found |= {top.name for top in tops if top.is_symlink()}
    for name in sorted({*found, *listed}):
        path = folder / name
        if path.is_symlink():
            yield name, LINK
        elif path.is_file() and path.resolve().is_relative_to(folder):
            yield name, _digest(path)


def _digest(path: Path) -> str:
    told = sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            told.update(block)
    return told.hexdigest()
