"""Data of other programs made to do harm: read within bounds or refused, never the end of the process."""

import copy
import io
import json
import random
import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from interchange.data_files import UnreadableData, read_data
from interchange.items import Context, NoItem
from interchange.readers import addresses, feed, parts, substack
from interchange.readers.ghost_cards import Cards, sole_markdown
from interchange.readers.html import to_markdown
from interchange.readers.json_records import UnreadableJSON, records
from interchange.readers.parts import compose, finished
from interchange.readers.xml_pieces import Pieces, parse_piece
from interchange.sources import open_source

from .conftest import bring_in, zipped

LONG_LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS = "a: &a [x,x,x]\n" + "".join(
    f"{b}: &{b} [*{a},*{a},*{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("[" * 100_000, ".yml"),
        ("a: " + "{b: " * 50_000, ".yaml"),
        ("- " * 50_000 + "x", ".yml"),
        ("a: [" + "1, " * 400_000 + "1]", ".yml"),
        ("a: *nothing", ".yml"),
        ("? {a: b}\n: c", ".yml"),
        ("a: !!python/object/apply:os.system ['false']", ".yml"),
        ('{"a":' * 100_000, ".json"),
        ('{"a": ' + "9" * 5_000 + "}", ".json"),
        ("a = " + "[" * 50_000, ".toml"),
        (LONG_LAUGHS, ".yml"),
        ("a: &a [x, *a]", ".yml"),
        ("a: &a {x: 1}\nb: &b {y: *a}\n" * 10 + "c: [" + "*b, " * 200_000 + "]", ".yml"),
        ("a: 1" + ":59" * 100_000, ".yml"),
        ("a: !!bool perhaps", ".yml"),
        ("a: !!timestamp never", ".yml"),
        ("a" + ".a" * 100_000 + " = 1", ".toml"),
        ("[a" + " . 'a'" * 100_000 + "]", ".toml"),
        ("a" * 500_000, ".toml"),
    ],
)
def test_what_is_too_deep_or_too_much_is_refused(text: str, suffix: str) -> None:
    with pytest.raises(UnreadableData):
        read_data(text, suffix)


_IN_A_POST = '{"db":[{"meta":{},"data":{"posts":[{"id":"1","title":"A","html":'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "result", "code"),
    [
        (_IN_A_POST + "[" * 100_000, "rejected", "json-unreadable"),
        ('{"db":' + "[" * 100_000, "rejected", "json-unreadable"),
        ('[ {"a" :\n' * 40, "rejected", "json-unreadable"),
        ('{"a":' * 64 + "1" + "}" * 64, "ignored", "not-an-article"),
        (json.dumps({"a": [[1, "]"]] * 500}), "ignored", "not-an-article"),
    ],
)
def test_json_without_a_bottom_is_rejected_whatever_it_may_be(
    tmp_path: Path, text: str, result: str, code: str
) -> None:
    """It is told before anything else is known of it; what merely is no export is ignored."""
    (tmp_path / "file.json").write_text(text)
    (line,) = bring_in(tmp_path / "file.json").lines.values()
    assert (line.result, line.error and line.error.code) == (result, code)


def test_what_people_write_is_read() -> None:
    assert read_data("a:\n  - b\n  - {c: 1}\n", ".yml") == {"a": ["b", {"c": 1}]}
    assert read_data('{"a": 1}', ".json") == {"a": 1}
    assert read_data("a = 1", ".toml") == {"a": 1}
    assert isinstance(read_data(LAUGHS, ".yml"), dict)


@pytest.mark.parametrize("before", [0, 60_000, 65_530])
def test_a_number_that_python_does_not_read_ends_a_file_of_json(before: int) -> None:
    """The parser itself does not survive it."""
    data = json.dumps({"x": "a" * before})[:-1] + ', "posts": [{"id": ' + "9" * 100_000 + "}]}"
    with pytest.raises(UnreadableJSON, match="digits"):
        list(records(io.BytesIO(data.encode()), {"posts": True}))


@pytest.mark.parametrize("before", [0, 60_000, 65_500, 65_530])
def test_a_text_may_have_as_many_digits_as_it_likes(before: int) -> None:
    """Those of pi are a post."""
    said = f'"Pi\\" {"3" * 5_000}, {"1" * 70_000}", "x": "{"7" * 9_000}"'
    data = json.dumps({"x": "a" * before})[:-1] + f', "posts": [{{"id": 1, "html": {said}}}]}}'
    ((_, post),) = records(io.BytesIO(data.encode()), {"posts": True})
    assert post == json.loads(data)["posts"][0]


def test_an_element_with_very_many_attributes_is_read_in_no_time() -> None:
    many = " ".join(f'a{number}="1"' for number in range(50_000))
    pieces = Pieces(io.BytesIO(f"<rss><item {many}><title>x</title></item></rss>".encode()), ["item"])
    parsed = parse_piece(next(iter(pieces)))
    assert parsed is not None
    assert (parsed.node.attributes, parsed.node.said("title")) == ({}, "x")


