"""Processes of ours that wait or end while another one takes very much memory, so that all together do not."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

_ways: list[Callable[[], AbstractContextManager[None]]] = []


@contextmanager
def giving_way(*ways: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """Have `ways` entered, meanwhile, by whoever is about to take very much memory, for as long as that lasts.

    Only a command that has its process to itself does so: a server goes on answering.
    """
    _ways.extend(ways)
    try:
        yield
    finally:
        for way in ways:
            _ways.remove(way)


def others_give_way(lasting: ExitStack) -> None:
    """Let all others give way until `lasting` ends."""
    for way in _ways:
        lasting.enter_context(way())
