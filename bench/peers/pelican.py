"""Pelican: a page for each post, lists, categories, tags, authors and feeds, code highlighted by Pygments.

Installed by pip into an environment of its own under var/bench when it is first needed.
"""

import re
import subprocess
import sys
from pathlib import Path

from tools.load import ROOT

_FOLDER = ROOT / "var" / "bench" / "pelican"
_PACKAGES = ["pelican[markdown]==4.12.0"]
_CONFIG = """
SITENAME = "Bench"
SITEURL = "https://example.org"
PATH = "content"
OUTPUT_PATH = "public"
THEME = "theme"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_PAGINATION = 20
CATEGORY_SAVE_AS = "category/{slug}/index.html"
TAG_SAVE_AS = "tag/{slug}/index.html"
AUTHOR_SAVE_AS = "author/{slug}/index.html"
FEED_ALL_ATOM = "feed.xml"
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight"},
        "markdown.extensions.extra": {},
        "markdown.extensions.toc": {},
    },
    "output_format": "html5",
}
"""
_BASE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ SITENAME }}</title></head>
<body><main>{% block content %}{% endblock %}</main></body></html>
"""
_ARTICLE = """{% extends "base.html" %}{% block content %}<article><h1>{{ article.title }}</h1>
<time>{{ article.date.isoformat() }}</time>
{{ article.content }}<p>{{ article.content | striptags | wordcount }} words</p>
<ul>{% for tag in article.tags %}<li><a href="/{{ tag.url }}">{{ tag }}</a></li>{% endfor %}</ul>
</article>{% endblock %}
"""
_LIST = """{% extends "base.html" %}{% block content %}<ul>{% for article in articles_page.object_list %}
<li><a href="/{{ article.url }}">{{ article.title }}</a><p>{{ article.summary }}</p></li>{% endfor %}</ul>{% endblock %}
"""
_PLAIN = """{% extends "base.html" %}{% block content %}{% endblock %}
"""
_TEMPLATES = {
    "base": _BASE,
    "article": _ARTICLE,
    **dict.fromkeys(("index", "tag", "category", "author"), _LIST),
    **dict.fromkeys(("archives", "tags", "categories", "authors", "page", "period_archives"), _PLAIN),
}
_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_QUOTES = re.compile(r'["\[\]]')
# What a line of the posts' frontmatter is called here.
_KEYS = {
    "title": "Title",
    "date": "Date",
    "description": "Summary",
    "categories": "Category",
    "tags": "Tags",
    "authors": "Authors",
}


def command() -> list[str] | None:
    python = _FOLDER / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(_FOLDER)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *_PACKAGES], check=True)
    return [str(python), "-m", "pelican", "--settings", "pelicanconf.py", "--quiet"]


def prepare(site: Path, posts: Path) -> None:
    """Lay the site out in `site`; posts get Pelican's own headers."""
    templates, content = site / "theme" / "templates", site / "content"
    templates.mkdir(parents=True)
    content.mkdir()
    (site / "pelicanconf.py").write_text(_CONFIG, encoding="utf-8")
    for name, text in _TEMPLATES.items():
        (templates / f"{name}.html").write_text(text, encoding="utf-8")
    for post in posts.iterdir():
        text = _HEAD.sub(_headers, post.read_text(encoding="utf-8"))
        (content / post.name).write_text(text, encoding="utf-8")


def _headers(found: re.Match[str]) -> str:
    lines = (line.partition(": ") for line in found[1].splitlines())
    return "".join(f"{_KEYS[key]}: {_QUOTES.sub('', value)}\n" for key, _, value in lines)
