"""Writing XML as Python's own generator does."""

from io import StringIO
from xml.sax.saxutils import XMLGenerator

from hypothesis import given
from hypothesis import strategies as st

from articles.xml import Xml, speakable


@given(text=st.text(), value=st.text(), inner=st.booleans())
def test_it_is_what_the_standard_library_writes(text: str, value: str, *, inner: bool) -> None:
    """Byte for byte, elements with nothing in them too."""
    xml, out = Xml(), StringIO()
    with xml.inside("a", xml_lang=value):
        if inner:
            xml.element("b", text, c=value)
    told = XMLGenerator(out, "utf-8", short_empty_elements=True)
    told.startDocument()
    told.startElement("a", {"xml:lang": speakable(value)} if value else {})
    if inner:
        told.startElement("b", {"c": speakable(value)} if value else {})
        told.characters(speakable(text))
        told.endElement("b")
    told.endElement("a")

    assert xml.encoded() == out.getvalue().encode()
