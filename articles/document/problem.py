"""What is wrong or surprising in a document, said to the person who wrote it."""

from dataclasses import dataclass
from typing import Literal

from .compact import Compact

Severity = Literal["warning", "error"]


@dataclass(frozen=True, slots=True)
class Problem(Compact):
    """One remark on a document.

    `code` is stable and machine-readable ("date-unreadable"); `message` is a sentence for a person. `line` is
    1-based in the whole file, `field` the key as the author wrote it. An "error" means that the frontmatter
    could not be read as a whole; a "warning" that the document is usable all the same.
    """

    code: str
    message: str
    line: int | None = None
    field: str | None = None
    severity: Severity = "warning"
