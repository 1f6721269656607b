"""What a worker is told of an export as a whole: what it looks up, and nothing else."""

import io
import json
from collections.abc import Iterator
from functools import partial

import pytest

from interchange.items import Context, Item
from interchange.preparing import Read, Unanswered, read_part
from interchange.readers.lookups import Asked, Lookups, Rows, Table
from interchange.readers.parts import Part, addresses_in
from interchange.recognition import EXPORTS

from .exports import post, wxr


def _shout(table: Table[str, str], rows: Rows[str], key: str) -> str:
    return f"{table.get(key, 'nobody')} of {len(rows)}, {rows[1] if key in table else 'nowhere'}"


@pytest.fixture
def lookups() -> Lookups:
    return Lookups()


TABLE = Table({"a": "Ann", "b": "Bo"})
ROWS = Rows(["zero", "one"])


@pytest.mark.parametrize(("key", "said"), [("a", "Ann of 2, one"), ("z", "nobody of 2, nowhere")])
def test_what_was_foreseen_is_known(lookups: Lookups, key: str, said: str) -> None:
    """Entries and their absence come along; the rest of a table stays where it is."""
    read = partial(_shout, TABLE, ROWS, key)
    asked = Asked(lookups.foreseen(read))
    packed = lookups.packed(read)
    assert asked.opened(packed)() == said
    assert not asked.open
    assert b"Bo" not in packed
    assert ("Bo",) not in asked.told.values()


def test_what_was_not_foreseen_is_asked_for(lookups: Lookups) -> None:
    """Until all is known: what a list holds at a place that only a table tells is a question for the next time."""
    packed = lookups.packed(partial(_shout, TABLE, ROWS, "b"))
    told = lookups.answers([])
    rounds = list(_rounds(lookups, packed, told))
    assert rounds == [[(0, "b")], [(1, 1)]]
    assert Asked(told).opened(packed)() == "Bo of 2, one"


def _second_of(rows: Rows[str]) -> str:
    return rows[1]


def _all_of(table: Table[str, int], rows: Rows[str]) -> str:
    return " ".join(rows[table[key]] for key in ("a", "b", "c"))


def test_a_text_with_a_thousand_links_is_not_read_a_thousand_times(lookups: Lookups) -> None:
    """What lists hold is asked for all at once. A place that a list does not have is told without asking."""
    read = partial(_all_of, Table({"a": 0, "b": 1, "c": 2}), Rows(["x", "y", "z"]))
    packed = lookups.packed(read)
    told = lookups.answers((0, key) for key in "abc")
    asked = Asked(told)
    asked.opened(packed)()
    assert asked.open == {(1, 0), (1, 1), (1, 2)}
    assert Asked(told | lookups.answers(asked.open)).opened(packed)() == "x y z"
    with pytest.raises(IndexError):
        Asked({}).opened(lookups.packed(partial(_second_of, Rows(["x"]))))()


def test_addresses_are_foreseen_in_what_editors_keep_too() -> None:
    """Ghost's have them in JSON, or in JSON that is a text of JSON."""
    said = '["a",["href","/one/"]] {"url":"/two/"} {\\"u\\":\\"/three/\\"} <a href="/four/">x</a> "https://e.org/five"'
    assert addresses_in(said) >= {"/one/", "/two/", "/three/", "/four/", "https://e.org/five"}


def _rounds(lookups: Lookups, packed: bytes, told: dict) -> Iterator[list]:  # type: ignore[type-arg]
    while isinstance(answer := read_part(packed, told, "here", render=False, site_host=""), Unanswered):
        yield list(answer.questions)
        told |= lookups.answers(answer.questions)
        if len(told) == 2:
            return


def test_a_table_is_only_looked_up(lookups: Lookups) -> None:
    """A worker that goes through one has a mistake in it: only a few entries are there."""
    table = Asked({}).opened(lookups.packed(partial(Table, {"a": 1})).replace(b"", b""))
    assert table() == {"a": 1}
    view = Asked({}).opened(lookups.packed(partial(list, TABLE)))
    with pytest.raises(TypeError, match="looked up"):
        view()


@pytest.mark.parametrize("kind", ["wordpress", "ghost", "feed", "movabletype"])
def test_what_is_sent_does_not_grow_with_the_export(kind: str) -> None:
    """The first of a thousand posts takes no more along than the first of ten."""
    few, many = (_sent(kind, count) for count in (10, 1000))
    assert many < few + 200


def _sent(kind: str, count: int) -> int:
    lookups = Lookups()
    data = _EXPORTS[kind](count).encode()
    parts = EXPORTS[kind][1]("x", lambda: io.BytesIO(data), Context("x"))
    found = [part for part in parts if isinstance(part, Part)]
    assert len(found) == count
    packed, told = lookups.packed(found[0].read), lookups.foreseen(found[0].rehearse)
    answer = read_part(packed, told, "here", render=False, site_host="")
    assert isinstance(answer, Read), "everything was foreseen"
    assert isinstance(answer.item, Item)
    assert "/articles/" in answer.item.document.body
    return len(packed) + len(repr(told))


def _wordpress(count: int) -> str:
    upload = post(
        5000,
        "",
        wp__post_type="attachment",
        wp__attachment_url="https://old.example/wp-content/uploads/a.jpg",
    )
    link = '<a href="https://old.example/2020/01/post-3/">x</a> <img src="https://old.example/wp-content/uploads/a-300x200.jpg">'
    return wxr(upload, *(post(number, f"{link} [gallery ids='5000']") for number in range(1, count + 1)))


def _ghost(count: int) -> str:
    posts = [
        {
            "id": str(number),
            "slug": f"post-{number}",
            "title": "T",
            "html": '<a href="__GHOST_URL__/post-3/">x</a>',
        }
        for number in range(1, count + 1)
    ]
    tags = [{"post_id": each["id"], "tag_id": "t", "sort_order": 0} for each in posts]
    return json.dumps({"data": {"posts": posts, "posts_tags": tags, "tags": [{"id": "t", "name": "T"}]}})


def _feed(count: int) -> str:
    items = "".join(
        f"<item><title>T{number}</title><link>https://old.example/post-{number}/</link><description>"
        "&lt;a href='https://old.example/post-3/'&gt;x&lt;/a&gt;</description></item>"
        for number in range(1, count + 1)
    )
    return f"<rss><channel><title>B</title>{items}</channel></rss>"


def _movabletype(count: int) -> str:
    return "".join(
        f"TITLE: T{number}\nUNIQUE URL: https://old.example/post-{number}/\n-----\nBODY:\n"
        '<a href="https://old.example/post-3/">x</a>\n-----\n--------\n'
        for number in range(1, count + 1)
    )


_EXPORTS = {"wordpress": _wordpress, "ghost": _ghost, "feed": _feed, "movabletype": _movabletype}
