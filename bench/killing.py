"""Imports, syncs, undos, exports and builds that are killed and started again: is the site as if nothing had happened?

Each case is a site, a command, and how the site is when the command is left alone. Then the site is put back again and
again; the command is killed (SIGKILL) each time at another point, run again to the end, and everything is compared:
all tables, the index and its answers, the files of the media folder (none that nobody names, none missing), folders
that the command writes, temporary files, what another import says, an export that is verified, and the site once the
runs are taken back. What was started and is still running after the kill is wrong as well.

Half of the points are spread over the steps of the command (statements, commits, files) and half over the kinds of
steps; every third is killed from outside, some milliseconds after a step. Most kills hit the command with all of its
processes; others only the command, one of its workers, or the process that forks these. Every fifth point is killed
a second time while it is run again. `tools/killed.py` says how.

POINTS="50" chooses how many, ONLY="markdown ghost" which cases (those whose names hold one of these words),
DATABASE="postgresql" the database (a server of its own), POSTS="150" the size, AT="3 17" some of the points by number,
KEEP=on leaves the folder of a point that came out differently.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.killing_exports import ghost, uploads, wordpress
from tools.killing_site import Ended, Kill, Site
from tools.killing_sources import markdown, markdown_later, written
from tools.load import machine
from tools.postgres import Postgres, why_not
from tools.site import manage

POINTS = int(os.environ.get("POINTS", "4"))
POSTS = int(os.environ.get("POSTS", "150"))
ONLY = os.environ.get("ONLY", "").split()
AT = {int(number) for number in os.environ.get("AT", "").split()}
KEEP = os.environ.get("KEEP") == "on"
DATABASE = os.environ.get("DATABASE", "sqlite")

# Whom the points in turn hit, and how many articles are written in one transaction then (0: as many as ever).
_WHOM = ("all", "main", "all", "all", "worker", "all", "main", "all", "zygote", "all")
_TOGETHER = (0, 20, 7)
_DIFFERENT = 25
# What an undo restores as it was. Articles that were there before keep revisions, and these the pictures they name.
_TAKEN_BACK = ("Author", "Category", "OpenConflict", "Series", "Tag")
_LEFT_BY_REVISIONS = ("Article", "Event", "Image", "Redirect", "Revision", "RunItem", "media")

Said = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """`prepare` makes a site ready and gives the command."""

    name: str
    prepare: Callable[[Site], list[str]]
    # Whether it has workers, of which one may be killed.
    has_workers: bool = True
    # How many imports were there before.
    before: int = 0

    @property
    def imports(self) -> bool:
        return self.name.startswith("import")


def main() -> None:
    print(f"{machine()}\n")
    print("| killed | database | posts | steps | points | killed twice | not reached | wrong |", flush=True)
    print("|---|---|---:|---:|---:|---:|---:|---|", flush=True)
    wrong = 0
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="killing-"))
        server = None
        if DATABASE == "postgresql":
            if why_not():
                sys.exit(why_not())
            server = Postgres()
            stack.callback(server.stop)
            server.start()
        for case in CASES:
            if not ONLY or any(word in case.name for word in ONLY):
                wrong += _tried(case, folder / case.name.replace(" ", "-"), server)
    if wrong:
        sys.exit(f"\n{wrong} points came out differently.")
    os.rmdir(folder)


def _tried(case: Case, folder: Path, server: Postgres | None) -> int:
    """A case, with a line for it in the table. How many points came out differently."""
    site = Site.new(folder, server)
    command = case.prepare(site)
    site.keep("before")
    before = site.asked("state")["state"]
    alone = site.run(command, log=True)
    expected = _judged(case, site, command, newest_first=True)
    if amiss := [*alone.left, *_amiss(case, before, expected)]:
        print(
            f"| {case.name} | {DATABASE} | {POSTS} | {alone.steps} | | | | alone: {'; '.join(amiss)[:2000]} |",
            flush=True,
        )
        return 1
    kills = list(_kills(case, site.steps()))
    twice = missed = 0
    wrong: list[str] = []
    for number, kill in enumerate(kills, 1):
        if AT and number not in AT:
            continue
        begun = time.monotonic()
        site.put_back("before")
        ends = [site.run(command, kill)]
        missed += not _was_killed(ends[0], kill)
        if number % 5 == 0:
            second = Kill(random.Random(number).randint(1, max(2, alone.steps - ends[0].steps)), "all")
            ends.append(site.run(command, second))
            twice += 1
        ends.append(site.run(command))
        found = list(_different(expected, _judged(case, site, command, newest_first=bool(number % 2))))
        if kill.whom == "worker":
            # What it had is refused, as if it took too much memory, and comes with the next import: after the others.
            found = [each for each in found if not each.startswith("/state/order: in another order")]
        found += [f"still running: {each}" for end in ends for each in end.left]
        found += [f"a traceback: {end.printed[-600:]}" for end in ends if "Traceback" in end.printed]
        # What was taken back before the kill can't be taken back again.
        is_done = "was taken back already" in ends[-1].printed
        if ends[-1].status not in {alone.status, 0} and not is_done:
            found.append(f"ended with {ends[-1].status}: {ends[-1].printed[-300:]}")
        took = time.monotonic() - begun
        print(f"{case.name} {number}: {kill}: {len(found)} ({took:.0f} s)", file=sys.stderr, flush=True)
        for each in found[:_DIFFERENT]:
            print(f"    {each[:400]}", file=sys.stderr, flush=True)
        if found:
            wrong.append(f"{number} ({kill})")
            if KEEP:
                site.keep(f"wrong-{number}")
    said = ", ".join(wrong)
    tried = len(AT & set(range(1, len(kills) + 1))) if AT else len(kills)
    print(
        f"| {case.name} | {DATABASE} | {POSTS} | {alone.steps} | {tried} | {twice} | {missed} | {said} |",
        flush=True,
    )
    site.close()
    if not (wrong and KEEP):
        site.drop()
    return len(wrong)


def _was_killed(end: Ended, kill: Kill) -> bool:
    """Whether it came to the point. That a worker is killed does not end the command."""
    return end.status < 0 or (kill.whom in {"worker", "zygote"} and end.steps >= kill.step)


def _kills(case: Case, steps: Sequence[str]) -> Iterator[Kill]:
    """So many points: the odd ones spread over the steps, the even ones over their kinds."""
    kinds: dict[str, list[int]] = {}
    for number, kind in enumerate(steps, 1):
        kinds.setdefault(kind, []).append(number)
    dice = random.Random(case.name)
    order = sorted(kinds)
    dice.shuffle(order)
    for number in range(POINTS):
        whom = _WHOM[number % len(_WHOM)]
        if not case.has_workers and whom in {"worker", "zygote"}:
            whom = "all"
        if number % 2:
            step = dice.choice(kinds[order[number // 2 % len(order)]])
        else:
            step = 1 + int((number + dice.random()) * len(steps) / POINTS)
        later = dice.random() * 0.02 if number % 3 == 2 and whom in {"all", "main"} else None
        together = _TOGETHER[number // 2 % len(_TOGETHER)] if case.imports else 0
        yield Kill(min(step, len(steps)), whom, later, together)


# -- What is compared -------------------------------------------------------------------------------------------


def _judged(case: Case, site: Site, command: Sequence[str], *, newest_first: bool) -> Said:
    """All that is to be said of the site after the command."""
    said: Said = {"files": _steady(site)}
    if not case.imports:
        return said | site.asked("state")
    copy, order = site.folder / "copy", "newest" if newest_first else "oldest"
    asked = (
        "state",
        f"again:{json.dumps(command[1:])}",
        f"copy:{copy}",
        f"undo:{order},{case.before}",
        f"state:{copy}",
    )
    said |= site.asked(*asked)
    said["undo"] = _undone(said["undo"])
    # Two imports are taken back in two steps, of which the second settles what the first had to leave: the events tell
    # of addresses in between, and the first undo says that they are another article's.
    events = said["state again"]["Event"]
    said["state again"]["Event"] = [each for each in events if each["kind"] != "moved"]
    return said


def _undone(said: Sequence[Sequence[Any]]) -> list[Any]:
    """Of several undos together: how many were removed and restored, and what was left and remarked."""
    sums = [sum(each[place] for each in said) for place in (0, 1)]
    return [
        *sums,
        sorted(line for each in said for line in each[2]),
        sorted(line for each in said for line in each[3] if "is another article's by now" not in line),
    ]


def _steady(site: Site) -> dict[str, str]:
    """The files of the site's folder whose content says nothing of when it was written."""
    return {path: digest for path, digest in site.files().items() if ".build_site/manifest" not in path}


