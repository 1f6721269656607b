"""Docusaurus' blogs and their addresses (https://docusaurus.io/docs/blog)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .page import Page
from .rule import Rule
from .scripts import blocks, with_constants
from .settings import text_in, written

_DATE = re.compile(r"(?P<folder>.*?)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*)\Z")
_PRESET = re.compile(r"(?<![\w$.])['\"]?blog['\"]?\s*:\s*\{")
_PLUGIN = re.compile(r"plugin-content-blog['\"]\s*(?:\)\s*)?,\s*\{")
_OFF = re.compile(r"(?<![\w$.])['\"]?blog['\"]?\s*:\s*false\b")
_TRANSLATED = "docusaurus-plugin-content-blog"


@dataclass(frozen=True)
class Blog:
    """One blog of a site: the folder of its posts, where they are found, its name if it has one, its authors' file."""

    folder: str = "blog"
    route: str = "blog"
    name: str = ""
    authors: str = "authors.yml"

    @property
    def plugin(self) -> str:
        """The folder of its translations, below that of a language."""
        return f"{_TRANSLATED}-{self.name}" if self.name else _TRANSLATED


def blogs_of(script: str) -> tuple[Blog, ...]:
    """The blogs that `docusaurus.config.js` has, as far as it can be read without running it."""
    script = with_constants(script)
    found = [*blocks(script, _PRESET), *blocks(script, _PLUGIN)]
    # A theme has a table of that name too, of the list beside the posts.
    own = [each for each in found if not re.search(r"\bsidebar\s*:", each)]
    blogs = {blog.folder: blog for blog in reversed([_blog(each) for each in own])}
    if not blogs and not _OFF.search(script):
        return (Blog(),)
    return tuple(reversed(blogs.values()))


def _blog(block: str) -> Blog:
    said = written(block)
    routes = [each for each in said.get("routeBasePath", ()) if isinstance(each, str)]
    return Blog(
        folder=text_in(said, "path").strip("./") or "blog",
        route=routes[0].strip("/") if routes else "blog",
        name=text_in(said, "id"),
        authors=text_in(said, "authorsMapPath") or "authors.yml",
    )


@dataclass(frozen=True, kw_only=True)
class DocusaurusRule(Rule):
    generator: str = "Docusaurus"
    blogs: tuple[Blog, ...] = (Blog(),)

    @property
    def routes(self) -> dict[str, str]:
        """Where the posts of each folder are found."""
        return {blog.folder: blog.route for blog in self.blogs}

    @property
    def homes(self) -> tuple[str, ...]:
        return ("i18n/", *_folders(self.blogs))

    def own_paths(self, page: Page) -> list[str]:
        for blog in self.blogs:
            language, below = "", page.below(*blog.folder.split("/"))
            if page.folders[:1] == ("i18n",) and page.folders[2:3] == (blog.plugin,):
                language, below = page.folders[1], page.folders[3:]
            if below is not None:
                slug = page.text("slug") or _slug("/".join([*below, page.name]))
                return [f"{language}/{blog.route}/{slug}"]
        return []


def _slug(path: str) -> str:
    path = re.sub(r"/index\Z", "", path)
    found = _DATE.match(path)
    if not found:
        return path
    return f"{found['folder']}{found['date'].replace('-', '/')}/{found['text']}"


def docusaurus_rule(script: str, origin: str) -> DocusaurusRule:
    said, blogs = written(script), blogs_of(script)
    url = text_in(said, "url").rstrip("/")
    return DocusaurusRule(
        origin=origin,
        address=f"{url}/{text_in(said, 'baseUrl').strip('/')}",
        content=("", *_folders(blogs)),
        blogs=blogs,
    )


def _folders(blogs: Iterable[Blog]) -> list[str]:
    return [f"{blog.folder}/" for blog in blogs]
