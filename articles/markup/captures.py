"""Texts that Liquid keeps under a name and sets further down, as Jekyll's theme Minimal Mistakes has its notices.

    {% capture notice %} … {% endcapture %}
    <div class="notice">{{ notice | markdownify }}</div>

Each is put where it is set first. One that is set nowhere stays as it is.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from articles.markup.notices import Fences
from articles.markup.pictures import code_spans

_TAG = re.compile(
    r"\{%-?[ \t]*capture[ \t]+(?P<name>[\w-]{1,60})[ \t]*-?%\}|(?P<end>\{%-?[ \t]*endcapture[ \t]*-?%\})"
    r"|\{\{-?[ \t]*(?P<used>[\w-]{1,60})[ \t]*(?:\|[^{}\n]{0,200})?\}\}"
)


def may_be_in(body: str) -> bool:
    """Whether one can be in `body` at all."""
    return "endcapture" in body


def set_in_place(body: str, fences: Fences) -> str:
    """`body` with such texts where they are set, between blank lines."""
    held: dict[str, tuple[int, int, str]] = {}
    uses: dict[str, tuple[int, int]] = {}
    begin: re.Match[str] | None = None
    for tag in _tags(body, fences):
        if tag["name"]:
            begin = tag
        elif tag["end"]:
            if begin is not None:
                held.setdefault(begin["name"], (begin.start(), tag.end(), body[begin.end() : tag.start()]))
            begin = None
        elif begin is None and tag["used"] in held:
            uses.setdefault(tag["used"], tag.span())
    changes = [(*uses[name], f"\n\n{held[name][2].strip()}\n\n") for name in uses]
    changes += [(*held[name][:2], "") for name in uses]
    pieces, at = list[str](), 0
    for start, end, text in sorted(changes):
        before = body[at:start]
        # What is indented within HTML would be code.
        pieces += before.rstrip(" \t") if text else before, text
        at = end
    return "".join((*pieces, body[at:]))


def _tags(body: str, fences: Fences) -> Iterator[re.Match[str]]:
    """The tags outside of code."""
    at = 0
    for line in body.split("\n"):
        if not fences.hold(line) and "{" in line:
            code = code_spans(line)
            starts = [at + start for start, _ in code]
            for tag in _TAG.finditer(body, at, at + len(line)):
                span = bisect(starts, tag.start()) - 1
                if span < 0 or at + code[span][1] <= tag.start():
                    yield tag
        at += len(line) + 1
