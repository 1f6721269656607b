"""Whatever stands in a frontmatter is either in the fields of the article, or named in the report of the import.

The generated keys are all that mean something here, in tables too, and ones that mean nothing; under each of them
stands anything. The document keeps every key as it was written; what is asked for is that nobody has to look there to
see what did not come along.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import count

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.document import Document, Problem
from articles.document.keys import (
    AUTHOR_PARTS,
    CONTAINERS,
    IMAGE_PARTS,
    MEANINGS,
    SERIES_PARTS,
    TERM_PARTS,
    normal,
)
from articles.document.values import as_bool, as_text, read_status
from interchange.items import Context, Item
from interchange.readers.markdown import read

Table = Mapping[str, object]

KNOWN = sorted({name for name in MEANINGS if name.partition(".")[0] not in CONTAINERS})
PARTS = sorted(
    {
        name
        for names in (*IMAGE_PARTS.values(), *AUTHOR_PARTS.values(), *SERIES_PARTS.values(), TERM_PARTS)
        for name in names.split()
    }
)
UNKNOWN = ["mood", "Foo-Bar", "weight", "og.locale", "header.overlay_color", "extra.toc", "ключ"]
# Each text is another one, so that it can be found again; some have to be of a kind.
TEXTS = st.sampled_from(
    ["Word{}", "two words{}", "/w{}.png", "/old/w{}/", "https://x.example/w{}", "w{}@x.example", "w{}.html"]
)
PLAIN = st.one_of(
    TEXTS,
    st.sampled_from(
        ["yes", "no", "draft", "published", "hidden", "2020-05-06", "2020-01-02 10:00", "de", "", "5", "x: y"]
    ),
    st.integers(1, 10**6),
    st.booleans(),
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
    st.floats(0.5, 10).map(lambda number: round(number, 2)),
)
INSIDE = st.recursive(
    PLAIN,
    lambda values: st.one_of(
        st.lists(values, max_size=3),
        st.dictionaries(st.sampled_from([*PARTS, "foo", "bar"]), values, max_size=3),
    ),
    max_leaves=6,
)
KEYS = st.one_of(
    st.sampled_from(KNOWN),
    st.sampled_from(KNOWN),
    st.builds(
        "{}.{}".format,
        st.sampled_from(CONTAINERS),
        st.sampled_from([name for name in KNOWN if "." not in name]),
    ),
    st.sampled_from(UNKNOWN),
)


def nested(flat: Table) -> dict[str, object]:
    """{"og.image": 1} as {"og": {"image": 1}}; of two that can't be both, one is left out. Texts are numbered."""
    numbers, made = count(1), dict[str, object]()

    def numbered(value: object) -> object:
        if isinstance(value, str):
            return value.replace("{}", f"q{next(numbers)}z")
        if isinstance(value, dict):
            return {key: numbered(item) for key, item in value.items()}
        return [numbered(item) for item in value] if isinstance(value, list) else value

    for path, value in flat.items():
        *above, last = path.split(".")
        table = made
        for key in above:
            within = table.setdefault(key, {})
            table = within if isinstance(within, dict) else {}
        table.setdefault(last, numbered(value))
    return made


def in_toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {in_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_toml, value)) + "]"
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value)


def written(data: Table, dialect: str) -> str:
    if dialect == "yaml":
        return f"---\n{yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False)}---\nText.\n"
    if dialect == "toml":
        lines = (f"{json.dumps(key)} = {in_toml(value)}\n" for key, value in data.items())
        return f"+++\n{''.join(lines)}+++\nText.\n"
    if dialect == "json":
        return f"{json.dumps(data, default=str, indent=1)}\n\nText.\n"
    return "".join([*(f"{key}: {as_text(value)}\n" for key, value in data.items()), "\nText.\n"])


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """What is said, and under which keys; not what is empty, or says no."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, (*path, str(key)))
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path)
    elif value is not False and (as_text(value) or "").strip() and as_bool(value) is not False:
        yield path, value


def plain(value: object) -> str:
    return " ".join((as_text(value) or "").split()).casefold()


def held(value: object) -> Iterator[str]:
    """All that the fields say, as texts."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name not in {"unknown", "sources"}:
                yield from held(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from held(item)
    elif value is not None:
        yield plain(value)


def is_heard(path: tuple[str, ...], value: object, document: Document, texts: set[str]) -> bool:
    """Whether the value, or what it says under its key, is in the fields."""
    said, own = plain(value), document.fields
    if isinstance(value, dt.date) or re.match(r"\d{4}-\d\d-\d\d", said):
        return any(said[:10] in text for text in texts)
    if re.search(r"q\d+z", said):
        # Of an address the last part may be a slug; of a text several terms, or words, may be what counts.
        return any(mark in text for mark in re.findall(r"q\d+z", said) for text in texts)
    name = ".".join(map(normal, path))
    means = {canonical for canonical, _ in MEANINGS.get(name, ())}
    if "status" in means and own.status == read_status(name.rpartition(".")[2], value):
        return True
    if means & {"featured", "noindex"} and as_bool(value) is not False:
        return own.featured if "featured" in means else own.noindex
    # Among the words of a text; a number, or a yes, by itself.
    return any(f" {said} " in f" {text} " for text in texts)


def is_named(path: tuple[str, ...], problems: tuple[Problem, ...]) -> bool:
    """Whether a warning is about the key, or about the table in which it stands."""
    starts = {".".join(path[:end]) for end in range(1, len(path) + 1)}
    return any(
        problem.field in starts or any(f"“{start}”" in problem.message for start in starts)
        for problem in problems
    )


def silent(data: Table, dialect: str, flavour: str = "") -> list[tuple[str, object]]:
    """The keys and values of a frontmatter that an import neither takes over nor names."""
    if dialect == "headers":
        # Those hold no more than texts.
        data = {"Title": "A post"} | {
            key: value for key, value in data.items() if as_text(value) and re.fullmatch(r"[a-z_]+", key)
        }
    item = read(written(data, dialect).encode(), Context("posts/a-post.md", flavour=flavour))
    if not isinstance(item, Item):
        return []
    texts = set(held(item.document.fields))
    return [
        (".".join(path), value)
        for path, value in leaves(data)
        if not is_heard(path, value, item.document, texts) and not is_named(path, item.warnings)
    ]


@settings(max_examples=300)
@given(
    st.dictionaries(KEYS, INSIDE, min_size=1, max_size=6).map(nested),
    st.sampled_from(["yaml", "toml", "json", "headers"]),
    st.sampled_from(["", "hugo", "jekyll", "zola", "pelican"]),
)
def test_every_key_is_taken_over_or_named(data: dict[str, object], dialect: str, flavour: str) -> None:
    assert silent(data, dialect, flavour) == []


@pytest.mark.parametrize(
    ("listed", "code"), [("[a.png, c.png]", "value-left-out"), ("[a.png, 1]", "value-unreadable")]
)
def test_a_key_that_says_the_same_and_more(listed: str, code: str) -> None:
    """What it says beyond the one that counts is named, though they do not contradict each other."""
    said = f"---\ntitle: A\ndate: 2020-01-02\nimage: a.png\nimages: {listed}\n---\nText\n"
    item = read(said.encode(), Context("posts/a.md"))
    assert isinstance(item, Item)
    assert {each.code for each in item.warnings} == {code}
