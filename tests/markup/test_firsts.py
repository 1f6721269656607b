"""What a match of a regular expression can begin with is told from the expression alone."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup.firsts import EMPTY, OTHERS, bit, firsts

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
]


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


@given(
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
    st.sampled_from(["", "?", "*", "+", "{0}", "{2}"]),
    st.sampled_from([0, re.IGNORECASE, re.MULTILINE]),
    st.text(st.sampled_from("abBkKſ\u212aéxyf0 \n."), max_size=4),
)
def test_no_match_begins_otherwise(inner: str, repeat: str, flags: int, text: str) -> None:
    """Whatever matches begins with one of the characters, or is empty at the end."""
    expression = re.compile(f"(?:{inner}){repeat}", flags)
    bits = firsts(expression)

    for place in range(len(text) + 1):
        if expression.match(text, place):
            assert bits & (bit(text[place]) if place < len(text) else EMPTY)
