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
