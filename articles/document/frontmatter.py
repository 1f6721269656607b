"""Where the frontmatter of a text begins and ends, and in which dialect it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from .dialects import json, pelican, toml, yaml
from .dialects.tree import Fault, Node, Reading
from .keys import MEANINGS, normal

Format = Literal["yaml", "toml", "json", "pelican", "none"]

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*")
_OPENING = re.compile(r"(?P<fence>-{3,9}(?!-)|\+{3}|;{3})(?P<name>yaml|toml|json)?[ \t]*(?:\r\n|\n|\r|\Z)")
_CLOSING = {
    "-": r"(?:{fence}|\.\.\.)",
    "+": r"\+\+\+",
    ";": r";;;",
}
_FORMATS: dict[str, Format] = {
    "-": "yaml", "+": "toml", ";": "json", "yaml": "yaml", "toml": "toml", "json": "json",
}  # fmt: skip
_KEY_LINE = re.compile(
    r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*[\"']?(?P<key>[A-Za-z_][\w.-]*)[\"']?[ \t]*[:=]"
)
_KEYS = re.compile(r"^([A-Za-z_][\w.-]*)[ \t]*[:=]", re.MULTILINE)
_TABLE = re.compile(r"\[{1,2}[\w.\"' -]+\]{1,2}[ \t]*(?:[\r\n]|\Z)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_OTHER_ENDING = re.compile(r"(?:-{2}|-{4,9}|[—–]{1,3}|-[ ]-[ ]-|\+{2}|\+{4,9})[ \t]*(?:\r\n|\n|\r|\Z)")
_SENSIBLE_KEY = re.compile(r"[^\s*\[\]<>#()!?]+(?: [^\s*\[\]<>#()!?]+){0,2}")
_LONGEST_KEY = 40
# Hexo lets the opening fence be left out.
_UNFENCED = re.compile(
    r"(?:(?:[A-Za-z_][\w-]*:|[ \t]|- |#)[^\r\n]*(?:\r\n|\n|\r))+"
    r"(?P<blank>(?:(?:\r?\n|\r(?!\n))(?:[ \t]*(?:\r?\n|\r(?!\n)))*)?)(?P<close>-{3,}[ \t]*(?:\r\n|\n|\r|\Z))"
)


@dataclass(slots=True)
class Frontmatter:
    """The frontmatter stands at `text[start:end]`, its fences around it; the body begins at `body`."""

    format: Format
    start: int
    end: int
    body: int
    tree: Node
    faults: list[Fault] = field(default_factory=list)  # their offsets count from `start`


def find(text: str) -> Frontmatter:
    """Return the frontmatter of `text`, or one of format "none" where there is none."""
    blank = _BLANK_LINES.match(text)
    start = blank.end() if blank else 0
    found = None
    opening = _OPENING.match(text, start)
    if opening:
        found = _fenced(text, opening)
    elif text.startswith("{", start):
        found = _bare_json(text, start)
    elif start < len(text) and (text[start].isalnum() or text[start] in "_#"):
        found = _unfenced_yaml(text, start) or _headers(text, start)
    return found or Frontmatter("none", 0, 0, 0, Node("map", 0, 0, "block"))


def read(source: str, kind: Format) -> Reading | None:
    """Read the inside of a frontmatter of a known format."""
    match kind:
        case "yaml":
            return yaml.read(source)
        case "toml":
            return toml.read(source)
        case "json":
            return json.read(source)
        case "pelican":
            return pelican.read(source)
        case "none":
            return None


def _fenced(text: str, opening: re.Match[str]) -> Frontmatter | None:
    fence = opening["fence"]
    kind = _FORMATS[opening["name"] or fence[0]]
    pattern = _CLOSING[fence[0]].format(fence=re.escape(fence))
    closing = re.compile(rf"(?<=[\r\n]){pattern}[ \t]*(?:\r\n|\n|\r|\Z)").search(text, opening.end())
    start = opening.end()
    if closing is None:
        return _unclosed(text, start, fence)
    source = text[start : closing.start()]
    reading = read(source, kind)
    if reading is None or not _is_frontmatter(source, reading):
        return None
    if any(fault.code == "frontmatter-line-skipped" for fault in reading.faults) and _holds_a_body(source):
        return _unclosed(text, start, fence)
    return Frontmatter(kind, start, closing.start(), closing.end(), reading.tree, reading.faults)


def _is_frontmatter(source: str, reading: Reading) -> bool:
    """Tell a frontmatter from a body that begins and goes on with thematic breaks."""
    keys = [member.key for member in reading.tree.members]
    if not keys:
        return bool(not source.strip() or source.lstrip().startswith(("#", "{")) or _first_key(source))
    if any(normal(key) in MEANINGS for key in keys):
        return True
    if source[:1] in {"\r", "\n"}:
        return False
    return all(len(key) <= _LONGEST_KEY and _SENSIBLE_KEY.fullmatch(key) for key in keys)


def _first_key(source: str) -> str:
    match = _KEY_LINE.match(source)
    return match["key"] if match else ""


def _unclosed(text: str, start: int, fence: str) -> Frontmatter | None:
    """Read a frontmatter whose end is missing, or written otherwise (`--`, `----`): it ends where its keys do."""
    kind = _FORMATS[fence[0]]
    key = _first_key(text[start : start + 1000])
    if normal(key) not in MEANINGS:
        return None
    end = body = _end_of_keys(text, start)
    ending = _OTHER_ENDING.match(text, end)
    if ending:
        body = ending.end()
    reading = read(text[start:end], kind)
    message = f"The frontmatter is opened with {fence} and never closed"
    if reading is None or any(fault.fatal for fault in reading.faults):
        fault = Fault("frontmatter-unclosed", f"{message}.", 0, fatal=True)
        return Frontmatter("none", 0, 0, 0, Node("map", 0, 0, "block"), [fault])
    fault = Fault("frontmatter-unclosed", f"{message}; it was taken to end with its last key.", 0)
    return Frontmatter(kind, start, end, body, reading.tree, [fault, *reading.faults])


def _end_of_keys(text: str, start: int) -> int:
    """Return where the first line begins that is neither a key nor belongs to one."""
    at, after_blank, end = start, False, start
    while at < len(text):
        line = _LINE.match(text, at)
        stop = line.end() if line else len(text)
        written = text[at:stop].strip()
        key = _KEY_LINE.match(text, at, stop)
        if key and after_blank and not (key["key"][0].islower() or normal(key["key"]) in MEANINGS):
            break
        if written and not (key or _TABLE.match(text, at, stop)):
            belongs = text[at] in " \t#" or (text[at] == "-" and text[at + 1 : at + 2] == " ")
            if after_blank or not belongs:
                break
        after_blank = not written
        at = stop
        if written:
            end = at
    return end


def _holds_a_body(source: str) -> bool:
    """Whether a frontmatter goes on as a text, so that what closes it is a line drawn in the body."""
    rest = source[_end_of_keys(source, 0) :]
    return rest.startswith(("\r", "\n")) and not any(normal(key) in MEANINGS for key in _KEYS.findall(rest))


def _bare_json(text: str, start: int) -> Frontmatter | None:
    closing = ""
    if text.startswith("{{{", start):
        # Poet's fences are braces, and the innermost those of the object.
        start, closing = start + 2, "}}"
    end = json.measure(text, start, closing)
    if end is None:
        return None
    reading = json.read(text[start:end])
    rest = re.compile(rf"{closing}[ \t]*(?:\r\n|\n|\r|\Z)").match(text, end)
    if reading is None or rest is None:
        return None
    return Frontmatter("json", start, end, rest.end(), reading.tree, reading.faults)


def _unfenced_yaml(text: str, start: int) -> Frontmatter | None:
    match = _UNFENCED.match(text, start)
    if match is None:
        return None
    end = match.start("close")
    reading = yaml.read(text[start:end])
    if reading is None or any(fault.fatal for fault in reading.faults):
        return None
    keys = [member.key for member in reading.tree.members]
    # "Title: something" over a line of dashes is a heading, unless more says that it is not.
    meant = sum(normal(key) in MEANINGS for key in keys)
    if not keys or normal(keys[0]) not in MEANINGS or (meant < 2 and not keys[0].islower()):
        return None
    if match["blank"] and not keys[0].islower():
        # Pelican's headers end with a blank line, and are capitalised.
        return None
    return Frontmatter("yaml", start, end, match.end(), reading.tree, reading.faults)


def _headers(text: str, start: int) -> Frontmatter | None:
    measured = pelican.measure(text, start)
    if measured is None:
        return None
    end, body = measured
    reading = pelican.read(text[start:end])
    return Frontmatter("pelican", start, end, body, reading.tree, reading.faults)
