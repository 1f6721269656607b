"""What a document means only to the program that it was written for: said in the words that everybody here knows."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from articles.document import Document, Problem
from articles.document.values import as_text

from .galleries import with_galleries
from .references import prose
from .whole_tags import with_whole_tags

# Programs that take tags in double braces and percent signs for their own, in code too.
_WITHOUT_LIQUID = frozenset(
    {
        "hugo",
        "zola",
        "pelican",
        "nikola",
        "mkdocs",
        "docusaurus",
        "astro",
        "vuepress",
        "vitepress",
        "nuxt",
        "middleman",
        "gridsome",
    }
)
# What begins and ends what Liquid does not look at.
_RAW = re.compile(r"\{%-?\s*(?P<end>end)?(?P<kind>raw|comment)\s*-?%\}")
# What begins and ends a comment: https://gohugo.io/shortcodes/comment/, https://kramdown.gettalong.org/syntax.html,
# https://help.obsidian.md/syntax, https://mdxjs.com/docs/what-is-mdx/#expressions.
_COMMENT = re.compile(
    r"(?P<hugo>\{\{[<%]\s*comment\s*[>%]\}\})|(?P<hugo_end>\{\{[<%]\s*/\s*comment\s*[>%]\}\})"
    r"|(?P<kramdown>\{::comment\})|(?P<kramdown_end>\{:/(?:comment)?\})|(?P<vault>%%)"
    # But for the end of the excerpt.
    r"|(?P<mdx>\{/\*)(?![ \t]*truncate[ \t]*\*/\})|(?P<mdx_end>\*/\})"
)
_COMMENT_ENDS = {"hugo": "hugo_end", "kramdown": "kramdown_end", "vault": "vault", "mdx": "mdx_end"}
# A paragraph of it, behind another one.
_MODULE = re.compile(
    r"(?<=\n\n)(?P<said>(?:import[ ](?:[^\n'\"]{1,300}[ ]from[ ])?['\"][^\n'\"]+['\"]"
    r"|export[ ](?:async|class|const|default|function|let|var)\b)[^\n]*(?:\n[^\n]+)*)"
)
_RARE_SIGNS = {"vault": "%%", "mdx": "{/*"}
# https://hexo.io/docs/tag-plugins#Include-Assets: a path, and a link with its words, perhaps in quotes.
_ASSET = re.compile(
    r"\{%-?\s*asset_path\s+(?P<path>[^\s{}%\"']{1,300})\s*-?%\}"
    r"|\{%-?\s*asset_link\s+(?P<linked>[^\s{}%\"']{1,300})(?:\s+(?P<words>[^{}%\n]{1,300}?))?\s*-?%\}"
)
# Several terms, each in quotes: no list to YAML, but meant as one.
_QUOTED_TERMS = re.compile(r"(?:\"[^\"]+\"|'[^']+')(?:[\s,]+(?:\"[^\"]+\"|'[^']+'))+")
_QUOTED_TERM = re.compile(r"\"([^\"]+)\"|'([^']+)'")
# What Ghost stores for its own address; tools that turn its database into Markdown leave it there.
_ESCAPED = re.compile(r"(?P<open>\{\{[<%]?|\{%)/\*(?P<said>[^\n{}]{0,1000}?)\*/(?P<close>[>%]?\}\}|%\})")
_READ_MORE = re.compile(r"\bREADMORE\b")
_LEFT_OUT: Mapping[str, tuple[tuple[str, bool, str], ...]] = {
    "eleventy": (("permalink", False, "page"), ("eleventyExcludeFromCollections", True, "list")),
    "zola": (("render", False, "page"),),
    # Of its theme Hope.
    "vuepress": (("article", False, "list"),),
    # Of its theme Fluid.
    "hexo": (("hide", True, "list"),),
}
_GHOST_URL = re.compile(r"(?<![\w/])__GHOST_URL__(?=[/#?)\s\"'>]|\Z)")


def with_split_terms(document: Document, flavour: str) -> tuple[Document, list[Problem]]:
    """`tags: a b` are two tags to Jekyll, and so are `categories: a b`; here a tag may have a space in it."""
    fields = document.fields
    said = {
        key: found
        for key in ("tags", "category")
        if (found := document.view.winners.get(key)) and isinstance(found.value, str)
    }
    if flavour == "jekyll":
        plain = {"tags", "categories"}
        words = {key: str(found.value).split() for key, found in said.items()
                 if found.name in plain and "," not in str(found.value)}  # fmt: skip
    else:
        words = {}
    words |= {key: [one or other for one, other in _QUOTED_TERM.findall(str(found.value))]
              for key, found in said.items() if _QUOTED_TERMS.fullmatch(str(found.value).strip())}  # fmt: skip
    values: dict[str, object] = {}
    rest: list[str] = []
    if len(words.get("category", ())) > 1 and fields.category not in words["category"]:
        values["category"], *rest = words["category"]
    if len(words.get("tags", ())) > 1 and len(fields.tags) == 1:
        values["tags"] = (*words["tags"], *rest)
    elif rest:
        values["tags"] = (*fields.tags, *rest)
    if not values:
        return document, []
    problems = [
        Problem(
            "terms-split", f"“{said[key].value}” is several terms.", document.line_of(key), said[key].name
        )
        for key in words
        if key in values
    ]
    return document.replace(**values), problems


def in_common_words(
    document: Document, flavour: str, *, is_vault: bool = False, is_mdx: bool = False
) -> tuple[Document, list[Problem]]:
    """A body without what only its template engine understands. No line is added or removed."""
    document, bared = without_raw(with_whole_tags(document), flavour)
    document, unescaped = without_escapes(document, flavour)
    document, hidden = without_comments(document, is_vault=is_vault, is_mdx=is_mdx)
    document, unloaded = without_modules(document) if is_mdx else (document, [])
    document, written_out = with_assets(document)
    document, shown = with_galleries(document) if flavour == "jekyll" else (document, [])
    return with_more(document, flavour), [*bared, *unescaped, *hidden, *unloaded, *written_out, *shown]


def without_raw(document: Document, flavour: str) -> tuple[Document, list[Problem]]:
    """A body without the tags that keep Liquid away from what they enclose; its comments as those of HTML.

    No line is added or removed.
    """
    body = document.body
    kept = list(kept_from_liquid(body)) if flavour not in _WITHOUT_LIQUID else []
    if not kept:
        return document, []
    pieces, at = list[str](), 0
    for begin, end in kept:
        said = body[begin.end() : end.start()]
        hidden = _hidden(body, begin.span(), end.span()) if begin["kind"] == "comment" else said
        pieces += body[at : begin.start()], hidden
        at = end.end()
    line = document.body_line + body.count("\n", 0, kept[0][0].start())
    message = "Tags that kept the template engine away from code, or hid a comment, were taken off."
    return document.with_body("".join((*pieces, body[at:]))), [Problem("liquid-raw", message, line)]


def kept_from_liquid(body: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """The tags around each stretch that Liquid does not look at, `raw` or a comment."""
    tags = list(_RAW.finditer(body)) if "{%" in body else []
    # One that is never closed keeps nothing; known beforehand, so that its end is not looked for again and again.
    last = {tag["kind"]: tag.start() for tag in tags if tag["end"]}
    begin: re.Match[str] | None = None
    for tag in tags:
        if begin is None:
            begin = tag if not tag["end"] and tag.start() < last.get(tag["kind"], 0) else None
        elif tag["end"] and tag["kind"] == begin["kind"]:
            yield begin, tag
            begin = None


def _hidden(body: str, begin: tuple[int, int], end: tuple[int, int]) -> str:
    """What stands between two marks in `body` as a comment of HTML.

    Among other words Markdown ends one with the paragraph, so there each line has its own; none begins the last line,
    as that would make HTML of the words behind it.
    """
    comment = body[begin[1] : end[0]].replace("--", "- -")
    if "\n" not in comment:
        return _comment(comment)
    before = body[body.rfind("\n", 0, begin[0]) + 1 : begin[0]]
    stop = body.find("\n", end[1])
    behind = body[end[1] : stop if stop >= 0 else len(body)]
    if not (before.strip() or behind.strip()):
        return _comment(comment)
    *lines, last = comment.split("\n")
    lines[-1] += f" {last.strip()}" if last.strip() else ""
    return "\n".join([_comment(line) if line.strip() else line for line in lines] + [""])


def _comment(text: str) -> str:
    # What begins with one of these is a whole comment to HTML, and what follows is shown.
    return f"<!--{' ' if text.startswith(('>', '->')) else ''}{text}-->"


def without_comments(
    document: Document, *, is_vault: bool = False, is_mdx: bool = False
) -> tuple[Document, list[Problem]]:
    """A body with what Hugo's shortcode hides as a comment of HTML, and what kramdown hides; in a vault what Obsidian
    does, in MDX what that does. Code stays, and no line is added or removed.
    """
    others = {*(() if is_vault else ("vault",)), *(() if is_mdx else ("mdx", "mdx_end"))}
    body, found = document.body, list(_comments(document, others))
    if not found:
        return document, []
    pieces, at = list[str](), 0
    for begin, end, _ in found:
        pieces += body[at : begin[0]], _hidden(body, begin, end)
        at = end[1]
    message = "What was hidden from readers is a comment of HTML."
    return document.with_body("".join((*pieces, body[at:]))), [
        Problem("comment-hidden", message, found[0][2])
    ]


def _comments(
    document: Document, others: Collection[str]
) -> Iterator[tuple[tuple[int, int], tuple[int, int], int]]:
    """Where what begins and what ends each comment stands in the body, and the line of the file.

    `others` are the kinds of marks that are none here.
    """
    body = document.body
    if "comment" not in body and all(
        kind in others or sign not in body for kind, sign in _RARE_SIGNS.items()
    ):
        return
    tags = [
        (found.lastgroup or "", (start + found.start(), start + found.end()), line)
        for line, start, text in prose(
            body, document.body_line, ("comment", "{:/", "*/}", *_RARE_SIGNS.values())
        )
        for found in _COMMENT.finditer(text)
        if found.lastgroup not in others
    ]
    # One that is never closed hides nothing.
    last = {kind: place for kind, place, _ in tags}
    begin: tuple[str, tuple[int, int], int] | None = None
    for kind, place, line in tags:
        if begin is None:
            end = _COMMENT_ENDS.get(kind, "")
            begin = (kind, place, line) if place < last.get(end, (0, 0)) else None
        elif kind == _COMMENT_ENDS[begin[0]]:
            yield begin[1], place, begin[2]
            begin = None


def without_modules(document: Document) -> tuple[Document, list[Problem]]:
    """A body of MDX with what it loads or defines in the midst of the text as comments of HTML. No line is added.

    What stands at its beginning is for the renderer to drop.
    """
    body = document.body
    starts = {start: line for line, start, _ in prose(body, document.body_line, ("import ", "export "))}
    found = [
        each for each in _MODULE.finditer(body) if each.start("said") in starts and _is_balanced(each["said"])
    ]
    if not found:
        return document, []
    line = starts[found[0].start("said")]
    for each in reversed(found):
        begin, end = each.span("said")
        body = f"{body[:begin]}{_hidden(body, (begin, begin), (end, end))}{body[end:]}"
    message = "What MDX loads or defines in the midst of the text is a comment of HTML."
    return document.with_body(body), [Problem("jsx-hidden", message, line)]


def _is_balanced(code: str) -> bool:
    """Whether what it opens it closes: a function may have blank lines in it."""
    return all(code.count(opened) == code.count(closed) for opened, closed in ("{}", "()", "[]"))


def with_assets(document: Document) -> tuple[Document, list[Problem]]:
    """A body with Hexo's tags for the files beside a post as paths and links. Code stays."""
    body, first = document.body, None
    for line, start, text in reversed(list(prose(body, document.body_line, ("asset_",)))):
        for found in reversed(list(_ASSET.finditer(text))):
            words = (found["words"] or "").strip("\"' ") or found["linked"]
            written = found["path"] or f"[{words}]({found['linked']})"
            body, first = f"{body[: start + found.start()]}{written}{body[start + found.end() :]}", line
    if first is None:
        return document, []
    return document.with_body(body), [
        Problem("asset-written-out", "Hexo's tags for files were written out.", first)
    ]


