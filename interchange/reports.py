"""What an import tells: JSON Lines for programs, a few plain lines for people."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import IO

from .items import Line
from .sync_report import Step

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# How many files are named for each kind of warning before the rest is only counted.
_EXAMPLES = 3


class JsonLines:
    """The report that `--report` asks for: one object a line, written as the import goes on."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def add(self, line: Line) -> None:
        self._stream.write(json.dumps(line.as_json(), ensure_ascii=False) + "\n")


class Digest:
    """The report for people: each failure in full, warnings and ignored files counted by kind."""

    def __init__(self) -> None:
        self._warnings: Counter[str] = Counter()
        self._ignored: Counter[str] = Counter()
        self._examples: dict[str, list[str]] = {}

    def add(self, line: Line) -> Iterator[str]:
        """What is to be said of the line at once."""
        for warning in line.warnings:
            self._warnings[warning.code] += 1
            examples = self._examples.setdefault(warning.code, [])
            if len(examples) < _EXAMPLES:
                examples.append(f"{_place(line.where, warning.line)}: {warning.message}")
        if line.result == "ignored" and line.error:
            self._ignored[line.error.code] += 1
        elif line.error:
            yield one_line(f"{line.result}: {_place(line.where, line.error.line)}: {line.error.message}")

    def closing(self) -> Iterator[str]:
        """What is said at the end."""
        if self._ignored:
            kinds = ", ".join(f"{number} {code}" for code, number in self._ignored.most_common())
            yield f"ignored: {kinds}"
        for code, number in self._warnings.most_common():
            yield f"warning {code}: {number}"
            for example in self._examples[code]:
                yield one_line(f"  {example}")
            if number > len(self._examples[code]):
                yield "  …"


def planned(line: Line) -> Iterator[str]:
    """What --plan prints of one file: what would happen to it, field by field."""
    target = f" → {line.url} ({line.status})" if line.url else ""
    yield one_line(f"{line.result}: {line.where}{target}")
    for change in line.changes:
        yield one_line(f"    {change}")
    for warning in line.warnings:
        yield one_line(f"    warning {warning.code}: {warning.message}")
    if line.error:
        yield one_line(f"    {line.error.code}: {line.error.message}")


def synced(step: Step) -> Iterator[str]:
    """What a sync prints of one step."""
    yield one_line(": ".join(filter(None, [step.result, step.path, step.message])))
    for warning in step.warnings:
        line = f", line {warning.line}" if warning.line else ""
        yield one_line(f"    warning {warning.code}{line}: {warning.message}")


def one_line(text: str) -> str:
    """Text for a terminal: a file's name must not be able to move the cursor or add a line."""
    return _CONTROLS.sub("\ufffd", text)


def _place(source: str, line: int | None) -> str:
    return f"{source}:{line}" if line else source
