"""A blog post in Wagtail, as `wagtail start` and its tutorial make one, with and without Django's per-site cache."""

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
    "blog", "wagtail.contrib.forms", "wagtail.contrib.redirects", "wagtail.embeds", "wagtail.sites", "wagtail.users",
    "wagtail.snippets", "wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin", "wagtail",
    "modelcluster", "taggit", "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware", "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware", "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
if os.environ["CACHE"] == "memory":
    MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware", *MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
ROOT_URLCONF = "blog.urls"
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
STATIC_URL = "/static/"
WAGTAIL_SITE_NAME = "Blog"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
"""
MODELS = """
from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.fields import RichTextField
from wagtail.models import Page

class BlogIndexPage(Page):
    intro = RichTextField(blank=True)

class BlogPageTag(TaggedItemBase):
    content_object = ParentalKey("BlogPage", related_name="tagged_items", on_delete=models.CASCADE)

class BlogPage(Page):
    date = models.DateField("Post date")
    intro = models.CharField(max_length=250)
    body = RichTextField(blank=True)
    padding = models.TextField()
    tags = ClusterTaggableManager(through=BlogPageTag, blank=True)
"""
URLS = """
from django.urls import include, path
from wagtail import urls as wagtail_urls

urlpatterns = [path("", include(wagtail_urls))]
"""
TEMPLATE = """{% load wagtailcore_tags %}<!doctype html><title>{{ page.title }}</title><!-- {{ page.padding }} -->
<h1>{{ page.title }}</h1><p>{{ page.date }}</p><p>{{ page.intro }}</p>{{ page.body|richtext }}
<p><a href="{{ page.get_parent.url }}">Return to blog</a></p>
{% for tag in page.tags.all %}<a href="/tags/?tag={{ tag }}">{{ tag }}</a>{% endfor %}
"""
FILL = """
import datetime, django
django.setup()
from django.core.management import call_command
call_command("makemigrations", "blog", verbosity=0)
call_command("migrate", verbosity=0)
from blog.models import BlogIndexPage, BlogPage
from wagtail.models import Site
index = Site.objects.get().root_page.add_child(instance=BlogIndexPage(title="Blog", slug="blog"))
post = BlogPage(
    title="Post", slug="post", date=datetime.date(2026, 1, 1), intro="About it", body=open("article.html").read(),
    padding={padding!r},
)
index.add_child(instance=post)
post.tags.add("one", "two", "three")
post.save_revision().publish()
"""


def cases(folder: Path, page: Page) -> Iterator[Case]:
    packages = installed("wagtail", "wagtail", "gunicorn")
    written(
        folder,
        {
            "blog/__init__.py": "",
            "blog/migrations/__init__.py": "",
            "blog/settings.py": SETTINGS,
            "blog/models.py": MODELS,
            "blog/urls.py": URLS,
            "blog/templates/blog/blog_page.html": TEMPLATE,
            "blog/templates/blog/blog_index_page.html": "<!doctype html><title>Blog</title>",
            "blog/wsgi.py": WSGI,
            "article.html": page.article,
        },
    )
    settings = {"DJANGO_SETTINGS_MODULE": "blog.settings"}
    prepared(folder, packages, FILL.format(padding=page.padding), CACHE="none", **settings)
    for cache, name in (("memory", "Wagtail, per-site cache in memory"), ("none", "Wagtail, a blog post")):
        server = gunicorn(name, "blog.wsgi", folder, packages, CACHE=cache, **settings)
        yield Case(name, server, "/blog/post/", connections=4 if cache == "none" else 32)
