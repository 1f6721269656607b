"""The site as an operator runs it, in a folder of its own: migrated, filled with the sample content, served."""

import os
import subprocess
import sys
from pathlib import Path

from .load import ROOT, Server, free_port

SECRET = "only-for-benchmarks-0123456789-abcdefghij"  # noqa: S105  (of a site that lives for minutes)


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """What a site in `folder` is told: SQLite and one process, unless `changes` say otherwise."""
    return {
        "SECRET_KEY": SECRET,
        "DEBUG": "off",
        "HOST": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "EDGE_SNAPSHOTS": "",
        "CACHE_URL": "locmemcache://",
        "RUN_SCHEDULER": "off",
        "WORKERS": "1",
        "DJANGO_SETTINGS_MODULE": "trendsite.settings",
        "PYTHONPATH": f"{ROOT}:{folder}",
        **changes,
    }


def manage(site: dict[str, str], *arguments: str) -> str:
    """What a management command printed that succeeded on the site with this environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **site},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def python(site: dict[str, str], code: str) -> str:
    """What `code` printed, run inside the site."""
    return manage(site, "shell", "--no-imports", "--command", code)


def prepare(site: dict[str, str], *, content: bool = True) -> None:
    """A site ready to be served, with the sample content or with none."""
    manage(site, "migrate", "-v0")
    manage(site, "collectstatic", "--no-input", "-v0")
    if content:
        manage(site, "first_run")


def server(name: str, site: dict[str, str], **options: object) -> Server:
    """The site's own server, on a free port if the environment names none. `options` are those of `Server`."""
    port = int(site.get("PORT") or free_port())
    command = [sys.executable, "-m", "trendsite.serve"]
    return Server(name, command, port, {**site, "PORT": str(port)}, **options)  # type: ignore[arg-type]
