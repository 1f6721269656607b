"""Lektor's documents (https://www.getlektor.com/docs/content/): fields between lines of three hyphens."""

import re

from yaml import safe_dump

SUFFIX = ".lr"
_FIELD = re.compile(r"(?P<key>[A-Za-z_][\w-]*):[ \t]*(?P<value>.*)\Z")
# A line of more hyphens stands for one with a hyphen less.
_HYPHENS = re.compile(r"-(?P<line>-{3,})[ \t]*\Z")
_LISTS = frozenset({"tags", "categories", "topics", "keywords", "authors"})
# Under which of these the text of a post is, best first.
_BODIES = ("body", "content", "text", "article", "main")


def with_frontmatter(text: str) -> str:
    """A document of Lektor's as YAML frontmatter and its text; "" where there are no fields in it."""
    fields = _fields(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if not fields:
        return ""
    name = next((each for each in _BODIES if each in fields), "")
    body = fields.pop(name, "")
    # Who can't be found from other pages is not listed here either.
    if fields.get("_discoverable", "").lower() in {"no", "false"}:
        fields["hidden"] = "yes"
    # Lists have an item on each line.
    values = {key: _listed(value) if key in _LISTS else value for key, value in fields.items()}
    said = safe_dump(values, allow_unicode=True, sort_keys=False, width=100_000) if fields else ""
    return f"---\n{said}---\n{body}\n"


def _listed(value: str) -> str | list[str]:
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    return lines if len(lines) > 1 else value


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    key, lines = "", list[str]()
    for line in [*text.split("\n"), "---"]:
        if line.rstrip() == "---":
            if key:
                found[key] = "\n".join(lines).strip("\n")
            key, lines = "", []
        elif not key:
            if field := _FIELD.match(line):
                key, lines = field["key"], [field["value"]]
        else:
            lines.append(hyphens["line"] if (hyphens := _HYPHENS.match(line)) else line)
    return found
