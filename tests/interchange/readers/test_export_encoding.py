"""Exports in the encoding that they are in, whatever they say of it; nothing of their letters is lost."""

import json

import pytest

from interchange.items import Item, NoItem
from interchange.readers.export_encoding import ExportDecoder

from .exports import ghost, only, post, read_all, wxr

TEXTS = {
    "latin": "Café – “tïa” " * 30,
    "japanese": "日本語の文章です。これは長い文です。\n" * 30,
    "russian": "Это длинный русский текст о чае.\n" * 30,
}


def export(text: str, encoding: str, declared: str) -> bytes:
    return wxr(post(1, title=text, content="x")).replace('"UTF-8"', f'"{declared}"').encode(encoding)


def title_and_remarks(data: bytes) -> tuple[str, list[str]]:
    found = read_all("wordpress", data)
    last = found["export.xml"]
    assert isinstance(last, NoItem)
    return only(found).document.fields.title, [each.message for each in last.warnings]


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "told"),
    [
        ("latin", "utf-8", "UTF-8", ""),
        ("latin", "utf-8-sig", "UTF-8", ""),
        ("latin", "cp1252", "ISO-8859-1", ""),
        ("latin", "utf-8", "ISO-8859-1", "says that it is iso8859-1, but is UTF-8"),
        ("latin", "cp1252", "UTF-8", "read as Windows-1252"),
        ("latin", "utf-16", "UTF-16", ""),
        ("latin", "utf-16-le", "UTF-16", ""),
        ("latin", "utf-16-be", "UTF-16", ""),
        ("latin", "utf-32", "UTF-32", ""),
        ("latin", "utf-8", "utf-16", ""),
        ("latin", "utf-8", "no-such-thing", ""),
        ("japanese", "cp932", "Shift_JIS", ""),
        ("japanese", "euc_jp", "EUC-JP", ""),
        ("japanese", "cp932", "UTF-8", "read as Shift JIS"),
        ("russian", "cp1251", "windows-1251", ""),
        ("russian", "cp1251", "UTF-8", "read as Windows-1251"),
        ("russian", "koi8_r", "KOI8-R", ""),
    ],
)  # fmt: skip
def test_letters_are_what_they_were(text: str, encoding: str, declared: str, told: str) -> None:
    """What the file declares is followed where it can be true."""
    title, remarks = title_and_remarks(export(TEXTS[text], encoding, declared))
    assert title == " ".join(TEXTS[text].split())
    assert [told in each for each in remarks] == ([True] if told else [])


def test_bytes_of_another_encoding_are_read_as_what_they_are() -> None:
    """Of a file put together of several, only what is no UTF-8 is taken for Windows-1252; the report says so."""
    data = export(TEXTS["latin"], "utf-8", "UTF-8")
    data = data.replace(b"<title>A blog", "<title>日本".encode()).replace("Café".encode(), b"Caf\xe9", 1)
    title, remarks = title_and_remarks(data)
    assert title == " ".join(TEXTS["latin"].split())
    assert remarks == ["The file is not valid UTF-8; what is not was read as Windows-1252."]


def test_letters_that_a_chunk_cuts_in_two_stay_whole() -> None:
    data = ("a" * 10 + "日本語" * 20).encode()
    for size in range(1, 12):
        decoder = ExportDecoder()
        chunks = [data[at : at + size] for at in range(0, len(data), size)]
        assert "".join(map(decoder.decode, [*chunks, b""])) == data.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_json_in_other_encodings(encoding: str) -> None:
    text = json.dumps(
        json.loads(ghost({"id": "1", "title": "Café", "slug": "t", "html": "<p>x</p>"})), ensure_ascii=False
    )
    found = read_all("ghost", text.encode(encoding), "export.json")
    assert only(found).document.fields.title == "Café"


def test_control_characters_in_json_do_not_end_it() -> None:
    found = read_all(
        "ghost",
        ghost({"id": "1", "title": "A\x01B", "slug": "t", "html": "x"}).replace("\\u0001", "\x01"),
        "e.json",
    )
    assert only(found).document.fields.title == "A B"


def test_an_attribute_whose_prefix_nobody_declared_does_no_harm() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry gd:etag="x">'
        '<title m:type="html" type="html">A &amp;amp; b</title><id>1</id>'
        '<content type="html">x</content></entry></feed>'
    )
    (entry,) = (each for each in read_all("feed", feed, "feed.xml").values() if isinstance(each, Item))
    assert entry.document.fields.title == "A & b"
