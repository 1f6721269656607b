"""A made-up blog as feeds in files: RSS of WordPress and Tumblr, Atom of Jekyll and Blogger, JSON Feed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from .moving_markup import html_of
from .moving_posts import Blog, Post
from .moving_truth import Truth, iso, item, links, pictures, shown
from .moving_wordpress import cdata, mailed

Flavour = Literal["rss", "tumblr", "jekyll", "blogger", "json"]

# Blogger's times have one, and its settings are entries.
_FRACTION = timedelta(milliseconds=1)
_SETTING = "tag:blogger.com,1999:blog-1.settings.BLOG_NAME"
_LIVE = frozenset({"publish"})
_DATED = frozenset({"both", "utc", "local", "mail"})


@dataclass(frozen=True)
class Kind:
    flavour: Flavour = "rss"


def write(blog: Blog, path: Path, kind: Kind = Kind()) -> Iterator[Truth]:
    """Write the posts that were published into a file (Blogger's has drafts and pages too); yields the truth of every
    entry, and last that of the file.
    """
    flavour = _FLAVOURS[kind.flavour](blog)
    with path.open("w", encoding="utf-8") as stream:
        stream.write(flavour.head())
        is_first = True
        for post in blog.posts():
            if flavour.has(post):
                stream.write(("" if is_first else flavour.between) + flavour.entry(post))
                is_first = False
                yield flavour.truth(post)
        stream.write(flavour.foot)
    if kind.flavour == "blogger":
        yield Truth(_SETTING, "ignored", "settings")
    yield Truth("", "ignored", "export")


class _Feed:
    """What all feeds have in common: which posts, where they were, what is true of them."""

    between, foot = "\n", ""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog

    def head(self) -> str:
        raise NotImplementedError

    def entry(self, post: Post) -> str:
        raise NotImplementedError

    def has(self, post: Post) -> bool:
        return post.state in _LIVE

    def name(self, post: Post) -> str:
        return self.address(post)

    def here(self, post: Post) -> datetime:
        """When it was, by the site's clock."""
        return (post.instant or self.blog.now).astimezone(self.blog.zone)

    def path(self, post: Post) -> str:
        return f"/{self.here(post).year:04}/{self.here(post):%m/%d}/{post.slug}/"

    def address(self, post: Post) -> str:
        return f"{self.blog.home}{self.path(post)}"

    def link(self, target: str | int) -> str:
        return target if isinstance(target, str) else self.address(self.blog.post(target))

    def led_to(self, target: str | int) -> str:
        return target if isinstance(target, str) else item(self.name(self.blog.post(target)))

    def html(self, post: Post) -> str:
        return html_of(post.blocks, self.link)

    def tags(self, post: Post) -> list[str]:
        return list(dict.fromkeys(term.name for term in (*post.categories, *post.tags)))

    def old_paths(self, post: Post) -> tuple[str, ...]:
        return (unquote(self.path(post)),)

    def authors(self, post: Post) -> tuple[str, ...]:
        return tuple(person.name for person in post.authors)

    def truth(self, post: Post) -> Truth:
        name = self.name(post)
        if not post.title and not post.blocks:
            return Truth(name, "ignored", "empty")
        return Truth(
            name,
            "created",
            title=" ".join(post.title.split()) or "*",
            instant=iso(post.instant) if post.when in _DATED else "",
            status="published",
            authors=self.authors(post),
            tags=tuple(self.tags(post)),
            text=shown(post.blocks),
            pictures=tuple(pictures(post.blocks)),
            old_paths=self.old_paths(post),
            links=tuple(map(self.led_to, links(post.blocks))),
        )


class _RSS(_Feed):
    """As WordPress gives it: the text in `content:encoded`, its beginning in `description`, the number as guid."""

    foot = "</channel>\n</rss>\n"

    def head(self) -> str:
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"\n'
            '\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
            '\txmlns:dc="http://purl.org/dc/elements/1.1/"\n'
            '\txmlns:atom="http://www.w3.org/2005/Atom"\n'
            '\txmlns:slash="http://purl.org/rss/1.0/modules/slash/">\n<channel>\n'
            f"\t<title>{self.blog.name}</title>\n"
            f'\t<atom:link href="{self.blog.home}/feed/" rel="self" type="application/rss+xml" />\n'
            f"\t<link>{self.blog.home}</link>\n\t<description></description>\n"
            "\t<generator>https://wordpress.org/?v=6.4.2</generator>\n"
        )

    def name(self, post: Post) -> str:
        return f"{self.blog.home}/?p={post.number}"

    def authors(self, post: Post) -> tuple[str, ...]:
        return super().authors(post)[:1]

    def old_paths(self, post: Post) -> tuple[str, ...]:
        return (unquote(self.path(post)), f"/?p={post.number}")

    def date(self, post: Post) -> str:
        if post.when == "none":
            return ""
        if post.when == "impossible":
            return "<pubDate>Mon, 30 Feb 2015 25:00:00 +0000</pubDate>"
        moment = post.instant or self.blog.now
        if post.number % 3:
            return f"<pubDate>{mailed(moment)}</pubDate>"
        offset = self.here(post).utcoffset() or timedelta()
        minutes = int(offset.total_seconds()) // 60
        if minutes * 60 != offset.total_seconds():
            return f"<pubDate>{mailed(moment)}</pubDate>"
        sign = "-" if minutes < 0 else "+"
        zone = f"{sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
        return f"<pubDate>{mailed(self.here(post)).removesuffix('+0000')}{zone}</pubDate>"

    def entry(self, post: Post) -> str:
        text = self.html(post)
        said = [
            "<item>",
            f"<title>{_twice(post.title)}</title>",
            f"<link>{escape(self.address(post))}</link>",
            *(f"<dc:creator>{cdata(name)}</dc:creator>" for name in self.authors(post)),
            self.date(post),
            *(f"<category>{cdata(escape(tag, quote=False))}</category>" for tag in self.tags(post)),
            f'<guid isPermaLink="false">{self.name(post)}</guid>',
            "<description><![CDATA[]]></description>",
            f"<content:encoded>{cdata(text)}</content:encoded>",
            "<slash:comments>0</slash:comments>",
            "</item>",
        ]
        return "\n\t".join(filter(None, said))


