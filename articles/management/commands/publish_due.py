"""publish_due: do what follows when a scheduled article's time has come."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.publishing import publish_due


class Command(BaseCommand):
    help = (
        "Claim the scheduled articles whose time has come: note that they went live, tell the rest of the site. "
        "Readers see them already; the server does this by itself, so a clock calls it only where no server runs."
    )

    def handle(self, **options: Any) -> None:
        claimed = publish_due()
        for article in claimed:
            self.stdout.write(f"went live: {article.get_absolute_url()}")
        self.stdout.write(f"published: {len(claimed)}")