def without_escapes(document: Document, flavour: str) -> tuple[Document, list[Problem]]:
    """Shortcodes in code as they were shown: Hugo and Zola take the comment's marks in `{{</* x */>}}` away.

    Elsewhere they stay: without them there would be a shortcode.
    """
    body = document.body
    if flavour not in {"hugo", "zola"} or "/*" not in body:
        return document, []
    shown = {
        start + found.start()
        for _, start, text in prose(body, 1, ("/*",))
        for found in _ESCAPED.finditer(text)
    }
    in_code = [found for found in _ESCAPED.finditer(body) if found.start() not in shown]
    if not in_code:
        return document, []
    line = document.body_line + body.count("\n", 0, in_code[0].start())
    for found in reversed(in_code):
        body = f"{body[: found.start()]}{found['open']}{found['said']}{found['close']}{body[found.end() :]}"
    message = "Marks that kept shortcodes in code from being filled in were taken off."
    return document.with_body(body), [Problem("shortcode-escaped", message, line)]


def with_more(document: Document, flavour: str) -> Document:
    """A body with the comment that everybody knows where Middleman's mark for the end of a summary is."""
    if flavour != "middleman" or "READMORE" not in document.body:
        return document
    return document.with_body(_READ_MORE.sub("<!--more-->", document.body, count=1))