class _Tumblr(_RSS):
    """The text in `description`, escaped; no author; the address is the number with some words."""

    def head(self) -> str:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">'
            f"<channel><description></description><title>{self.blog.name}</title>"
            f"<generator>Tumblr (3.0; @x)</generator><link>{self.blog.home}/</link>"
        )

    def path(self, post: Post) -> str:
        words = post.slug.replace("%", "")[:40] or "x"
        return f"/post/{100_000_000 + post.number}/{words}"

    def name(self, post: Post) -> str:
        return self.address(post)

    def old_paths(self, post: Post) -> tuple[str, ...]:
        return (self.path(post),)

    def authors(self, post: Post) -> tuple[str, ...]:
        return ()

    def entry(self, post: Post) -> str:
        address = escape(self.address(post))
        tags = "".join(f"<category>{escape(tag)}</category>" for tag in self.tags(post))
        return (
            f"<item><title>{_twice(post.title)}</title><description>{escape(self.html(post))}</description>"
            f"<link>{address}</link><guid>{address}</guid>{self.date(post)}{tags}</item>"
        )


class _Jekyll(_Feed):
    """As the plugin jekyll-feed writes it."""

    foot = "</feed>\n"

    def head(self) -> str:
        home = self.blog.home
        return (
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
            '<generator uri="https://jekyllrb.com/" version="4.3.2">Jekyll</generator>'
            f'<link href="{home}/feed.xml" rel="self" type="application/atom+xml" />'
            f'<link href="{home}/" rel="alternate" type="text/html" />'
            f'<updated>{self.blog.now.isoformat()}</updated><id>{home}/feed.xml</id><title type="html">x</title>\n'
        )

    def name(self, post: Post) -> str:
        return self.address(post).removesuffix("/")

    def truth(self, post: Post) -> Truth:
        return replace(super().truth(post), picture=post.picture.address if post.picture else "")

    def entry(self, post: Post) -> str:
        address, title = escape(self.address(post)), escape(escape(post.title, quote=False))
        offset = self.here(post).utcoffset() or timedelta()
        when = self.here(post) if offset.total_seconds() % 60 == 0 else (post.instant or self.blog.now)
        date = {"none": "", "impossible": "2015-02-30T25:00:00Z"}.get(post.when, _iso(when))
        tags = "".join(f'<category term="{escape(tag)}" />' for tag in self.tags(post))
        people = "".join(f"<author><name>{escape(name)}</name></author>" for name in self.authors(post))
        published = f"<published>{date}</published><updated>{date}</updated>" if date else ""
        picture = ""
        if post.picture:
            shown = escape(post.picture.address)
            picture = (
                f'<media:thumbnail xmlns:media="http://search.yahoo.com/mrss/" url="{shown}" />'
                f'<media:content medium="image" url="{shown}" xmlns:media="http://search.yahoo.com/mrss/" />'
            )
        return (
            f'<entry><title type="html">{title}</title><link href="{address}" rel="alternate" type="text/html" '
            f'title="{title}" />{published}<id>{escape(self.name(post))}</id>'
            f'<content type="html" xml:base="{address}">{cdata(self.html(post))}</content>'
            f"{people}{tags}{picture}</entry>"
        )


