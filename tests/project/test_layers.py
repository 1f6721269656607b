"""What import-linter does not look at; its contracts are in pyproject.toml and `make lint` holds them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["trendsite", "interchange", "articles", "edge"]
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
PURE = ["articles/document", "articles/markup"]
IMPURE = {"django", "taggit", "psycopg", "sqlite3", "trendsite", "interchange", "edge"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import statement of a module, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node


def imported_packages(tree: ast.AST) -> Iterator[str]:
    """The top-level package of every absolute import."""
    for node in imports(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif node.level == 0 and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_import_hides_in_a_function(path: Path) -> None:
    """An import inside a function hides a circle; there is none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))

    hidden = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in imports(function)
    ]

    assert hidden == []


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if name(path).startswith(tuple(f"{folder}/" for folder in PURE))],
    ids=name,
)
def test_documents_and_markup_are_pure(path: Path) -> None:
    """Text goes in and a value comes out: no Django and nothing of the site is imported there."""
    packages = set(imported_packages(ast.parse(path.read_text(encoding="utf-8"))))

    assert packages & IMPURE == set()


@pytest.mark.parametrize("path", [path for path in SOURCES if name(path).startswith("edge/")], ids=name)
def test_edge_knows_nothing_of_ours(path: Path) -> None:
    """What stands between the server and the site could stand before any other."""
    packages = set(imported_packages(ast.parse(path.read_text(encoding="utf-8"))))

    assert packages & (set(PACKAGES) - {"edge"}) == set()


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if not name(path).startswith("trendsite/")], ids=name
)
def test_nobody_imports_the_composition_root(path: Path) -> None:
    """Settings are reached through django.conf, never through the package that puts everything together."""
    assert "trendsite" not in set(imported_packages(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_modules_are_named_for_their_noun(path: Path) -> None:
    """There is no drawer for whatever did not find a place."""
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
