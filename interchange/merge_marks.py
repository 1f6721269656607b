"""Merges that git could not finish: the marks that it leaves in a file for people to resolve. Pure."""

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# Code in HTML, and in the tags of Jekyll, Hexo and Hugo: what begins it, and what ends it.
_BLOCK = re.compile(
    r" {0,3}(?:<(?P<html>pre)\b|\{%-?\s*(?P<liquid>highlight|codeblock|raw)\b|\{\{[<%]\s*(?P<short>highlight)\b)"
)
_ENDS = {"html": "</{}", "liquid": "end{}", "short": "/{}"}
UNFINISHED = "There is a merge here that git has not finished (<<<<<<<); finish it first."
_BEGIN, _MIDDLE, _END = "<<<<<<< ", "=======", ">>>>>>> "


def unresolved_merge(text: str) -> int | None:
    """The line (1-based) at which an unfinished merge begins; None if there is none.

    Within a block of code the same lines may be an example, and count for nothing.
    """
    fence, begun, is_divided = "", 0, False
    for number, line in enumerate(text.splitlines(), 1):
        if begun:
            is_divided |= line.rstrip() == _MIDDLE
            if is_divided and line.startswith(_END):
                return begun
        elif fence:
            if _ends(line, fence):
                fence = ""
        elif found := _FENCE.match(line):
            fence = found[1]
        elif found := _BLOCK.match(line):
            fence = next(_ENDS[kind].format(name) for kind, name in found.groupdict().items() if name)
            fence = "" if _ends(line[found.end() :], fence) else fence
        elif line.startswith(_BEGIN):
            begun = number
    return None


def _ends(line: str, fence: str) -> bool:
    if fence[0] in "`~":
        return line.strip().startswith(fence) and not line.strip().strip(fence[0])
    return fence in line.replace("/ ", "/").lower()
