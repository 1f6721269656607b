"""A PostgreSQL server of our own: one that may be killed without harming anybody."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

from .load import free_port

USER = "postgres"


def programs() -> Path | None:
    """Where initdb is; Debian keeps it out of PATH."""
    on_path = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(on_path).parent if on_path else found[-1].parent if found else None


def why_not() -> str:
    """Why there can be no server of our own; "" if there can."""
    if programs() is None:
        return "initdb not found (apt-get install postgresql)"
    if os.geteuid() == 0 and USER not in {each.pw_name for each in pwd.getpwall()}:
        return f"PostgreSQL does not run as root, and there is no user {USER}"
    return ""


class Postgres:
    """A server at `host` and `port` in a folder of its own, which goes when it stops. Trusts everybody."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        where = programs()
        if where is None:
            raise RuntimeError(why_not())
        self._programs = where
        self._folder = folder = Path(tempfile.mkdtemp(prefix="trendsite-postgres-"))
        self.host = host
        self.port = port or free_port()
        self._data = folder / "data"
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        self._run(
            "initdb", "-D", str(self._data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )
        settings = f"""
            listen_addresses = '{host}'
            port = {self.port}
            unix_socket_directories = ''
            max_connections = 200
            fsync = off
        """
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(settings)
        with (self._data / "pg_hba.conf").open("a") as file:
            file.write("host all all 0.0.0.0/0 trust\n")

    def url(self, database: str = "postgres") -> str:
        return f"postgres://{USER}@{self.host}:{self.port}/{database}"

    def start(self) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self._folder / "log"), "-w", "-t", "60", "start")

    def kill(self) -> None:
        """As a crash: every connection breaks, and nothing is brought to an end."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")

    def is_running(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def create(self, database: str) -> str:
        """A new database; returns its URL."""
        self.ask(f'CREATE DATABASE "{database}"')
        return self.url(database)

    def ask(self, query: str) -> int:
        """Run a query; returns how many rows it touched."""
        with psycopg.connect(self.url(), autocommit=True, connect_timeout=5) as connection:
            return connection.execute(query.encode()).rowcount

    def signal_all(self, number: int) -> None:
        """Send a signal to every process of the server: 19 freezes it, 18 lets it go on."""
        parent = int((self._data / "postmaster.pid").read_text().split("\n")[0])
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for pid in [parent, *map(int, children)]:
            os.kill(pid, number)

    def stop(self) -> None:
        if (self._data / "postmaster.pid").exists():
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        user = USER if os.geteuid() == 0 else None
        # pg_ctl's server keeps what it is given as its output: a pipe would never end.
        done = subprocess.run(
            command, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed with {done.returncode}; see {self._folder}/log")
