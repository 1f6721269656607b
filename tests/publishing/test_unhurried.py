"""Commands that work for minutes leave the processors to the site's own processes."""

import os

import pytest
from django.core.management import get_commands, load_command_class

COMMANDS = [
    "build_site",
    "export_articles",
    "import_articles",
    "reindex_search",
    "rerender_articles",
    "sync_content",
    "undo_import",
    "verify_export",
]


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("before", "after"), [(0, 10), (4, 10), (10, 10), (15, 15), (-5, 10)])
def test_priority(
    name: str, before: int, after: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From a shell such a command lowers its priority to 10, whatever it was started with, and never raises it."""
    priority = before

    def nice(increment: int) -> int:
        nonlocal priority
        priority += increment
        return priority

    monkeypatch.setattr(os, "nice", nice)
    command = load_command_class(get_commands()[name], name)

    with pytest.raises(SystemExit):
        command.run_from_argv(["manage.py", name, "--help"])

    assert priority == after
    assert name in capsys.readouterr().out
