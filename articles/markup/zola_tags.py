"""Zola's shortcodes as Hugo has them, so that one set of rules is for both.

    {% note(title="Try it") %} … {% end %}    {{< note title="Try it" >}} … {{< /note >}}
    {{ note(title="Try it", body="…") }}      the same
    {{ toc() }}                               {{< toc >}}

Those of pictures and players (`{{ youtube(id="…") }}`) are understood as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.markup import notices
from articles.markup.pictures import outside_of_code

# Bounded, and without braces inside, as in `pictures`.
_TAG = re.compile(
    r"\{%-?[ \t]*(?P<opened>\w{1,40})\((?P<said>[^{}\n]{0,2000})\)[ \t]*-?%\}"
    r"|\{%-?[ \t]*(?P<end>end)[ \t]*-?%\}"
    r"|\{\{-?[ \t]*(?P<called>\w{1,40})\((?P<given>[^{}\n]{0,2000})\)[ \t]*-?\}\}"
)
_MAY = re.compile(r"\)[ \t]*-?[%}]\}")
_VALUE = r"\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`|[^\s,\"'`]+"
_NAMED = re.compile(rf"(?P<name>\w+)[ \t]*=[ \t]*(?P<value>{_VALUE})")
_BODIES = frozenset({"body", "content", "message", "msg", "text"})


def may_be_in(body: str) -> bool:
    """Whether one can be in `body` at all."""
    return _MAY.search(body) is not None


def rewrite(lines: list[str], fences: notices.Fences) -> Iterator[str]:
    """`lines` with such tags in Hugo's signs. What is never closed stays as it is."""
    is_code = [fences.hold(line) for line in lines]
    names = _pairs(lines, is_code)
    for number, line in enumerate(lines):
        at, pieces = 0, list[str]()
        for tag in _tags(line, is_code=is_code[number]):
            written = _said(tag, names.get((number, tag.start()), ""))
            if written is not None:
                pieces += line[at : tag.start()], written
                at = tag.end()
        yield "".join((*pieces, line[at:]))


def _tags(line: str, *, is_code: bool) -> Iterator[re.Match[str]]:
    if is_code or "{" not in line or notices.INDENTED.match(line):
        return
    yield from outside_of_code(line, _TAG)


def _pairs(lines: list[str], is_code: list[bool]) -> dict[tuple[int, int], str]:
    """The names of what is opened and closed, by line and column of both tags."""
    names: dict[tuple[int, int], str] = {}
    waiting: list[tuple[tuple[int, int], str]] = []
    for number, line in enumerate(lines):
        for tag in _tags(line, is_code=is_code[number]):
            if tag["opened"]:
                waiting.append(((number, tag.start()), tag["opened"]))
            elif tag["end"] and waiting:
                place, name = waiting.pop()
                names[place] = names[number, tag.start()] = name
    return names


def _said(tag: re.Match[str], name: str) -> str | None:
    """A tag in Hugo's signs, `name` being that of the pair it is part of; None for one that stays."""
    if tag["end"]:
        return f"{{{{< /{name} >}}}}" if name else None
    if tag["opened"]:
        return f"{{{{< {name}{_values(tag['said'])} >}}}}" if name else None
    called = tag["called"].lower()
    if called == "toc":
        return "{{< toc >}}"
    said = {found["name"].lower(): found["value"] for found in _NAMED.finditer(tag["given"])}
    body = next((said[key].strip("\"'`") for key in said if key in _BODIES), "")
    if called not in notices.TAGS or not body:
        return None
    others = "".join(f" {key}={value}" for key, value in said.items() if key not in _BODIES)
    return f"{{{{< {called}{others} >}}}}{body}{{{{< /{called} >}}}}"


def _values(said: str) -> str:
    """What a tag says of itself, parted by spaces instead of commas."""
    return "".join(f" {found['name']}={found['value']}" for found in _NAMED.finditer(said))
