"""Merges that git could not finish: the marks that it leaves in a file for people to resolve. Pure."""

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
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
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif found := _FENCE.match(line):
            fence = found[1]
        elif line.startswith(_BEGIN):
            begun = number
    return None
