"""The colours of highlighted code."""

from __future__ import annotations

from pygments.token import STANDARD_TYPES

TOKEN_CLASSES = frozenset(name for name in STANDARD_TYPES.values() if name)
"""The classes that Pygments gives to its tokens: `k` for a keyword, `s2` for a double-quoted string..."""


def highlight_css() -> str:
    return ""
