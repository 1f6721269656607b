"""Patterns of paths in settings: what they mean, and that none takes long."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interchange.globs import glob_pattern


def _plainly(glob: str) -> str:
    """The same without any care for how long it takes."""
    return "".join(
        {"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in re.split(r"(\*\*|\*)", glob)
    )


@settings(deadline=None, max_examples=300)
@given(st.text("ab/*", max_size=9), st.text("ab/", max_size=12))
def test_a_pattern_means_what_it_says(glob: str, path: str) -> None:
    for end in (r"\Z", r"(?:/|\Z)"):
        meant = re.match(_plainly(glob) + end, path)
        found = re.match(glob_pattern(glob) + end, path)
        assert bool(found) == bool(meant)


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("{/posts/**,/notes/*}", "/posts/a/b", True),
        ("{/posts/**,/notes/*}", "/notes/a/b", False),
        ("{a,b}{c,d}/*.md", "bd/x.md", True),
        ("{a,b", "{a,b", True),
        ("a.b", "axb", False),
    ],
)
def test_braces_hold_one_or_the_other(glob: str, path: str, fits: bool) -> None:
    assert bool(re.match(glob_pattern(glob, braces=True) + r"\Z", path)) is fits


@pytest.mark.parametrize(
    "glob", ["*a" * 40 + "b", "**a" * 40 + "b", "{a,b}" * 40, "**/*a*a*a*" * 10 + "b", "*" * 41 + "b"]
)
def test_no_pattern_takes_long(glob: str) -> None:
    """Those who send settings may have made them so that matching never ends."""
    begun = time.process_time()
    pattern = re.compile(glob_pattern(glob, braces=True) + r"\Z")
    assert not pattern.match("a" * 900 + "/" + "a" * 90)
    assert time.process_time() - begun < 1
