"""Hugo: a page for each post, lists, categories, tags and feeds, code highlighted as classes. No theme."""

import shutil
from pathlib import Path

_CONFIG = """
baseURL = "https://example.org/"
title = "Bench"
enableGitInfo = false
[taxonomies]
category = "categories"
tag = "tags"
author = "authors"
[markup.highlight]
noClasses = false
[markup.tableOfContents]
startLevel = 2
"""
_BASE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="description" content="{{ .Description }}"></head>
<body><main>{{ block "main" . }}{{ end }}</main></body></html>
"""
_SINGLE = """{{ define "main" }}<article><h1>{{ .Title }}</h1><time>{{ .Date }}</time>{{ .TableOfContents }}
{{ .Content }}<p>{{ .WordCount }} words, {{ .ReadingTime }} minutes</p>
<ul>{{ range .Params.tags }}<li><a href="/tags/{{ . | urlize }}/">{{ . }}</a></li>{{ end }}</ul></article>{{ end }}
"""
_LIST = """{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range (.Paginate .Pages 20).Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a><p>{{ .Summary }}</p></li>{{ end }}</ul>
{{ template "_internal/pagination.html" . }}{{ end }}
"""


def command() -> list[str] | None:
    found = shutil.which("hugo")
    return [found, "--quiet"] if found else None


def prepare(site: Path, posts: Path) -> None:
    """Lay the site out in `site`."""
    layouts = site / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (site / "config.toml").write_text(_CONFIG, encoding="utf-8")
    for name, text in (("baseof", _BASE), ("single", _SINGLE), ("list", _LIST)):
        (layouts / f"{name}.html").write_text(text, encoding="utf-8")
    shutil.copytree(posts, site / "content" / "posts")
