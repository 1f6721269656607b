"""Two texts compared."""

from articles.admin.comparison import Fold, Line, compare


def changed(line: Line) -> list[str]:
    return [piece.text for piece in line.pieces if piece.changed]


def test_texts_that_are_alike_are_identical() -> None:
    """Nothing changed, nothing is counted, everything is folded."""
    comparison = compare("one\ntwo\nthree\n", "one\ntwo\nthree\n")

    assert comparison.identical
    assert [len(row.lines) for row in comparison.rows if isinstance(row, Fold)] == [3]


def test_a_changed_word_is_marked_within_its_line() -> None:
    """Only the words that differ are marked, on both sides."""
    comparison = compare("The art of baking bread\n", "The art of making bread\n")

    before, after = comparison.rows
    assert isinstance(before, Line)
    assert isinstance(after, Line)
    assert (before.kind, before.old, before.new, changed(before)) == ("removed", 1, None, ["baking"])
    assert (after.kind, after.old, after.new, changed(after)) == ("added", None, 1, ["making"])


def test_lines_with_little_in_common_are_marked_whole() -> None:
    """A line that took another one's place is not picked apart word by word."""
    before, after = compare("A first paragraph about this\n", "## More\n").rows

    assert isinstance(before, Line)
    assert isinstance(after, Line)
    assert changed(before) == ["A first paragraph about this"]
    assert changed(after) == ["## More"]


def test_unchanged_lines_far_from_a_change_are_folded() -> None:
    """Three lines of context stay on each side of a change."""
    old = "\n".join(f"line {number}" for number in range(1, 21))
    comparison = compare(old, old.replace("line 10", "line ten"))

    first, *shown, last = comparison.rows
    assert isinstance(first, Fold)
    assert isinstance(last, Fold)
    assert [line.old for line in first.lines] == list(range(1, 7))
    assert [(row.old, row.new) for row in shown if isinstance(row, Line)] == [
        (7, 7), (8, 8), (9, 9), (10, None), (None, 10), (11, 11), (12, 12), (13, 13),
    ]  # fmt: skip
    assert [line.new for line in last.lines] == list(range(14, 21))


def test_added_and_removed_lines_are_counted() -> None:
    """Each side's own lines are counted, a changed line on both."""
    comparison = compare("a\nb\nc\n", "a\nx\nc\nd\n")

    assert (comparison.added, comparison.removed) == (2, 1)


def test_a_changed_line_is_found_among_new_ones() -> None:
    """A line that moved down because another was put before it is still compared word by word."""
    removed, inserted, added = compare("The art of baking\n", "An opening\nThe art of making\n").rows

    assert isinstance(removed, Line)
    assert isinstance(inserted, Line)
    assert isinstance(added, Line)
    assert (changed(removed), changed(inserted), changed(added)) == (["baking"], ["An opening"], ["making"])
