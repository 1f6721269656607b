"""What of a source is found out by workers, and what is made of it here."""

from pathlib import Path
from typing import Any

import pytest

from articles.markup.crew import Crew, Task
from interchange.permalinks.supposed import SupposedRule
from interchange.placing import with_workers
from interchange.preparing import LINKS, READ
from interchange.sources import open_source

MANY = 130


def test_links_are_the_same_by_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule that links tell of does not depend on who read them."""
    asked, ask = [], Crew.ask

    def noted(self: Crew, function: str, arguments: dict[str, Any], *, seconds: float) -> Task:
        asked.append(function)
        return ask(self, function, arguments, seconds=seconds)

    monkeypatch.setattr(Crew, "ask", noted)
    for number in range(MANY):
        link = f"https://old.example/2020/{number % 12 + 1:02}/post-{number}/"
        following = (
            f"[on](https://old.example/2020/{(number + 1) % 12 + 1:02}/post-{number + 1}/) and `{link}`"
        )
        head = f"---\ntitle: Post {number}\ndate: 2020-{number % 12 + 1:02}-03\n---\n"
        (tmp_path / f"post-{number}.md").write_text(f"{head}Read {following}.\n", encoding="utf-8")
    source = open_source(tmp_path, "auto")

    with source.tree, Crew(2) as crew:
        crew.get_ready(READ)
        by_workers = with_workers(source, crew).rule
        assert asked == [LINKS] * MANY
        alone = source.rule

    assert isinstance(alone, SupposedRule)
    assert (alone.template, alone.address) == ("/:year/:month/:slug/", "https://old.example")
    assert by_workers == alone
    assert isinstance(by_workers, SupposedRule)
    assert by_workers.links == alone.links


def test_no_worker_is_started_for_links_alone(tmp_path: Path) -> None:
    """An import that may find nothing changed reads them itself."""
    for number in range(MANY):
        text = f"---\ntitle: Post {number}\n---\n[x](https://old.example/post-{number + 1})\n"
        (tmp_path / f"post-{number}.md").write_text(text, encoding="utf-8")
    source = open_source(tmp_path, "auto")

    with source.tree, Crew(2) as crew:
        _ = with_workers(source, crew).rule
        assert not crew.has_workers
