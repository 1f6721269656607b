"""What a careful reader would point out before an article is published. Nothing here stops anybody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from articles.document import Document
from articles.inline import inline_text
from articles.markup import Heading, Rendered, RenderRefused
from articles.models import Article, Image, Redirect
from articles.models.image import media_name
from articles.models.redirect import spellings
from articles.projection import WORDS_PER_MINUTE, render_document

LONG_TITLE = 70
LONG_DESCRIPTION = 170
WORDS_WITHOUT_HEADING = 700

Level = Literal["problem", "advice"]


@dataclass(frozen=True, slots=True)
class Check:
    """One remark. `field` names the form's field that it is about, "" for none."""

    level: Level
    message: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The checks of a document, its length, and its body as HTML ("" if rendering was refused)."""

    checks: tuple[Check, ...]
    words: int
    minutes: int
    rendered: Rendered | None

    @property
    def problems(self) -> int:
        return sum(check.level == "problem" for check in self.checks)


def inspect(document: Document, *, article: Article | None) -> Report:
    """Render `document` in a bounded process and look it over. Three queries at most, however many links it has."""
    try:
        rendered = render_document(document)
    except RenderRefused as refused:
        return Report((Check("problem", str(refused), "body"), *_frontmatter(document)), 0, 0, None)
    checks = (
        *_frontmatter(document),
        *_pictures(document, rendered),
        *_headings(rendered),
        *_links(rendered, article),
        *(Check("advice", problem.message, "body") for problem in rendered.problems),
    )
    minutes = max(1, -(-rendered.words // WORDS_PER_MINUTE)) if rendered.words else 0
    return Report(tuple(dict.fromkeys(checks)), rendered.words, minutes, rendered)


def _frontmatter(document: Document) -> Iterator[Check]:
    fields = document.fields
    title, description = inline_text(fields.title), inline_text(fields.description)
    if not title:
        yield Check("problem", "There is no title. It cannot be published without one.", "title")
    elif len(title) > LONG_TITLE:
        yield Check(
            "advice", f"The title has {len(title)} characters; search engines cut it near 60.", "title"
        )
    if not description:
        yield Check(
            "advice",
            "There is no description. Cards and search engines show the first lines instead.",
            "description",
        )
    elif len(description) > LONG_DESCRIPTION:
        yield Check(
            "advice",
            f"The description has {len(description)} characters; most places cut it near 160.",
            "description",
        )
    if not fields.category:
        yield Check("advice", "It stands in no category.", "category")
    if not fields.authors:
        yield Check("advice", "Nobody is named as its author.", "authors")


def _pictures(document: Document, rendered: Rendered) -> Iterator[Check]:
    cover = document.fields.image
    sources = [use.src for use in rendered.images] + ([cover.src] if cover else [])
    known = Image.objects.for_sources(sources)
    if cover is None or not cover.src:
        yield Check("advice", "It has no picture. A cover is drawn for it.", "image_src")
    else:
        if _is_missing(cover.src, known):
            yield Check(
                "problem",
                f"The picture {cover.src} is not on this site. A cover is drawn instead.",
                "image_src",
            )
        if not cover.alt:
            yield Check("advice", "The picture has no alternative text.", "image_alt")
    for use in rendered.images:
        if _is_missing(use.src, known):
            yield Check("problem", f"The picture {use.src} in the text is not on this site.", "body")
        elif not use.alt:
            yield Check("advice", f"The picture {use.src} in the text has no alternative text.", "body")


def _is_missing(src: str, known: dict[str, Image]) -> bool:
    """Whether readers would see a gap: pictures elsewhere are theirs to keep, static files ours."""
    if src in known or src.startswith(settings.STATIC_URL):
        return False
    return bool(media_name(src)) or not urlsplit(src).netloc


def _headings(rendered: Rendered) -> Iterator[Check]:
    last = 1
    for heading in _in_order(rendered.contents):
        if heading.level > last + 1:
            yield Check(
                "advice",
                f"The heading “{heading.text}” skips a level: h{heading.level} below h{last}.",
                "body",
            )
        last = heading.level
    if not rendered.contents and rendered.words > WORDS_WITHOUT_HEADING:
        yield Check(
            "advice", f"{rendered.words} words without a heading are hard to find one's way in.", "body"
        )


def _in_order(headings: Iterable[Heading]) -> Iterator[Heading]:
    for heading in headings:
        yield heading
        yield from _in_order(heading.children)


def _links(rendered: Rendered, article: Article | None) -> Iterator[Check]:
    here = article.get_absolute_url() if article else reverse("articles:article", args=["new"])
    paths = {link: unquote(urlsplit(urljoin(here, link)).path) for link in rendered.internal_links}
    targets = {link: _target(path) for link, path in paths.items() if not path.startswith(settings.MEDIA_URL)}
    slugs = {arguments["slug"] for view, arguments in targets.values() if view in _ARTICLE_VIEWS}
    live = (
        set(Article.objects.live().filter(slug__in=slugs).values_list("slug", flat=True)) if slugs else set()
    )
    if article is not None:
        live.add(article.slug)
    lost = {
        link: paths[link]
        for link, (view, arguments) in targets.items()
        if not view or (view in _ARTICLE_VIEWS and arguments["slug"] not in live)
    }
    if lost:
        asked = {link: spellings(path, urlsplit(link).query) for link, path in lost.items()}
        wanted = {path for paths in asked.values() for path in paths}
        redirected = set(Redirect.objects.filter(path__in=wanted).values_list("path", flat=True))
        for link, paths_asked in asked.items():
            if redirected.isdisjoint(paths_asked):
                yield Check("problem", f"The link {link} leads to nothing that readers can see.", "body")


_ARTICLE_VIEWS = frozenset({"articles:article", "articles:article_markdown"})


def _target(path: str) -> tuple[str, dict[str, Any]]:
    """The name of the view that answers at `path` ("" for none) and its arguments."""
    try:
        match = resolve(path)
    except Resolver404:
        return "", {}
    return match.view_name, match.kwargs
