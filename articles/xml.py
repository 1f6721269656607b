"""Writing XML that is well-formed whatever the text is."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 cannot say, not even escaped.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Xml:
    """A document in the making. What XML cannot say is left out of texts and attributes."""

    def __init__(self) -> None:
        self._parts = ['<?xml version="1.0" encoding="utf-8"?>\n']

    @contextmanager
    def inside(self, name: str, **attributes: str) -> Iterator[None]:
        """An element around what is written meanwhile. Empty attributes are left out; `xml_lang` means `xml:lang`."""
        opened, start = _opened(name, attributes), len(self._parts)
        self._parts.append(f"{opened}>")
        yield
        if len(self._parts) > start + 1:
            self._parts.append(f"</{name}>")
        else:
            self._parts[start] = f"{opened}/>"

    def element(self, name: str, text: str = "", **attributes: str) -> None:
        """An element with text only."""
        opened, text = _opened(name, attributes), speakable(text)
        self._parts.append(f"{opened}>{escape(text)}</{name}>" if text else f"{opened}/>")

    def encoded(self) -> bytes:
        return "".join(self._parts).encode()


def _opened(name: str, attributes: Mapping[str, str]) -> str:
    """The beginning of an element, up to where it ends or is closed."""
    given = (
        f" {key.replace('_', ':')}={quoteattr(speakable(value))}"
        for key, value in attributes.items()
        if value
    )
    return f"<{name}{''.join(given)}"


def speakable(text: str) -> str:
    """`text` without the characters that XML cannot say."""
    return _UNSPEAKABLE.sub("", text)
