"""The secret that `make run` writes."""

from pathlib import Path

import pytest

from trendsite.dotenv import ensure_secret_key


@pytest.fixture(autouse=True)
def no_secret_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)


def test_writes_once(tmp_path: Path) -> None:
    """A fresh checkout gets a long key in a file only its owner can read; the next run leaves it alone."""
    path = tmp_path / ".env"

    assert ensure_secret_key(path) is True
    first = path.read_text()
    assert ensure_secret_key(path) is False

    assert path.read_text() == first
    assert len(first.removeprefix("SECRET_KEY=").strip()) >= 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_two_keys_differ(tmp_path: Path) -> None:
    """No two checkouts share a key."""
    for name in ("a", "b"):
        ensure_secret_key(tmp_path / name)

    assert (tmp_path / "a").read_text() != (tmp_path / "b").read_text()


@pytest.mark.parametrize(
    "before", ["DEBUG=on\n", "DEBUG=on", "# SECRET_KEY=commented\n", "SECRET_KEY=\nDEBUG=on\n"]
)
def test_keeps_other_lines(tmp_path: Path, before: str) -> None:
    """A file without a key keeps its lines and gets one more."""
    path = tmp_path / ".env"
    path.write_text(before)

    ensure_secret_key(path)

    lines = path.read_text().splitlines()
    assert lines[:-1] == before.splitlines()
    assert lines[-1].startswith("SECRET_KEY=")


@pytest.mark.parametrize(
    "line", ["SECRET_KEY=abc", 'SECRET_KEY="abc"', "export SECRET_KEY=abc", " SECRET_KEY = abc"]
)
def test_existing_key_stays(tmp_path: Path, line: str) -> None:
    """A key in any spelling that the settings understand is left alone."""
    path = tmp_path / ".env"
    path.write_text(f"{line}\n")

    assert ensure_secret_key(path) is False
    assert path.read_text() == f"{line}\n"


def test_environment_suffices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the environment has the key, nothing secret is written to disk."""
    monkeypatch.setenv("SECRET_KEY", "from the environment")

    assert ensure_secret_key(tmp_path / ".env") is False
    assert not (tmp_path / ".env").exists()
