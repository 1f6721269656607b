"""Packages that only a benchmark needs: installed on demand below var/bench, apart from the site's own."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.load import ROOT, Server, free_port

FOLDER = ROOT / "var" / "bench"
INSTALL_SECONDS = 600
# A module that gunicorn may be pointed at.
WSGI = "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"


class NotInstalled(Exception):
    """The reason why a program cannot be measured."""


@dataclass(frozen=True)
class Page:
    """The site's own page, which the others are to answer with as many bytes as."""

    path: str
    html: bytes

    @property
    def article(self) -> str:
        """What stands in its body."""
        found = re.search(r"<main.*</main>", self.html.decode(), re.DOTALL)
        return found[0] if found else self.html.decode()

    @property
    def padding(self) -> str:
        """As much text as the page has beside that."""
        return "x" * (len(self.html) - len(self.article.encode()))


def installed(name: str, *requirements: str) -> Path:
    """The folder with these packages and what they need. Raises NotInstalled."""
    folder = FOLDER / name
    done = folder / "installed.txt"
    wanted = "\n".join(requirements)
    if done.exists() and done.read_text() == wanted:
        return folder
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
    try:
        subprocess.run(
            [*command, "--target", str(folder), *requirements],
            check=True,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        last = (error.stderr or "").strip().splitlines()[-1:] if isinstance(error.stderr, str) else []
        raise NotInstalled(f"pip install {' '.join(requirements)}: {''.join(last) or error}") from error
    done.write_text(wanted)
    return folder


def written(folder: Path, files: dict[str, str]) -> None:
    """Write files by their names below `folder`."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def prepared(folder: Path, packages: Path, code: str, **environment: str) -> None:
    """Run `code` once with the packages and the modules in `folder`. Raises NotInstalled with what it said last."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=folder,
        env={**os.environ, **environment, "PYTHONPATH": f"{packages}:{folder}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotInstalled(f"its demonstration cannot be set up: {done.stderr.strip()[-300:]}")


def gunicorn(name: str, target: str, folder: Path, packages: Path, **environment: str) -> Server:
    """One worker with four threads, as gunicorn's own documentation suggests for one core."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--threads", "4", "--keep-alive", "60", "--log-level", "error"]
    path = {"PYTHONPATH": f"{packages}:{folder}", "DJANGO_SETTINGS_MODULE": ""}
    return Server(name, command, port, {**path, **environment}, folder=folder)
