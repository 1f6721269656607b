"""Every purge is applied once, in whatever order transactions commit and notices arrive."""

import random

from edge.ledger import MAX_MISSING, PATIENCE, Ledger


def test_in_order() -> None:
    ledger = Ledger(5)

    assert ledger.take_all([6, 7], 0) == [6, 7]
    assert ledger.take_all([7, 8], 0) == [8]
    assert ledger.missing == []


def test_what_was_there_before_is_not_new() -> None:
    assert Ledger(5).take_all([3, 5], 0) == []


def test_later_number_commits_first() -> None:
    """Numbers are given at the insert and seen at the commit; the one that was passed over is waited for."""
    ledger = Ledger(5)

    assert ledger.take_all([8], 0) == [8]
    assert ledger.missing == [6, 7]
    assert ledger.take_all([6], 1) == [6]
    assert ledger.take_all([6], 1) == []
    assert ledger.missing == [7]


def test_number_of_an_undone_transaction() -> None:
    """A number that never comes is not waited for for ever."""
    ledger = Ledger(5)
    ledger.take(7, 0)

    ledger.take_all([], PATIENCE + 1)

    assert ledger.missing == []


def test_jump_of_a_sequence() -> None:
    ledger = Ledger(0)

    ledger.take(10_000_000, 0)

    assert len(ledger.missing) == MAX_MISSING


def test_any_order_with_repetitions() -> None:
    dice = random.Random(3)  # noqa: S311
    numbers = list(range(1, 300))
    arriving = sorted(numbers * 2, key=lambda number: number + dice.uniform(0, 50))
    ledger = Ledger(0)

    taken = [number for number in arriving if ledger.take(number, 0)]

    assert sorted(taken) == numbers
    assert ledger.missing == []
