"""Links from document to document: found in a text as they are written there, and replaced.

What they mean is for `address_book` to say, which knows the other documents. Here nothing is known but the text, so
that a worker can do it: `relink` takes the document and {as written: what stands there instead}.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from articles.document import Document, Problem, parse

from .addresses import OldSite
from .references import INDENTED, outside_of_fences, prose

# One of these stands in each line that has a link.
_SIGNS = ("](", "]:", "href", "{%", "{{", "[[", "://")
# Template tags in a destination may have spaces and brackets in them; a lone brace ends it.
_TAG = r"\{\{[^{}\n]{0,300}\}\}|\{%[^{}\n]{0,300}%\}|\{\w+\}"
_DESTINATION = rf"(?:<(?P<angled>[^<>\n]*)>|(?P<bare>(?:{_TAG}|[^\s()<>{{}}]|\([^\s()]*\))+))"
# An image begins, or the text of an image or a link ends and its destination follows.
_INLINE = re.compile(rf"(?P<image>!\[)|\]\([ \t]*{_DESTINATION}")
_DEFINITION = re.compile(rf"^ {{0,3}}\[(?!\^)[^\[\]]+\]:[ \t]*{_DESTINATION}")
_HREF = re.compile(
    r"<a\b[^<>]*?\shref\s*=\s*"
    rf"(?:\"(?P<double>(?:{_TAG}|[^\"<>{{}}])*)\"|'(?P<single>(?:{_TAG}|[^'<>{{}}])*)'|(?P<plain>(?:{_TAG}|[^\s\"'<>={{}}])+))",
    re.IGNORECASE,
)
# Tags that stand for an address, or for a whole link (Hexo's post_link), wherever they are.
_TAGS = re.compile(
    r"\{%-?\s*(?:post_url|post_path|post_link|link)\s[^{}\n]{1,300}%\}|\{\{[<%]\s*(?:rel)?ref\s[^{}\n]{1,300}[>%]\}\}"
)
# Addresses that stand for themselves: in angle brackets, or bare (GFM, section 6.9).
_ITSELF = re.compile(
    r"<(?P<angled>https?://[^\s<>]+)>|(?<![\w\"'=/<\[\]\\])(?<!\]\()(?P<bare>https?://[^\s<>`|\"]+)",
    re.IGNORECASE | re.ASCII,
)
# Where a link leads that was written anew: that is all of it, or stands behind its words.
_ARTICLE = re.compile(r"(?:\A|\]\()/articles/(?P<slug>[\w-]+)/(?:#[^()]*)?\)?\Z")
TO_DRAFT = "link-to-draft"
_NAMED = re.compile(r"” leads to /articles/(?P<slug>[\w-]+)/, which [^“”]*\Z")
_NO_PART = "?!.,:;*_~'"  # what ends a sentence, and no address
_WIKI = re.compile(r"!?\[\[[^\[\]\n]{1,300}\]\](?![(\[:])")
# What a document with a link to another one has somewhere; that of most documents tells at a glance.
_HINT = re.compile(
    rb"\]\([ \t]*<?(?!https?:|#|mailto:)|\]:[ \t]*<?(?!https?:|#)|href\s*=\s*[\"']?(?!https?:|#|mailto:)|"
    rb"\{%-?\s*(?:post_|link\s)|\{\{[<%]\s*(?:rel)?ref\s|\[\["
)


# The same patterns for a whole text at once, which pass over what plainly leads elsewhere: most links do.
_NOT_ELSEWHERE = "(?!<?(?:https?:|#|mailto:))"
_SOMEWHERE = (
    ("](", re.compile(rf"\]\([ \t]*{_NOT_ELSEWHERE}{_DESTINATION}")),
    ("]:", re.compile(rf"^ {{0,3}}\[(?!\^)[^\[\]\n]+\]:[ \t]*{_NOT_ELSEWHERE}{_DESTINATION}", re.MULTILINE)),
    ("href", _HREF),
    ("{", _TAGS),
    ("[[", _WIKI),
)


@dataclass(frozen=True)
class Crosslink:
    """One link: `written` is what stands in the body from `start` to `end`; a bare address has angle brackets here."""

    written: str
    line: int
    start: int
    end: int


def may_link(data: bytes, hosts: tuple[bytes, ...] = ()) -> bool:
    """Whether a file could have links to others of its site, which has these `hosts`: cheap, and never wrongly no."""
    return bool(_HINT.search(data)) or any(host in data for host in hosts)


def candidates(text: str, hosts: Iterable[str] = ()) -> set[str]:
    """What is written in all places where there may be a link to another document of a site with these `hosts`.

    Found in a fraction of the time of `crosslinks`, and among it all that those find: examples in code and pictures
    are here too.
    """
    if any(host in text for host in hosts):
        # Links with the host are wanted as well.
        return {link.written for link in crosslinks(text)}
    found = set()
    # Most of what looks like a link and is none stands in blocks of code.
    text = outside_of_fences(text)
    for sign, pattern in _SOMEWHERE:
        if sign in text:
            found |= {text[slice(*_where(match))] for match in pattern.finditer(text)}
    return found


def _where(found: re.Match[str]) -> tuple[int, int]:
    # The group that the pattern has found last is that of the destination; a tag has none.
    return found.span(found.lastgroup or 0)


def crosslinks(text: str, first: int = 1) -> Iterator[Crosslink]:
    """The destinations of all links in a text that begins on line `first`, and what stands for a whole link."""
    for number, offset, line in prose(text, first, _SIGNS):
        last = 0
        found = [(start, False, -end, line[start:end]) for start, end in set(_spans(line))]
        for start, _, before, written in sorted([*found, *_themselves(line)]):
            if start >= last:
                last = -before
                yield Crosslink(written, number, offset + start, offset + last)


def written_links(data: bytes) -> list[str]:
    """What is written in the links of a document's text."""
    return [link.written for link in crosslinks(outside_of_fences(parse(data).body))]


