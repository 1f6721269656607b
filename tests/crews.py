"""Workers of imports that stay for the next test: to start them takes longer than most tests' work does."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from articles.markup import crew
from articles.zygote import Zygote

# Workers that were made ready for something of a test's own end with it.
OF_IMPORTS = "interchange.preparing:"


@contextmanager
def lasting_workers() -> Iterator[None]:
    """Whoever needs workers gets those that others have done with, if they have nothing left to do."""
    spare: list[crew._Hand] = []
    zygotes: list[Zygote] = []
    hire, leave = crew.Crew._hire, crew.Crew.__exit__

    def hire_again(self: crew.Crew, function: str, memory: int) -> crew._Hand:
        if not function.startswith(OF_IMPORTS):
            return hire(self, function, memory)
        for found in [each for each in spare if each.memory == memory]:
            spare.remove(found)
            if found.process.is_usable:
                self._hands.append(found)
                return found
            # It has ended, as what it was forked from works itself.
            found.process.requests.close()
            found.process.answers.close()
        if not zygotes or not zygotes[-1].is_usable:
            zygotes.append(Zygote(function))
        self._zygote = zygotes[-1]
        return hire(self, function, memory)

    def leave_workers(self: crew.Crew, *error: object) -> None:
        stay = [
            each
            for each in self._hands
            if not (each.tasks or each.outgoing or each.incoming)
            and each.memory < crew.MEMORY
            and all(name.startswith(OF_IMPORTS) for name in each.known)
        ]
        self._hands = [each for each in self._hands if each not in stay]
        spare.extend(stay)
        if self._zygote in zygotes:
            self._zygote = None
        leave(self, *error)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crew.Crew, "_hire", hire_again)
        patch.setattr(crew.Crew, "__exit__", leave_workers)
        yield
    for each in spare:
        each.process.kill()
    for zygote in zygotes:
        zygote.end()
