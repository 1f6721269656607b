"""What a match of a regular expression can begin with is told from the expression alone."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup.firsts import (
    EMPTY,
    OTHERS,
    bit,
    firsts,
    is_at_line_start,
    is_one_character,
    is_white_space,
)

ANY = "".join(map(chr, range(128)))
PIECES = [
    "a",
    "B",
    "[ab]",
    "[^a-f]",
    r"\d",
    r"\W",
    ".",
    "é",
    "ſ",
    "(?:x|y|)",
    "(?=k)",
    "(?!k)",
    "^",
    "$",
    r"\b",
    "(?<=a)",
    " ",
    r"\s",
    r"[^\S\n]",
    "[^a]",
    r"(?:aa|[.a\s])",
    r"([^a]|ab?)",
]
EXPRESSIONS = st.builds(
    lambda inner, repeat, flags: re.compile(f"(?:{inner}){repeat}", flags),
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
    st.sampled_from(["", "?", "*", "+", "{0}", "{2}"]),
    st.sampled_from([0, re.IGNORECASE, re.MULTILINE, re.DOTALL]),
)
TEXTS = st.text(st.sampled_from("abBkKſ\u212aéxyf0 \n.\xa0"), max_size=4)


def written(bits: int) -> str:
    """The characters of ASCII that the bits stand for."""
    return "".join(character for character in ANY if bits & bit(character))


@pytest.mark.parametrize(
    ("expression", "expected", "with_others", "with_empty"),
    [
        ("abc", "a", False, False),
        ("a|b|é", "ab", True, False),
        ("a?b", "ab", False, False),
        ("(a*)(?:b|c+)", "abc", False, False),
        ("[x-z]{2}", "xyz", False, False),
        (r"\d", string.digits, True, False),
        ("(?i)k", "Kk", True, False),
        ("(?i)ſ", "IKSiks", True, False),
        ("(?i:q)r", "Qq", True, False),
        ("^(?=[ab]).", "ab", False, False),
        ("(?<=a)b", "b", False, False),
        ("(?=ab)", "a", False, True),
        ("", ANY, True, True),
        ("a*", ANY, True, True),
        (r"[^\x00-\x60\x62-\x7f]", "a", True, False),
    ],
)
def test_beginnings(expression: str, expected: str, with_others: bool, with_empty: bool) -> None:
    bits = firsts(re.compile(expression))

    assert written(bits) == "".join(sorted(expected))
    assert (bool(bits & OTHERS), bool(bits & EMPTY)) == (with_others, with_empty)


@given(EXPRESSIONS, TEXTS)
def test_no_match_begins_otherwise(expression: re.Pattern[str], text: str) -> None:
    """Whatever matches begins with one of the characters, or is empty at the end."""
    bits = firsts(expression)

    for place in range(len(text) + 1):
        if expression.match(text, place):
            assert bits & (bit(text[place]) if place < len(text) else EMPTY)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"[.,;]", ".,;"),
        (r"(\.\.\.|[()])", "()"),
        (r"a|b(?:c|d)|[ef]", "aef"),
        (r"[^a]|ab?", "".join(set(ANY) - {"a"})),
        ("(?i)k", "kK"),
        ("[ab]+", ""),
        (r"\(\b", ""),
        ("", ""),
    ],
)
def test_one_character(expression: str, expected: str) -> None:
    """Told of each character by itself: what else the expression may match does not matter."""
    found = [each for each in ANY if is_one_character(re.compile(expression), each)]

    assert found == sorted(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (r"\s+", True),
        (r"[^\S\n]+", True),
        (" *", True),
        (r"\s+?", False),
        (r"\s+x", False),
        (r"[\s.]+", False),
    ],
)
def test_white_space(expression: str, expected: bool) -> None:
    assert is_white_space(re.compile(expression)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [(r"^\s*a", True), (r"(\A(#))b", True), ("a|^b", False), ("(?:^)?a", False), ("a", False)],
)
def test_line_starts(expression: str, expected: bool) -> None:
    assert is_at_line_start(re.compile(expression)) == expected


@given(EXPRESSIONS, TEXTS)
def test_what_is_said_of_matches_holds_for_each(expression: re.Pattern[str], text: str) -> None:
    """One character where that is said, a lone space for white space, and none within a line that begins with lines."""
    for place, character in enumerate(text):
        found = expression.match(text, place)
        if is_one_character(expression, character):
            assert found
            assert found[0] == character
        around = text[max(0, place - 1) : place], text[place + 1 : place + 2]
        is_lone = character == " " and all(each and not each.isspace() for each in around)
        if is_lone and found and is_white_space(expression):
            assert found[0] == " "
        if found and is_at_line_start(expression):
            assert not place or text[place - 1] == "\n"
