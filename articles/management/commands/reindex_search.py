"""reindex_search: build the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.search import reindex


class Command(BaseCommand):
    help = "Build the search index anew from what readers see. Publishing keeps it up to date by itself."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"indexed: {reindex()}")
