"""Processes of ours that wait or end while another one takes very much memory, so that all together do not."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress

Way = Callable[[], AbstractContextManager[None]]
_ways: list[Way] = []


@contextmanager
def giving_way(*ways: Way) -> Iterator[None]:
    """Have `ways` entered, meanwhile, by whoever is about to take very much memory, for as long as that lasts.

    Only a command that has its process to itself does so: a server goes on answering.
    """
    _ways.extend(ways)
    try:
        yield
    finally:
        for way in ways:
            _ways.remove(way)


def others_give_way(lasting: ExitStack, *, besides: Way | None = None) -> None:
    """Let all give way, until `lasting` ends, whose way is not `besides`; this process returns what it has freed."""
    for way in _ways:
        if way != besides:
            lasting.enter_context(way())
    return_what_is_free()


def return_what_is_free() -> None:
    """Give back to the system what this process has freed and keeps."""
    # Only glibc keeps so much that it has to be asked, and only it has this.
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
