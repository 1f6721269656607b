"""How the cost of a page that has to be made grows with the site: 100, 10,000 and 100,000 articles.

In one process on one core, without sockets. SIZES="100 1000" chooses other sizes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = [int(size) for size in os.environ.get("SIZES", "100 10000 100000").split()]
REPEAT = 30

# What runs inside the site: it fills the database up to a size and prints a line of measurements.
INSIDE = """
import io, sys, time
from datetime import timedelta
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.utils import timezone
from articles import caching
from articles.models import Article, Byline, TaggedArticle

size, repeat = int(sys.argv[1]), int(sys.argv[2])
model = Article.objects.filter(slug="sqlite-in-production").get()
tags, authors = list(model.tags.all()), model.byline
missing = size - Article.objects.count()
with transaction.atomic():
    for start in range(0, max(0, missing), 2000):
        made = []
        for number in range(start, min(start + 2000, missing)):
            made.append(Article(
                title=f"Article {number}", slug=f"copy-{size}-{number}", status="published",
                live_revision=model.live_revision, latest_revision=model.latest_revision,
                date=timezone.now() - timedelta(minutes=30 + number), category=model.category, html=model.html[:2000],
                excerpt=model.excerpt, words=500, reading_time=3,
            ))
        Article.objects.bulk_create(made)
        TaggedArticle.objects.bulk_create(
            TaggedArticle(content_object=each, tag=tag) for place, each in enumerate(made) for tag in tags[place % 3 :]
        )
        Byline.objects.bulk_create(Byline(article=each, author=authors[0], position=0) for each in made)
application = WSGIHandler()

def get(path):
    path, _, query = path.partition("?")
    statuses = []
    body = b"".join(application({
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1",
    }, lambda status, headers, error=None: statuses.append(status)))
    assert statuses[0].startswith("200"), (path, statuses)

def cost(work):
    for _ in range(3):
        work()
    started = time.process_time()
    for _ in range(repeat):
        work()
    return (time.process_time() - started) / repeat * 1000

def purged():
    with transaction.atomic():
        caching.purge_projected(articles=[model])

paths = ("/articles/sqlite-in-production/", "/", "/articles/", "/tags/sqlite/")
works = [lambda path=path: get(path) for path in paths]
print(*(f"{cost(work):.3f}" for work in [*works, caching.next_change, purged]))
"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-growth-") as name:
        folder = Path(name)
        environment = {
            **os.environ,
            "SECRET_KEY": "only-for-benchmarks-0123456789-abcdefghij",
            "DEBUG": "off",
            "SITE_URL": "http://127.0.0.1",
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            "DJANGO_SETTINGS_MODULE": "trendsite.settings",
        }

        def run(*arguments: str) -> str:
            command = ["taskset", "-c", "0", sys.executable, *arguments]
            return subprocess.run(
                command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        for arguments in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"], ["first_run"]):
            run("manage.py", *arguments)
        print("| articles | an article's page | front page | list | list of a tag | next change | purge |")
        print("|---:|---:|---:|---:|---:|---:|---:|")
        script = f"import django; django.setup()\n{INSIDE}"
        for size in SIZES:
            measured = run("-c", script, str(size), str(REPEAT)).split()
            print(
                f"| {size:,} | " + " | ".join(f"{float(value):.2f} ms" for value in measured) + " |",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
