"""What HTML may stay: the allowlists for author's markup and for the page.

`normalise` runs first, so that everything between the seam and the page works on a well-formed
tree that a browser would build alike. `clean` runs last, over everything, ours included: nothing
that the steps between do (or get wrong) can put more on the page than its lists allow.
"""

from __future__ import annotations

from itertools import combinations

import nh3

from articles.markup.palette import TOKEN_CLASSES

CALLOUT_KINDS = ("note", "tip", "info", "important", "warning", "caution", "danger")
"""Each is a class `callout-<kind>`."""

LINK_RELS = tuple(
    " ".join(("external", "noopener", *extra))
    for count in range(4)
    for extra in combinations(("nofollow", "sponsored", "ugc"), count)
)
"""The values of `rel` that a link to the outside can have."""

_URL_SCHEMES = {"http", "https", "mailto"}

_PROSE = set(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption"
    " figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary"
    " sup table tbody td tfoot th thead time tr u ul var wbr".split()
)

# Their content is program text or fallback for old browsers, never prose.
_DROPPED_WITH_CONTENT = set(
    "script style svg math noscript template textarea select title head noembed noframes xmp".split()
)

# Embedded players are kept until they have been turned into links.
EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object"})

_SHARED_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "id", "lang", "title"},
    "a": {"href"},
    "abbr": set(),
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"cite", "datetime"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "blockquote": {"cite"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan"},
    "time": {"datetime"},
}
_ALIGNED = {"align": {"left", "center", "right"}}


def _with(extra: dict[str, set[str]]) -> dict[str, set[str]]:
    """The shared attributes and some more."""
    return {
        tag: _SHARED_ATTRIBUTES.get(tag, set()) | extra.get(tag, set())
        for tag in {*_SHARED_ATTRIBUTES, *extra}
    }


_normaliser = nh3.Cleaner(
    tags=_PROSE
    | EMBEDS
    | {"input", "section", "aside", "article", "header", "footer", "main", "nav", "source"},
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_with(
        {
            "*": {"class", "align"},
            "a": {"name", "rel"},
            "code": {"data-meta"},
            "embed": {"src"},
            "iframe": {"src"},
            "input": {"type", "checked"},
            "object": {"data"},
            "source": {"src"},
            "th": {"scope"},
            "video": {"src"},
            "audio": {"src"},
        }
    ),
    strip_comments=False,
    link_rel=None,
    url_schemes=_URL_SCHEMES,
)

_cleaner = nh3.Cleaner(
    tags=_PROSE | {"aside", "input", "section"},
    clean_content_tags=_DROPPED_WITH_CONTENT | EMBEDS,
    attributes=_with(
        {
            "a": {"aria-label"},
            "div": {"aria-label", "data-lang", "data-title"},
            "input": {"aria-label"},
            "pre": {"aria-label"},
            "section": {"aria-label"},
        }
    ),
    tag_attribute_values={
        "a": {
            "rel": set(LINK_RELS),
            "role": {"doc-noteref", "doc-backlink"},
        },
        "div": {"role": {"region"}, "tabindex": {"0"}},
        "input": {"checked": {""}},
        "pre": {"tabindex": {"0"}},
        "section": {"role": {"doc-endnotes"}},
        "td": _ALIGNED,
        "th": {**_ALIGNED, "scope": {"col", "row", "colgroup", "rowgroup"}},
    },
    set_tag_attribute_values={"input": {"type": "checkbox", "disabled": ""}},
    allowed_classes={
        "a": {"permalink", "footnote-backref", "embed"},
        "aside": {"callout", *(f"callout-{kind}" for kind in CALLOUT_KINDS)},
        "div": {"highlight", "table-scroll"},
        "li": {"task"},
        "p": {"callout-title"},
        "section": {"footnotes"},
        "span": {"image-missing", "line", "hll", *TOKEN_CLASSES},
        "sup": {"footnote-ref"},
        "ul": {"task-list"},
        "ol": {"task-list"},
    },
    link_rel=None,
    url_schemes=_URL_SCHEMES,
)


def normalise(html: str) -> str:
    """Raw HTML as a well-formed fragment: what a browser's parser makes of it, without what may never stay.

    Not yet fit for a page: classes, comments, players and ids are still as the author wrote them.
    """
    return _normaliser.clean(html)


def clean(html: str) -> str:
    """The HTML that may stand on a page, and nothing else."""
    return _cleaner.clean(html)
