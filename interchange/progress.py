"""The bar that commands show on a terminal, and nowhere else."""

from typing import IO, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


def is_terminal(stream: IO[str] | Any) -> bool:
    """Whether somebody is looking at `stream`, which may be a wrapper of Django's or a plain buffer."""
    return bool(getattr(stream, "isatty", bool)())


def new_bar() -> Progress:
    """A bar of how much is done, gone when it is complete. Use it as a context manager."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(),
        transient=True,
    )
