"""What a sync did, step by step and in all."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from articles.document import Problem

from .items import described

Result = Literal[
    "created",
    "updated",
    "merged",
    "conflict",
    "rejected",
    "written",
    "renamed",
    "removed",
    "withdrawn",
    "kept",
    "ignored",
]
# What ends with the two sides still apart.
OPEN = ("conflict", "rejected", "kept")
TO_THE_SITE = ("created", "updated", "merged", "withdrawn")


@dataclass(frozen=True)
class Step:
    """Something that a sync did, or with --plan would do, or left to a person to decide."""

    path: str
    result: Result
    message: str = ""
    url: str = ""
    # What reading, rendering and writing found of a file that came to the site.
    warnings: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "path": self.path,
            "result": self.result,
            "url": self.url,
            "message": self.message,
            "warnings": [described(problem) for problem in self.warnings],
        }


@dataclass
class Synced:
    """What a sync came to. `run` is that of the import, which undo_import takes back; None for a plan."""

    run: int | None = None
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether both sides are the same now."""
        return not any(self.counts[result] for result in OPEN)

    def summary(self) -> str:
        of = self.counts
        to_site = sum(of[result] for result in TO_THE_SITE)
        to_folder = of["written"] + of["renamed"] + of["removed"]
        return (
            f"synced: {to_site} to the site ({of['merged']} merged), {to_folder} to the folder, "
            f"{of['conflict']} conflicts, {of['kept']} kept, {of['rejected']} rejected in {self.seconds:.1f} s"
        )


Report = Callable[[Step], None]
