"""Properties that hold for every document: nothing is lost in parsing, patching and merging."""

from __future__ import annotations

import datetime as dt
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.document import AuthorRef, Document, ImageRef, SeriesRef, decode, encode, merge, parse, repair

from . import samples
from .samples import DOCUMENTS, PELICAN

# What no database holds is never read from a frontmatter (see test_hostile).
NO_TEXT = "".join(map(chr, (*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF)))
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters=NO_TEXT), max_size=60)
NASTY = st.one_of(TEXT, st.sampled_from([each for each in samples.NASTY if not set(each) & set(NO_TEXT)]))
HEADER = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)
# What a header without quotes can say: words parted by single spaces.
WORDS = st.lists(HEADER, min_size=1, max_size=4).map(" ".join)

MOMENTS = st.one_of(
    st.dates(min_value=dt.date(1000, 1, 1)),
    st.datetimes(min_value=dt.datetime(1000, 1, 1)),  # noqa: DTZ001
    st.datetimes(
        min_value=dt.datetime(1000, 1, 1),  # noqa: DTZ001
        max_value=dt.datetime(9000, 1, 1),  # noqa: DTZ001
        timezones=st.integers(-12 * 60, 14 * 60).map(
            lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
        ),
    ),
)
TERM = NASTY.map(str.strip).filter(bool)
NAME = st.one_of(NASTY, WORDS).filter(lambda name: bool(name.strip()))
AUTHOR = st.builds(
    AuthorRef, NAME, st.sampled_from(["", "jane-doe"]), st.sampled_from(["", "https://example.org/"])
)

