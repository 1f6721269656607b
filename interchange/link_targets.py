"""What a link in a document names, by how it is written: a file, a name, a title, a path of the old site."""

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import unquote, urlsplit

from articles.old_queries import naming_query, number_in
from articles.slugs import slug_for

from .naming import suffix_of
from .readers.addresses import bare_host
from .readers.references import IMAGE_SUFFIXES

# Filters and variables around a path: {{ site.baseurl }}/x, {{ "/x" | relative_url }}, {{ '/x' | url }}.
_LIQUID_PATH = re.compile(
    r"\{\{-?\s*(?:(['\"])(?P<quoted>[^'\"]*)\1(?:\s*\|[^{}]*)?|(?:site\.|page\.|config\.)?(?:github\.)?"
    r"(?:base_?url|url|base|root|pathprefix|relative_root)\s*(?:\|[^{}]*)?)-?\}\}",
    re.IGNORECASE,
)
_QUOTED = r"(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|`(?P<tick>[^`\n]*)`|(?P<bare>{bare}))"
_SHORTCODE = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s+(?:path\s*=\s*)?(?:\.\s+)?"
    + _QUOTED.format(bare=r"[^\"'`\s>%]+")
    + r"[^{}]*[>%]\}\}(?P<rest>.*)\Z"
)
_TAG = re.compile(
    r"(?:\{\{[^{}]*\}\})?\{%-?\s*(?P<tag>post_url|post_path|post_link|link)\s+"
    + _QUOTED.format(bare=r"[^\s\"'`]+?")
    + r"(?:\s+(?P<said>.*?))?\s*-?%\}(?P<rest>.*)\Z"
)
_WIKI = re.compile(
    r"(?P<embed>!?)\[\[(?P<name>[^\[\]|#^]*)(?P<place>#[^\[\]|]*)?(?:\\?\|(?P<said>[^\[\]]*))?\]\]\Z"
)
_PELICAN = re.compile(r"[{|](?P<what>filename|attach|static|slug)[}|](?P<path>.*)\Z")
_PELICAN_LIST = re.compile(r"[{|](?P<what>tag|category|author|index)[}|](?P<name>.*)\Z")
# Nikola's (https://getnikola.com/path_handlers.html).
_NIKOLA = re.compile(r"link://(?P<what>slug|filename|post_path)/(?P<path>.+)\Z")
# Ghost's mark for its own address, before the slug of a post: wherever that is in a tree that was made of its database.
_GHOST = re.compile(r"(?P<what>__GHOST_URL__)/(?!content/)(?:[^#?]*/)?(?P<path>[^/?#]+/?(?:#[^?]*)?)\Z")
_BY_SLUG = frozenset({"slug", "post_path", "__GHOST_URL__"})
# Pelican's lists, and those of this site.
_LISTS = {"tag": "/tags/", "category": "/categories/", "author": "/authors/"}


@dataclass(frozen=True)
class Target:
    """What a link names. `kind` is how: the path of a file, the end of one, a title, the slug that a document asks for,
    a path of the old site or of this one, a picture by the end of its path.

    `shape` is what the link was: the place for an address, a whole link with `said` for its words, or the place of
    what is shown there.
    """

    kind: Literal["file", "name", "title", "slug", "path", "here", "picture"]
    path: str
    fragment: str = ""
    shape: Literal["address", "link", "embed"] = "address"
    said: str = ""
    # What in the query of a path names the page: `p=31`.
    query: str = ""
    # Whether the host is named too: such a link leads there whatever is here.
    is_whole: bool = False

    def written_with(self, address: str, title: str) -> str:
        """What stands in the link's place when it leads to `address`, where an article with this title is."""
        fragment = "" if "#" in address else self.fragment
        if self.shape == "address":
            return f"{address}{fragment}"
        words = re.sub(r"([\\\[\]])", r"\\\1", self.said or title or self.path)
        return f"[{words}]({address}{fragment})"


