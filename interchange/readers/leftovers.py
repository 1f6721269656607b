"""What a document still contains of the program it was written for: template tags, shortcodes, components.

Whether readers see it is asked of the renderer's first step, which drops some of it and fills in some.
"""

import re

from articles.document import Document, Problem
from articles.markup import containers, find_pictures, notices, players, prepare
from articles.markup.blocks import DIAGRAMS

from .references import outside_of_fences

# Inside lists and quotations too: exactness would take a parser, and only a warning depends on it.
_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<mark>```+|~~~+)")
# Jekyll's fence; a line that ends it too is none.
_HIGHLIGHT = re.compile(
    rf"[ \t]*(?:\{{%-? *(?:highlight|codeblock|code|{DIAGRAMS})\b(?!.*%\}}.*%\}})"
    rf"|\{{\{{[<%] *(?:highlight|{DIAGRAMS})\b(?!.*\}}\}}.*\}}\}}))"
)
_HIGHLIGHT_END = re.compile(
    rf"\{{%-? *end(?:highlight|codeblock|code|{DIAGRAMS})\b|\{{\{{[<%] */ *(?:highlight|{DIAGRAMS})\b"
)
_SCRIPT = re.compile(r" {0,3}<(?P<tag>script|style)\b", re.IGNORECASE)
_LONGEST_LINE = 100_000
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")

_LIQUID = r"(?<!\{)\{%-?\s*(?P<name>\w+)|(?<!=)\{\{-?\s*(?P<variable>[\w.'\"/][^{}\n]{0,60}?)\s*-?\}\}"
_JSX = r"<(?P<name>[A-Z]\w*(?:\.\w+)?)(?=[\s/>])"
_MODULE = r"^(?P<variable>(?:import|export)\s.+?(?:from\s+['\"].*|=.*|[{;]))$"
# code -> what to call it, and how it looks; the groups say which one it is.
_KINDS = {
    "shortcode-left": ("The shortcode", re.compile(r"\{\{[<%]\s*/?\s*(?P<name>[\w./-]+)")),
    "liquid-left": ("The template tag", re.compile(_LIQUID)),
    "erb-left": ("The template tag", re.compile(r"<%[=#-]?\s*(?P<name>[\w.@]+)")),
    "kramdown-left": ("The attribute list", re.compile(r"(?P<name>\{:[^{}\n]{1,80}\})")),
    "jsx-left": ("The component", re.compile(f"{_JSX}|{_MODULE}")),
    "directive-left": ("The directive", re.compile(r"\[\[!(?P<name>[a-z]\w*)(?=[\s\]])")),
    # What the sanitiser drops of raw HTML; a gist's script is shown as a link, and what has a capital is a component.
    "html-left": (
        "The element",
        re.compile(
            r"<(?P<name>script(?![^<>]*//gist\.github\.com/)|style|form|select|textarea|svg|math|canvas|applet|template"
            r"|SCRIPT|STYLE|FORM|SELECT|TEXTAREA|SVG)\b"
        ),
    ),
    "container-left": ("The container", re.compile(r"^ {0,3}:{3,}[ \t]?(?P<name>[\w-]+|\{[^{}\n]{1,80}\})")),
}


# One of these is in each text with any of them, and at the beginning of the lines that have no brackets.
_BEGINNINGS = ("import ", "export ", ":::")
_SIGNS = ("{", "<", "[[!", *_BEGINNINGS)

# (code, name) -> the lines on which it stands
Leftovers = dict[tuple[str, str], list[int]]


def leftovers(document: Document) -> list[Problem]:
    """One warning for each kind and name, with the line of its first use and how often it is there.

    The code ends in "-left" for what readers see, in "-hidden" for what only the document has.
    """
    found = _scanned(document.body, document.body_line)
    if not found:
        return []
    body = prepare(document.body.replace("\r\n", "\n"), document.fields.dialect or "commonmark")
    shown = _scanned(body, 1)
    return [
        _problem(
            code, name, lines, shown=0 if _is_dropped(code, name, body) else len(shown.get((code, name), ()))
        )
        for (code, name), lines in found.items()
        if ((code, name) in shown or not _is_understood(code, name))
        and (code != "html-left" or _is_tag(name, body))
    ]


def _is_understood(code: str, name: str) -> bool:
    """Whether a callout was made of it."""
    if code == "container-left":
        return name.strip("{}. ").lower().removeprefix("callout-").split(" ")[0] in containers.NAMES
    return name.lower().strip("/") in notices.TAGS or notices.ATTRIBUTES.match(name) is not None


def _scanned(body: str, first_line: int) -> Leftovers:
    found: Leftovers = {}
    text = outside_of_fences(body)
    if not any(sign in text for sign in _SIGNS):
        return found
    fence = ""
    for number, line in enumerate(body.splitlines(), start=first_line):
        mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence.startswith("<"):
            fence = "" if f"</{fence[1:]}" in line.lower() else fence
        elif fence == "highlight":
            fence = "" if _HIGHLIGHT_END.search(line) else fence
        elif not fence and "{" in line and _HIGHLIGHT.match(line):
            fence = "highlight"
        elif not fence and "<s" in line.lower() and (script := _SCRIPT.match(line)):
            # Neither is shown, nor is it a part of the text.
            if element := _KINDS["html-left"][1].search(line):
                found.setdefault(("html-left", element["name"]), []).append(number)
            fence = f"<{script['tag'].lower()}" if f"</{script['tag'].lower()}" not in line.lower() else ""
        elif mark and not fence:
            fence = mark["mark"]
        elif mark and mark["mark"].startswith(fence):
            fence = ""
        elif (
            not fence
            and len(line) <= _LONGEST_LINE
            and ("{" in line or "<" in line or "[[!" in line or line.lstrip(" ").startswith(_BEGINNINGS))
        ):
            for code, name in _on_line(_CODE_SPAN.sub("", _without_pictures(line))):
                found.setdefault((code, name), []).append(number)
    return found


def _is_dropped(code: str, name: str, body: str) -> bool:
    """Whether the sanitiser drops it: an element, or a component that is a tag to HTML."""
    return code == "html-left" or (code == "jsx-left" and " " not in name and _is_tag(name, body))


def _is_tag(name: str, body: str) -> bool:
    """Whether it is one to HTML; a bare `<name>` never closed is a word."""
    return f"</{name}" in body or not re.search(rf"<{re.escape(name)}>", body)


def _without_pictures(line: str) -> str:
    """`line` without the tags that set pictures and players, which readers will see."""
    for picture in reversed(list(find_pictures(line))):
        line = line[: picture.start] + line[picture.end :]
    return players.without(line)


def _on_line(line: str) -> list[tuple[str, str]]:
    seen = []
    for code, (_, pattern) in _KINDS.items():
        for match in pattern.finditer(line):
            groups = match.groupdict()
            seen.append((code, groups["name"] or groups.get("variable") or ""))
    return seen


def _problem(code: str, name: str, lines: list[int], *, shown: int) -> Problem:
    """What is said of a name on `lines`, of which readers see it `shown` times."""
    times = f", {len(lines)} times" if len(lines) > 1 else ""
    named = f"{_KINDS[code][0]} “{name.strip()}”"
    if shown:
        seen = "see it" if shown >= len(lines) else f"see it {'once' if shown == 1 else f'{shown} times'}"
        left = f"{named} was left as it is" if shown >= len(lines) else f"{named} stays in the document"
        return Problem(code, f"{left}{times}; readers {seen}.", lines[0])
    hidden = code.replace("-left", "-hidden")
    return Problem(hidden, f"{named} stays in the document{times}; readers do not see it.", lines[0])
