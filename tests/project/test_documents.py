"""What the documents say of the repository and can be compared with it."""

import re
from pathlib import Path

import pytest

from .test_layers import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\((?!https?:|#)([^)#]+)")


def requirements(file: str) -> set[str]:
    """The names of what is asked for, without versions and extras."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return {re.split(r"[\[<>=~ ]", line)[0] for line in lines if line and line[0] not in "#-"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files(document: Path) -> None:
    """A document that was moved takes its links along."""
    targets = LINK.findall(document.read_text(encoding="utf-8"))

    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("file", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_is_a_decision(file: str) -> None:
    """Each stands in docs/decisions.md with why it is here. Types of something else's need no reason of their own."""
    decided = set(re.findall(r"[\w-]+", (ROOT / "docs/decisions.md").read_text(encoding="utf-8")))

    undecided = requirements(file) - decided

    assert {name for name in undecided if not re.search(r"^types-|-stubs$", name)} == set()


@pytest.mark.parametrize("command", ["manage.py ([a-z_]+)", "make ([a-z]+)"])
def test_commands_exist(command: str) -> None:
    """What people are told to type is there."""
    known = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    known |= {"createsuperuser", "collectstatic", "migrate"}
    known |= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    # Only what stands as code: `make sure` is no target.
    code = [
        line
        for document in DOCUMENTS
        for line in re.findall(
            r"`[^`\n]+`|^(?: {4}|\.venv|make).*$", document.read_text("utf-8"), re.MULTILINE
        )
    ]
    told = {name for line in code for name in re.findall(command, line)}

    assert told
    assert told - known == set()
