"""export_articles DIR: write the articles' documents, with their pictures, into a folder."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import OperationalError

from articles.management.unhurried import UnhurriedCommand
from interchange.exporting import export_articles
from interchange.reports import one_line


class Command(UnhurriedCommand):
    help = (
        "Write every live article's document into DIR, with pictures, authors, categories and redirects. Importing DIR "
        "into an empty site gives the same site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", metavar="DIR", type=Path)
        parser.add_argument(
            "--all", action="store_true", help="also drafts, scheduled and withdrawn articles"
        )
        parser.add_argument(
            "--history", action="store_true", help="also every revision of each article, published or not"
        )

    def handle(self, **options: Any) -> None:
        try:
            done = export_articles(options["directory"], all=options["all"], history=options["history"])
        except KeyboardInterrupt:
            again = "What has been written stays; the same export again writes the rest."
            raise CommandError(f"Broken off. {again}", returncode=130) from None
        except (OSError, OperationalError) as error:
            raise CommandError(f"The export can't be written: {error}.", returncode=2) from error
        for path in done.kept:
            self.stdout.write(
                one_line(f"kept: {path} is not part of the export any more, but was changed by hand")
            )
        for path in done.lost:
            self.stdout.write(one_line(f"missing: {path}: the site has lost this picture's file"))
        self.stdout.write(
            f"exported: {done.articles} articles, {done.media} pictures; files: {done.written} written, "
            f"{done.unchanged} unchanged, {done.removed} removed"
        )
        if done.lost:
            sys.exit(1)