def test_the_text_of_a_deep_record_is_not_kept_for_each_level() -> None:
    """Its own elements hold their text; what is in the two hundredth level is not held two hundred times."""
    deep = "<a>" * 200 + "x" * 100_000 + "</a>" * 200
    parsed = parse_piece(next(iter(Pieces(io.BytesIO(f"<rss><item>{deep}</item></rss>".encode()), ["item"]))))
    assert parsed is not None
    levels, node = 0, parsed.node
    while node.children:
        levels, node = levels + 1, node.children[0]
    assert levels < 10
    assert len(node.text) == 100_000


@pytest.mark.parametrize(
    "encoding", ["idna", "zip", "rot13", "undefined", "unicode_escape", "punycode", "no-such"]
)
def test_an_encoding_that_is_none_is_read_as_utf_8(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><rss><item><title>ä</title></item></rss>'
    parsed = parse_piece(next(iter(Pieces(io.BytesIO(data.encode()), ["item"]))))
    assert parsed is not None
    assert parsed.node.said("title") == "ä"


def test_html_that_the_renderer_would_not_survive_stays_html() -> None:
    """Addresses of mail, very many: they take the renderer's process down, and nothing else."""
    body = "<p>" + "a@b.c " * 100_000 + "</p>"
    assert to_markdown(body).markdown == body
    assert to_markdown("<p>fine</p>").markdown.strip() == "fine"


@pytest.mark.parametrize("depth", [300, 900, 5_000, 100_000])
def test_a_lexical_text_nested_too_deeply_is_none(depth: int) -> None:
    nested = '{"type":"quote","children":[' * depth + '{"type":"text","text":"x"}' + "]}" * depth
    assert Cards().lexical('{"root":{"children":[' + nested + "]}}") == ""


WRONG: list[object] = [
    5,
    "x",
    None,
    [],
    {},
    [5],
    [None],
    {"a": 1},
    True,
    [[1]],
    -1,
    "9" * 50,
    [{"name": None}],
]


def paths_of(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where each value of a tree is."""
    yield path
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from paths_of(child, (*path, key))


def changed(tree: Any, path: tuple[Any, ...], value: object) -> Any:
    """A copy of the tree with another value at `path`."""
    copied = place = copy.deepcopy(tree)
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copied


MOBILEDOC = {
    "cards": [
        ["image", {"src": "a"}],
        ["gallery", {"images": [{"src": "a"}]}],
        ["markdown", {"markdown": "x"}],
    ],
    "atoms": [["soft-return", "", {}]],
    "markups": [["b"], ["a", ["href", "x"]]],
    "sections": [
        [1, "p", [[0, [0], 1, "x"], [1, [], 0, 0]]],
        [10, 0],
        [10, 1],
        [3, "ul", [[[0, [1], 1, "l"]]]],
    ],
}
LEXICAL = {
    "root": {
        "children": [
            {"type": "paragraph", "children": [{"type": "text", "text": "x", "format": 1}]},
            {"type": "heading", "tag": "h2", "children": []},
            {
                "type": "list",
                "listType": "number",
                "start": 3,
                "children": [{"type": "listitem", "children": []}],
            },
            {"type": "gallery", "images": [{"src": "a"}]},
            {"type": "bookmark", "url": "u", "metadata": {"title": "t"}},
            {"type": "link", "url": "u", "children": [{"type": "text", "text": "x"}]},
        ]
    }
}
FEED_ITEM = {
    "id": "1",
    "url": "u",
    "title": "t",
    "content_html": "x",
    "authors": [{"name": "A"}],
    "author": {"name": "B"},
    "tags": ["a"],
    "date_published": "2020-01-01",
    "image": "i",
    "attachments": [{"url": "u"}],
}


@pytest.mark.parametrize("place", list(paths_of(MOBILEDOC))[1:], ids=str)
def test_a_mobiledoc_of_other_shapes_does_no_harm(place: tuple[Any, ...]) -> None:
    for wrong in WRONG:
        assert isinstance(Cards().mobiledoc(json.dumps(changed(MOBILEDOC, place, wrong))), str)
        sole_markdown(json.dumps(changed(MOBILEDOC, place, wrong)))


@pytest.mark.parametrize("place", list(paths_of(LEXICAL))[1:], ids=str)
def test_a_lexical_text_of_other_shapes_does_no_harm(place: tuple[Any, ...]) -> None:
    for wrong in WRONG:
        assert isinstance(Cards().lexical(json.dumps(changed(LEXICAL, place, wrong))), str)


@pytest.mark.parametrize("place", list(paths_of(FEED_ITEM))[1:], ids=str)
def test_an_item_of_a_json_feed_of_other_shapes_does_no_harm(place: tuple[Any, ...]) -> None:
    for wrong in WRONG:
        item = changed(FEED_ITEM, place, wrong)
        data = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}).encode()
        found = list(
            feed.read_export("a.json", partial(io.BytesIO, data), Context(path="a.json", source="a"))
        )
        # The entry, and the feed itself.
        assert len(found) == 2, f"{wrong!r} at {place}"


def test_what_an_export_says_beyond_any_frontmatter_is_rejected() -> None:
    document = compose({"title": "T" * 200_000}, "text")
    item = finished("a#1", document, Context(path="a", source="a"), [])
    assert isinstance(item, NoItem)
    assert (item.result, item.reason.code) == ("rejected", "frontmatter-refused")


def test_html_of_very_many_elements_stays_html() -> None:
    body = "<p>word</p>\n" * 20_000
    converted = to_markdown(body)
    assert converted.markdown == body
    assert converted.kept == ("everything (it is too large or nested too deeply)",)


def test_the_texts_of_a_newsletter_are_bounded(tmp_path: Path) -> None:
    """One that is longer than any document is rejected, and not read to its end."""
    dice = random.Random(7)  # noqa: S311  # the same text every time
    rows = "post_id,post_date,is_published,title\n1.a,2020-01-02,true,A\n2.b,2020-01-02,true,B\n"
    path = zipped(
        tmp_path / "a.zip",
        {"posts.csv": rows, "posts/1.a.html": dice.randbytes(20_000_000).hex(), "posts/2.b.html": "<p>x</p>"},
    )
    source = open_source(path)
    with source.tree:
        (found,) = (each for each in source.files() if each.export)
        assert found.context is not None
        tracemalloc.start()
        try:
            told = list(substack.read_export("posts.csv", found.entry.open, found.context))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert [each.reason.code if isinstance(each, NoItem) else "read" for each in told] == [
        "file-too-large",
        "read",
        "export",
    ]
    assert peak < 30_000_000


@pytest.mark.parametrize("table", [b"a" * 3_000_000, b"post_id\n" + b"x\n" * 60_000])
def test_the_table_of_a_newsletter_is_bounded(monkeypatch: pytest.MonkeyPatch, table: bytes) -> None:
    """Neither a line nor all of them come into memory, and what is wrong is said."""
    monkeypatch.setattr(substack, "_MAX_LENGTH", 100_000)
    monkeypatch.setattr(substack, "_LONGEST", 10_000)
    tracemalloc.start()
    try:
        told = list(substack.read_export("posts.csv", partial(io.BytesIO, table), Context("posts.csv", "a")))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(told[-1], NoItem)
    assert told[-1].reason.code == "csv-unreadable"
    assert peak < 25_000_000


@pytest.mark.parametrize(("mark", "too_much"), [("x", False), ("é", False), ("語", False), ("🙂", True)])
def test_a_record_is_measured_by_the_memory_that_it_takes(mark: str, too_much: bool) -> None:
    """A single emoji quadruples a text."""
    text = mark + "a" * 4_000_000
    (piece,) = Pieces(io.BytesIO(f"<rss><item>{text}</item></rss>".encode()), ["item"])
    assert (piece.fault == "too-long") is too_much
    data = json.dumps({"posts": [{"title": text}]}, ensure_ascii=False).encode()
    if too_much:
        with pytest.raises(UnreadableJSON, match="larger than 12 MB"):
            list(records(io.BytesIO(data), {"posts": True}))
    else:
        ((_, record),) = records(io.BytesIO(data), {"posts": True})
        assert record["title"] == text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("module", "limit", "value", "created"),
    [(parts, "MAX_ITEMS", 3, 3), (addresses, "_MOST_BYTES", 4_000, 0)],
)
@pytest.mark.parametrize("kind", ["feed", "ghost", "substack"])
def test_what_has_too_many_items_is_read_as_far_as_they_can_be_told_apart(  # noqa: PLR0917
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    limit: str,
    value: int,
    created: int,
    kind: str,
) -> None:
    """Each takes a little memory; the rest of the file is one line."""
    monkeypatch.setattr(module, limit, value)
    numbers = range(9)
    if kind == "feed":
        entries = "".join(
            f"<entry><id>urn:{n}</id><title>P {n}</title><updated>2020-01-02T03:04:05Z</updated>"
            f"<link href='https://o.example/{n}'/><content>Text</content></entry>"
            for n in numbers
        )
        files = {"feed.xml": f'<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title>{entries}</feed>'}
    elif kind == "ghost":
        posts = [{"id": str(n), "title": f"P {n}", "slug": f"p-{n}", "html": "<p>Text</p>"} for n in numbers]
        files = {"ghost.json": json.dumps({"db": [{"meta": {"version": "5"}, "data": {"posts": posts}}]})}
    else:
        rows = "".join(f"{n}.p-{n},2020-01-02,true,newsletter,everyone,P {n}\n" for n in numbers)
        table = f"post_id,post_date,is_published,type,audience,title\n{rows}"
        files = {"posts.csv": table} | {f"posts/{n}.p-{n}.html": "<p>Text</p>" for n in numbers}
    imported = bring_in(zipped(tmp_path / "a.zip", files))
    assert imported.outcome.counts["created"] == created
    (line,) = (each for each in imported.lines.values() if each.result == "rejected")
    assert line.error is not None
    assert line.error.code == "too-many-items"
    assert "several parts" in line.error.message
