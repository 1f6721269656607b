"""rerender_articles: derive what readers see anew from the articles' texts."""

import sys
from argparse import ArgumentParser
from typing import Any

from articles.management.unhurried import UnhurriedCommand
from articles.markup import RENDERER_VERSION, RenderRefused
from articles.models import Article
from articles.publishing import PublishingError, rerender


class Command(UnhurriedCommand):
    help = (
        "Render again the articles that another version of the renderer has rendered; with --all, every one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "slugs", nargs="*", metavar="SLUG", help="only these articles, whatever rendered them"
        )
        parser.add_argument("--all", action="store_true", help="also those that this version has rendered")

    def handle(self, **options: Any) -> None:
        articles = Article.objects.exclude(live_revision=None).order_by("pk")
        if options["slugs"]:
            articles = articles.filter(slug__in=options["slugs"])
        elif not options["all"]:
            articles = articles.exclude(renderer_version=RENDERER_VERSION)
        done = failed = 0
        # Keys first: a cursor that stays open while its own rows change is not the same on every database.
        for key in list(articles.values_list("pk", flat=True)):
            article = Article.objects.select_related("live_revision").filter(pk=key).first()
            if article is None:
                continue
            try:
                rerender(article=article)
            except (RenderRefused, PublishingError) as error:
                failed += 1
                self.stderr.write(f"{article.get_absolute_url()}: {error}")
            else:
                done += 1
        self.stdout.write(f"rendered: {done}, refused: {failed}")
        if failed:
            sys.exit(1)