VALUES = st.one_of(
    st.tuples(st.sampled_from(["title", "description", "category", "canonical", "language"]), NASTY),
    st.tuples(st.just("slug"), st.from_regex(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z")),
    st.tuples(st.sampled_from(["date", "updated", "expires"]), MOMENTS),
    st.tuples(st.just("tags"), st.lists(TERM, max_size=4, unique=True).map(tuple)),
    st.tuples(st.just("aliases"), st.sets(st.sampled_from(["/a/", "/b", "c", "/é/"]), max_size=3).map(tuple)),
    st.tuples(st.just("authors"), st.lists(AUTHOR, max_size=3, unique=True).map(tuple)),
    st.tuples(st.just("image"), st.builds(ImageRef, TERM, TERM, st.sampled_from(["", "c: d"]))),
    st.tuples(st.just("status"), st.sampled_from(["draft", "review", "scheduled", "published", "withdrawn"])),
    st.tuples(st.just("series"), st.builds(SeriesRef, TERM, st.none() | st.integers(0, 99))),
    st.tuples(st.sampled_from(["featured", "noindex"]), st.booleans()),
    st.tuples(st.just("dialect"), st.sampled_from(["commonmark", "python-markdown"])),
    st.tuples(st.just("layout"), st.just("listing")),
)  # fmt: skip


@given(st.binary(max_size=300))
@example(b"\xff\xfea")
@example(b"\xff\xfe\x00\xd8")
@example(b"\xef\xbb\xbf\xef\xbb\xbf---\n")
@example("---\ntitle: café\n---\n".encode("utf-16"))
@example("---\ntitle: hello\n---\nhello\n".encode("utf-16-be"))
@example(b"---\ntitle: caf\xe9\x81\n---\n")
@example("na\u00efve".encode() + b"\xe9 \x92")
@example(b"a\0b\0c\0")
def test_every_bytes_come_back(data: bytes) -> None:
    """Whatever bytes a file has, the parsed document dumps them again."""
    assert parse(data).dump() == data


@given(
    st.text(max_size=200),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
)
def test_every_text_comes_back(text: str, codec: str) -> None:
    """A text in any encoding that is understood comes back byte for byte, and is hashable."""
    data = text.encode(codec, "replace")
    document = parse(data)
    assert document.dump() == data
    assert document.sha256 == parse(document.text).sha256


@given(st.sampled_from(sorted(DOCUMENTS)), st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le"]), VALUES)
def test_a_patched_document_keeps_its_encoding(name: str, codec: str, change: tuple[str, object]) -> None:
    """A key is patched in a UTF-16 or marked file like in any other, and the file stays what it was."""
    key, value = change
    data = DOCUMENTS[name].encode(codec)
    plain = parse(DOCUMENTS[name]).replace(**{key: value})
    patched = parse(data).replace(**{key: value})
    assert parse(patched.dump()).text == patched.text == plain.text


@given(st.text())
def test_decoding_inverts_encoding(text: str) -> None:
    """What is encoded in UTF-8 is decoded to the same text, surrogates apart."""
    document = parse(text)
    assert (
        decode(encode(document.text, document.encoding)) == (document.text, document.encoding) or "\0" in text
    )


@settings(max_examples=400)
@given(st.sampled_from(sorted(DOCUMENTS)), VALUES)
def test_a_replaced_field_reads_as_given(name: str, change: tuple[str, object]) -> None:
    """`replace(k=v)` makes the document say v, and leaves the body and all other data alone."""
    key, value = change
    before = parse(DOCUMENTS[name])
    after = parse(before.replace(**{key: value}).dump())
    # A category of nothing but blanks is none.
    assert getattr(after.fields, key) == (value if key != "category" or str(value).strip() else "")
    assert after.body == before.body
    assert not [problem for problem in after.problems if problem.severity == "error"]
    touched = {source.split(".")[0] for document in (before, after) for source in _touched(document, key)}
    assert {k: v for k, v in after.data.items() if k not in touched} == {
        k: v for k, v in before.data.items() if k not in touched
    }


def _touched(document: Document, key: str) -> list[str]:
    parts = {"image": "image.", "series": "series.", "authors": "author.", "tags": "category"}
    names = [name for name in document.view.places if name == key or name.startswith(parts.get(key, "-"))]
    return [found.path[0] for name in names for found in document.view.places[name]]


@settings(max_examples=300)
@given(st.sampled_from(sorted(DOCUMENTS.keys() - {"json-line"})), VALUES)
def test_all_other_lines_stay(name: str, change: tuple[str, object]) -> None:
    """Lines that belong to other keys are, byte for byte and in order, in the patched document.

    In JSON the comma behind a line is not its own.
    """
    key, value = change
    before = parse(DOCUMENTS[name])
    after = before.replace(**{key: value})
    ignored = ",\n" if before.format == "json" else ""
    remaining = (line.rstrip(ignored) for line in after.text.splitlines(keepends=True))
    assert all(line.rstrip(ignored) in remaining for line in _lines_of_others(before, key))


def _lines_of_others(document: Document, key: str) -> list[str]:
    """Return the lines on which no key stands that can mean `key`."""
    front = document.frontmatter
    touched: set[int] = set()
    for source in _touched(document, key):
        for member in front.tree.members:
            if member.key == source:
                start, end = front.start + member.start, front.start + max(member.node.end, member.key_end)
                for node in member.node.walk():
                    end = max(end, front.start + node.end)
                first, last = (document.text.count("\n", 0, offset) for offset in (start, end))
                touched.update(range(first, last + 1))
    lines = document.text.splitlines(keepends=True)
    return [line for number, line in enumerate(lines) if number not in touched]


@given(
    st.one_of(
        st.tuples(st.sampled_from(["title", "description", "category"]), WORDS),
        st.tuples(st.sampled_from(["date", "updated"]), MOMENTS),
        st.tuples(
            st.just("tags"),
            st.lists(WORDS.filter(lambda w: not set(w) & set(",;#")), max_size=3, unique=True).map(tuple),
        ),
        st.tuples(
            st.just("status"), st.sampled_from(["draft", "review", "scheduled", "published", "withdrawn"])
        ),
        st.tuples(st.just("series"), st.builds(SeriesRef, WORDS, st.none() | st.integers(0, 99))),
        st.tuples(st.just("image"), st.builds(ImageRef, WORDS, WORDS)),
    )
)
def test_pelican_headers_are_patched(change: tuple[str, object]) -> None:
    """Headers know no quotes; what they can say is said, and the other headers stay."""
    key, value = change
    before = parse(PELICAN)
    after = parse(before.replace(**{key: value}).dump())
    assert after.format == "pelican"
    assert getattr(after.fields, key) == value
    assert "Save_As: static.html\n" in after.text
    assert after.body == before.body


@given(st.sampled_from([*DOCUMENTS.values(), PELICAN]), st.text(max_size=80))
def test_any_body_can_be_set(source: str, body: str) -> None:
    """A body may look like anything, even a frontmatter: it is a body."""
    before = parse(source)
    after = parse(before.with_body(body).dump())
    document = parse(body)
    expected = document.text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", before.newline)
    if not body.startswith("\ufeff"):
        assert after.body == expected
    assert dict(after.data) == dict(before.data)


EDITS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["one\n", "two\n", "", "new\n\n", "a\nb\n"])), max_size=3
)
KEYS = st.dictionaries(
    st.sampled_from(["title", "description", "canonical", "category"]),
    st.text("ab: #", max_size=5),
    max_size=2,
)