def _amiss(case: Case, before: Said, said: Said) -> Iterator[str]:
    """What is wrong with the site when the command was left alone."""
    media = said["state"]["media"]
    yield from (f"nobody's: {name}" for name in media["orphans"])
    yield from (f"lost: {name}" for name in media["missing"])
    yield from said.get("copy", [])
    if changed := set(said.get("again", {})) - {"unchanged", "ignored", "rejected", "conflict"}:
        yield f"another import: {', '.join(changed)}"
    names = () if not case.imports else _TAKEN_BACK if case.before else _TAKEN_BACK + _LEFT_BY_REVISIONS
    for name in names:
        yield from _different(before[name], said["state again"][name], f"taken back/{name}/")


def _different(expected: Any, found: Any, place: str = "") -> Iterator[str]:
    """Where two values differ, each place as a line."""
    if expected == found:
        return
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys()):
            if key not in found:
                yield f"{place}/{key}: missing: {json.dumps(expected[key], ensure_ascii=False)[:200]}"
            elif key not in expected:
                yield f"{place}/{key}: too much: {json.dumps(found[key], ensure_ascii=False)[:200]}"
            else:
                yield from _different(expected[key], found[key], f"{place}/{key}")
    elif isinstance(expected, list) and isinstance(found, list) and place.count("/") > 1:
        ours = [json.dumps(each, sort_keys=True, ensure_ascii=False) for each in expected]
        theirs = [json.dumps(each, sort_keys=True, ensure_ascii=False) for each in found]
        for each in sorted(set(ours) - set(theirs)):
            yield f"{place}: missing: {each}"
        for each in sorted(set(theirs) - set(ours)):
            yield f"{place}: too much: {each}"
        if sorted(ours) == sorted(theirs):
            yield f"{place}: in another order: {found} instead of {expected}"[:1000]
        elif set(ours) == set(theirs):
            yield f"{place}: not as often"
    else:
        here, there = (json.dumps(each, ensure_ascii=False)[:300] for each in (found, expected))
        yield f"{place}: {here} instead of {there}"


