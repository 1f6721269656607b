"""Writing XML that is well-formed whatever the text is."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

# What XML 1.0 cannot say, not even escaped.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Xml:
    """A document in the making. What XML cannot say is left out of texts and attributes."""

    def __init__(self) -> None:
        self._out = StringIO()
        self._generator = XMLGenerator(self._out, "utf-8", short_empty_elements=True)
        self._generator.startDocument()

    @contextmanager
    def inside(self, name: str, **attributes: str) -> Iterator[None]:
        """An element around what is written meanwhile. Empty attributes are left out; `xml_lang` means `xml:lang`."""
        given = {key.replace("_", ":"): speakable(value) for key, value in attributes.items() if value}
        self._generator.startElement(name, AttributesImpl(given))
        yield
        self._generator.endElement(name)

    def element(self, name: str, text: str = "", **attributes: str) -> None:
        """An element with text only."""
        with self.inside(name, **attributes):
            self._generator.characters(speakable(text))

    def encoded(self) -> bytes:
        return self._out.getvalue().encode()


def speakable(text: str) -> str:
    """`text` without the characters that XML cannot say."""
    return _UNSPEAKABLE.sub("", text)