class _Blogger(_Feed):
    """As Blogger backs a blog up: pages, drafts, comments and settings are entries too."""

    foot = "</feed>\n"

    def head(self) -> str:
        kind = "http://schemas.google.com/blogger/2008/kind#settings"
        return (
            "<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href=\"x.css\" type=\"text/css\"?>"
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#' "
            "xmlns:thr='http://purl.org/syndication/thread/1.0'>"
            f"<id>tag:blogger.com,1999:blog-1.archive</id><updated>{_iso(self.blog.now)}</updated>"
            f"<title type='text'>{self.blog.name}</title>"
            f"<link rel='alternate' type='text/html' href='{self.blog.home}/'/>"
            "<generator version='7.00' uri='https://www.blogger.com'>Blogger</generator>"
            "<entry><id>tag:blogger.com,1999:blog-1.settings.BLOG_NAME</id>"
            f"<category scheme='http://schemas.google.com/g/2005#kind' term='{kind}'/>"
            "<title type='text'>The name</title><content type='text'>x</content></entry>\n"
        )

    def has(self, post: Post) -> bool:
        return post.state not in {"auto-draft", "private", "password"}

    def name(self, post: Post) -> str:
        return f"tag:blogger.com,1999:blog-1.post-{post.number}"

    def path(self, post: Post) -> str:
        return f"/{self.here(post).year:04}/{self.here(post):%m}/{post.slug.replace('%', '')[:39]}_{post.number}.html"

    def authors(self, post: Post) -> tuple[str, ...]:
        return super().authors(post)[:1]

    def led_to(self, target: str | int) -> str:
        # An archive does not say where a draft was.
        if isinstance(target, int) and self._is_draft(self.blog.post(target)):
            return self.link(target)
        return super().led_to(target)

    def _is_draft(self, post: Post) -> bool:
        return post.state in {"draft", "pending"}

    def truth(self, post: Post) -> Truth:
        if post.state == "trash":
            return Truth(self.name(post), "ignored", "page")
        truth = super().truth(post)
        if truth.result != "created":
            return truth
        status = "draft" if self._is_draft(post) else "scheduled" if post.state == "future" else "published"
        old = truth.old_paths if status == "published" else ()
        instant = iso(post.instant + _FRACTION) if truth.instant and post.instant else ""
        return replace(truth, status=status, old_paths=old, instant=instant)

    def entry(self, post: Post) -> str:
        kind = "page" if post.state == "trash" else "post"
        when = self.here(post)
        if (when.utcoffset() or timedelta()).total_seconds() % 60:
            when = post.instant or self.blog.now
        date = {"none": "", "impossible": "2015-02-30T25:00:00.000+01:00"}.get(post.when, _iso(when, ".001"))
        dates = f"<published>{date}</published><updated>{date}</updated>" if date else ""
        labels = "".join(
            f"<category scheme='http://www.blogger.com/atom/ns#' term='{escape(tag)}'/>"
            for tag in self.tags(post)
        )
        control = "<app:control><app:draft>yes</app:draft></app:control>" if self._is_draft(post) else ""
        link = ""
        if not self._is_draft(post):
            link = f"<link rel='alternate' type='text/html' href='{self.address(post)}' title='{escape(post.title)}'/>"
        return (
            f"<entry><id>{self.name(post)}</id>{dates}{control}"
            f"<category scheme='http://schemas.google.com/g/2005#kind' "
            f"term='http://schemas.google.com/blogger/2008/kind#{kind}'/>{labels}"
            f"<title type='text'>{escape(post.title)}</title>"
            f"<content type='html'>{escape(self.html(post))}</content>{link}"
            f"<author><name>{escape(self.authors(post)[0])}</name><uri>https://www.blogger.com/profile/1</uri>"
            "<email>noreply@blogger.com</email></author></entry>"
        )


class _JSON(_Feed):
    """Version 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    between, foot = ",\n", "]}\n"

    def head(self) -> str:
        said = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "x",
            "home_page_url": f"{self.blog.home}/",
        }
        return json.dumps(said)[:-1] + ', "items": [\n'

    def truth(self, post: Post) -> Truth:
        truth = super().truth(post)
        if truth.result != "created":
            return truth
        return replace(truth, picture=post.picture.address if post.picture else "", description=post.excerpt)

    def entry(self, post: Post) -> str:
        date = {"none": None, "impossible": "2015-02-30T25:00:00Z"}.get(
            post.when, _iso(post.instant or self.blog.now)
        )
        said = {
            "id": self.name(post),
            "url": self.address(post),
            "title": post.title or None,
            "content_html": self.html(post) or None,
            "summary": post.excerpt or None,
            "date_published": date,
            "image": post.picture.address if post.picture else None,
            "authors": [{"name": name} for name in self.authors(post)],
            "tags": self.tags(post),
        }
        return json.dumps(
            {key: value for key, value in said.items() if value}, ensure_ascii=post.number % 2 == 0
        )


_FLAVOURS: dict[Flavour, Callable[[Blog], _Feed]] = {
    "rss": _RSS,
    "tumblr": _Tumblr,
    "jekyll": _Jekyll,
    "blogger": _Blogger,
    "json": _JSON,
}


def _twice(title: str) -> str:
    """A title that is HTML, in XML."""
    return escape(escape(title, quote=False), quote=False)


def _iso(moment: datetime, fraction: str = "") -> str:
    offset = moment.isoformat()[-6:]
    return f"{moment.year:04}-{moment:%m-%dT%H:%M:%S}{fraction}{'Z' if offset == '+00:00' else offset}"
