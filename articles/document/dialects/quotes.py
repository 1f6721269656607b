"""Quotes as people set them who do not think of a format's rules."""

from __future__ import annotations

import json
import re

# A character beyond the first plane as JavaScript escapes it: YAML knows no halves.
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_HALF = re.compile("[\ud800-\udfff]")


def meant(value: str) -> str:
    """Return what an author meant who wrote `value` without thinking of its rules: its quotes, if any, taken off."""
    mark = value[:1]
    if mark not in {'"', "'"}:
        return value
    closed = len(value) > 1 and value.endswith(mark)
    if closed and mark == '"' and _PAIR.search(value) and (text := _as_json(value)):
        return text
    inner = value[1:-1] if closed else value[1:]
    if closed and re.match(rf"[^{mark}]*[^\s{mark}]{mark}(?:[\s,;:.)]|\Z)", inner):
        # "One" and "two": the first and the last of the quotes do not belong together.
        return value
    if not closed and (mark == "'" or mark in inner):
        # 'Tis an apostrophe; "So" they say is no quotation of the whole.
        return value
    return inner.replace('\\"', '"') if mark == '"' else inner.replace("''", "'")


def _as_json(value: str) -> str:
    """Return the text that a string of JSON is; "" for what is none."""
    try:
        text = json.loads(value)
    except ValueError:
        return ""
    return text if isinstance(text, str) and not _HALF.search(text) else ""
