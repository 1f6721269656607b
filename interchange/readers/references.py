"""The files that a document shows or offers: found in its text, and renamed there without touching anything else."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from articles.document import Document
from articles.markup import find_pictures

from ..naming import suffix_of
from .addresses import bare_host
from .embedded import embedded_in, is_embedded

IMAGE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff", ".ico"}
)

# In longer lines there is no text that somebody wrote, and looking for pictures could take minutes; but for those that
# stand there themselves.
_LONGEST_LINE = 100_000
_EMBEDDED = "data:image/"
# One of these stands in each line that names a picture.
_SIGNS = ("](", "]:", "<", "{%", "{{")
# And one of these, or such a name, in a text that names any.
_SHOWN = ("![", "<", "{{", "{%")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?|ico)", re.IGNORECASE)
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_DEEPEST_FENCE = 3
_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<mark>```+|~~~+)")
INDENTED = re.compile(r"(?: {4}|\t)\s*(?![-*+] |\d{1,9}[.)] )\S")
"""How a line of code without a fence begins: one that goes on with an item is of a list."""
_CODE_SPAN = re.compile(r"(`+)(?!`)(?:.+?)(?<!`)\1(?!`)")
_DESTINATION = r"(?:<(?P<angled>[^<>\n]*)>|(?P<bare>(?:\{\{[^{}\n]*\}\}|\{\w+\}|[^\s()<>{}]|\([^\s()]*\))+))"
# An image begins, or the text of an image or a link ends and its destination follows.
_INLINE = re.compile(r"(?P<image>!\[)|\]\(\s*" + _DESTINATION)
_DEFINITION = re.compile(r"^ {0,3}\[[^\[\]]+\]:[ \t]*" + _DESTINATION)
_HTML = re.compile(
    r"<(?P<tag>img|source|video|a)\b[^<>]*?\s(?P<attribute>src|href|poster)\s*=\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s\"'<>=]+))",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# {{ site.baseurl }}/images/x.png and {{ "/images/x.png" | relative_url }}: the path is what counts.
_LIQUID_PATH = re.compile(r"\{\{-?\s*(?:(['\"])(?P<quoted>[^'\"]*)\1(?:\s*\|[^{}]*)?|[\w.]+)\s*-?\}\}")

# Pelican's {static}/images/x.png, Docusaurus's @site/static/img/x.png, and the names that sites in JavaScript give to
# their folders: ~/assets/x.png, @/assets/x.png, @assets/x.png.
_SITE_PREFIX = re.compile(
    r"\A(?:[{|](?:static|attach|filename)[}|]|@site(?=/)|[~@](?=/)"
    r"|@(?=(?:assets|images?|img|static|public|content|src|blog|posts)/))"
)


@dataclass(frozen=True)
class Reference:
    """One place in a document that names a picture. `source` is as written; `path` is what it means."""

    source: str
    line: int | None
    start: int = -1  # in the body; -1 for the frontmatter's image
    end: int = -1
    # The hosts of the site that the document comes from: addresses there mean files of that site.
    hosts: frozenset[str] = frozenset()
    # Where its document says that its pictures lie.
    folder: str = ""

    @property
    def is_embedded(self) -> bool:
        """Whether the picture itself stands there."""
        return is_embedded(self.source)

    @property
    def path(self) -> str:
        """The path without query and fragment, all escapes undone; "" for an address on another host."""
        plain = self.source
        if plain.startswith("data:"):
            return ""
        if self.start >= 0 and "&" in plain:
            # In the body, be it in Markdown or in HTML, "&amp;" is "&"; in the frontmatter it stands for itself.
            plain = _ENTITY.sub(lambda found: unescape(found[0]), plain)
        plain = _LIQUID_PATH.sub(lambda found: found["quoted"] or "", plain)
        plain = _SITE_PREFIX.sub("", plain)
        try:
            parts = urlsplit(plain)
        except ValueError:
            return ""
        if (parts.scheme or parts.netloc) and bare_host(parts.netloc) not in self.hosts:
            return ""
        path = unquote(parts.path)
        return f"{self.folder}/{path}" if self.folder and path and not path.startswith("/") else path


def references(document: Document, hosts: Iterable[str] = ()) -> tuple[Reference, ...]:
    """Every picture of this site that the document names: its own image, those shown in the body, links to pictures."""
    own, folder = frozenset(hosts), _folder_of(document)
    found = []
    image = document.fields.image
    if image is not None:
        found.append(Reference(image.src, document.line_of("image"), hosts=own, folder=folder))
    body = document.body
    text = outside_of_fences(body)
    if any(sign in text for sign in _SHOWN) or _PICTURE.search(text):
        for number, offset, line in prose(body, document.body_line, _SIGNS, long_with=_EMBEDDED):
            found += [
                Reference(line[a:b], number, offset + a, offset + b, own, folder) for a, b in _spans(line)
            ]
    return tuple(each for each in found if each.path or each.is_embedded)


def _folder_of(document: Document) -> str:
    """Where a document of Jekyll's theme Chirpy says that all of its pictures lie; "" for others."""
    said = (document.data.get(key) for key in ("media_subpath", "img_path"))
    return next((each.rstrip("/") for each in said if isinstance(each, str) and "://" not in each), "")


