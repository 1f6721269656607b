"""Eleventy: a page for each post, lists, categories, tags, authors and a feed, code highlighted by its own plugin.

Installed by npm into var/bench when it is first needed.
"""

import json
import shutil
import subprocess
from pathlib import Path

from tools.load import ROOT

_FOLDER = ROOT / "var" / "bench" / "eleventy"
_PACKAGES = {"@11ty/eleventy": "3.1.6", "@11ty/eleventy-plugin-syntaxhighlight": "5.0.2"}
# Code in the posts is full of braces, so they are not taken for templates, just as Hugo takes none in a text.
_CONFIG = """
import highlight from "@11ty/eleventy-plugin-syntaxhighlight";

export default function (config) {
  config.addPlugin(highlight);
  config.setQuietMode(true);
  config.addFilter("iso", (date) => date.toISOString());
  config.addFilter("slug", (text) => String(text).toLowerCase().replace(/ /g, "-"));
  config.addFilter("words", (html) => html.replace(/<[^>]+>/g, " ").split(/\\s+/).length);
  config.addFilter("excerpt", (html) => html.replace(/<[^>]+>/g, " ").slice(0, 400));
  const posts = (api) => api.getFilteredByGlob("posts/*.md").reverse();
  config.addCollection("latest", (api) => posts(api).slice(0, 20));
  config.addCollection("lists", (api) => {
    const all = posts(api);
    const lists = new Map([["", all]]);
    for (const post of all) {
      for (const kind of ["categories", "tags", "authors"]) {
        for (const term of post.data[kind] ?? []) {
          const path = `${kind}/${term.toLowerCase().replace(/ /g, "-")}/`;
          lists.set(path, [...(lists.get(path) ?? []), post]);
        }
      }
    }
    return [...lists].flatMap(([path, found]) =>
      Array.from({ length: Math.ceil(found.length / 20) }, (_, page) => ({
        path: page ? `${path}page/${page + 1}/` : path,
        title: path || "Home",
        posts: found.slice(page * 20, page * 20 + 20),
      })),
    );
  });
  return { markdownTemplateEngine: false, htmlTemplateEngine: "njk", dir: { output: "public" } };
}
"""
_BASE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title or list.title }}</title>
<meta name="description" content="{{ description }}"></head>
<body><main>{{ content | safe }}</main></body></html>
"""
_POST = """---
layout: base.njk
---
<article><h1>{{ title }}</h1><time>{{ page.date | iso }}</time>
{{ content | safe }}<p>{{ content | words }} words</p>
<ul>{% for tag in tags %}<li><a href="/tags/{{ tag | slug }}/">{{ tag }}</a></li>{% endfor %}</ul></article>
"""
_LISTS = """---
layout: base.njk
pagination: {data: collections.lists, size: 1, alias: list}
permalink: "{{ list.path }}index.html"
---
<h1>{{ list.title }}</h1><ul>{% for post in list.posts %}
<li><a href="{{ post.url }}">{{ post.data.title }}</a><p>{{ post.content | excerpt }}</p></li>{% endfor %}</ul>
"""
_FEED = """---
permalink: feed.xml
---
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Bench</title><id>https://example.org/</id>
{% for post in collections.latest %}<entry><title>{{ post.data.title }}</title>
<id>https://example.org{{ post.url }}</id><updated>{{ post.date | iso }}</updated>
<content type="html">{{ post.content }}</content></entry>
{% endfor %}</feed>
"""


def command() -> list[str] | None:
    if not shutil.which("npm"):
        return None
    program = _FOLDER / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    if not program.exists():
        _FOLDER.mkdir(parents=True, exist_ok=True)
        package = {"private": True, "type": "module", "dependencies": _PACKAGES}
        (_FOLDER / "package.json").write_text(json.dumps(package), encoding="utf-8")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=_FOLDER, check=True)
    return ["node", str(program)]


def prepare(site: Path, posts: Path) -> None:
    """Lay the site out in `site`."""
    includes = site / "_includes"
    includes.mkdir(parents=True)
    (site / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (site / "node_modules").symlink_to(_FOLDER / "node_modules")
    for path, text in {
        "eleventy.config.js": _CONFIG,
        "_includes/base.njk": _BASE,
        "_includes/post.njk": _POST,
        "lists.njk": _LISTS,
        "feed.njk": _FEED,
    }.items():
        (site / path).write_text(text, encoding="utf-8")
    shutil.copytree(posts, site / "posts")
    (site / "posts" / "posts.json").write_text('{"layout": "post.njk"}', encoding="utf-8")
