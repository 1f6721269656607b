"""JSON with line ends within its texts, as programs write it that do not know better: read as meant, and told."""

import io
import json
import random

import pytest

from articles.document import Problem
from interchange.readers.json_records import NoRecord, entries, records

DATA = b'{"items": [\n\t{"a": "x\ny \\"q\\" \tz\r\n\\\\", "b": "\\\\"},\r\n{"a": "no \\n break"}]}'
MEANT = [{"a": 'x\ny "q" \tz\r\n\\', "b": "\\"}, {"a": "no \n break"}]


class Slow(io.BytesIO):
    """Gives a few bytes at once, whatever it is asked for."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self.step = step

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(self.step, size) if size is not None and size > 0 else self.step)


@pytest.mark.parametrize("step", [1, 2, 3, 7, 1 << 16])
def test_line_ends_in_texts_are_read_as_meant(step: int) -> None:
    told: list[Problem] = []

    found = [record for _, record in records(Slow(DATA, step), {"items": True}, told)]

    assert found == MEANT
    assert [(each.code, each.line) for each in told] == [("json-repaired", 2)]


def test_whatever_stands_in_texts() -> None:
    """The same texts every time, with every sign that could be taken for another."""
    dice = random.Random("five")  # noqa: S311  (the same every time)
    for _ in range(300):
        texts = ["".join(dice.choices('ab"\\\n\r\t,:{}[]é', k=dice.randrange(12))) for _ in range(4)]
        bare = json.dumps(
            {"items": [{"t": text} for text in texts]}, ensure_ascii=False, indent=dice.choice([None, 1])
        )
        broken = "".join(dice.choice([each, _raw(each)]) for each in _split(bare))
        stream = Slow(broken.encode(), dice.randrange(1, 9))

        assert [record["t"] for _, record in records(stream, {"items": True})] == texts


def _split(text: str) -> list[str]:
    """The text in parts, each escape one of them."""
    parts, place = [], 0
    while place < len(text):
        length = 2 if text[place] == "\\" else 1
        parts.append(text[place : place + length])
        place += length
    return parts


def _raw(part: str) -> str:
    return {"\\n": "\n", "\\r": "\r", "\\t": "\t"}.get(part, part)


def test_what_is_right_is_not_told() -> None:
    told: list[Problem] = []
    data = json.dumps({"items": MEANT}, indent="\t").encode()

    assert [record for _, record in records(io.BytesIO(data), {"items": True}, told)] == MEANT
    assert told == []


@pytest.mark.parametrize("step", [1, 3, 1 << 16])
def test_control_characters_are_removed_and_named(step: int) -> None:
    """Written as an escape, or as they are, which JSON does not allow; tabs and line ends are none."""
    told: list[Problem] = []
    data = b'{"items": [{"a": "one\\u000b two\\u0009\\n"}, {"a": "three\x08four \\\\u000c", "b": {"c": ["\\uffff5"]}}]}'

    found = [record for _, record in records(Slow(data, step), {"items": True}, told)]

    assert found == [{"a": "one two\t\n"}, {"a": "three four \\u000c", "b": {"c": ["5"]}}]
    assert [each.code for each in told] == ["control-characters-removed"]
    assert told[0].message.endswith(": U+0008, U+000B, U+FFFF.")


@pytest.mark.parametrize("step", [1, 3, 1 << 16])
def test_what_is_no_record_stands_among_the_entries(step: int) -> None:
    """In the order of the file, however deep a list goes on; what stands in other tables is not wanted."""
    data = b'{"other": [1], "items": [7, null, {"a": [1, null]}, [{"b": 2}, [3]], "word", {}, true]}'

    found = [entry for _, entry in entries(Slow(data, step), {"items": True, "other": False})]

    shown = [entry.shown if isinstance(entry, NoRecord) else entry for entry in found]
    assert shown == ["“7”", "nothing (null)", {"a": [1, None]}, "a list", "“word”", {}, "“True”"]
    assert [record for _, record in records(Slow(data, step), {"items": True})] == [{"a": [1, None]}, {}]
