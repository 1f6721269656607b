"""Patterns of paths, as settings have them, as regular expressions that never try a path again and again.

`*` stands for anything within a folder, `**` for any folders, `{one,other}` for either.
"""

import re
from itertools import islice, product

# Braces that are closed, and no commas elsewhere.
_BRACES = re.compile(r"[^{},]*(?:\{[^{}]*\}[^{},]*)*")
# More ways to read one pattern are in no settings.
_MOST_WAYS = 50


def glob_pattern(glob: str, *, braces: bool = False) -> str:
    """The regular expression of `glob`, which says nothing of what may follow. Braces are signs with `braces` only."""
    ways = list(_ways(glob)) if braces and "{" in glob and _BRACES.fullmatch(glob) else [glob]
    return f"(?:{'|'.join(map(_plain_pattern, ways))})"


def _ways(glob: str) -> "islice[str]":
    parts = [
        [part] if number % 2 == 0 else part.split(",") for number, part in enumerate(re.split(r"[{}]", glob))
    ]
    return islice(map("".join, product(*parts)), _MOST_WAYS)


def _plain_pattern(glob: str) -> str:
    """What stands between two `**` is looked for where it comes first, and is not looked for again where what follows
    it is missing: it would be missing there too. So is what stands between two `*`, within its folder.
    """
    first, *rest = (_within_folders(part) for part in glob.split("**"))
    if not rest:
        return first
    *middle, last = rest
    return "".join([first, *(f"(?>.*?{part})" for part in middle), f".*{last}"])


def _within_folders(glob: str) -> str:
    first, *rest = map(re.escape, glob.split("*"))
    if not rest:
        return first
    *middle, last = rest
    return "".join([first, *(f"(?>[^/]*?{part})" for part in middle), f"[^/]*{last}"])
