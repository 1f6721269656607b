"""What a document still contains of the program it was written for: template tags, shortcodes, components."""

import re

from articles.document import Document, Problem
from articles.markup import find_pictures

# Inside lists and quotations too: exactness would take a parser, and only a warning depends on it.
_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<mark>```+|~~~+)")
_LONGEST_LINE = 100_000
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")

_LIQUID = r"(?<!\{)\{%-?\s*(?P<name>\w+)|(?<!=)\{\{-?\s*(?P<variable>[\w.'\"/][^{}\n]{0,60}?)\s*-?\}\}"
_JSX = r"<(?P<name>[A-Z]\w*(?:\.\w+)?)(?=[\s/>])"
_MODULE = r"^(?P<variable>(?:import|export)\s.+?(?:from\s+['\"].*|=.*|[{;]))$"
# code -> what to call it, and how it looks; the groups say which one it is.
_KINDS = {
    "shortcode-left": ("The shortcode", re.compile(r"\{\{[<%]\s*/?\s*(?P<name>[\w./-]+)")),
    "liquid-left": ("The template tag", re.compile(_LIQUID)),
    "kramdown-left": ("The attribute list", re.compile(r"(?P<name>\{:[^{}\n]{1,80}\})")),
    "jsx-left": ("The component", re.compile(f"{_JSX}|{_MODULE}")),
}


def leftovers(document: Document) -> list[Problem]:
    """One warning for each kind and name, with the line of its first use and how often it is there."""
    found: dict[tuple[str, str], list[int]] = {}
    fence = ""
    for number, line in enumerate(document.body.splitlines(), start=document.body_line):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark["mark"]
        elif mark and mark["mark"].startswith(fence):
            fence = ""
        elif (
            not fence
            and len(line) <= _LONGEST_LINE
            and (any(sign in line for sign in "{<") or line.startswith(("import ", "export ")))
        ):
            for code, name in _on_line(_CODE_SPAN.sub("", _without_pictures(line))):
                found.setdefault((code, name), []).append(number)
    return [_problem(code, name, lines) for (code, name), lines in found.items()]


def _without_pictures(line: str) -> str:
    """`line` without the tags that set pictures, which readers will see."""
    for picture in reversed(list(find_pictures(line))):
        line = line[: picture.start] + line[picture.end :]
    return line


def _on_line(line: str) -> list[tuple[str, str]]:
    seen = []
    for code, (_, pattern) in _KINDS.items():
        for match in pattern.finditer(line):
            groups = match.groupdict()
            seen.append((code, groups["name"] or groups.get("variable") or ""))
    return seen


def _problem(code: str, name: str, lines: list[int]) -> Problem:
    times = f", {len(lines)} times" if len(lines) > 1 else ""
    return Problem(code, f"{_KINDS[code][0]} “{name.strip()}” was left as it is{times}.", lines[0])
