"""Lektor's documents (https://www.getlektor.com/docs/content/): fields between lines of three hyphens.

So Kirby's (https://getkirby.com/docs/guide/content/text-files), with four, in files of text.
"""

import re

from yaml import safe_dump

SUFFIX = ".lr"
_FIELD = re.compile(r"(?P<key>[A-Za-z_][\w-]*):[ \t]*(?P<value>.*)\Z")
# A line of more hyphens stands for one with a hyphen less.
_HYPHENS = re.compile(r"-(?P<line>-{3,})[ \t]*\Z")
_KIRBY = re.compile(r"\s*[A-Za-z][\w-]*:[^\n]*\n(?:[^\n]*\n){0,200}?----[ \t]*\n\s*[A-Za-z][\w-]*:")
_LONGEST_HEAD = 20_000
_LISTS = frozenset({"tags", "categories", "topics", "keywords", "authors"})
# Under which of these the text of a post is, best first.
_BODIES = ("body", "content", "text", "article", "main")


def line_between(text: str, suffix: str) -> str:
    """The line that stands between the fields of a text: Lektor's, by its suffix, or Kirby's; "" for any other text.

    Kirby's has two fields or more.
    """
    if suffix == SUFFIX:
        return "---"
    head = text[:_LONGEST_HEAD].replace("\r\n", "\n") if "\n----" in text[:_LONGEST_HEAD] else ""
    return "----" if _KIRBY.match(head) else ""


def with_frontmatter(text: str, line: str) -> str:
    """A document of Lektor's as YAML frontmatter and its text; "" where there are no fields in it.

    `line` is what stands between the fields.
    """
    fields = _fields(text.removeprefix("\ufeff").replace("\r\n", "\n"), line)
    if not fields:
        return ""
    # Kirby's names begin with a capital letter.
    name = next((key for each in _BODIES for key in fields if key.lower() == each), "")
    body = fields.pop(name, "")
    # Who can't be found from other pages is not listed here either.
    if fields.get("_discoverable", "").lower() in {"no", "false"}:
        fields["hidden"] = "yes"
    # Lists have an item on each line.
    values = {
        key: _listed(value) if key.lower() in _LISTS else _in_yaml(value) for key, value in fields.items()
    }
    said = safe_dump(values, allow_unicode=True, sort_keys=False, width=100_000) if fields else ""
    return f"---\n{said}---\n{body}\n"


def _listed(value: str) -> str | list[str]:
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    return lines if len(lines) > 1 else value


def _in_yaml(value: str) -> str | list[str]:
    """A value with an item on each line, behind a hyphen, as Kirby writes lists of files."""
    lines = value.strip().split("\n")
    return [line[2:].strip() for line in lines] if all(line.startswith("- ") for line in lines) else value


def _fields(text: str, end: str) -> dict[str, str]:
    found: dict[str, str] = {}
    key, lines = "", list[str]()
    for line in [*text.split("\n"), end]:
        if line.rstrip() == end:
            if key:
                found[key] = "\n".join(lines).strip("\n")
            key, lines = "", []
        elif not key:
            if field := _FIELD.match(line):
                key, lines = field["key"], [field["value"]]
        else:
            lines.append(hyphens["line"] if (hyphens := _HYPHENS.match(line)) else line)
    return found
