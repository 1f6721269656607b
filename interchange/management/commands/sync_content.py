"""sync_content DIR: carry edits between a folder and the site, both ways."""

import json
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from articles.management.unhurried import UnhurriedCommand
from interchange.archives import UnreadableSource
from interchange.checkout import SyncRefused
from interchange.reports import one_line
from interchange.reports import synced as said
from interchange.stopping import told
from interchange.sync_report import Step
from interchange.syncing import sync_content


class Command(UnhurriedCommand):
    help = (
        "Keep DIR (articles/, media/, site.yaml; perhaps a git checkout) in step with the site. Edits on both sides "
        "are merged; contradictions are kept beside the article and reported. Nothing is deleted without --delete."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", metavar="DIR", type=Path)
        parser.add_argument("--plan", action="store_true", help="write nothing; say what would happen")
        parser.add_argument(
            "--delete",
            action="store_true",
            help="withdraw articles whose file was deleted, remove files whose article was",
        )
        parser.add_argument(
            "--report", metavar="FILE", type=Path, help="write a report as JSON Lines, one object per step"
        )

    def handle(self, **options: Any) -> None:
        with told("What is in step stays so; sync again for the rest."), ExitStack() as stack:
            stream = stack.enter_context(_writable(options["report"])) if options["report"] else None

            def report(step: Step) -> None:
                for text in said(step):
                    self.stdout.write(text)
                if stream:
                    stream.write(json.dumps(step.as_json(), ensure_ascii=False) + "\n")

            try:
                synced = sync_content(
                    options["directory"], plan=options["plan"], delete=options["delete"], report=report
                )
            except (SyncRefused, UnreadableSource, OSError) as error:
                raise CommandError(one_line(f"The folder can't be synced: {error}"), returncode=2) from error
        why = "a plan writes nothing" if options["plan"] else "nothing was imported"
        self.stdout.write(f"run: {synced.run if synced.run is not None else f'none ({why})'}")
        self.stdout.write(synced.summary())
        if not synced.ok:
            sys.exit(1)


def _writable(report: Path) -> Any:
    try:
        return report.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise CommandError(f"The report can't be written: {error}.", returncode=2) from error
