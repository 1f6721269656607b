"""Workers of imports that stay for the next test: to start them takes longer than most tests' work does."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from articles.markup import crew

# Workers that were made ready for something of a test's own end with it.
OF_IMPORTS = "interchange.preparing:"


@contextmanager
def lasting_workers() -> Iterator[None]:
    """Whoever needs workers gets those that others have done with, if they have nothing left to do."""
    spare: list[crew._Hand] = []
    new_hand, leave = crew._Hand, crew.Crew.__exit__

    def hand() -> crew._Hand:
        while spare:
            found = spare.pop()
            if found.process.is_usable:
                return found
        return new_hand()

    def leave_workers(self: crew.Crew, *error: object) -> None:
        stay = [
            each
            for each in self._hands
            if not (each.tasks or each.outgoing or each.incoming)
            and all(name.startswith(OF_IMPORTS) for name in each.known)
        ]
        self._hands = [each for each in self._hands if each not in stay]
        spare.extend(stay)
        leave(self, *error)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crew, "_Hand", hand)
        patch.setattr(crew.Crew, "__exit__", leave_workers)
        yield
    for each in spare:
        each.process.kill()
