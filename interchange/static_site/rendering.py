"""The bytes of each file: what the live site answers, from articles that are read together and once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest
from django.urls import get_resolver, resolve

from articles import covers, seo
from articles.absolute import absolute_html, absolute_url
from articles.feed_formats import Entry, write
from articles.feeds import channel_for, entry_for
from articles.models import Article, Category
from articles.paths import path_of
from articles.templating import render_to_string
from articles.views.surroundings import Surroundings

from .cards import BODY, Cards, Overtaken, Window
from .outputs import (
    ArticlePage,
    Cover,
    Feed,
    Fixed,
    ListPage,
    Markdown,
    Moved,
    NotFound,
    Output,
    Page,
    SearchNote,
)
from .paths import with_page_addresses
from .snapshot import Snapshot


class Unrenderable(Exception):
    """A page could not be made. The message names it and says why."""


@dataclass(frozen=True)
class _Body:
    """What only an article's own page, its document and the feeds need; read for a few articles at a time."""

    revision: int
    html: str
    contents: list[Any]
    faq: list[Any]
    text: str


class Renderer:
    """Makes files of one snapshot. What it has read and rendered it keeps for the files to come."""

    def __init__(self, site: Snapshot) -> None:
        self._cards = Cards(site)
        self._site = site
        self._bodies: dict[int, _Body] = {}
        self._entries: dict[int, Entry] = {}

    def rendered(self, some: Sequence[Output]) -> Iterator[tuple[Output, bytes | None]]:
        """Each file with its bytes; None where the snapshot does not hold any more. Raises Unrenderable."""
        self._cards.load(pk for output in some for pk in _named(output.makes))
        self._bodies = _read(pk for output in some for pk in _told(output.makes))
        self._entries = {}
        for output in some:
            try:
                yield output, self._made(output.makes)
            except Overtaken:
                yield output, None
            except Exception as error:
                # Whatever is wrong with a page: that it is, and which one, has to be told.
                raise Unrenderable(f"{output.file}: {type(error).__name__}: {error}") from error

    def _made(self, makes: Any) -> bytes:
        match makes:
            case ArticlePage():
                made = self._article(makes)
            case Markdown(pk):
                made = self._body(pk).text.encode()
            case ListPage():
                made = self._list(makes)
            case Feed():
                made = self._feed(makes)
            case _:
                made = self._single(makes)
        return made

    def _single(self, makes: Any) -> bytes:
        """What no article needs to be read for."""
        match makes:
            case Cover(slug, "svg"):
                made = covers.svg(slug).encode()
            case Cover(slug, _):
                made = covers.png(slug)
            case Fixed(text):
                made = text.encode()
            case Moved(target):
                context = {"target": target, "canonical": absolute_url(target)}
                made = _page("static_site/moved.html", context, request_for("/"))
            case SearchNote():
                made = self._search_note()
            case NotFound():
                made = _not_found()
            case Page(path, query):
                made = with_page_addresses(_answer(path, query), path, settings.SITE_URL)
            case _:
                raise TypeError(f"nothing makes {makes!r}")
        return made

    # -- Articles -----------------------------------------------------------------------------------------------

    def _article(self, page: ArticlePage) -> bytes:
        article, body = self._cards[page.pk], self._body(page.pk)
        article.html, article.contents, article.faq = body.html, body.contents, body.faq
        context = {
            "article": article,
            "surroundings": Surroundings(
                newer=self._cards[page.newer] if page.newer else None,
                older=self._cards[page.older] if page.older else None,
                series=self._cards.some(page.series),
                related=self._cards.some(page.related),
            ),
            "seo": seo.for_article(article),
        }
        made = _page("articles/article.html", context, request_for(article.get_absolute_url()))
        # The card stays in memory, the body does not.
        for name in BODY:
            del article.__dict__[name]
        return made

    def _body(self, pk: int) -> _Body:
        body = self._bodies.get(pk)
        if body is None or body.revision != self._site.rows[pk].live_revision_id:
            raise Overtaken
        return body

    # -- Lists and feeds ----------------------------------------------------------------------------------------

    def _list(self, page: ListPage) -> bytes:
        """The view says what its list is called and how it is paged; what is in it is known here already."""
        request = request_for(page.path, f"page={page.number}" if page.number > 1 else "")
        view: Any = page.view()
        view.setup(request, **dict(page.arguments))
        if page.filed is not None:
            view.filed = self._cards.record(page.filed.kind, page.filed.pk)
        html = _page(view.template_name, view.context(Window(page.articles, self._cards)), request)
        return with_page_addresses(html, page.path, settings.SITE_URL)

    def _feed(self, feed: Feed) -> bytes:
        filed = self._cards.record(feed.filed.kind, feed.filed.pk) if feed.filed else None
        entries = [self._entry(self._cards[pk]) for pk in feed.articles]
        channel = channel_for(feed.filed.kind if feed.filed else "", filed, entries)
        return write(feed.syntax, channel, entries)

    def _entry(self, article: Article) -> Entry:
        if article.pk not in self._entries:
            entry = entry_for(article)
            html = absolute_html(self._body(article.pk).html, base=entry.url)
            self._entries[article.pk] = replace(entry, html=html)
        return self._entries[article.pk]

    # -- The rest -----------------------------------------------------------------------------------------------

    def _search_note(self) -> bytes:
        path = path_of("search")
        context = {
            "categories": Category.objects.in_use().with_live_counts().by_name(),
            "seo": seo.for_page(title="Search", path=path, noindex=True),
        }
        return _page("static_site/search.html", context, request_for(path))


