"""What the workers of the tests are asked to do."""

import os
import signal
import time
from pathlib import Path

from articles.markup import RenderRefused

seen: list[str] = []


def warm_up() -> None:
    seen.append("warm")


def say(what: str) -> str:
    """`what`, if this module was warmed up."""
    return what if seen else "cold"


def mark(path: str) -> str:
    """Leave a file at `path`."""
    Path(path).touch()
    return "done"


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def take(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def make_do(megabytes: tuple[int, int]) -> int:
    """Take as much as there is: all of it, or the first part alone and then, bit by bit, what is left."""
    less, all_of_it = megabytes
    parts = [bytearray(less * 1024 * 1024)]
    try:
        while sum(map(len, parts)) < all_of_it * 1024 * 1024:
            parts.append(bytearray(1024 * 1024))
    except MemoryError:
        return less
    return len(parts) - 1 + less


def keep(megabytes: int) -> int:
    """Take memory and keep it; the process that has it."""
    seen.append("x" * megabytes * 1024 * 1024)
    return os.getpid()


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def refuse() -> None:
    raise RenderRefused("nesting", "No.")


def fail() -> None:
    raise KeyError("a mistake")
