"""Documents in HTML: below frontmatter, as Jekyll's importers write them and Hugo has them; Pelican's have a head."""

import re
from html import escape, unescape

import yaml

from articles.document import Document, Problem

from .html import to_markdown
from .parts import remarks_on
from .text_notes import with_footnotes
from .wordpress_text import Content, read_content

SUFFIXES = frozenset({".html", ".htm"})
# Liquid makes code of it, wherever it stands.
_CODE = re.compile(
    r"\{%-?[ \t]*highlight\b[ \t]*(?P<language>[\w+#-]*)[^{}%\n]*%\}"
    r"(?P<code>(?:(?!\{%-?[ \t]*highlight\b).)*?)\{%-?[ \t]*endhighlight[ \t]*-?%\}",
    re.DOTALL,
)

_DATED = re.compile(
    r"^[ \t]*[\"']?(?:date|publishdate|published_at)[\"']?[ \t]*[:=]", re.MULTILINE | re.IGNORECASE
)
_META = re.compile(r"<meta\b(?P<said>[^<>]*)>", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?P<name>name|content|contents)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')", re.IGNORECASE
)
_TITLE = re.compile(r"<title\b[^<>]*>(?P<title>[^<]*)</title>", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^<>]*>(?P<body>.*?)(?:</body>|\Z)", re.DOTALL | re.IGNORECASE)
# What a page's head says of the page itself, and nothing of a post.
_NO_FIELDS = frozenset({"viewport", "generator", "robots", "theme-color", "charset"})


def is_post(head: str, flavour: str, *, among_posts: bool) -> bool:
    """Whether a file that begins so is a post: below frontmatter, with a date unless it lies in a folder of posts.

    In Pelican every page of HTML is one whose head names a date.
    """
    if head.startswith("---") and among_posts:
        return True
    if head.startswith(("---", "+++", "{")) and flavour not in {"jekyll", "hexo"}:
        return bool(_DATED.search(head))
    return flavour == "pelican" and any(name == "date" for name, _ in _metadata(head))


def with_frontmatter(text: str) -> str:
    """A page of Pelican's with what its head says as frontmatter; "" for one that says nothing."""
    begin = _BODY.search(text)
    head = text[: begin.start()] if begin else ""
    values: dict[str, object] = {name: value for name, value in _metadata(head) if name not in _NO_FIELDS}
    if (title := _TITLE.search(head)) and title["title"].strip():
        values["title"] = " ".join(unescape(title["title"]).split())
    for name in ("tags", "authors", "keywords"):
        if isinstance(said := values.get(name), str):
            values[name] = [each.strip() for each in said.split(",") if each.strip()]
    if begin is None or not values:
        return ""
    header = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100_000)
    return f"---\n{header}---\n{begin['body'].strip()}\n"


def _metadata(head: str) -> list[tuple[str, str]]:
    found = []
    for meta in _META.finditer(head):
        said = {
            each["name"].lower(): each["double"] or each["single"] or ""
            for each in _SAID.finditer(meta["said"])
        }
        value = said.get("content") or said.get("contents")
        if said.get("name") and value:
            found.append((said["name"].lower(), unescape(value)))
    return found


def in_markdown(document: Document) -> tuple[Document, list[Problem]]:
    """The document with its body as Markdown, and what the report says of that. For a process that can be killed."""
    content = Content(html=code_as_elements(document.body))
    if "wordpress_id" in document.data:
        # Jekyll's importer takes over what WordPress stores, shortcodes and all.
        content = read_content(content.html, lambda ids: [])
    converted = to_markdown(content.html, here=True)
    markdown = with_footnotes(
        converted.markdown, content.notes, lambda html: to_markdown(html, here=True).markdown
    )
    return document.with_body(f"{markdown.strip()}\n"), [*content.problems, *remarks_on(converted)]


def code_as_elements(text: str) -> str:
    """The text with Jekyll's blocks of code as those of HTML."""
    return _CODE.sub(_as_element, text)


def _as_element(found: re.Match[str]) -> str:
    language = f' class="language-{found["language"]}"' if found["language"] else ""
    return f"<pre><code{language}>{escape(found['code'].strip(chr(10)), quote=False)}</code></pre>"
