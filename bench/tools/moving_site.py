"""A site of its own for one export: filled, taken out, filled again elsewhere, emptied; each step looked at."""

import filecmp
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .load import ROOT
from .moving_judge import DUMP, Import, Line, Wrongs, read_report
from .site import environment
from .watched import Cost, watched

_MANAGE = [sys.executable, "manage.py"]
_EVERY_STATUS = range(-64, 256)
# Of the time of the first import, and what any command takes at all, in seconds of processors.
_FRACTION, _LEAST = 0.5, 4.0
_LEFT = """
from articles.models import Article, Author, Category, Image, Redirect, Tag
left = {model.__name__: model.objects.count() for model in (Article, Author, Category, Image, Redirect, Tag)}
print("left:", ", ".join(f"{count} {name}" for name, count in left.items() if count))
"""


@dataclass
class Site:
    """A site in `folder`, with what is wrong with it."""

    folder: Path
    wrongs: Wrongs

    @cached_property
    def environment(self) -> dict[str, str]:
        # Others may be at work on the machine; what is measured is not how long they are.
        return environment(self.folder, COMMAND_NICENESS="0")

    def run(self, *arguments: str, may_fail: bool = False) -> Cost:
        """A command, looked at; one that fails, or shows a traceback, is a wrong of its own."""
        statuses = _EVERY_STATUS if may_fail else (0,)
        cost = watched([*_MANAGE, *arguments], cwd=ROOT, environment=self.environment, statuses=statuses)
        if "Traceback" in cost.printed:
            self.wrongs.add("a traceback", cost.printed[-600:])
        return cost

    def migrate(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run("migrate", "--verbosity", "0")

    def brought_in(self, source: Path, name: str, *options: str) -> tuple[Cost, list[Line]]:
        """An import, with its report; its status must be what the report says."""
        report = self.folder / f"{name}.jsonl"
        cost = self.run(
            "import_articles", "--no-input", "--report", str(report), *options, str(source), may_fail=True
        )
        lines = read_report(report)
        failed = any(line["result"] in {"rejected", "conflict"} for line in lines)
        if cost.status != int(failed):
            self.wrongs.add("status", f"{name} ended with {cost.status}: {cost.printed[-300:]}")
        return cost, lines

    def articles(self) -> dict[str, Line]:
        printed = self.run("shell", "--no-imports", "--command", DUMP).printed
        return {article["slug"]: article for article in map(json.loads, printed.splitlines())}


def judge_plan(planned: list[Line], applied: list[Line], wrongs: Wrongs) -> None:
    """`--plan` says what the import does; what only rendering finds is told by the import alone."""
    before = {line["source"]: line for line in planned}
    for line in applied:
        plan = before.pop(line["source"], None)
        if plan is None:
            wrongs.add("not in the plan", line["source"])
            continue
        for key in ("result", "slug", "url", "status", "error"):
            if plan[key] != line[key]:
                wrongs.add(f"plan: {key}", f"{line['source']}: {plan[key]} was planned, {line[key]} came")
        told = {warning["code"] for warning in line["warnings"]}
        if untold := {warning["code"] for warning in plan["warnings"]} - told:
            wrongs.add("plan: warnings", f"{line['source']}: {', '.join(sorted(untold))}")
    for source in before:
        wrongs.add("only in the plan", source)


def judge_again(found: Import, again: list[Line], first: Cost, second: Cost, wrongs: Wrongs) -> None:
    """The same import a second time changes nothing, says the same again, and takes a fraction of the time."""
    if second.cpu > _FRACTION * first.cpu + _LEAST:
        wrongs.add("again: time", f"{second.cpu:.1f} s of {first.cpu:.1f} s")
    lines = {line["source"]: line for line in again}
    for line in found.report:
        other = lines.get(line["source"])
        wanted = "unchanged" if line["result"] == "created" else line["result"]
        if other is None or other["result"] != wanted:
            wrongs.add("again: result", f"{line['source']}: {other and other['result']}, not {wanted}")
            continue
        for key in ("slug", "warnings"):
            said = (line[key], other[key])
            if key == "warnings":
                said = tuple(sorted({warning["code"] for warning in each}) for each in said)  # type: ignore[assignment]
            if said[0] != said[1]:
                wrongs.add(f"again: {key}", f"{line['source']}: {said[1]}, not {said[0]}")


def judge_round_trip(site: Site, wrongs: Wrongs) -> None:
    """Taken out, brought into an empty site and taken out again, it is the same tree; and `verify_export` says so."""
    first, second = site.folder / "export", site.folder / "again"
    site.run("export_articles", "--all", str(first))
    verified = site.run("verify_export", str(first), may_fail=True)
    if verified.status:
        wrongs.add("verify_export", verified.printed[-600:])
    other = Site(site.folder / "other", wrongs)
    other.migrate()
    other.run("import_articles", "--no-input", str(first), may_fail=True)
    other.run("export_articles", "--all", str(second))
    for difference in _differences(first, second):
        wrongs.add("export of the export", difference)
    for folder in (first, second, other.folder):
        shutil.rmtree(folder)


def _differences(one: Path, other: Path) -> Iterator[str]:
    files = [
        {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        for folder in (one, other)
    ]
    yield from (f"only in one of them: {name}" for name in sorted(files[0] ^ files[1]))
    for name in sorted(files[0] & files[1]):
        if not filecmp.cmp(one / name, other / name, shallow=False):
            yield f"another text: {name}"


def judge_undo(site: Site, printed: str, wrongs: Wrongs) -> None:
    """Undone, the import leaves nothing."""
    run = next(line.removeprefix("run: ") for line in printed.splitlines() if line.startswith("run: "))
    undone = site.run("undo_import", run, may_fail=True)
    left = site.run("shell", "--no-imports", "--command", _LEFT).printed
    if undone.status or left.strip() != "left:":
        wrongs.add("undo", f"{left.strip()}: {undone.printed[-300:]}")
    media = site.folder / "media"
    if stays := [str(path) for path in media.rglob("*") if path.is_file()]:
        wrongs.add("undo: files", ", ".join(stays[:3]))
