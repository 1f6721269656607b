"""How the cost of a page that has to be made grows with the site: 100, 10,000 and 100,000 articles.

Each page goes the whole way through the WSGI application, on one core and without sockets; an article's page is the
mean of those of all the sample articles. Every other article shares category, author and three tags with all others,
which is the worst case. Beside them, in the same run, an ordinary Django view: the middleware of `startproject`, three
queries, a template of Django's own. SIZES="100 1000" chooses other sizes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = [int(size) for size in os.environ.get("SIZES", "100 10000 100000").split()]
REPEAT = int(os.environ.get("REPEAT", "100"))

# What runs inside the site: it fills the database up to a size and prints lines of measurements.
INSIDE = '''
import io, sys, time, types
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.urls import path as route
from articles import caching
from articles.models import Article, Byline, TaggedArticle
from trendsite.wsgi import application

size, repeat = int(sys.argv[1]), int(sys.argv[2])
model = Article.objects.get(slug="sqlite-in-production")
samples = list(Article.objects.live().exclude(slug__startswith="copy-").values_list("slug", flat=True))
missing = size - Article.objects.count()


def copies(of, replaced, source, condition):
    """INSERT ... SELECT: rows of a model like `source`, with some columns replaced."""
    columns = [field.column for field in of._meta.concrete_fields if not field.primary_key or field.column in replaced]
    values = [replaced.get(column, f"{source}.{column}") for column in columns]
    return f"INSERT INTO {of._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} {condition}"


with transaction.atomic(), connection.cursor() as cursor:
    numbers = (
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) "
    )
    replaced = {
        "title": "'Article ' || n", "slug": f"'copy-{size}-' || n", "public_id": "lower(hex(randomblob(16)))",
        "date": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '-' || (30 + n * 70) || ' minutes')",
        "html": "substr(a.html, 1, 2000)", "text": "''", "featured": "0", "series_id": "NULL",
    }
    if missing > 0:
        made = copies(Article, replaced, "a", "FROM articles_article a, numbers WHERE a.id = %s")
        cursor.execute(made.replace("INSERT", numbers + "INSERT", 1), [missing, model.pk])
        standing = {"status": "a.status", "date": "a.date", "expires": "a.expires"}
        new = f"JOIN articles_article a ON a.slug LIKE 'copy-{size}-%%%%'"
        for of, article, source in (
            (TaggedArticle, "content_object_id", "articles_taggedarticle"), (Byline, "article_id", "articles_byline")
        ):
            condition = f"FROM {source} s {new} WHERE s.{article} = %s"
            cursor.execute(copies(of, {**standing, article: "a.id"}, "s", condition), [model.pk])
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")


def ask(application, path):
    path, _, query = path.partition("?")
    statuses = []
    response = application({
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1",
    }, lambda status, headers, error=None: statuses.append(status))
    b"".join(response)
    response.close()
    assert statuses[0].startswith("200"), (path, statuses)


def cost(work, number):
    """The least CPU of five turns, in milliseconds: what else the machine does only ever adds."""
    work()
    turns = []
    for _ in range(5):
        started = time.process_time()
        for _ in range(number):
            work()
        turns.append((time.process_time() - started) / number * 1000)
    return min(turns)


def report(name, application, paths, number):
    with CaptureQueriesContext(connection) as captured:
        ask(application, paths[0])

    def work():
        for path in paths:
            ask(application, path)

    print(name, len(captured), f"{cost(work, max(1, number // len(paths))) / len(paths):.2f}", sep="|")


report("an article's page", application, [f"/articles/{slug}/" for slug in samples], repeat)
last = f"/articles/?page={(size - 1) // 20 + 1}"
middle = f"/articles/?page={(size - 1) // 40 + 1}"
for name, path in {
    "front page": "/", "all articles": "/articles/", "all articles, the middle": middle, "all articles, the end": last,
    "a tag": "/tags/sqlite/", "a category": model.category.get_absolute_url(),
    "an author": model.byline[0].get_absolute_url(), "topics": "/categories/", "tags": "/tags/", "authors": "/authors/",
    "archive": "/archive/", "a year": f"/archive/{model.date.year}/", "search": "/search/?q=profiling",
}.items():
    report(name, application, [path], min(repeat, 20))


def purged():
    with transaction.atomic():
        caching.purge_projected(articles=[model])


print("next change", 2, f"{cost(caching.next_change, repeat):.2f}", sep="|")
print("purge", "", f"{cost(purged, min(repeat, 20)):.2f}", sep="|")

TEMPLATE = engines["django"].from_string("""<!doctype html><html><head><title>{{ article.title }}</title></head><body>
<h1>{{ article.title }}</h1><p>{{ article.date|date }} {{ article.category.name }}</p>
{% for tag in tags %}<a href="{% url 'tag' tag.slug %}">{{ tag.name }}</a>{% endfor %}{{ article.html|safe }}
{% for each in newest %}<h2><a href="{% url 'article' each.slug %}">{{ each.title }}</a></h2><p>{{ each.excerpt }}</p>
{{ each.date|date }}{% endfor %}</body></html>""")


def ordinary(request, slug):
    article = Article.objects.live().select_related("category").get(slug=slug)
    newest = Article.objects.live().defer("html", "text", "contents", "faq", "links")[:3]
    return HttpResponse(TEMPLATE.render({"article": article, "tags": article.tags.all(), "newest": newest}, request))


urls = types.ModuleType("ordinary_urls")
urls.urlpatterns = [
    route("articles/<slug:slug>/", ordinary, name="article"), route("tags/<slug:slug>/", ordinary, name="tag")
]
sys.modules["ordinary_urls"] = urls
settings.ROOT_URLCONF = "ordinary_urls"
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
report("an ordinary Django view", WSGIHandler(), [f"/articles/{slug}/" for slug in samples], repeat)
'''


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
        script = f"import django; django.setup()\n{INSIDE}"
        rows: dict[str, list[str]] = {}
        for size in SIZES:
            for line in run("-c", script, str(size), str(REPEAT)).splitlines():
                what, queries, milliseconds = line.split("|")
                rows.setdefault(what, [queries]).append(f"{milliseconds} ms")
        print("| CPU of | queries | " + " | ".join(f"{size:,} articles" for size in SIZES) + " |")
        print("|---|---:|" + "---:|" * len(SIZES))
        for what, cells in rows.items():
            print(f"| {what} | " + " | ".join(cells) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
