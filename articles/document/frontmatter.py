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
_SENSIBLE_KEY = re.compile(r"[^\s*\[\]<>#()!?]+(?: [^\s*\[\]<>#()!?]+){0,2}")
_LONGEST_KEY = 40
# Hexo lets the opening fence be left out.
_UNFENCED = re.compile(
    r"(?:(?:[A-Za-z_][\w-]*:|[ \t]|- |#)[^\r\n]*(?:\r\n|\n|\r))+(?P<close>-{3,}[ \t]*(?:\r\n|\n|\r|\Z))"
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
    key = _first_key(text[start : start + 1000])
    if normal(key) not in MEANINGS:
        return None
    message = f"The frontmatter is opened with {fence} and never closed."
    fault = Fault("frontmatter-unclosed", message, 0, fatal=True)
    return Frontmatter("none", 0, 0, 0, Node("map", 0, 0, "block"), [fault])


def _bare_json(text: str, start: int) -> Frontmatter | None:
    end = json.measure(text, start)
    if end is None:
        return None
    reading = json.read(text[start:end])
    rest = re.compile(r"[ \t]*(?:\r\n|\n|\r|\Z)").match(text, end)
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
    return Frontmatter("yaml", start, end, match.end(), reading.tree, reading.faults)


def _headers(text: str, start: int) -> Frontmatter | None:
    measured = pelican.measure(text, start)
    if measured is None:
        return None
    end, body = measured
    reading = pelican.read(text[start:end])
    return Frontmatter("pelican", start, end, body, reading.tree, reading.faults)