def neighbourly(some: Iterable[Output], site: Snapshot) -> list[Output]:
    """The files in an order in which those that show the same articles are close to each other.

    From the newest to the oldest article that each is about: few articles are then read more than once.
    """
    places = {pk: place for place, pk in enumerate(site.rows)}

    def oldest(output: Output) -> int:
        makes = output.makes
        about = [makes.pk] if isinstance(makes, ArticlePage) else _named(makes) or _told(makes)
        return max((places[pk] for pk in about), default=-1)

    return sorted(some, key=oldest)


def _page(template: str, context: dict[str, Any], request: HttpRequest) -> bytes:
    return render_to_string(template, context, request).encode()


def request_for(path: str, query: str = "") -> HttpRequest:
    """An anonymous GET of this site's own address."""
    site = urlsplit(settings.SITE_URL)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "HTTP_HOST": site.netloc,
            "SERVER_NAME": site.hostname,
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": BytesIO(),
        }
    )


def _answer(path: str, query: str) -> bytes:
    """What the site's own view answers. No middleware is asked: none changes what is in a page."""
    request = request_for(path, query)
    match = request.resolver_match = resolve(path)
    response = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response = response.render()
    if response.status_code != 200:
        raise ValueError(f"the site answered {response.status_code}")
    content: bytes = response.content
    return content


def _not_found() -> bytes:
    handler = get_resolver().resolve_error_handler(404)
    content: bytes = handler(request_for("/404.html"), exception=Http404()).content  # type: ignore[call-arg]
    return content


def _named(makes: Any) -> Iterable[int]:
    """The articles that a file shows at least the title of."""
    match makes:
        case ArticlePage():
            around = (makes.newer, makes.older, *makes.series, *makes.related)
            return [makes.pk, *(pk for pk in around if pk)]
        case ListPage():
            return makes.shown
        case Feed():
            return makes.articles
    return ()


def _told(makes: Any) -> Iterable[int]:
    """The articles that a file shows the whole text of."""
    match makes:
        case ArticlePage() | Markdown():
            return [makes.pk]
        case Feed():
            return makes.articles
    return ()


def _read(wanted: Iterable[int]) -> dict[int, _Body]:
    keys = set(wanted)
    columns = ("live_revision_id", *BODY, "live_revision__text")
    found = Article.objects.filter(pk__in=keys).order_by().values_list("pk", *columns) if keys else ()
    return {pk: _Body(*values) for pk, *values in found}
