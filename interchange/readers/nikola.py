"""Nikola's headers (https://getnikola.com/handbook.html#metadata-fields): lines of `.. title: Hello`, as frontmatter.

They stand in the document, in a comment or bare, or in a file of their own beside it (`hello.meta`).
"""

import re

from yaml import safe_dump

_FIELD = re.compile(r"\.\. (?P<key>[\w-]+):(?:[ \t]+(?P<value>.*?))?[ \t]*\Z")
_HEADER = re.compile(
    r"""\A\s*(?P<open><!--[ \t]*\n)?(?P<fields>(?:[ \t]*(?:\.\.[ ][\w-]+:.*)?\n)+?)
    (?P<close>[ \t]*-->[ \t]*(?:\n|\Z)|(?=\n|[^.\s]))""",
    re.VERBOSE,
)
# The lines of a file of metadata as Nikola had them first: values in this order, without names.
_OLD_ORDER = ("title", "slug", "date", "tags", "link", "description", "type")
_LONGEST = 10_000  # characters of a header


def with_frontmatter(text: str) -> str:
    """A document with Nikola's header as YAML frontmatter, line by line; "" for one without such a header."""
    found = _HEADER.match(
        text.replace("\r\n", "\n")[:_LONGEST] if "\r\n" in text[:_LONGEST] else text[:_LONGEST]
    )
    if found is None or not any(map(_FIELD.match, found["fields"].splitlines())):
        return ""
    if bool(found["open"]) != (found["close"].strip() == "-->"):
        return ""
    rest = text.replace("\r\n", "\n")[found.end() :]
    return f"---\n{_yaml(found['fields'])}---\n{rest}"


def frontmatter_of(meta: str) -> str:
    """The frontmatter that a file of metadata comes to, fences included; "" for one that says nothing."""
    lines = meta.removeprefix("\ufeff").replace("\r\n", "\n").strip("\n").split("\n")
    if not any(map(_FIELD.match, lines)):
        if len(lines) < 3 or any(line.startswith(("---", "+++", "{")) for line in lines[:1]):
            return ""
        lines = [f".. {key}: {value}" for key, value in zip(_OLD_ORDER, lines, strict=False) if value.strip()]
    return f"---\n{_yaml(chr(10).join(lines) + chr(10))}---\n"


def _yaml(fields: str) -> str:
    """A line of YAML for each line, so that those below keep their numbers."""
    return "".join(f"{_entry(line.strip())}\n" for line in fields.splitlines())


def _entry(line: str) -> str:
    found = _FIELD.match(line)
    if found is None:
        return ""
    value = found["value"] or ""
    if (found["key"].lower(), value.lower()) == ("status", "featured"):
        return "featured: true"
    written = (
        safe_dump(value, allow_unicode=True, width=100_000).removesuffix("...\n").strip() if value else ""
    )
    return f"{found['key']}: {written}".rstrip()
