"""verify_export DIR: is an export as it was written, and as the site is?"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from articles.management.unhurried import UnhurriedCommand
from interchange.reports import one_line
from interchange.verifying import NoExport, verify_export


class Command(UnhurriedCommand):
    help = (
        "Read an export again and compare every file's checksum with the one noted when it was written, and with the "
        "site. Exit code 0 when all is the same, 1 when not, 2 when there is no export."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", metavar="DIR", type=Path)

    def handle(self, **options: Any) -> None:
        try:
            verified = verify_export(options["directory"])
        except (NoExport, OSError) as error:
            raise CommandError(one_line(f"The export can't be verified: {error}"), returncode=2) from error
        for finding in verified.findings:
            self.stdout.write(one_line(f"{finding.kind}: {finding.path}: {finding.reason}"))
        of = verified.counts
        self.stdout.write(
            f"verified: {verified.files} files, {of['missing']} missing, {of['different']} different, "
            f"{of['extra']} extra"
        )
        if verified.findings:
            sys.exit(1)
