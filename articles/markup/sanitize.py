"""What HTML may stay: the allowlists for author's markup and for the page.

`normalise` runs first, so that everything between the seam and the page works on a well-formed
tree that a browser would build alike; it is left out where an engine's own markup is that already
(`is_normal`). `clean` runs last, over everything, ours included: nothing that the steps between do
(or get wrong) can put more on the page than its lists allow. What is proven to be as the sanitiser would
write it (`proof`, by the same lists) is not given to it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import nh3

from articles.markup.callouts import KINDS
from articles.markup.palette import TOKEN_CLASSES
from articles.markup.proof import Lists, Proof, is_plain_address

LINK_RELS = tuple(
    " ".join(("external", "noopener", *extra))
    for count in range(4)
    for extra in combinations(("nofollow", "sponsored", "ugc"), count)
)
"""The values of `rel` that a link to the outside can have."""

_URL_SCHEMES = {"http", "https", "mailto"}

_PROSE_TAGS = """a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em
figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub
summary sup table tbody td tfoot th thead time tr u ul var wbr"""
PROSE = frozenset(_PROSE_TAGS.split())

# Their content is program text or a fallback for old browsers, never prose.
_UNREAD_TAGS = "head math noembed noframes noscript script select style svg template textarea title xmp"
UNREAD = frozenset(_UNREAD_TAGS.split())

# Embedded players are kept until they have been turned into links.
EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object"})

_SHARED_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "id", "lang", "title"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan"},
    "time": {"datetime"},
}
# Sanitised HTML has < and > only where tags begin and end, and quotes every attribute.
_TAG = re.compile(r"<[a-z][^<>]*>")
_ID_BEGINS = ' id="'
_ID = re.compile(rf'{_ID_BEGINS}([^"]*)"')

# Of the engine's own markup: any tag but these, and the places of passages.
_ODD_TAG = re.compile(
    r"<(?!\?passage "
    r"|/?(?:a|blockquote|br|code|del|em|h[1-6]|hr|img|input|li|ol|p|pre|strong|table|tbody|td|th|thead|tr|ul)[ />])"
)

_ALIGNED = {"align": {"left", "center", "right"}}

_CLASSES: dict[str, set[str]] = {
    "a": {"embed", "footnote-backref", "permalink"},
    "aside": {"callout", *(f"callout-{kind}" for kind in KINDS.values())},
    "div": {"code-title", "highlight", "table-scroll"},
    "li": {"task"},
    "ol": {"task-list"},
    "p": {"callout-title"},
    "section": {"footnotes"},
    "span": {"hll", "image-missing", "line", *TOKEN_CLASSES},
    "sup": {"footnote-ref"},
    "ul": {"task-list"},
}
OUR_CLASSES = frozenset().union(*_CLASSES.values())
"""Every class that the site's stylesheets know; those of authors are not kept."""


def _with(extra: dict[str, set[str]]) -> dict[str, set[str]]:
    """The attributes that are shared by both cleaners, and more, by tag."""
    return {
        tag: _SHARED_ATTRIBUTES.get(tag, set()) | extra.get(tag, set())
        for tag in {*_SHARED_ATTRIBUTES, *extra}
    }


_normaliser = nh3.Cleaner(
    tags={*PROSE, *EMBEDS, "aside", "input", "section", "source"},
    clean_content_tags=set(UNREAD),
    attributes=_with(
        {
            "*": {"align", "class"},
            "a": {"name", "rel"},
            "audio": {"src"},
            "code": {"data-meta"},
            "embed": {"src"},
            "iframe": {"src"},
            "input": {"checked", "type"},
            "object": {"data"},
            "source": {"src"},
            "th": {"scope"},
            "video": {"src"},
        }
    ),
    strip_comments=False,
    link_rel=None,
    url_schemes=_URL_SCHEMES,
)


