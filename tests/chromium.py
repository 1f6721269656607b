"""Where Chromium is, whether it can be driven, and how it is started so that it makes no request of its own."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import playwright

NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses its sandbox to root, which is who runs in most containers.
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """The path of the browser: `CHROMIUM` from the environment if set, else the first of the usual names on PATH."""
    named = os.environ.get("CHROMIUM")
    for name in [named] if named else NAMES:
        path = shutil.which(name)
        if path:
            return path
    return None


@cache
def why_no_browser() -> str:
    """A sentence on why no browser can be driven here; "" if one can."""
    if find_chromium() is None:
        return "no Chromium was found (install chromium, or say in CHROMIUM where it is)"
    node = Path(playwright.__file__).parent / "driver" / "node"
    started = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    if started.returncode:
        return f"Playwright's driver does not start: {started.stderr.strip()} (on Debian, install libatomic1)"
    return ""
