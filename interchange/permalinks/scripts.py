"""Parts of settings that are scripts of JavaScript: what stands between which braces, read without running anything."""

import re
from collections.abc import Iterator

from .settings import TEXT, without_comments

# A text, whose braces open and close nothing, or a bracket.
_TOKEN = re.compile(rf"{TEXT}|[{{}}\[\]()]", re.DOTALL)
_CONSTANT = re.compile(
    r"\b(?:const|let|var)\s+(?P<name>[A-Za-z_$][\w$]*)\s*(?::\s*\w+\s*)?=\s*(?P<mark>[\"'`])(?P<text>[^\"'`$\n]*)(?P=mark)"
)
_NAMED = re.compile(r"\$\{\s*(\w+)\s*\}")
# More parts of one kind are in no settings, and no longer ones.
_MOST_BLOCKS = 20
_LONGEST_BLOCK = 50_000


def with_constants(script: str) -> str:
    """The script without comments, and with the texts of its own constants where its templates name them."""
    script = without_comments(script)
    known = {found["name"]: found["text"] for found in _CONSTANT.finditer(script)}
    return _NAMED.sub(lambda found: known.get(found[1], found[0]), script)


def blocks(script: str, before: re.Pattern[str]) -> Iterator[str]:
    """What stands in the braces that open at the end of each match of `before`, the nested ones left empty."""
    for number, found in enumerate(before.finditer(script)):
        if number == _MOST_BLOCKS:
            return
        yield _outermost(script, found.end())


def _outermost(script: str, start: int) -> str:
    parts, depth, at = [], 1, start
    for token in _TOKEN.finditer(script, start, start + _LONGEST_BLOCK):
        if depth == 1:
            parts.append(script[at : token.start()])
        if token[0] in "{[(":
            depth += 1
        elif token[0] in "}])":
            depth -= 1
        elif depth == 1:
            parts.append(token[0])
        at = token.end()
        if not depth:
            break
    return "".join(parts)
