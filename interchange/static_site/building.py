"""The build: what the site shows now, compared with what the folder holds, and the difference made."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .assets import Asset, assets, named_in
from .code import code_digest
from .folder import Folder, FolderRefused, Known
from .outputs import Output, news, outputs
from .redirects import names_by_query
from .rendering import Renderer, Unrenderable, neighbourly
from .snapshot import Snapshot, digest
from .workers import WorkerFailed, spread

# How many files a process makes at a time: enough to read their articles together, few enough to hold in memory.
_CHUNK = 80
# How often the site is looked at again because articles changed while they were being written out.
_ROUNDS = 3
_PLANNED = Known()

Progress = Callable[[int, int], None]


class BuildFailed(Exception):
    """The site could not be written as a whole. What was written is kept, and the next build goes on from there."""


@dataclass
class Built:
    """What a build came to, in files. `changing` says that articles kept changing while it ran, `by_query` how many old
    addresses there are that only a query tells, which a file server does not look at.
    """

    files: int = 0
    rendered: int = 0
    written: int = 0
    removed: int = 0
    by_query: int = 0
    changing: bool = False
    seconds: float = 0.0

    @property
    def unchanged(self) -> int:
        return self.files - self.written


def build_site(
    directory: Path | str,
    *,
    force: bool = False,
    everything: bool = False,
    jobs: int = 0,
    progress: Progress | None = None,
) -> Built:
    """Write the public site into `directory` as files; only what has changed since the last time is made again.

    `force` allows a folder with other files in it, `everything` makes all anew. `jobs` is the number of processes, 0
    for one each processor. `progress` is called with (done, total) files to be made. Raises FolderRefused,
    BuildFailed, OSError.
    """
    begun = time.monotonic()
    built = Built()
    folder = Folder(Path(directory)).open(force=force)
    try:
        for number in range(_ROUNDS):
            build = _Build(folder, built, jobs or os.cpu_count() or 1, progress)
            built.changing = not build.run(force=force, everything=everything and not number)
            if not built.changing:
                break
    except (Unrenderable, WorkerFailed) as error:
        raise BuildFailed(str(error)) from error
    finally:
        folder.close()
    built.seconds = time.monotonic() - begun
    return built


class _Build:
    """One round: a snapshot, and the folder brought to it."""

    def __init__(self, folder: Folder, built: Built, jobs: int, progress: Progress | None) -> None:
        self._folder = folder
        self._built = built
        self._jobs = jobs
        self._progress = progress
        # Whether a page was gone or changed by the time that it was to be made.
        self._overtaken = False

    def run(self, *, force: bool, everything: bool) -> bool:
        """Whether the folder now holds what the snapshot showed."""
        site, code, known = Snapshot.take(), code_digest(), self._folder.known
        self._built.by_query = sum(names_by_query(path) for path, _ in site.redirects)
        stamp = digest(code, site.stamp, news(site))
        if not everything and stamp == self._folder.stamp and all(map(self._folder.is_intact, known)):
            # Nothing on the site has changed; only files that are copied may have, at their source.
            return self._finish({file: each for file, each in known.items() if not _is_asset(each)}, stamp)
        wanted = _without_clashes(outputs(site, code))
        due = [
            output
            for file, output in wanted.items()
            if everything
            or file not in known
            or known[file].fingerprint != output.fingerprint
            or not self._folder.is_intact(file)
        ]
        if not force and (strangers := self._folder.strangers(output.file for output in due)):
            raise FolderRefused(
                f"{strangers[0]} is in the way and was not written by build_site"
                f"{f' (and {len(strangers) - 1} more)' if strangers[1:] else ''}. Give --force to replace it."
            )
        if not due and not self._gone(wanted):
            return self._finish({file: known[file] for file in wanted}, stamp)
        return self._finish(self._make(site, wanted, due), stamp)

    def _gone(self, wanted: dict[str, Output]) -> list[str]:
        """Pages that the site does not have any more."""
        return [
            file for file, each in self._folder.known.items() if file not in wanted and not _is_asset(each)
        ]

    def _make(self, site: Snapshot, wanted: dict[str, Output], due: list[Output]) -> dict[str, Known]:
        """Remove, render and write pages; the files that are there then. A page that was overtaken is not."""
        known = self._folder.known
        gone = self._gone(wanted)
        planned = {output.file: known.get(output.file, _PLANNED) for output in due}
        self._folder.note({**known, **planned})
        # First of all what readers may not see any more.
        for file in gone:
            self._folder.remove(file)
        self._built.removed += len(gone)
        now = {file: each for file, each in known.items() if file in wanted}
        renderer = Renderer(site)

        def make(some: Sequence[Output]) -> list[tuple[str, Known | None, bool]]:
            made: list[tuple[str, Known | None, bool]] = []
            for output, data in renderer.rendered(some):
                if data is None:
                    made.append((output.file, None, False))
                else:
                    entry, new = self._folder.write(output.file, data, output.fingerprint, named_in(data))
                    made.append((output.file, entry, new))
            return made

        try:
            for some in spread(make, neighbourly(due, site), jobs=self._jobs, chunk=_CHUNK):
                for file, entry, new in some:
                    if entry is None:
                        now.pop(file, None)
                        self._folder.remove(file)
                    else:
                        now[file] = entry
                    self._built.written += new
                self._built.rendered += len(some)
                if self._progress:
                    self._progress(self._built.rendered, len(due))
        finally:
            # Also when it was broken off: the next build need not begin anew.
            kept = {file: each for file, each in known.items() if _is_asset(each)}
            self._folder.note({**planned, **now, **kept})
        self._overtaken = any(output.file not in now for output in due)
        return now

    def _finish(self, now: dict[str, Known], stamp: str) -> bool:
        """Copy the media and static files that the pages name, remove the others, and note all there is."""
        before = self._folder.known
        named = {path for groups in {each.named for each in now.values()} for path in groups}
        found: dict[str, Asset] = {asset.file: asset for asset in assets(named)}
        due = []
        for file, asset in found.items():
            known = before.get(file)
            if known and known.fingerprint == f"={asset.fingerprint}" and self._folder.is_intact(file):
                now[file] = known
            else:
                due.append(asset)
        gone = [file for file in before if file not in now and file not in found]
        if due:
            self._folder.note({**before, **{asset.file: Known("=") for asset in due}})
        for asset in due:
            now[asset.file], new = self._folder.write(
                asset.file, asset.source.read_bytes(), f"={asset.fingerprint}"
            )
            self._built.written += new
        for file in gone:
            self._folder.remove(file)
            self._built.removed += 1
        stamp = "" if self._overtaken else stamp
        if due or gone or now != before or stamp != self._folder.stamp:
            self._folder.note(now, stamp=stamp)
        self._built.files = len(now)
        return not self._overtaken


def _is_asset(known: Known) -> bool:
    """Copied files are told by the fingerprint of their source."""
    return known.fingerprint.startswith("=")


def _without_clashes(found: Iterable[Output]) -> dict[str, Output]:
    """The files by path. The first at a path counts, and none may lie where another needs a folder."""
    files: dict[str, Output] = {}
    folders: set[str] = set()
    for output in found:
        parents = []
        parent = os.path.dirname(output.file)
        # What is above of a folder that is known is known too.
        while parent and parent not in folders:
            parents.append(parent)
            parent = os.path.dirname(parent)
        if output.file in files or output.file in folders or any(parent in files for parent in parents):
            continue
        files[output.file] = output
        folders.update(parents)
    return files
