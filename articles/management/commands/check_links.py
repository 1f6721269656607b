"""check_links: report links of live articles that lead nowhere on this site."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from articles.links import dead_links


class Command(BaseCommand):
    help = "List the links between this site's pages that lead nowhere. Exit status 1 if there are any."

    def handle(self, **options: Any) -> None:
        number = 0
        for dead in dead_links():
            number += 1
            self.stdout.write(f"{dead.article.get_absolute_url()}: {dead.href} leads nowhere")
        self.stdout.write(f"dead links: {number}")
        if number:
            sys.exit(1)
