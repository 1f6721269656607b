"""Texts that Ruby 1.8 wrote into YAML byte by byte, as Jekyll's importers of its time did: in Base64 or as escapes.

    title: !binary |
      5pel6K6w

    title: "\\xE6\\x97\\xA5\\xE8\\xAE\\xB0"

YAML reads the first as bytes and the second as letters of Latin-1; both were texts in UTF-8.
"""

from __future__ import annotations

import base64
import binascii
import re

_BINARY_TAGS = frozenset({"!binary", "tag:yaml.org,2002:binary"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BYTE = r"\\x[89A-Fa-f][0-9A-Fa-f]"
# The end of a line within quotes may stand between two escapes.
_BROKEN = r"(?:\\(?:\r\n|\n|\r)[ \t]*)?"
# An escape of another kind is taken as a whole, so that `\\\\x41` is a backslash before letters.
_ESCAPES = re.compile(rf"(?P<bytes>{_BYTE}(?:{_BROKEN}{_BYTE})+)|\\.", re.DOTALL)


def is_binary(tag: str | None) -> bool:
    """Whether a tag says that a value is Base64."""
    return tag in _BINARY_TAGS


def decoded(value: str) -> str | None:
    """Return the text in UTF-8 that `value` is in Base64; None where it is none."""
    try:
        text = base64.b64decode("".join(value.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return None if not text or _UNPRINTABLE.search(text) else text.rstrip("\r\n")


def with_letters(value: str, written: str) -> str:
    """Return what was read of the double-quoted `written` with those escapes in a row that are UTF-8 as letters."""
    at = 0
    for found in _ESCAPES.finditer(written):
        if found["bytes"] is None:
            continue
        data = bytes.fromhex("".join(re.findall(r"\\x(..)", found["bytes"])))
        read = data.decode("latin-1")
        at = value.find(read, at)
        try:
            meant = data.decode()
        except UnicodeDecodeError:
            meant = read
        if at < 0 or _UNPRINTABLE.search(meant):
            return value
        value = value[:at] + meant + value[at + len(read) :]
        at += len(meant)
    return value
