"""What posts of Sphinx's blogs say of themselves in directives, ABlog's above the text and Tinkerer's below it.

    .. post:: May 6, 2020
       :tags: bread, weekend

    .. categories:: baking
    .. tags:: bread, weekend

https://ablog.readthedocs.io/en/stable/manual/posting-and-listing/, https://github.com/vladris/tinkerer
"""

import re
from collections.abc import Iterable

_DIRECTIVE = re.compile(
    r"\.\. (?P<name>post|author|categories|category|tags|comments|more)::(?P<value>(?:[ \t].*)?)\Z"
)
_OPTION = re.compile(r"[ \t]+:(?P<name>\w+):(?P<value>(?:[ \t].*)?)\Z")
_LISTS = {"tags": "tags", "categories": "categories", "category": "categories", "author": "authors"}
_NOTHING = frozenset({"", "none", "default"})


def says_so(text: str) -> bool:
    """Whether there is a directive of ABlog's, by which a document is a post."""
    return text.startswith(".. post::") or "\n.. post::" in text


def without_directives(text: str) -> tuple[str, dict[str, object]]:
    """The text with empty lines where such directives are, and what they say by the names of frontmatter."""
    if ":: " not in text and "::\n" not in text:
        return text, {}
    lines, said = text.splitlines(), dict[str, object]()
    at = 0
    while at < len(lines):
        found = _DIRECTIVE.match(lines[at])
        end = at + 1
        while found and end < len(lines) and lines[end].strip() and lines[end][:1].isspace():
            end += 1
        if found:
            said |= _said(found["name"], found["value"].strip(), lines[at + 1 : end])
            lines[at:end] = [""] * (end - at)
        at = end
    said.pop("comments", None)
    return "\n".join(lines) + "\n", said


def _said(name: str, value: str, options: Iterable[str]) -> dict[str, object]:
    if name != "post":
        return _field(name, value)
    said: dict[str, object] = {"date": value} if value else {"draft": True}
    for option in filter(None, map(_OPTION.match, options)):
        said |= _field(option["name"].lower(), option["value"].strip())
    return said


def _field(name: str, value: str) -> dict[str, object]:
    """What a directive or an option says; "comments" for one that says nothing of the post itself."""
    terms = [each.strip() for each in value.split(",") if each.strip().lower() not in _NOTHING]
    if key := _LISTS.get(name):
        return {key: terms} if terms else {}
    if name == "redirect":
        return {"redirect_from": [f"/{each.lstrip('/')}" for each in terms]}
    return {name: value} if name in {"title", "language"} and value else {"comments": True}