def read_link(written: str, hosts: Container[str] = ()) -> Target | None:
    """What `written` names; None for what leads away from the site with these `hosts`, or to a place in the page."""
    written = written.strip()
    if found := _WIKI.match(written):
        return _in_brackets(found["name"].strip(), found["place"] or "", found["said"] or "", found["embed"])
    if found := _SHORTCODE.match(written):
        path, place = _place_in(_unquoted(found))
        rest = found["rest"] if found["rest"].startswith("#") else ""
        return Target("name", path, place or rest) if path else None
    if found := _TAG.match(written):
        return _in_tag(found)
    if found := (_PELICAN.match(written) or _NIKOLA.match(written) or _GHOST.match(written)):
        path, place = _split(found["path"])
        named: Literal["file", "slug"] = "slug" if found["what"] in _BY_SLUG else "file"
        path = path.rstrip("/") if named == "slug" else path
        return Target(named, unquote(path), place) if found["what"] != "static" and path else None
    if found := _PELICAN_LIST.match(written):
        name = unquote(found["name"]).strip()
        folder = _LISTS.get(found["what"], "")
        return Target("here", f"{folder}{slug_for(name)}/" if folder and name else "/")
    # An address that stands for itself (`crosslinks`) leads to a place of this site only by a whole link.
    target = _address(written.strip("<>"), hosts)
    return replace(target, shape="link") if target and written.startswith("<") else target


def _in_tag(found: re.Match[str]) -> Target:
    """What a tag of Jekyll's or Hexo's names: what stands behind the name is words only to `post_link`."""
    name, said = _unquoted(found), found["said"] or ""
    if found["bare"] and said and found["tag"] != "post_link":
        name, said = f"{name} {said}", ""
    shape: Literal["address", "link"] = "link" if found["tag"] == "post_link" else "address"
    said = re.sub(r"\s+(?:true|false)\Z", "", said).strip("\"' ")
    kind: Literal["file", "name"] = "file" if found["tag"] == "link" else "name"
    path = name if kind == "name" else f"/{name.lstrip('/')}"
    return Target(kind, path, found["rest"] if found["rest"].startswith("#") else "", shape, said)


def _unquoted(found: re.Match[str]) -> str:
    return next((found[name] for name in ("double", "single", "tick", "bare") if found[name] is not None), "")


def _place_in(path: str) -> tuple[str, str]:
    """A path and the place in its page; a number sign may stand in the name of a file, too."""
    before, mark, after = path.rpartition("#")
    if not mark or suffix_of(after):
        return path, ""
    return before, f"#{after}" if after else ""


def _address(written: str, hosts: Container[str]) -> Target | None:
    plain = _LIQUID_PATH.sub(lambda found: found["quoted"] or "", written)
    if "{" in plain or "\\" in plain:
        return None
    if plain.startswith("@/"):
        path, place = _split(plain[1:])
        return Target("file", unquote(path), place)
    plain = plain.removeprefix("@site").removeprefix("__GHOST_URL__")
    try:
        parts = urlsplit(plain)
    except ValueError:
        return None
    if parts.scheme or parts.netloc:
        ours = parts.scheme in {"", "http", "https"} and bare_host(parts.netloc) in hosts
        if not ours:
            return None
    path = unquote(parts.path)
    # The number of a post is the same in every folder.
    if number_in(parts.query) and not path.startswith("/"):
        path = "/"
    query = parts.query if naming_query(path, parts.query) else ""
    if not path.strip("/") and not query:
        return None
    place = f"#{parts.fragment}" if parts.fragment else ""
    return Target("path", path or "/", place, query=query, is_whole=bool(parts.netloc))


def _split(written: str) -> tuple[str, str]:
    path, mark, place = written.partition("#")
    return path.partition("?")[0], f"{mark}{place}" if place else ""


def _in_brackets(name: str, place: str, said: str, embed: str) -> Target | None:
    """What double brackets name: a note, a heading of this one, a picture."""
    said = said.strip()
    if suffix_of(name) in IMAGE_SUFFIXES:
        return Target("picture", name, "", "embed" if embed else "link", said)
    if name:
        return Target("title", name.removesuffix(".md"), _anchor(place), "link", said or name)
    anchor = _anchor(place)
    return Target("here", anchor, "", "link", said or place.lstrip("#")) if anchor else None


def _anchor(place: str) -> str:
    """The anchor of a heading that a wiki's link names by its words. Names of blocks (`#^a1b2`) are no anchors here."""
    if "^" in place:
        return ""
    words = re.sub(r"[^\w\s-]", "", place.rpartition("#")[2].lower()).split()
    return f"#{'-'.join(words)}" if words else ""