_PAGE = Lists(
    tags=frozenset({*PROSE, "aside", "input", "section"} - {"h1"}),
    attributes=_with(
        {
            "a": {"aria-label"},
            "div": {"aria-label", "data-label", "data-lang"},
            "input": {"aria-label"},
            "section": {"aria-label"},
            "span": {"data-line"},
        }
    ),
    values={
        "a": {"rel": set(LINK_RELS), "role": {"doc-backlink", "doc-noteref"}},
        "aside": {"role": {"note"}},
        "div": {"role": {"region"}, "tabindex": {"0"}},
        "input": {"checked": {""}, "disabled": {""}, "type": {"checkbox"}},
        "pre": {"tabindex": {"0"}},
        "section": {"role": {"doc-endnotes"}},
        "td": _ALIGNED,
        "th": {**_ALIGNED, "scope": {"col", "colgroup", "row", "rowgroup"}},
    },
    # Whatever an <input> was meant to be, it can only be a box that nobody can tick.
    fixed={"input": {"type": "checkbox", "disabled": ""}},
    classes=_CLASSES,
)
_ANSWER = replace(_PAGE, attributes={**_PAGE.attributes, "*": _PAGE.attributes["*"] - {"id"}})


def _cleaner_of(lists: Lists) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(lists.tags),
        clean_content_tags={*UNREAD, *EMBEDS},
        attributes=lists.attributes,
        tag_attribute_values=lists.values,
        set_tag_attribute_values=lists.fixed,
        allowed_classes=lists.classes,
        link_rel=None,
        url_schemes=_URL_SCHEMES,
    )


_cleaner, _answer_cleaner = _cleaner_of(_PAGE), _cleaner_of(_ANSWER)
_proof = Proof(_PAGE)


def normalise(html: str) -> str:
    """Raw HTML as a well-formed fragment: what a browser's parser makes of it, without what may never stay.

    Not yet fit for a page: classes, comments, players and ids are still as the author wrote them.
    """
    return _normaliser.clean(html)


def is_normal(html: str) -> bool:
    """Whether HTML that is all an engine's own would come out of `normalise` meaning the same.

    False where that is not plain: for addresses that may have to go, for elements that a browser might nest otherwise.
    """
    if _ODD_TAG.search(html):
        return False
    for name in (' href="', ' src="'):
        if not all(is_plain_address(rest.partition('"')[0]) for rest in html.split(name)[1:]):
            return False
    return all("</a>" in before for before in html.split("<a ")[1:-1])


def clean(html: str, in_question: str | None = None) -> str:
    """The HTML that may stand on a page, and nothing else.

    `in_question` is all of `html` but what is known to be clean, and to have no ids that others have: what is inside of
    `highlight.Shown`, and passages that are `is_plain`.
    """
    html = html.replace("\xa0", "&nbsp;")
    in_question = html if in_question is None else in_question.replace("\xa0", "&nbsp;")
    if not _proof.holds(in_question):
        in_question = html = _cleaner.clean(html)
    # More than there are, if the text speaks of ids; never fewer.
    ids = [rest.partition('"')[0] for rest in in_question.split(_ID_BEGINS)[1:]]
    return html if len(set(ids)) == len(ids) else _drop_repeated_ids(html)


def is_plain(html: str) -> bool:
    """Whether HTML of passages, whose tags are known to be such as may stand on a page, is clean."""
    return _proof.nests(html.replace("\xa0", "&nbsp;"))


def _drop_repeated_ids(html: str) -> str:
    """Leave an id to the first that has it.

    Given elements that overlap (`<b><p></b>`) the HTML5 parser goes on with copies of them, ids and all:
    https://html.spec.whatwg.org/multipage/parsing.html#adoption-agency-algorithm
    """
    seen: set[str] = set()

    def keep_first(tag: re.Match[str]) -> str:
        found = _ID.search(tag[0])
        if not found or found[1] not in seen:
            seen.update(found.groups() if found else ())
            return tag[0]
        return tag[0].replace(found[0], "", 1)

    return _TAG.sub(keep_first, html)


def clean_answer(html: str) -> str:
    """As `clean`, without ids: it may stand on a page that shows the same text already."""
    return _answer_cleaner.clean(html)
