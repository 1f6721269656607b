"""Quotes as people set them who do not think of a format's rules."""

from __future__ import annotations

import re


def meant(value: str) -> str:
    """Return what an author meant who wrote `value` without thinking of its rules: its quotes, if any, taken off."""
    mark = value[:1]
    if mark not in {'"', "'"}:
        return value
    closed = len(value) > 1 and value.endswith(mark)
    inner = value[1:-1] if closed else value[1:]
    if closed and re.match(rf"[^{mark}]*[^\s{mark}]{mark}(?:[\s,;:.)]|\Z)", inner):
        # "One" and "two": the first and the last of the quotes do not belong together.
        return value
    if not closed and (mark == "'" or mark in inner):
        # 'Tis an apostrophe; "So" they say is no quotation of the whole.
        return value
    return inner.replace('\\"', '"') if mark == '"' else inner.replace("''", "'")
