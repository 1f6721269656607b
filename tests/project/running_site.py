"""The site as an operator runs it: migrated, filled by the first run, served by the real server in its own process."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30
STOP_SECONDS = 15


class RunningSite:
    """One site with its database, media and static files under `folder`, on a free port of this machine."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.log = folder / "server.log"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "SECRET_KEY": "only-for-this-server-0123456789-abcdefghij",
            "DEBUG": "off",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WORKERS": "2",
            "SITE_URL": self.url,
            "SITE_NAME": "Trendsite",
            "ALLOWED_HOSTS": "127.0.0.1",
            "TIME_ZONE": "UTC",
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "MEDIA_ROOT": str(folder / "media"),
            "EDGE_SNAPSHOTS": str(folder / "edge-cache"),
            "STATIC_ROOT": str(folder / "static"),
            "CACHE_URL": "locmemcache://",
            "EMAIL_URL": "consolemail://",
            "SCHEDULER_SECONDS": "0.5",
        }

    def manage(self, *arguments: str) -> str:
        """The output of a management command that succeeded."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def prepare(self) -> None:
        """Everything that `make run` does before it serves; keeps the `password` that the first run printed."""
        self.manage("migrate", "--no-input", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        printed = self.manage("first_run")
        password = re.search(r"password:\s+(\S+)", printed)
        assert password, printed
        self.password = password[1]

    def add_account(self, name: str, *, group: str) -> str:
        """An account of the desk in `group`. Returns its password."""
        password = f"{name}-has-a-long-password"
        self.python(
            "from django.contrib.auth.models import Group, User\n"
            f"user = User.objects.create_user({name!r}, password={password!r}, is_staff=True)\n"
            f"user.groups.add(Group.objects.get(name={group!r}))"
        )
        return password

    def python(self, code: str) -> str:
        """What `code` prints when it is run inside the site."""
        return self.manage("shell", "--no-imports", "--command", code)

    def start(self) -> None:
        """Serve, and return once the site says that it is ready."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "trendsite.serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def stop(self) -> int:
        """Ask the server to stop as Ctrl-C does. Returns its exit code."""
        self.process.send_signal(2)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310  (our own server)
                return answer.status == 200
        except urllib.error.URLError:
            return False
