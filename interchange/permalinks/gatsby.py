"""Gatsby's addresses, as far as its scripts tell them without being run (https://www.gatsbyjs.com/docs/).

A post lies where its file does below a folder that `gatsby-config` names; `gatsby-node` may put something before that,
or take the slug of the frontmatter.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .page import Page
from .places import PlaceRule
from .settings import without_comments

# Folders in which Gatsby's blogs have their posts, where the settings name none, the longer ones first.
_USUAL = ("content/blog/", "content/posts/", "src/pages/", "content/")
_FOLDER = re.compile(
    r"\b(?:path|contentPath)\s*:\s*(?:path\.(?:join|resolve)\(\s*__dirname\s*,\s*[`'\"](?P<joined>[^`'\"$]+)[`'\"]"
    r"|`\$\{__dirname\}/?(?P<template>[^`$]*)`|[`'\"](?:\./)?(?P<plain>[\w][^`'\"$]*)[`'\"])"
)
_PREFIX = re.compile(r"\bpathPrefix\s*:\s*[`'\"](?P<path>[^`'\"$]*)[`'\"]")
_SITE = re.compile(r"\bsiteUrl\s*:\s*[`'\"](?P<address>https?://[^`'\"$]*)[`'\"]")
# What is put before the slug: `/blog${slug}`, `/blog/${node.frontmatter.slug}`, "/blog" + slug.
_BEFORE = re.compile(
    r"`(?P<template>/[\w./-]*)\$\{\s*(?P<what>[\w.?]*(?:slug|filePath|value|path)\w*)\s*\}/?`"
    r"|[\"'](?P<added>/[\w./-]*)[\"']\s*\+\s*(?P<that>[\w.?]*(?:slug|filePath|value|path)\w*)",
    re.IGNORECASE,
)
_LISTS = re.compile(r"tag|categor|author|page/|topic|archive|static|image|asset", re.IGNORECASE)
_BASE = re.compile(
    r"\bcreateFilePath\(\s*\{[^{}]*?\bbasePath\s*:\s*[`'\"](?P<path>[^`'\"$]*)[`'\"]", re.DOTALL
)
_WITHOUT_SLASH = re.compile(r"\btrailingSlash\s*:\s*(?:false|[`'\"]never[`'\"])")


@dataclass(frozen=True, kw_only=True)
class GatsbyRule(PlaceRule):
    """`before` stands before what the file's place says; `base` is a folder in that which is left out."""

    generator: str = "Gatsby"
    before: str = ""
    base: str = ""
    # Whether it takes the slug that the frontmatter gives.
    by_slug: bool = False

    def own_paths(self, page: Page) -> list[str]:
        if self.by_slug and (slug := page.text("slug").strip("/")):
            return [f"{self.before}/{slug}{self.end}"]
        below = [path.strip("/").removeprefix(self.base) for path in super().own_paths(page)]
        return [f"{self.before}/{path.strip('/')}{self.end}" for path in below]


def gatsby_rule(config: str, node: str, folder: str, documents: Iterable[str]) -> GatsbyRule:
    """The rule that `gatsby-config` and `gatsby-node` in `folder` ("" or ending in "/") give together.

    `documents` are the folders in which there are any, from where the site begins.
    """
    config, node = without_comments(config), without_comments(node)
    named = {path for found in _FOLDER.finditer(config) if (path := _plain(found))}
    present = [each for each in named if any(f"{path}/".startswith(f"{folder}{each}") for path in documents)]
    places = sorted(present, key=len, reverse=True) or list(_USUAL)
    prefix = _PREFIX.search(config)
    site = _SITE.search(config)
    before = {
        found["template"] or found["added"]
        for found in _BEFORE.finditer(node)
        if not _LISTS.search(found["template"] or found["added"])
    } - {"/"}
    base = _BASE.search(node)
    mount = prefix["path"].strip("/") if prefix else ""
    address = site["address"].rstrip("/") if site else ""
    if mount and not address.endswith(f"/{mount}"):
        address = f"{address}/{mount}"
    return GatsbyRule(
        address=address,
        folders=tuple(folder + each for each in places),
        content=tuple(folder + each for each in places),
        end="" if _WITHOUT_SLASH.search(node + config) else "/",
        # Where several kinds of pages have one each, there is no telling which is for posts.
        before=before.pop().rstrip("/") if len(before) == 1 else "",
        base=f"{base['path'].strip('./')}/" if base and base["path"].strip("./") else "",
        by_slug="frontmatter.slug" in node,
    )


def _plain(found: re.Match[str]) -> str:
    path = (found["joined"] or found["template"] or found["plain"] or "").strip("./")
    return f"{path}/" if path and "." not in path.rpartition("/")[2] and "*" not in path else ""