def without_ghost_url(document: Document) -> tuple[Document, list[Problem]]:
    """Addresses of Ghost's own site, in the text and in the picture, as the paths that they are. Code stays."""
    if "__GHOST_URL__" not in document.text:
        return document, []
    image = document.fields.image
    if image is not None and (src := _GHOST_URL.sub("", image.src)) != image.src:
        document = document.replace(image=replace(image, src=src))
    body, first = document.body, None
    for line, start, text in reversed(list(prose(body, document.body_line, ("__GHOST_URL__",)))):
        for found in reversed(list(_GHOST_URL.finditer(text))):
            body = body[: start + found.start()] + body[start + found.end() :]
            first = line
    document = document.with_body(body) if body != document.body else document
    return document, [Problem("address-mended", "Ghost's mark for its own address was taken off.", first)]


def unpublished(data: Mapping[str, object], flavour: str) -> str:
    """What its program makes of a document: no "page", or a page that is in no "list"; "" for what it publishes."""
    if flavour == "hugo":
        build = data.get("build") or data.get("_build")
        options = (
            {str(key).lower(): value for key, value in build.items()} if isinstance(build, Mapping) else {}
        )
        shown = {key: (as_text(options.get(key)) or "").strip().lower() for key in ("render", "list")}
        if shown["render"] in {"never", "false", "link"} or options.get("render") is False:
            return "page"
        return "list" if shown["list"] in {"never", "false"} or options.get("list") is False else ""
    # The value of a key by which a program leaves a page out, or out of its lists.
    for key, value, what in _LEFT_OUT.get(flavour, ()):
        if data.get(key) is value:
            return what
    return ""


def is_understood(key: str, data: Mapping[str, object]) -> bool:
    """Whether a key that has no meaning for an article is one of which it is known what it says."""
    if key in {"build", "_build"}:
        return isinstance(data.get(key), Mapping)
    if key in {"media_subpath", "img_path"}:
        # Where the pictures of a post lie, in Jekyll's theme Chirpy (see `references`).
        return isinstance(folder := data.get(key), str) and "://" not in folder
    if any(key == known for rules in _LEFT_OUT.values() for known, *_ in rules):
        return isinstance(data.get(key), bool)
    if key.lower() == "translation":
        # Pelican's, which keeps translations out of its lists.
        return str(data.get(key)).strip().lower() in {"true", "false"}
    return key == "type" and str(data.get(key)).strip().lower() in {
        "post",
        "posts",
        "blog",
        "article",
        "articles",
        "text",
        "",
    }