def slug_linked(new: str) -> str:
    """The slug of the article to which a link leads that was written anew; "" where it leads to none."""
    found = _ARTICLE.search(new)
    return found["slug"] if found else ""


def link_to_draft(written: str, slug: str, line: int | None) -> Problem:
    """That a link leads to an article that is not published yet. `draft_linked` gives its slug."""
    message = (
        f"The link to “{written}” leads to /articles/{slug}/, which readers do not see until it is published."
    )
    return Problem(TO_DRAFT, message, line)


def draft_linked(code: str, message: str) -> str:
    """The slug that a warning of `link_to_draft` names; "" for any other one."""
    found = _NAMED.search(message) if code == TO_DRAFT else None
    return found["slug"] if found else ""


def relink(
    document: Document, links: Mapping[str, str], to_drafts: Container[str] = ()
) -> tuple[Document, list[Problem]]:
    """The document with each link in `links` replaced, and a warning for each that leads nowhere, replaced by "", or to
    a draft.
    """
    if not links:
        return document, []
    body, nowhere, drafts = document.body, dict[str, int](), dict[str, int]()
    for link in reversed(list(crosslinks(body, document.body_line))):
        new = links.get(link.written)
        if new:
            body = body[: link.start] + new + body[link.end :]
            if link.written in to_drafts:
                drafts[link.written] = link.line
        elif new is not None:
            nowhere[link.written] = link.line
    problems = [
        Problem("link-leads-nowhere", f"The link to “{written}” leads to none of the articles.", line)
        for written, line in reversed(nowhere.items())
    ]
    problems += [
        link_to_draft(written, slug_linked(links[written]), line)
        for written, line in reversed(drafts.items())
    ]
    return document.with_body(body), problems


def _themselves(line: str) -> Iterator[tuple[int, bool, int, str]]:
    """Addresses that stand for themselves, as `crosslinks` sorts them: behind a destination that begins there too."""
    if "://" not in line or INDENTED.match(line):
        return
    for found in _ITSELF.finditer(line):
        before = line[: found.start()]
        if before.count("[") > before.count("]") or before.rfind("<a ") > before.rfind("</a"):
            # The words of another link.
            continue
        address = found["angled"] or _trimmed(found["bare"])
        end = found.end() if found["angled"] else found.start() + len(address)
        yield found.start(), True, -end, f"<{address}>"


def _trimmed(address: str) -> str:
    """A bare address without the signs of the sentence that it stands in."""
    while address.endswith(tuple(_NO_PART)) or (
        address.endswith(")") and address.count(")") > address.count("(")
    ):
        address = address[:-1]
    return address


def links_to_drafts(text: str, site: OldSite) -> list[Problem]:
    """A warning for each article that readers do not see and a text with the new addresses leads to."""
    slugs = {slug for link in crosslinks(text) if (slug := slug_linked(link.written))}
    return [link_to_draft(f"/articles/{slug}/", slug, None) for slug in sorted(slugs) if site.is_unseen(slug)]


def relink_themselves(text: str, site: OldSite) -> str:
    """A text that was HTML, with addresses of the site's posts that stand for themselves made links to the articles."""
    return _relinked(text, site) if any(host in text for host in site.hosts) else text


def relink_markdown(text: str, site: OldSite, unresolved: set[str]) -> str:
    """A text that was Markdown on its old site, with its links to the site's posts made links to the articles.

    Those to its site that lead to no post are added to `unresolved`.
    """
    return _relinked(text, site, unresolved)


def _relinked(text: str, site: OldSite, unresolved: set[str] | None = None) -> str:
    for link in reversed(list(crosslinks(text))):
        address = link.written.strip("<>")
        is_itself = link.written.startswith("<")
        if not is_itself and unresolved is None:
            continue
        new = site.readdress(address, unresolved)
        if new != address:
            if is_itself:
                new = f"[{_escaped(site.title_at(address) or address)}]({new})"
            text = f"{text[: link.start]}{new}{text[link.end :]}"
    return text


def _escaped(words: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", words)


def _spans(line: str) -> Iterator[tuple[int, int]]:
    in_image = False
    for found in _INLINE.finditer(line) if "](" in line else ():
        if not found["image"] and not in_image:
            yield _where(found)
        in_image = bool(found["image"])
    if "]:" in line and (definition := _DEFINITION.match(line)):
        yield _where(definition)
    for sign, pattern in (("<", _HREF), ("{", _TAGS), ("[[", _WIKI)):
        if sign in line:
            yield from (_where(found) for found in pattern.finditer(line))
