"""Writes the one secret a fresh checkout lacks: `python -m trendsite.dotenv`, before any settings are read."""

import os
import secrets
import sys
from pathlib import Path

DOTENV = Path(__file__).resolve().parent.parent / ".env"


def has_secret_key(path: Path) -> bool:
    """Whether the `.env` file at `path` gives SECRET_KEY a value."""
    if not path.exists():
        return False
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name.removeprefix("export ").strip() == "SECRET_KEY" and value.strip(" \t'\""):
            return True
    return False


def ensure_secret_key(path: Path = DOTENV) -> bool:
    """Append a random SECRET_KEY to the file at `path`, readable by its owner only, unless there is one.

    Returns whether it wrote. Every other line of the file stays as it is.
    """
    if os.environ.get("SECRET_KEY") or has_secret_key(path):
        return False
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    # Written aside and renamed, so that neither an interruption nor a reader ever meets half a file.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{before}SECRET_KEY={secrets.token_urlsafe(50)}\n")
    aside.replace(path)
    return True


if __name__ == "__main__" and ensure_secret_key():
    sys.stdout.write(f"==> Wrote a new SECRET_KEY to {DOTENV.name}\n")
