"""A post in Ghost, with the theme that it comes with, on SQLite.

Its package names a development dependency that only GitHub has, and the driver for SQLite is compiled here: what it
takes is npm, a compiler and Node's headers, and some minutes the first time.
"""

import json
import shutil
import sqlite3
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tools.load import Case, Server, free_port

from .packages import FOLDER, INSTALL_SECONDS, NotInstalled, Page

VERSION = "5.130.6"
# The post that every new Ghost has.
PATH = "/coming-soon/"
SLUG = PATH.strip("/")


def cases(folder: Path, page: Page) -> Iterator[Case]:
    package = _installed()
    port = free_port()
    shutil.copytree(package / "content", folder / "content")
    environment = _environment(folder, port)
    server = Server("Ghost", ["node", "index.js"], port, environment, folder=package, probe=PATH)
    # The first start lays out its database.
    try:
        server.start()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{PATH}", timeout=30) as answer:
            size = len(answer.read())
    except (OSError, RuntimeError) as error:
        raise NotInstalled(f"it does not start: {error}") from error
    finally:
        server.stop()
    _fill(folder / "ghost.db", page, size)
    yield Case("Ghost, a post", server, PATH, connections=4)


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "NODE_ENV": "production",
        "url": f"http://127.0.0.1:{port}",
        "server__host": "127.0.0.1",
        "server__port": str(port),
        "database__client": "sqlite3",
        "database__connection__filename": str(folder / "ghost.db"),
        "database__useNullAsDefault": "true",
        "paths__contentPath": str(folder / "content"),
        "logging__level": "error",
        "privacy__useUpdateCheck": "false",
        "privacy__useGravatar": "false",
        "process": "local",
    }


def _fill(database: Path, page: Page, size: int) -> None:
    """Put the article into the post whose page has `size` bytes, and fill up to the bytes of `page`."""
    connection = sqlite3.connect(database)
    with connection:
        (before,) = connection.execute("SELECT html FROM posts WHERE slug = ?", [SLUG]).fetchone()
        around = size - len(before.encode())
        padding = "x" * max(0, len(page.html) - around - len(page.article.encode()))
        connection.execute("UPDATE posts SET html = ? WHERE slug = ?", [page.article + padding, SLUG])
    connection.close()


def _installed() -> Path:
    """The folder with Ghost and what it needs. Raises NotInstalled."""
    folder = FOLDER / "ghost"
    package, done = folder / "package", folder / "installed.txt"
    if done.exists() and done.read_text() == VERSION:
        return package
    if shutil.which("npm") is None:
        raise NotInstalled("npm not found (apt-get install npm)")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _run(folder, "npm", "pack", "--silent", f"ghost@{VERSION}")
    shutil.unpack_archive(folder / f"ghost-{VERSION}.tgz", folder, filter="data")
    described = json.loads((package / "package.json").read_text())
    del described["devDependencies"]
    (package / "package.json").write_text(json.dumps(described))
    _run(package, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps")
    _run(package, "npm", "rebuild", "sqlite3", "--build-from-source")
    done.write_text(VERSION)
    return package


def _run(folder: Path, *command: str) -> None:
    try:
        subprocess.run(
            command,
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = error.stderr.strip()[-300:] if isinstance(error.stderr, str) else ""
        raise NotInstalled(f"{' '.join(command)}: {said or error}") from error
