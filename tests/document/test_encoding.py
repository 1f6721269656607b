"""Bytes become the text that was meant, and an edited document goes back in its own encoding."""

from __future__ import annotations

import codecs

import pytest

from articles.document import decode, encode, parse

POST = "---\ntitle: Café “Zoë”\n---\nNaïve – 👋\n"


@pytest.mark.parametrize(
    ("data", "codec"),
    [
        (POST.encode(), "utf-8"),
        (codecs.BOM_UTF8 + POST.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + POST.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + POST.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + POST.encode("utf-32-le"), "utf-32-le"),
        (POST.encode("utf-16-le"), "utf-16-le"),
        (POST.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_unicode_is_told_by_its_mark_or_its_zeros(data: bytes, codec: str) -> None:
    """UTF-8, UTF-16 and UTF-32 are read with a byte order mark, the first two without one as well."""
    text, encoding = decode(data)
    assert (text, encoding.codec) == (POST, codec)
    assert encode(text, encoding) == data
    assert parse(data).problems == ()


def test_what_is_no_utf8_is_windows_1252() -> None:
    """A file of an old Windows editor is read as Windows-1252, with a warning that names the line."""
    document = parse(b"---\ntitle: Caf\xe9\n---\n\x93Quoted\x94 \x96 \x80 5\n")
    assert document.fields.title == "Café"
    assert document.body == "“Quoted” – € 5\n"
    assert [(problem.code, problem.line) for problem in document.problems] == [("encoding-guessed", 2)]


def test_undefined_bytes_of_windows_1252_survive() -> None:
    """The five bytes that Windows-1252 leaves undefined stay what they are."""
    data = b"\xe9 \x81 \x8d \x8f \x90 \x9d"
    document = parse(data)
    assert document.with_body(document.body + "!").dump() == data + b"!"


def test_stray_bytes_in_utf8_are_read_one_by_one() -> None:
    """One pasted Windows-1252 quote does not turn a whole UTF-8 file into mojibake; edited, the file is UTF-8."""
    data = "Zoë’s naïve ".encode() + b"it\x92s\n"
    document = parse(data)
    assert document.text == "Zoë’s naïve it’s\n"
    assert document.dump() == data
    assert document.with_body(document.body + "x").dump() == "Zoë’s naïve it’s\nx".encode()
    assert document.problems[0].code == "encoding-guessed"


def test_what_windows_1252_lacks_turns_the_file_into_utf8() -> None:
    """An emoji put into a Windows-1252 document cannot be written in it: the document becomes UTF-8."""
    document = parse(b"---\ntitle: Caf\xe9\n---\n").replace(title="Café 👋")
    assert document.dump() == "---\ntitle: Café 👋\n---\n".encode()


def test_an_edit_never_changes_how_the_rest_is_read() -> None:
    """Where the last byte that gave the encoding away is edited out, the file is written so that it reads the same."""
    document = parse(b"---\ntitle: \xe9\n---\nbody\n").replace(title="Ã©")
    assert parse(document.dump()).fields.title == "Ã©"


def test_control_characters_and_nul_are_kept() -> None:
    """Control characters stay in the text; in a value of YAML, which forbids them, they are dropped."""
    data = b"---\ntitle: Tech\x08nical\x00\n---\nA\x00B\x1b[0m\n"
    document = parse(data)
    assert document.dump() == data
    assert document.fields.title == "Technical"
    assert document.body == "A\x00B\x1b[0m\n"


def test_lone_surrogates_are_no_text() -> None:
    """Half a character, which no file can hold, is replaced by the replacement character."""
    assert parse("a\ud83db").text == "a\ufffdb"