def rename(document: Document, names: Mapping[str, str], hosts: Iterable[str] = ()) -> Document:
    """The document with each source in `names` written as its new name; every other character stays."""
    image = document.fields.image
    body = document.body
    for reference in reversed([each for each in references(document, hosts) if each.start >= 0]):
        if new := names.get(reference.source):
            body = body[: reference.start] + new + body[reference.end :]
    renamed = document.with_body(body)
    if image is not None and (new := names.get(image.src)):
        renamed = renamed.replace(image=replace(image, src=new))
    return renamed


def prose(
    text: str, first: int, signs: Iterable[str], *, long_with: str = ""
) -> Iterator[tuple[int, int, str]]:
    """The lines outside fenced code that have one of `signs`: (number, counted from `first`, offset, line).

    Code spans are blanked. Of very long lines only those come that have what is asked for in them, and as they are.
    """
    present = [sign for sign in signs if sign in text]
    if not present:
        return
    fence, offset = "", 0
    for number, line in enumerate(_LINE.findall(text), start=first):
        mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if mark and not fence:
            fence = mark["mark"]
        elif mark and mark["mark"].startswith(fence):
            fence = ""
        elif not fence and len(line) <= _LONGEST_LINE:
            for sign in present:
                if sign in line:
                    yield number, offset, _without_code(line)
                    break
        elif not fence and long_with and long_with in line:
            yield number, offset, line
        offset += len(line)


def outside_of_fences(text: str) -> str:
    """All of `text` that `prose` goes through, without much else: most blocks of code are told at once.

    Where they are not, it is the whole text.
    """
    parts = text.split("```")
    if len(parts) % 2 == 0 or "~~~" in text:
        return text
    for before, after in pairwise(parts):
        line = before.rpartition("\n")[2]
        if line.strip(" ") or len(line) > _DEEPEST_FENCE or after.startswith("`"):
            return text
    return "\n".join(parts[::2])


def _without_code(line: str) -> str:
    return _CODE_SPAN.sub(lambda span: " " * len(span[0]), line) if "`" in line else line


def _spans(line: str) -> list[tuple[int, int]]:
    """Where destinations stand in `line`: those of images, and those of links that lead to a picture."""
    if len(line) > _LONGEST_LINE:
        return embedded_in(line)
    spans = set()
    in_image = False
    for found in _INLINE.finditer(line):
        if found["image"]:
            in_image = True
        else:
            if in_image or _is_image(_written(found)):
                spans.add(_place(found))
            in_image = False
    definition = _DEFINITION.match(line)
    if definition and _is_image(_written(definition)):
        spans.add(_place(definition))
    for found in _HTML.finditer(line):
        value = found["double"] or found["single"] or found["plain"] or ""
        shown = found["tag"].lower() == "img" and found["attribute"].lower() == "src"
        if value and (shown or _is_image(value)):
            group = next(name for name in ("double", "single", "plain") if found[name])
            spans.add(found.span(group))
    spans.update((picture.source_start, picture.source_end) for picture in find_pictures(line))
    return sorted(spans)


def _written(found: re.Match[str]) -> str:
    return found["angled"] or found["bare"] or ""


def _place(found: re.Match[str]) -> tuple[int, int]:
    return found.span("angled") if found["angled"] is not None else found.span("bare")


def _is_image(source: str) -> bool:
    suffix = suffix_of(source.partition("?")[0].partition("#")[0].rstrip("/"))
    return suffix in IMAGE_SUFFIXES or is_embedded(source)
