"""Publishes one article again and again, in a process of its own: `python -m tools.writer NAME COUNT [SECONDS]`.

Prints a line for each version once it has committed: the writer, the number, the moment. COUNT 0 is without end;
SECONDS is the pause between two of them. Ends when its standard input does.
"""

import os
import select
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trendsite.settings")
django.setup()

from articles import publishing  # noqa: E402
from articles.document import parse  # noqa: E402
from articles.models import Article  # noqa: E402

from .serials import document, slug  # noqa: E402


def main(name: str, count: int, pause: float) -> None:
    article = Article.objects.filter(slug=slug(name)).first()
    number = 0
    while count == 0 or number < count:
        number += 1
        text = parse(document(name, number))
        if article is None:
            article = publishing.create(document=text, by=None)
        else:
            publishing.save_revision(article=article, document=text, by=None)
        publishing.publish(article=article, by=None)
        print(name, number, f"{time.time():.6f}", flush=True)
        if select.select([sys.stdin], [], [], pause)[0]:
            return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 0.0)
