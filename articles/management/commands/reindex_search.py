"""reindex_search: build the search index anew."""

from typing import Any

from articles.management.unhurried import UnhurriedCommand
from articles.search import reindex


class Command(UnhurriedCommand):
    help = "Build the search index anew from what readers see. Publishing keeps it up to date by itself."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"indexed: {reindex()}")
