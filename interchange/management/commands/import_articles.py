"""import_articles PATH...: bring articles in from files, folders, zips and tars."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError

from articles.management.unhurried import UnhurriedCommand
from interchange.archives import UnreadableSource
from interchange.importing import Options, Outcome, run_import
from interchange.items import Line
from interchange.progress import is_terminal, new_bar
from interchange.recognition import EXPORTS
from interchange.reports import Digest, JsonLines, one_line, planned
from interchange.stopping import told

if TYPE_CHECKING:
    from rich.progress import Progress

_AGAIN = "What has been imported stays; the same import again brings the rest."


class Command(UnhurriedCommand):
    help = (
        "Import articles from Markdown, plain text and the exports of other programs: a file, a folder (recursive), "
        "a zip or a tar. Each article is written in a transaction of its own; the same import again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path)
        parser.add_argument("--format", choices=["auto", "markdown", *EXPORTS], default="auto")
        parser.add_argument(
            "--plan", action="store_true", help="write nothing; say what would happen, field by field"
        )
        parser.add_argument(
            "--status",
            choices=["keep", "draft", "published"],
            default="keep",
            help="import everything as drafts or as published; by default as each document says",
        )
        parser.add_argument(
            "--media", action="append", default=[], metavar="DIR", type=Path,
            help="a folder or archive in which the pictures that documents name are found; may be given several times",
        )  # fmt: skip
        parser.add_argument("--category", default="", metavar="NAME", help="for documents that name none")
        parser.add_argument(
            "--jobs",
            type=_jobs,
            default=0,
            metavar="N",
            help="files read at once (default: one per processor)",
        )
        parser.add_argument(
            "--report", metavar="FILE", type=Path, help="write a report as JSON Lines, one object per file"
        )
        parser.add_argument(
            "--on-conflict",
            choices=["merge", "keep", "theirs"],
            default="merge",
            help="when file and article have both changed: merge them (contradictions are kept beside the article), "
            "keep the article, or take the file's text",
        )
        parser.add_argument("--no-input", action="store_true", help="never ask")

    def handle(self, **options: Any) -> None:
        wanted = Options(
            status=options["status"],
            category=options["category"].strip(),
            media=options["media"],
            jobs=options["jobs"],
            on_conflict=options["on_conflict"],
            plan=options["plan"],
            format=options["format"],
        )
        if (
            not options["no_input"]
            and not wanted.plan
            and sys.stdin.isatty()
            and not self._confirmed(options["paths"])
        ):
            raise CommandError("Nothing was imported.", returncode=2)
        outcome = self._run(options["paths"], wanted, options["report"])
        if not outcome.counts.total() - outcome.counts["ignored"]:
            self.stdout.write(self._nothing(options["paths"], outcome))
        self.stdout.write(
            f"run: {outcome.run if outcome.run is not None else 'none (a plan writes nothing)'}"
        )
        self.stdout.write(outcome.summary())
        if not outcome.ok:
            sys.exit(1)

    def _confirmed(self, paths: list[Path]) -> bool:
        named = ", ".join(one_line(str(path)) for path in paths)
        answer = input(f"Import what is found in {named}? It can be taken back with undo_import. [Y/n] ")
        return answer.strip().lower() in {"", "y", "yes"}

    def _nothing(self, paths: list[Path], outcome: Outcome) -> str:
        named = ", ".join(one_line(str(path)) for path in paths)
        number = outcome.counts["ignored"]
        looked_at = f"{number} file{'' if number == 1 else 's'} there, but " if number else ""
        return f"nothing to import: {looked_at}no article was found in {named}"

    def _run(self, paths: list[Path], options: Options, report: Path | None) -> Outcome:
        digest = Digest()
        with told(_AGAIN), ExitStack() as stack:
            lines = JsonLines(stack.enter_context(_writable(report))) if report else None
            bar = stack.enter_context(new_bar()) if is_terminal(self.stdout) else None
            task = bar.add_task("Importing", total=None) if bar else None

            def progress(done: int, total: int, line: Line) -> None:
                if lines:
                    lines.add(line)
                said = list(digest.add(line))
                for text in planned(line) if options.plan else said:
                    self._say(text, bar)
                if bar and task is not None:
                    bar.update(task, completed=done, total=total)

            try:
                outcome = run_import(paths, options, progress)
            except UnreadableSource as error:
                raise CommandError(one_line(str(error)), returncode=2) from error
            except KeyboardInterrupt:
                raise CommandError(f"Broken off. {_AGAIN}", returncode=130) from None
        for text in digest.closing():
            self.stdout.write(text)
        return outcome

    def _say(self, text: str, bar: "Progress | None") -> None:
        if bar:
            bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            self.stdout.write(text)


def _jobs(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 64:
        raise ArgumentTypeError(f"{value!r} is no whole number from 1 to 64")
    return int(value)


def _writable(report: Path) -> Any:
    try:
        return report.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise CommandError(f"The report can't be written: {error}.", returncode=2) from error
