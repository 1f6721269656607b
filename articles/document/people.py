"""Authors in the shapes frontmatter gives them: a name, several in one string, a table, lists of either."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .fields import AuthorRef
from .keys import AUTHOR_PARTS, normal, parts

_PARTS = parts(AUTHOR_PARTS)
_ADDRESS = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<target>[^<>\s]+)>\Z")
_RSS = re.compile(r"(?P<email>[^\s@()]+@[^\s@()]+)\s+\((?P<name>[^()]+)\)\Z")
# In Markdown, with where the author works behind it perhaps.
_LINK = re.compile(r"\[(?P<name>[^\[\]]+)\]\((?P<url>[^\s()]+)\)(?P<works>\s+\([^()]*\))?\Z")
# Obsidian's, with what is shown behind a bar.
_WIKI = re.compile(r"\A\[\[(?:[^\[\]|]*\|)?(?P<name>[^\[\]|]+)\]\]\Z")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+\Z")
_AND = re.compile(r"\s+(?:and|&)\s+|\s*&\s+", re.IGNORECASE)
# "The Rust and WebAssembly Working Group" is one author.
_BODY = re.compile(
    r"(?:\Athe\s)|\s(?:team|group|staff|editors|institute|foundation|society|inc|ltd|llc)\.?\Z", re.IGNORECASE
)


def read_authors(value: object, *, plural: bool = False) -> tuple[AuthorRef, ...]:
    """Return the authors that `value` names, in order and each once.

    `plural` says that the key was a plural (`authors`): then a comma always separates. Under `author`,
    "Doe, Jane" is one person, and commas separate only between full names.
    """
    found: list[AuthorRef] = []
    if isinstance(value, str):
        found = [_from_text(name) for name in split_names(value, plural=plural)]
    elif isinstance(value, Mapping):
        found = _from_mapping(value)
    elif isinstance(value, (list, tuple)):
        for item in value:
            if isinstance(item, str):
                found += [_from_text(item)] if item.strip() else []
            elif isinstance(item, Mapping):
                found += _from_mapping(item)
            elif isinstance(item, (list, tuple)):
                found += read_authors(item, plural=plural)
            elif item is not None and not isinstance(item, bool):
                found.append(AuthorRef(str(item)))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        found = [AuthorRef(str(value))]
    return tuple(dict.fromkeys(author for author in found if author.name))


def write_author(author: AuthorRef) -> str | dict[str, object]:
    """Return the shortest frontmatter value that reads as `author`: a name, or a table of what is known."""
    if _from_text(author.name) == author:
        return author.name
    table = {part: getattr(author, part) for part in AUTHOR_PARTS}
    return {part: text for part, text in table.items() if text}


def split_names(text: str, *, plural: bool) -> list[str]:
    """Return the names in a string such as "Ann Lee, Bo Chen and Cy Diaz"."""
    separator = ";" if ";" in text else ","
    names = [name.strip() for name in text.split(separator)]
    full = [name for name in names if name]
    if not plural and separator == "," and len(full) > 1:
        people = [re.sub(r"\A(?:and|&)\s+", "", name, flags=re.IGNORECASE) for name in full]
        if len(full) == 2 and not all(" " in name for name in people):
            full = [text.strip()]
    split: list[str] = []
    for name in full:
        bare = re.sub(r"\A(?:and|&)\s+", "", name, flags=re.IGNORECASE)
        split += [bare] if _BODY.search(bare) else _AND.split(bare)
    return [name for name in split if name]


def _from_text(text: str) -> AuthorRef:
    text = _WIKI.sub(lambda found: found["name"].strip(), text.strip())
    address = _ADDRESS.match(text)
    if address and address["name"]:
        target = address["target"]
        if "://" in target:
            return AuthorRef(address["name"], url=target)
        if "@" in target:
            return AuthorRef(address["name"], email=target)
    mail = _RSS.match(text)
    if mail:
        return AuthorRef(mail["name"].strip(), email=mail["email"])
    link = _LINK.match(text)
    if link:
        return AuthorRef(f"{link['name']}{link['works'] or ''}", url=link["url"])
    if _SLUG.match(text):
        # A reference into an authors file; its name is the best that the document alone can say.
        return AuthorRef(" ".join(part.capitalize() for part in text.split("-")), slug=text)
    return AuthorRef(text)


def _from_mapping(value: Mapping[str, object]) -> list[AuthorRef]:
    given = {normal(str(key)): item for key, item in value.items()}
    found: dict[str, str] = {}
    for part, names in _PARTS.items():
        for name in names:
            item = given.get(name)
            if isinstance(item, (str, int)) and not isinstance(item, bool) and str(item).strip():
                found[part] = str(item)
                break
            if part == "image" and isinstance(item, Mapping):
                source = item.get("src") or item.get("url")
                found[part] = source if isinstance(source, str) else ""
                break
    if found.get("bio") == found.get("name"):
        found.pop("bio", None)
    if "name" not in found and "slug" in found:
        found["name"] = _from_text(found["slug"]).name
    if "name" in found:
        return [AuthorRef(**found)]
    # A table of several, by key: {jane: {name: Jane Doe}}.
    tables = {key: item for key, item in value.items() if isinstance(item, Mapping)}
    return [author for key, item in tables.items() for author in _from_mapping({"slug": key, **item})]
