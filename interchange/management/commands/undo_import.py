"""undo_import ID: take an import back."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from articles.management.unhurried import UnhurriedCommand
from interchange.reports import one_line
from interchange.stopping import told
from interchange.undo import UndoRefused, undo_import


class Command(UnhurriedCommand):
    help = "Take an import back: every article as it was before it, except those edited since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, metavar="ID", help="as printed by import_articles: run: ID")

    def handle(self, **options: Any) -> None:
        try:
            with told("What has been taken back stays so; undo it again for the rest."):
                undone = undo_import(options["id"])
        except UndoRefused as error:
            raise CommandError(str(error), returncode=2) from error
        for reason in undone.kept:
            self.stdout.write(one_line(f"kept: {reason}"))
        for remark in undone.remarks:
            self.stdout.write(one_line(f"restored: {remark}"))
        self.stdout.write(
            f"undone: {undone.removed} removed, {undone.restored} restored, {len(undone.kept)} kept"
        )
        if undone.kept:
            sys.exit(1)
