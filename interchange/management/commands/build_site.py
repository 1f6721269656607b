"""build_site DIR: write the public site as static files."""

import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import OperationalError

from articles.management.unhurried import UnhurriedCommand
from interchange.progress import is_terminal, new_bar
from interchange.reports import one_line
from interchange.static_site import BuildFailed, FolderRefused, build_site


class Command(UnhurriedCommand):
    help = (
        "Write every public page, feed, document, picture and asset into DIR, for any file server. The next run makes "
        "only what has changed, and removes what the site does not have any more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", metavar="DIR", type=Path)
        parser.add_argument(
            "--force",
            action="store_true",
            help="write into a folder with other files; replace those in the way",
        )
        parser.add_argument("--all", action="store_true", help="make every page anew")
        parser.add_argument(
            "--jobs", type=int, default=0, metavar="N", help="processes at work (default: one per processor)"
        )

    def handle(self, **options: Any) -> None:
        try:
            with ExitStack() as stack:
                built = build_site(
                    options["directory"],
                    force=options["force"],
                    everything=options["all"],
                    jobs=max(0, options["jobs"]),
                    progress=self._bar(stack),
                )
        except KeyboardInterrupt:
            again = "What has been written stays; the next build goes on from there."
            raise CommandError(f"Broken off. {again}", returncode=130) from None
        except (FolderRefused, OSError, OperationalError) as error:
            raise CommandError(one_line(f"The site can't be written: {error}"), returncode=2) from error
        except BuildFailed as error:
            hint = " Run collectstatic first." if "staticfiles manifest" in str(error) else ""
            raise CommandError(one_line(f"The build is not complete: {error}{hint}"), returncode=1) from error
        if built.changing:
            self.stdout.write("changing: articles kept changing while the site was written; run it again")
        if built.by_query:
            self.stdout.write(
                f"redirects: {built.by_query} old addresses are told by their query (/?p=31), which a file server "
                "does not look at; they are in _redirects as Netlify reads it"
            )
        self.stdout.write(
            f"built: {built.files} files, {built.written} written, {built.unchanged} unchanged, "
            f"{built.removed} removed, {built.rendered} rendered in {built.seconds:.1f} s"
        )
        if built.changing:
            sys.exit(1)

    def _bar(self, stack: ExitStack) -> Any:
        """Progress on a terminal; silence in a pipe."""
        if not is_terminal(self.stdout):
            return None
        bar = stack.enter_context(new_bar())
        task = bar.add_task("Building", total=None)
        return lambda done, total: bar.update(task, completed=done, total=total)
