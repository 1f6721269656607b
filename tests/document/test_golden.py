"""Documents as the blog engines write them, and what is read from each: `golden/*.md` beside `golden/*.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

import pytest

from articles.document import Fields, parse

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.md"))


def described(source: bytes) -> dict[str, object]:
    """Return what a golden file says of a document: all fields that are not empty, problems, keys, and the body."""
    document = parse(source)
    given = {
        field.name: _plain(getattr(document.fields, field.name))
        for field in fields(Fields)
        if getattr(document.fields, field.name) != getattr(Fields(), field.name)
    }
    return {
        "format": document.format,
        "fields": given,
        "problems": [
            f"{problem.severity} {problem.code} {problem.field} line {problem.line}"
            for problem in document.problems
        ],
        "keys": list(document.data),
        "body": [document.body_line, document.body],
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {key: item for key, item in asdict(value).items() if item not in ("", None)}  # type: ignore[call-overload]
    return dict(value) if hasattr(value, "items") else value


@pytest.mark.parametrize("name", NAMES)
def test_engine_is_understood(name: str) -> None:
    """A post written for this engine says here what it said there, and what is not understood is named."""
    source = (GOLDEN / f"{name}.md").read_bytes()
    assert described(source) == json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_engine_is_understood_in_every_encoding(name: str, encoding: str) -> None:
    """With Windows line ends and in another encoding a post says the same, and comes back byte for byte."""
    plain = (GOLDEN / f"{name}.md").read_bytes()
    source = plain.decode().replace("\n", "\r\n").encode(encoding)
    document = parse(source)
    expected = described(plain)
    assert document.dump() == source
    assert document.newline == "\r\n"
    assert described(source) | {"body": None} == expected | {"body": None}
    assert document.body.replace("\r\n", "\n") == parse(plain).body
