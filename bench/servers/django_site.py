"""Django the ordinary way: the usual middleware, three queries and a template, with and without its per-site cache."""

from collections.abc import Iterator
from pathlib import Path

from tools.load import Case

from .packages import WSGI, Page, gunicorn, installed, prepared, written

SETTINGS = """
import os
from pathlib import Path

BASE = Path(__file__).resolve().parent
SECRET_KEY = "only-for-benchmarks"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "ordinary",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if os.environ["CACHE"] != "none":
    MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware", *MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
CACHES = {"default": {
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "files": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(BASE / "cache")},
    "none": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}[os.environ["CACHE"]]}
ROOT_URLCONF = "ordinary.urls"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE / "db.sqlite3", "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
"""
MODELS = """
from django.db import models

class Category(models.Model):
    name = models.CharField(max_length=100)

class Tag(models.Model):
    name = models.CharField(max_length=100)

class Article(models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    html = models.TextField()
    padding = models.TextField()
    category = models.ForeignKey(Category, on_delete=models.CASCADE)
    tags = models.ManyToManyField(Tag)
"""
URLS = """
from django.shortcuts import get_object_or_404, render
from django.urls import path
from ordinary.models import Article

def page(request, slug):
    article = get_object_or_404(Article.objects.select_related("category"), slug=slug)
    related = Article.objects.filter(category=article.category).exclude(pk=article.pk).defer("html", "padding")[:3]
    return render(request, "article.html", {"article": article, "tags": article.tags.all(), "related": related})

urlpatterns = [path("articles/<slug:slug>/", page)]
"""
TEMPLATE = """<!doctype html><title>{{ article.title }}</title><!-- {{ article.padding }} -->
<p>{{ article.category.name }} {% for tag in tags %}<a href="/tags/{{ tag.name }}/">{{ tag.name }}</a> {% endfor %}</p>
{% autoescape off %}{{ article.html }}{% endautoescape %}
{% for other in related %}<a href="/articles/{{ other.slug }}/">{{ other.title }}</a>{% endfor %}
"""
FILL = """
import sys, django
django.setup()
from django.core.management import call_command
from ordinary.models import Article, Category, Tag
call_command("migrate", run_syncdb=True, verbosity=0)
category = Category.objects.create(name="Databases")
tags = [Tag.objects.create(name=name) for name in ("one", "two", "three")]
for slug in ({slug!r}, "second", "third", "fourth"):
    article = Article.objects.create(
        slug=slug, title=slug.title(), category=category, html=open("article.html").read(), padding={padding!r}
    )
    article.tags.set(tags)
"""


def cases(folder: Path, page: Page) -> Iterator[Case]:
    packages = installed("django", "gunicorn", "Django~=5.2")
    written(
        folder,
        {
            "ordinary/__init__.py": "",
            "ordinary/settings.py": SETTINGS,
            "ordinary/models.py": MODELS,
            "ordinary/urls.py": URLS,
            "ordinary/templates/article.html": TEMPLATE,
            "ordinary/wsgi.py": WSGI,
            "article.html": page.article,
        },
    )
    slug = page.path.strip("/").rpartition("/")[2]
    settings = {"DJANGO_SETTINGS_MODULE": "ordinary.settings"}
    prepared(folder, packages, FILL.format(slug=slug, padding=page.padding), CACHE="none", **settings)
    for cache, name in (
        ("memory", "Django, per-site cache in memory"),
        ("files", "Django, per-site cache in files"),
        ("none", "Django, three queries and a template"),
    ):
        server = gunicorn(name, "ordinary.wsgi", folder, packages, CACHE=cache, **settings)
        yield Case(name, server, page.path, connections=4 if cache == "none" else 32)
