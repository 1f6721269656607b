"""What importing takes of memory and time when the input is made to take as much as it can: all processes together.

Each input goes into an empty site, given together with an ordinary post. The column "what came of it" is the exit
status, the summary of the import and what its report says first; the last one what is wrong with it: over a limit of
memory or time, another status than the report's, a report without what it had to say, an ordinary post that was not
imported, something written beside the media folder, a mistake of ours.

ONLY="PNG JPEG" takes the inputs alone whose names hold one of these words, ALL=on those too that take minutes; LIMIT
names the megabytes (PSS) that are allowed. Looked at every 20 ms; the seconds are those of processors.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.hostile_cases import CASES, SLOW, Case
from tools.hostile_files import INNOCENT
from tools.load import ROOT, machine
from tools.site import environment
from tools.watched import Cost, watched

LIMIT = float(os.environ.get("LIMIT", "256"))
ONLY = os.environ.get("ONLY", "").split()
ALL = os.environ.get("ALL") == "on"
_MANAGE = [sys.executable, "manage.py"]
_EVERY_STATUS = range(-64, 256)

Lines = list[dict[str, Any]]


def main() -> None:
    print(f"{machine()}\n")
    print("| input | MB | s | what came of it | wrong |\n|---|---:|---:|---|---|")
    broken = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = environment(folder, TMPDIR=str(folder / "aside"), COMMAND_NICENESS="0")
        (folder / "aside").mkdir()
        watched([*_MANAGE, "migrate", "--verbosity", "0"], cwd=ROOT, environment=site)
        (folder / "site.sqlite3").rename(folder / "empty.sqlite3")
        for title, case in (CASES | SLOW if ALL else CASES).items():
            if ONLY and not any(word in title for word in ONLY):
                continue
            cost, lines, wrong = _tried(case, folder, site)
            said = "; ".join(_said(cost, lines))
            print(
                f"| {title} | {cost.memory:.0f} | {cost.cpu:.1f} | {said} | {', '.join(wrong)} |", flush=True
            )
            broken += bool(wrong)
    if broken:
        sys.exit(f"\nSomething is wrong with {broken}.")


def _tried(case: Case, folder: Path, site: dict[str, str]) -> tuple[Cost, Lines, list[str]]:
    """A case made and imported: what it took, its report, and what is wrong. Nothing of it stays."""
    given, ordinary, report = folder / "given", folder / "ordinary", folder / "report.jsonl"
    for each in (given, ordinary):
        each.mkdir()
    (ordinary / "innocent.md").write_text(INNOCENT.replace("An ordinary", "The most ordinary"))
    source = case.make(given)
    shutil.copy(folder / "empty.sqlite3", folder / "site.sqlite3")
    before = set(_listed(folder))
    command = [*_MANAGE, "import_articles", "--no-input", "--report", str(report), str(source), str(ordinary)]
    # Whoever is at it so long will not end.
    cost = watched(
        command, cwd=ROOT, environment=site, every=0.02, statuses=_EVERY_STATUS, timeout=5 * case.seconds
    )
    lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    wrong = list(_wrong(case, cost, lines))
    if written := set(_listed(folder)) ^ before:
        wrong.append(f"written: {b', '.join(sorted(written)[:3])!r}")
    for each in (given, folder / "media", ordinary):
        # Python's own rmtree goes down by recursion.
        watched(["rm", "-rf", str(each)], cwd=folder)
    return cost, lines, wrong


def _wrong(case: Case, cost: Cost, lines: Lines) -> Iterator[str]:
    if cost.memory > LIMIT:
        yield f"over {LIMIT:.0f} MB"
    if cost.cpu > case.seconds:
        yield f"over {case.seconds:.0f} s"
    failed = any(line["result"] in {"rejected", "conflict"} for line in lines)
    if cost.status != int(failed):
        yield f"status {cost.status}"
    if "Traceback" in cost.printed:
        yield "a traceback"
    if missing := {*case.said} - set(_codes(lines)):
        yield f"not said: {', '.join(sorted(missing))}"
    if "reader-failed" in _codes(lines):
        yield "a mistake in a reader"
    if any(line["error"] and len(line["error"]["message"]) > 1000 for line in lines):
        yield "a message that nobody reads"
    innocent = [line["result"] for line in lines if line["source"].endswith("innocent.md")]
    if not innocent or set(innocent) != {"created"}:
        yield f"the ordinary post: {', '.join(sorted(set(innocent))) or 'not named'}"


def _codes(lines: Lines) -> Iterator[str]:
    return (problem["code"] for line in lines for problem in (line["error"], *line["warnings"]) if problem)


def _said(cost: Cost, lines: Lines) -> Iterator[str]:
    """The status, how many came of it, and the first problems of every kind."""
    yield str(cost.status)
    summary = (cost.printed.splitlines() or [""])[-1]
    yield summary.removeprefix("imported: ").partition(" warnings")[0][:150]
    codes = dict.fromkeys(code for code in _codes(lines) if code not in {"media", "export"})
    yield from (f"`{code}`" for code in list(codes)[:6])


def _listed(folder: Path) -> Iterator[bytes]:
    """All that lies below a folder, with its size and date; not what an import is there to write.

    `find` goes into folders that are deeper than a name can say.
    """
    media = ["-path", str(folder / "media"), "-prune"]
    written = ["-name", "site.sqlite3*", "-o", "-name", "report.jsonl"]
    found = [
        "find",
        str(folder),
        *media,
        "-o",
        "(",
        *written,
        ")",
        "-o",
        "-type",
        "f",
        "-printf",
        r"%p %s %T@\0",
    ]
    yield from filter(None, subprocess.run(found, check=True, stdout=subprocess.PIPE).stdout.split(b"\0"))


if __name__ == "__main__":
    main()
