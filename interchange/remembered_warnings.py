"""The warnings of a file as its `Origin` has them, and which of them are still true when the file is unchanged."""

from collections.abc import Iterable, Sequence
from typing import Any

from articles.document import Problem
from articles.models import Article

from .readers.crosslinks import draft_linked

Remembered = list[Any]
"""The code, message and line of a warning, and a true where reading the file does not find it (see `Origin`)."""


def remembered(read: Iterable[Problem] = (), later: Iterable[Problem] = ()) -> list[Remembered]:
    """The warnings of reading a file, and those that came later, as they are stored."""
    return [*map(_stored, read), *([*_stored(each), True] for each in later)]


def still_true(warnings: Iterable[Remembered]) -> list[Problem]:
    """The warnings without those of links to drafts that readers see by now, whatever the file says."""
    problems = [_problem(each) for each in warnings]
    slugs = {slug for each in problems if (slug := draft_linked(each.code, each.message))}
    if not slugs:
        return problems
    shown = set(Article.objects.live().filter(slug__in=slugs).values_list("slug", flat=True))
    return [each for each in problems if draft_linked(each.code, each.message) not in shown]


def not_of_reading(warnings: Iterable[Remembered]) -> list[Problem]:
    """Those that do not come again when the file is only read anew."""
    return [_problem(each) for each in warnings if each[3:]]


def _stored(problem: Problem) -> Remembered:
    return [problem.code, problem.message, problem.line]


def _problem(stored: Sequence[Any]) -> Problem:
    code, message, line = stored[:3]
    return Problem(code, message, line)
