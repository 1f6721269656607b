"""Where Chromium is, and how it is started so that it makes no request of its own."""

import os
import shutil

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
