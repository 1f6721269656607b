"""The bar that commands show on a terminal, and nowhere else."""

from importlib import import_module
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress


def is_terminal(stream: IO[str] | Any) -> bool:
    """Whether somebody is looking at `stream`, which may be a wrapper of Django's or a plain buffer."""
    return bool(getattr(stream, "isatty", bool)())


def new_bar() -> "Progress":
    """A bar of how much is done, gone when it is complete. Use it as a context manager."""
    # Where nobody looks, a command begins sooner without it.
    console: Any = import_module("rich.console")
    rich: Any = import_module("rich.progress")
    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeRemainingColumn(),
    )
    bar: Progress = rich.Progress(*columns, console=console.Console(), transient=True)
    return bar
