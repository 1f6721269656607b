"""Markdown to everything that is derived from it."""

from __future__ import annotations

import re

from articles.markup import blocks, embeds, faq, headings, highlight, placeholders, prose, tree
from articles.markup.anatomy import Anatomy
from articles.markup.engines import DIALECTS, to_html, without_raw_html
from articles.markup.passages import Passage, set_aside, texts, whole
from articles.markup.rendered import Question, Rendered, RenderRefused
from articles.markup.sanitize import clean, clean_answer, is_normal, is_plain, normalise

_FOOTNOTE_MARK = re.compile(r'<sup class="footnote-ref">.*?</sup>', re.DOTALL)
_WARM_UP = "# a\n\nb [c](d)\n\n```python\ne = 1\n```\n"
MAX_INPUT = 2_000_000
"""Characters of a body."""
MAX_OUTPUT = 1_000_000
"""Bytes of its HTML; a long body may have more, up to `MAX_GROWTH` times its own size."""
MAX_GROWTH = 6
"""What highlighted code, headings and links make of a text; an attack makes more."""


def render(body: str, *, dialect: str = "commonmark", title: str = "", site_host: str = "") -> Rendered:
    """Render `body`, Markdown in `dialect` (`commonmark` or `python-markdown`; another is a ValueError).

    A first heading that repeats `title` is dropped. Links to `site_host` (a bare host name) are internal.
    Raises RenderRefused when the body breaks a limit of size or nesting. Time and memory are not bounded
    here: `render_bounded` is for text that comes from others.
    """
    if len(body) > MAX_INPUT:
        raise RenderRefused("input-size", f"The text is too long: more than {MAX_INPUT:,} characters.")
    try:
        return _render(_tidy(body), dialect, title, site_host)
    except RecursionError as error:
        raise RenderRefused(
            "nesting", "The text is nested too deeply: too many quotes, lists or brackets inside each other."
        ) from error


def warm_up() -> None:
    """Load what rendering takes: engines, and a lexer."""
    for dialect in DIALECTS:
        render(_WARM_UP, dialect=dialect)


def _tidy(body: str) -> str:
    """Line feeds only, and nothing that UTF-8 cannot say."""
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    return body.removeprefix("\ufeff").encode("utf-8", "replace").decode()


def _render(body: str, dialect: str, title: str, site_host: str) -> Rendered:
    root, passages = _parsed(blocks.prepare(body, dialect), dialect)
    is_proven = is_plain(whole(passages.values()))
    anatomy = Anatomy(
        root, passages, title=title, site_host=site_host, inline_languages=dialect == "python-markdown"
    )
    text = prose.text(root, _said(anatomy))
    shown = tree.by_name("code", map(highlight.show, anatomy.code))
    code = {name: each.html for name, each in shown.items()}
    elsewhere = [title.text for title in anatomy.titles if title.element is None]
    questions = faq.find(
        root, elsewhere, anatomy.open_passages, lambda each: tree.fill(tree.serialise(each), code)
    )
    excerpt = prose.excerpt(root, lambda name: passages[name].paragraphs() if name in passages else ())
    excerpt = excerpt or prose.cut(tree.collapse(text), prose.EXCERPT_LENGTH)
    contents = headings.contents(anatomy.outline)
    anatomy.add_permalinks()
    frame = tree.serialise(root)
    written = {name: each.html for name, each in passages.items()}
    in_question = dict.fromkeys(passages, "") if is_proven else written
    in_question |= {name: each.frame for name, each in shown.items()}
    html = clean(tree.fill(frame, written | code), tree.fill(frame, in_question)).strip()
    limit = max(MAX_OUTPUT, MAX_GROWTH * len(body.encode()))
    if len(html.encode()) > limit:
        raise RenderRefused(
            "output-size", f"The text makes a page that is too large: more than {limit:,} bytes."
        )
    return Rendered(
        html=html,
        contents=contents,
        text=text,
        words=prose.count_words(text),
        images=tuple(dict.fromkeys(anatomy.images)),
        internal_links=tuple(dict.fromkeys(anatomy.internal_links)),
        external_links=tuple(dict.fromkeys(anatomy.external_links)),
        faq=tuple(_question(found) for found in questions),
        excerpt=excerpt,
        problems=tuple(dict.fromkeys(anatomy.problems)),
    )


def _parsed(body: str, dialect: str) -> tuple[tree.Element, dict[str, Passage]]:
    """The tree of a prepared body, and what has only a place in it.

    What the engine alone has written needs no browser's reading of it.
    """
    if dialect == "commonmark":
        rest, passages = set_aside(without_raw_html(body))
        if is_normal(rest):
            return tree.parse_xml(rest), tree.by_name("passage", passages)
    html = embeds.gists_as_frames(to_html(body, dialect))
    return tree.parse(normalise(placeholders.show(html))), {}


def _said(anatomy: Anatomy) -> dict[str, str]:
    """What is read in the places of a tree."""
    code = tree.by_name("code", (each.source for each in anatomy.code))
    return code | dict(zip(anatomy.passages, texts(anatomy.passages.values()), strict=False))


def _question(found: faq.Found) -> Question:
    html = clean_answer(_FOOTNOTE_MARK.sub("", "".join(found.answer))).strip()
    said = prose.text(tree.parse(html), {})
    return Question(found.question, html, tree.collapse(said))