# -- The cases --------------------------------------------------------------------------------------------------


def _markdown(site: Site) -> list[str]:
    source = site.folder / "source"
    written(source, markdown(POSTS))
    # An export of ours beside them, with a site file, portraits and histories.
    zipped = ghost(site.folder / "small.zip", 14)
    site.keep("empty")
    site.run(["import_articles", str(zipped)])
    site.asked("edit")
    site.run(["export_articles", str(source / "ours"), "--all", "--history"])
    site.put_back("empty")
    return ["import_articles", str(source)]


def _changed(site: Site) -> list[str]:
    command = _markdown(site)
    site.run(command)
    site.asked("edit")
    ours = site.folder / "ours"
    (site.folder / "source/ours").rename(ours)
    written(site.folder / "source", markdown_later(POSTS))
    ours.rename(site.folder / "source/ours")
    return command


def _wordpress(site: Site) -> list[str]:
    written(site.folder / "uploads", uploads())
    export = site.folder / "old.wordpress.xml"
    export.write_text(wordpress(POSTS), encoding="utf-8")
    return ["import_articles", str(export), "--media", str(site.folder / "uploads")]


def _ghost(site: Site) -> list[str]:
    return ["import_articles", str(ghost(site.folder / "ghost.zip", POSTS))]


def _wordpress_changed(site: Site) -> list[str]:
    command = _wordpress(site)
    site.run(command)
    site.asked("edit")
    (site.folder / "old.wordpress.xml").write_text(wordpress(POSTS, later=True), encoding="utf-8")
    return command


def _ghost_changed(site: Site) -> list[str]:
    command = _ghost(site)
    site.run(command)
    site.asked("edit")
    ghost(site.folder / "ghost.zip", POSTS, later=True)
    return command


def _sync(site: Site) -> list[str]:
    """A folder that was in step, and edits on both sides since."""
    site.run(_wordpress(site))
    folder = site.work / "folder"
    command = ["sync_content", str(folder), "--delete"]
    site.run(command)
    for place, path in enumerate(sorted((folder / "articles").glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        if place % 5 == 1:
            path.write_text(f"{text}\nAdded in the folder.\n", encoding="utf-8")
        elif place % 12 == 3:
            path.rename(path.with_name(f"file-renamed-{place}.md"))
        elif place % 17 == 4:
            path.unlink()
        elif place % 10 == 0:
            path.write_text(text.replace("\n\n", "\n\nRewritten in the folder.\n\n", 2), encoding="utf-8")
    for number in range(8):
        new = folder / f"articles/new-{number}.md"
        new.write_text(f"---\ntitle: New {number}\ndate: 2020-01-01\n---\n\nNew.\n", encoding="utf-8")
    site.asked("edit")
    return command


def _undo(site: Site) -> list[str]:
    site.run(_changed(site))
    return ["undo_import", "2"]


def _exported(site: Site) -> list[str]:
    """A folder that holds an earlier export, of which much has changed."""
    site.run(_markdown(site))
    command = ["export_articles", str(site.work / "out"), "--all", "--history"]
    site.run(command)
    site.asked("edit")
    return command


def _built(site: Site) -> list[str]:
    manage(site.environment, "collectstatic", "--no-input", "-v0")
    site.run(_markdown(site))
    command = ["build_site", str(site.work / "public")]
    site.run(command)
    site.asked("edit")
    return command


def _built_anew(site: Site) -> list[str]:
    manage(site.environment, "collectstatic", "--no-input", "-v0")
    site.run(_ghost(site))
    return ["build_site", str(site.work / "public")]


CASES = (
    Case("import markdown", _markdown),
    Case("import markdown again, changed", _changed, before=1),
    Case("import wordpress", _wordpress),
    Case("import ghost", _ghost),
    Case("import wordpress again, changed", _wordpress_changed, before=1),
    Case("import ghost again, changed", _ghost_changed, before=1),
    Case("sync", _sync),
    Case("undo", _undo, has_workers=False),
    Case("export", _exported, has_workers=False),
    Case("build over an earlier one", _built),
    Case("build", _built_anew),
)

if __name__ == "__main__":
    main()
