"""Work that takes minutes leaves the processors to whoever needs them at once."""

import os
from contextlib import suppress

from django.core.management.base import BaseCommand

# Of 19. The site's own processes have 0, and get their turn before all of this.
NICENESS = 10


class UnhurriedCommand(BaseCommand):
    """A command that, started from a shell, lowers its own priority, and that of the processes it starts, for good.

    Code that calls it keeps the priority it has.
    """

    def run_from_argv(self, argv: list[str]) -> None:
        with suppress(OSError):
            # Not below what it was given already: a command in a queue of unhurried work is not the last of them.
            os.nice(max(0, NICENESS - os.nice(0)))
        super().run_from_argv(argv)
