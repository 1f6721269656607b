"""A made-up blog as Medium and Substack send it: a zip with a page for each post."""

import csv
import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path

from text_unidecode import unidecode

from .moving_markup import html_of
from .moving_posts import Blog, Post
from .moving_truth import Truth, iso, item, links, pictures, shown

_HIDDEN = frozenset({"private", "password"})


def write_medium(blog: Blog, path: Path) -> Iterator[Truth]:
    """`posts/2019-05-01_Title-<number>.html`, each a page; drafts are called so."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.html", "<!DOCTYPE html><html><body><h1>Your data</h1></body></html>")
        for post in blog.posts():
            if post.state in {"trash", "auto-draft"}:
                continue
            name = _medium_name(blog, post)
            archive.writestr(name, _medium_page(blog, post))
            yield _medium_truth(blog, post, name)
    yield Truth("README.html", "ignored")


def _is_live(post: Post) -> bool:
    return post.state in {"publish", "future"}


def _number(number: int) -> str:
    return f"{random.Random(f'medium{number}').getrandbits(48):012x}"


def _medium_name(blog: Blog, post: Post) -> str:
    begin = f"{post.instant or blog.now:%Y-%m-%d}" if _is_live(post) else "draft"
    words = "-".join(filter(None, "".join(each if each.isalnum() else "-" for each in post.title).split("-")))
    return f"posts/{begin}_{words[:60]}-{_number(post.number)}.html"


def _medium_address(blog: Blog, number: int) -> str:
    """Drafts have a short one."""
    post = blog.post(number)
    if not _is_live(post):
        return f"https://medium.com/p/{_number(number)}"
    return f"https://medium.com/@{blog.name}/{_ascii(post.title)}-{_number(number)}"


def _medium_page(blog: Blog, post: Post) -> str:
    title, subtitle = escape(post.title), escape(post.excerpt)
    text = html_of(post.blocks, lambda to: to if isinstance(to, str) else _medium_address(blog, to))
    address = _medium_address(blog, post.number)
    date = _zulu(post.instant or blog.now, ".123")
    tags = "".join(
        f'<li><a class="p-tag" href="https://medium.com/tag/x">{escape(tag)}</a></li>' for tag in _tags(post)
    )
    written = f'<time class="dt-published" datetime="{date}">a day</time>' if _is_live(post) else ""
    people = "".join(
        f'<a href="https://medium.com/@{each.login}" class="p-author h-card">{escape(each.name)}</a>'
        for each in post.authors[:1]
    )
    return (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
        f'<title>{title}</title></head><body><article class="h-entry">\n<header>\n<h1 class="p-name">{title}</h1>\n'
        f'</header>\n<section data-field="subtitle" class="p-summary">{subtitle}</section>\n'
        '<section data-field="body" class="e-content">\n<section name="1" class="section section--body section--first">'
        '<div class="section-divider"><hr class="section-divider"></div><div class="section-content">'
        f'<div class="section-inner sectionLayout--insetColumn"><h3 class="graf graf--h3 graf--title">{title}</h3>'
        f'{text}</div></div></section></section>\n<footer><p>By {people} on <a href="{address}">{written}</a>.</p>'
        f'<p><a href="{address}" class="p-canonical">Canonical link</a></p><p>Exported from Medium.</p>'
        f"<ul>{tags}</ul></footer></article></body></html>"
    )


def _medium_truth(blog: Blog, post: Post, name: str) -> Truth:
    if not post.title and not post.blocks:
        return Truth(name, "ignored", "empty")
    status = "draft" if not _is_live(post) else "scheduled" if post.state == "future" else "published"
    path = _medium_address(blog, post.number).removeprefix("https://medium.com")
    moment = (post.instant or blog.now).replace(microsecond=123_000)
    truth = _common(post, name, status)
    return replace(
        truth,
        instant=iso(moment) if _is_live(post) else "",
        authors=tuple(each.name for each in post.authors[:1]),
        tags=_tags(post),
        old_paths=(path, f"/p/{_number(post.number)}") if status == "published" else (),
        links=tuple(
            item(_medium_name(blog, blog.post(to))) if isinstance(to, int) else to for to in links(post.blocks)
        ),
    )  # fmt: skip


def _tags(post: Post) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(term.name.split()) for term in post.tags))


def write_substack(blog: Blog, path: Path) -> Iterator[Truth]:
    """`posts.csv` with a line for each post, and `posts/<id>.html`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        table = io.StringIO()
        columns = "post_id post_date is_published email_sent_at inbox_sent_at type audience title subtitle podcast_url"
        rows = csv.DictWriter(table, columns.split())
        rows.writeheader()
        truths = []
        for post in blog.posts():
            if post.state in {"trash", "auto-draft"}:
                continue
            name = _substack_name(blog, post.number)
            text = html_of(post.blocks, lambda to: to if isinstance(to, str) else _substack_address(blog, to))
            archive.writestr(f"posts/{name}.html", text)
            is_out = _is_live(post) or post.state in _HIDDEN
            rows.writerow(
                {
                    "post_id": name,
                    "post_date": _zulu(post.instant or blog.now, ".000") if is_out else "",
                    "is_published": str(is_out).lower(),
                    "type": "newsletter",
                    "audience": "only_paid" if post.state in _HIDDEN else "everyone",
                    "title": post.title,
                    "subtitle": post.excerpt,
                }
            )
            truths.append(_substack_truth(blog, post, name))
        archive.writestr("posts.csv", table.getvalue())
    yield from truths
    yield Truth("", "ignored", "export")


def _substack_name(blog: Blog, number: int) -> str:
    return f"{10_000_000 + number}.{_ascii(blog.title_and_slug(number)[0])}-{number}"


def _substack_address(blog: Blog, number: int) -> str:
    return f"https://{blog.name}.substack.com/p/{_substack_name(blog, number).partition('.')[2]}"


def _substack_truth(blog: Blog, post: Post, name: str) -> Truth:
    if not post.title and not post.blocks:
        return Truth(name, "ignored", "empty")
    status = "scheduled" if post.state == "future" else "published" if post.state == "publish" else "draft"
    truth = _common(post, name, status)
    is_dated = _is_live(post) or post.state in _HIDDEN
    return replace(
        truth,
        instant=iso(post.instant) if is_dated else "",
        old_paths=(f"/p/{name.partition('.')[2]}",) if status == "published" else (),
        links=tuple(
            item(_substack_name(blog, to)) if isinstance(to, int) else to for to in links(post.blocks)
        ),
        said=("status-hidden",) if post.state in _HIDDEN else (),
    )


def _common(post: Post, name: str, status: str) -> Truth:
    return Truth(
        name,
        "created",
        title=" ".join(post.title.split()) or "*",
        status=status,
        description=" ".join(post.excerpt.split()),
        pictures=tuple(pictures(post.blocks)),
        text=shown(post.blocks),
    )


def _ascii(text: str) -> str:
    plain = "".join(each if each.isalnum() else "-" for each in unidecode(text).lower())
    return "-".join(filter(None, plain.split("-")))[:80].strip("-") or "untitled"


def _zulu(moment: datetime, fraction: str) -> str:
    return f"{moment.year:04}-{moment:%m-%dT%H:%M:%S}{fraction}Z"
