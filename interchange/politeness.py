"""Work that takes minutes leaves the processors to whoever needs them at once."""

import os
from contextlib import suppress

# Of 19. The site's own processes have 0, and get their turn before all of this.
NICENESS = 10


def let_readers_go_first() -> None:
    """Lower the priority of this process, and of those that it will start, for good."""
    with suppress(OSError):
        os.nice(NICENESS)
