"""How long to wait for work that may take so much of a processor, on a machine that has other work too."""

import os

# Clock seconds for one second of a processor, at ordinary priority: others may be at work as well.
_CROWD = 10
# What a step of niceness takes from a process' share. Linux' scheduler counts with it.
_STEP = 1.25


def on_the_clock(seconds: float) -> float:
    """Seconds on the clock in which a process of our priority should have had `seconds` of a processor."""
    return seconds * _CROWD * _STEP ** max(0, os.nice(0))
