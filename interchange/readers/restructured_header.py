"""What a document in reStructuredText says of itself before its text begins: its title, and Pelican's list of fields.

    Baking bread
    ############

    :date: 2021-03-04 10:20
    :tags: bread, weekend

Read without docutils, for this is asked of every document, and of most nothing else
(https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#bibliographic-fields).
"""

import re
from collections.abc import Iterable

import yaml

from .sphinx_blogs import says_so, without_directives

SUFFIXES = frozenset({".rst", ".rest"})
_ADORNMENT = re.compile(r"(?P<sign>[!-/:-@\[-`{-~])(?P=sign)*[ \t]*\Z")
_FIELD = re.compile(r":(?P<name>(?![\s:])[^:\\\n]{1,60}):(?:[ \t]+(?P<value>.*))?[ \t]*\Z")
_SAYS = re.compile(r"^(?::|\.\. )date:[ \t]*\S", re.MULTILINE | re.IGNORECASE)
# What may stand before a title: comments, targets, substitutions; and directives that show nothing.
_UNSEEN = re.compile(r"\.\.(?:\Z|[ \t]+(?!\S+::)|[ \t]+(?:\|[^|]+\| \w+|role|default-role|meta)::)")
# Nikola's addresses of posts. Their scheme would be taken for a foreign one in HTML; braces stay as they are.
_NIKOLA = re.compile(r"link://(?P<what>slug|filename)/(?=.)")
_DOCUMENT = re.compile(r":doc:`(?:[^`<>]*<)?(?P<slug>[^`<>]+)>?`")
# Destinations of links, as they stand in the text.
_LINKS = re.compile(
    r"<(?P<inside>[^<>\s]+)>`_|^(?:\.\. _[^:\n]+:|__)[ \t]+(?P<named>\S+)|^[ \t]+:target:[ \t]+(?P<target>\S+)",
    re.MULTILINE,
)
_LISTS = frozenset({"tags", "authors", "keywords"})
_LONGEST = 20_000  # characters of a header
_INLINE = re.compile(
    r"``(?P<code>.+?)``|`(?P<link>[^`<>]+?)(?:\s*<[^<>`]*>)?`__?|:\w+:`(?P<role>[^`<>]+)`"
    r"|\*\*(?P<strong>[^*]+)\*\*|(?<![\w*])\*(?P<emphasis>[^*\s][^*]*)\*(?!\w)"
)


def is_of_a_blog(head: str) -> bool:
    """Whether the beginning of a document says when it was published, or has a frontmatter: documentation does not."""
    return head.startswith(("---", "+++")) or bool(_SAYS.search(head)) or says_so(head)


def with_frontmatter(text: str) -> str:
    """The document with its title and fields as YAML frontmatter. Below it, their lines are empty."""
    text, said = without_directives(text)
    lines = text[:_LONGEST].splitlines()
    begin = _past_unseen(lines, 0)
    title, end = _title(lines, begin)
    below = _past_unseen(lines, end)
    fields, last = _fields(lines, below)
    values = {"title": fields.get("title") or title, **fields, **said} if title else {**fields, **said}
    header = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100_000) if values else ""
    rest = text.splitlines()
    for place in (*range(begin, end), *range(below, last)):
        rest[place] = ""
    return f"---\n{header}---\n" + "\n".join(rest) + "\n"


def destinations(text: str) -> set[str]:
    """Where the links of a document lead, as it is written there."""
    slugs = {f"{{slug}}{found['slug'].strip()}" for found in _DOCUMENT.finditer(text)}
    return slugs | {address_of(next(filter(None, found.groups()))) for found in _LINKS.finditer(text)}


def address_of(written: str) -> str:
    """An address as it stands in the Markdown that the document becomes."""
    return _NIKOLA.sub(lambda found: f"{{{found['what']}}}", written)


def _past_unseen(lines: list[str], at: int) -> int:
    """The first line that shows something, from `at` on."""
    while at < len(lines):
        if not lines[at].strip():
            at += 1
        elif _UNSEEN.match(lines[at]):
            at += 1
            while at < len(lines) and (lines[at][:1].isspace() or not lines[at].strip()):
                at += 1
        else:
            break
    return at


def _title(lines: list[str], at: int) -> tuple[str, int]:
    """The title that begins on a line, and the line behind it; "" for none."""
    above = _ADORNMENT.match(lines[at]) if at < len(lines) else None
    if above and at + 2 < len(lines) and lines[at + 1].strip():
        below = _ADORNMENT.match(lines[at + 2])
        if below and below["sign"] == above["sign"]:
            return plain(lines[at + 1]), at + 3
    if at + 1 < len(lines) and not above and not _FIELD.match(lines[at]):
        below = _ADORNMENT.match(lines[at + 1])
        if below and not lines[at][:1].isspace() and len(lines[at + 1].rstrip()) >= min(4, len(lines[at])):
            return plain(lines[at]), at + 2
    return "", at


def _fields(lines: list[str], at: int) -> tuple[dict[str, object], int]:
    """The fields listed from a line on, by their names in lower case, and the line behind them."""
    found: dict[str, list[str]] = {}
    end = at
    last: list[str] = []
    while at < len(lines):
        if field := _FIELD.match(lines[at]):
            last = [(field["value"] or "").strip()]
            found.setdefault(field["name"].strip().lower(), last)
        elif lines[at].strip() and (not lines[at][:1].isspace() or not found):
            break
        else:
            last.append(lines[at].strip())
        at += 1
        end = at
    return {name: _value(name, parts) for name, parts in found.items()}, end


def _value(name: str, parts: Iterable[str]) -> object:
    parts = [part for part in parts if part]
    if name in _LISTS:
        text = "; ".join(part.lstrip("-*+ ") for part in parts) if len(parts) > 1 else "".join(parts)
        sign = ";" if ";" in text else ","
        return [plain(part) for part in text.split(sign) if part.strip()]
    return plain(" ".join(parts))


def plain(text: str) -> str:
    """A line without its markup."""
    bare = _INLINE.sub(lambda found: next(filter(None, found.groups())), text)
    return re.sub(r"\\(\S)", r"\1", bare).strip()
