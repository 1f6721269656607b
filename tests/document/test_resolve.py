"""What a merge left open, decided: ours, theirs, or a text of its own at each place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.document import merge, parse, resolve

BASE = "---\ntitle: Old\ntags: [a]\n---\n\nOne.\n\nTwo.\n\nThree.\n"
OURS = "---\ntitle: Ours  # kept\ntags: [a]\n---\n\nOne of ours.\n\nTwo.\n\nThree of ours.\n"
THEIRS = "---\ntitle: Theirs\ntags: [a, b]\n---\n\nOne of theirs.\n\nTwo.\n\nThree of theirs.\n"


def test_each_conflict_is_decided_by_itself() -> None:
    """What was no conflict comes along whatever is chosen."""
    merged = merge(parse(BASE), parse(OURS), parse(THEIRS))
    assert [conflict.field for conflict in merged.conflicts] == ["title", None, None]
    title, _, last = merged.conflicts

    document = resolve(merged, parse(THEIRS), [title.theirs, None, last.theirs])

    assert document.text == (
        "---\ntitle: Theirs\ntags: [a, b]\n---\n\nOne of ours.\n\nTwo.\n\nThree of theirs.\n"
    )


def test_nothing_chosen_keeps_ours() -> None:
    merged = merge(parse(BASE), parse(OURS), parse(THEIRS))

    assert resolve(merged, parse(THEIRS), [None, None, None]).text == merged.document.text


def test_a_text_of_ones_own() -> None:
    """It may have more lines than either side, and gets the line ends of the document."""
    ours, theirs = (parse(text.replace("\n", "\r\n")) for text in (OURS, THEIRS))
    merged = merge(parse(BASE.replace("\n", "\r\n")), ours, theirs)

    document = resolve(merged, theirs, [None, "One\nof both.\n", None])

    assert "\r\n\r\nOne\r\nof both.\r\n\r\nTwo.\r\n" in document.text
    assert "\n" not in document.text.replace("\r\n", "")


def test_lines_taken_out_on_one_side() -> None:
    base = "One.\n\nTwo.\n\nThree.\n"
    ours, theirs = parse("One.\n\nThree.\n"), parse("One.\n\nTwo, mended.\n\nThree.\n")
    merged = merge(parse(base), ours, theirs)
    (conflict,) = merged.conflicts

    assert resolve(merged, theirs, [conflict.theirs]).text == theirs.text
    assert resolve(merged, theirs, [None]).text == ours.text


def test_a_key_that_one_side_took_out() -> None:
    base, ours = "---\ntitle: T\nsubject: old\n---\nText.\n", "---\ntitle: T\nsubject: new\n---\nText.\n"
    theirs = "---\ntitle: T\n---\nText.\n"
    for mine, other in ((ours, theirs), (theirs, ours)):
        merged = merge(parse(base), parse(mine), parse(other))
        (conflict,) = merged.conflicts

        taken = resolve(merged, parse(other), [conflict.theirs or ""])

        assert taken.data == parse(other).data


@pytest.mark.parametrize("fence", ["---\n{}---\n", "+++\n{}+++\n"])
def test_a_frontmatter_that_can_only_be_taken_whole(fence: str) -> None:
    """Of another format on the two sides."""
    base = "---\ntitle: T\n---\nText.\n"
    ours = "---\ntitle: Ours\n---\nText.\n"
    theirs = fence.format("title = 'Theirs'\n" if "+" in fence else "title: 'Theirs\n") + "Text.\n"
    merged = merge(parse(base), parse(ours), parse(theirs))
    (conflict,) = merged.conflicts

    assert resolve(merged, parse(theirs), [conflict.theirs]).text == theirs


_LINES = st.lists(st.sampled_from(["one", "two", "three", ""]), max_size=6)
_TEXTS = st.builds(lambda lines, end: "\n".join(lines) + end, _LINES, st.sampled_from(["", "\n"]))


@given(_TEXTS, _TEXTS, _TEXTS, st.data())
def test_the_places_are_those_of_the_conflicts(
    base: str, ours: str, theirs: str, data: st.DataObject
) -> None:
    """Ours everywhere is the merge; what is chosen at a place stands there, and all other lines stay."""
    merged = merge(parse(base), parse(ours), parse(theirs))
    other = parse(theirs)
    assert resolve(merged, other, [None] * len(merged.conflicts)).text == merged.document.text
    if not merged.conflicts:
        return
    at = data.draw(st.integers(0, len(merged.conflicts) - 1))
    chosen = [None if place != at else "MARK\n" for place in range(len(merged.conflicts))]
    lines = merged.document.text.splitlines()
    start = merged.conflicts[at].line - 1
    length = len((merged.conflicts[at].ours or "").splitlines())

    decided = resolve(merged, other, chosen).text.splitlines()

    assert decided == [*lines[:start], "MARK", *lines[start + length :]]
