"""Absurd and hostile documents are read quickly, never raise, and come back byte for byte."""

from __future__ import annotations

import string
import time

import pytest

from articles.document import merge, parse, repair

BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n"
    for before, name in zip(string.ascii_lowercase, string.ascii_lowercase[1:16], strict=False)
)
YAML = {
    "alias bomb": BOMB,
    "recursive alias": "title: x\na: &a [*a]\n",
    "unknown alias": "title: *nobody\n",
    "open brackets": "[" * 2000,
    "open brackets in a key": "a: " + "[" * 100_000,
    "open maps": "a: " + "{a: " * 2000,
    "nested lists": "- " * 2000,
    "complex keys": "? " * 2000,
    "one long line": "title: " + "x" * 1_000_000,
    "many keys": "".join(f"key{number}: v\n" for number in range(10_000)),
    "one key often": "key: v\n" * 10_000,
    "quotes": "title: '" + "''" * 50_000,
    "broken line by line": "title: [\n" + "k: v\n" * 5000,
    "broken lists": "title: [" + "@," * 60_000,
    "broken items": "title: [\n" + "  - @a\n" * 15_000,
    "indented keys": "title: x\n" + "  date: @x: y\n" * 8_000,
    "tabs": "tags:\n" + "\t- x\n" * 2000,
    "colons": ": " * 5000,
    "python object": "title: !!python/object/apply:os.system ['false']\n",
    "control characters": "title: \x00\x01\x02\ufffe\n",
    "merge keys": "a: &a {x: 1}\n<<: [*a, *a]\ntitle: x\n",
}
OTHERS = {
    "deep json": '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}\n",
    "deeper json": '{"a": ' + "[" * 60_000 + "]" * 60_000 + "}\nBody\n",
    "unclosed json": '{"title": "' + '\\"' * 50_000,
    "deep toml": "+++\na = " + "[" * 2000 + "]" * 2000 + "\n+++\n",
    "dotted toml": "+++\n" + "a." * 2000 + "b = 1\n+++\n",
    "many tables": "+++\n" + "".join(f"[t{number}]\n" for number in range(5000)) + "+++\n",
    "broken toml": "+++\n" + "key =\n" * 5000 + "+++\n",
    "many headers": "Title: x\n" + "Key: v\n" * 50_000,
    "rules": "---\n" * 50_000,
    "one rule": "-" * 1_000_000,
    "blank lines": "\n \n" * 50_000 + "---\n",
    "unclosed": "---\ntitle: x\n" + "text\n" * 50_000,
    "backticks": "`" * 100_000 + "donâ€™t",
    "absurd date": '---\ndate: "' + "1 " * 5000 + '"\npermalink: ' + "/" * 9999 + "\n---\n",
    "absurd authors": '---\nauthor: "' + "and & " * 5000 + '"\n---\n',
}  # fmt: skip
SOURCES = {name: f"---\n{text}\n---\nBody\n" for name, text in YAML.items()} | OTHERS


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_is_read_in_a_moment(name: str) -> None:
    """Parsing takes well under a second of processor time and gives the bytes back."""
    data = SOURCES[name].encode()
    before = time.process_time()
    document = parse(data)
    assert document.fields.title is not None
    assert isinstance(document.problems, tuple)
    assert time.process_time() - before < 1.5
    assert document.dump() == data


@pytest.mark.parametrize("name", sorted(SOURCES.keys() - {"many keys", "one long line"}))
def test_is_edited_or_refused(name: str) -> None:
    """Repairing, patching and merging it raise nothing but the documented ValueError."""
    document = repair(parse(SOURCES[name]))
    try:
        patched = document.replace(title="New title")
    except ValueError as error:
        assert "cannot be edited" in str(error)  # noqa: PT017
        return
    assert patched.fields.title == "New title"
    assert merge(document, patched, document.with_body("x")).document is not None


def test_refusals_say_why() -> None:
    """A frontmatter that is not read is an error that names the rule, and the body is still there."""
    for name, part in (
        ("alias bomb", "20,000 values"),
        ("open maps", "40 levels"),
        ("recursive alias", "inside itself"),
        ("deeper json", "40 levels"),
    ):
        document = parse(SOURCES[name])
        assert [(problem.code, problem.severity) for problem in document.problems] == [
            ("frontmatter-refused", "error")
        ]
        assert part in document.problems[0].message
        assert document.body == "Body\n"


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "a\\u0000b"\ntags: ["\\x07c", "\\0"]\nauthor: {name: "d\\uffff"}\n---\nx\n',
        '{"title": "a\\u0000b", "tags": ["\\u0007c", "\\u0000"], "author": {"name": "d\\uffff"}}\nx\n',
        '+++\ntitle = "a\\u0000b"\ntags = ["\\u0007c", "\\u0000"]\nauthor = {name = "d\\uFFFF"}\n+++\nx\n',
    ],
)
def test_escapes_for_what_is_no_character_say_nothing(text: str) -> None:
    """Feeds can't hold them, nor can PostgreSQL; the document keeps them as they are written."""
    document = parse(text)
    fields = document.fields
    assert (fields.title, fields.tags, fields.authors[0].name) == ("ab", ("c",), "d")
    assert document.text == text


def test_characters_as_javascript_escapes_them() -> None:
    """In two halves, of which YAML knows nothing."""
    text = '---\ntitle: "\\ud83c\\udf89 \\u4e2d"\ntags: ["\\ud83c\\udf89", "\\ud83c"]\n---\nx\n'
    fields = parse(text).fields
    assert (fields.title, fields.tags[0]) == ("\U0001f389 \u4e2d", "\U0001f389")


@pytest.mark.parametrize(
    ("written", "position"),
    [("7", 7), ("2147483647", 2147483647), ("-1", None), ("20200102150405", None), ("9" * 5000, None)],
)
def test_a_place_in_a_series_is_one_that_somebody_counts_to(written: str, position: int | None) -> None:
    series = parse(f"---\ntitle: A\nseries: S\nseries_order: {written}\n---\nx\n").fields.series
    assert series is not None
    assert (series.name, series.position) == ("S", position)