def _edited(base: Document, edits: list[tuple[int, str]], keys: dict[str, str]) -> Document:
    lines = base.body.splitlines(keepends=True)
    for place, text in edits:
        lines[place : place + 1] = [text]
    return base.replace(**keys).with_body("".join(lines))


BODY = "".join(f"line {number}\n" for number in range(10))
BASES = st.sampled_from(
    [parse(DOCUMENTS[name]).with_body(BODY) for name in ("hugo", "hugo-toml", "hugo-json", "none")]
)


@given(BASES, EDITS, KEYS)
def test_merging_one_edit_gives_that_edit(
    base: Document, edits: list[tuple[int, str]], keys: dict[str, str]
) -> None:
    """Where only one side changed anything, the merge is that side exactly."""
    edited = _edited(base, edits, keys)
    assert merge(base, edited, base).document.text == edited.text
    assert merge(base, base, edited).document.text == edited.text
    assert merge(base, edited, edited).document.text == edited.text
    assert merge(base, edited, base).clean


@settings(max_examples=300)
@given(BASES, EDITS, KEYS, EDITS, KEYS)
def test_a_merge_loses_neither_side(
    base: Document,
    our_edits: list[tuple[int, str]],
    our_keys: dict[str, str],
    their_edits: list[tuple[int, str]],
    their_keys: dict[str, str],
) -> None:
    """Whoever comes first, the same merges are clean; a clean one says what both said, a conflict tells all three."""
    ours, theirs = _edited(base, our_edits, our_keys), _edited(base, their_edits, their_keys)
    merged, swapped = merge(base, ours, theirs), merge(base, theirs, ours)
    assert merged.clean == swapped.clean
    assert parse(merged.document.dump()).problems == merged.document.problems
    conflicting = {conflict.field for conflict in merged.conflicts}
    for key in their_keys:
        if (
            getattr(theirs.fields, key) != getattr(base.fields, key)
            and key not in our_keys
            and None not in conflicting
        ):
            assert getattr(merged.document.fields, key) == getattr(theirs.fields, key)
    for key in our_keys:
        if getattr(ours.fields, key) != getattr(base.fields, key):
            assert getattr(merged.document.fields, key) == getattr(ours.fields, key)
    for conflict in merged.conflicts:
        assert conflict.ours != conflict.theirs
    if merged.clean:
        assert dict(merged.document.data) == dict(swapped.document.data)


@given(st.text(max_size=200))
def test_sound_text_is_not_repaired(text: str) -> None:
    """A repaired document is read again without errors; a document is repaired at most once."""
    document = parse(text)
    repaired = repair(document)
    if repaired is document:
        return
    assert repaired.problems[-1].code == "text-repaired" or repaired.problems
    assert repair(repaired).text is not None


@given(
    st.dictionaries(
        TEXT,
        st.recursive(st.none() | st.booleans() | st.integers() | TEXT, st.lists, max_leaves=5),
        max_size=4,
    )
)
def test_json_frontmatter_reads_as_json(data: dict[str, object]) -> None:
    """Every JSON object in front of a body is read as json.loads reads it."""
    source = json.dumps({"title": "x", **data}, ensure_ascii=False, indent=2) + "\nBody\n"
    document = parse(source)
    assert dict(document.data) == {"title": "x", **data}
    assert document.body == "Body\n"
