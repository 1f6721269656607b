"""Commands that work for minutes leave the processors to the site's own processes."""

import os

import pytest
from django.core.management import get_commands, load_command_class


@pytest.mark.parametrize("name", ["import_articles", "sync_content", "build_site", "export_articles"])
def test_priority(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """From a shell such a command lowers its priority; code that calls it keeps its own."""
    lowered: list[int] = []
    monkeypatch.setattr(os, "nice", lowered.append)
    command = load_command_class(get_commands()[name], name)

    with pytest.raises(SystemExit):
        command.run_from_argv(["manage.py", name, "--help"])

    assert lowered == [10]
    assert name in capsys.readouterr().out
