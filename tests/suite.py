"""Everything that `make test` checks: linters, types, layers, then pytest on each database there is.

Every step runs even after one has failed; the table at the end says what passed, what failed, what was skipped and why.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from chromium import why_no_browser

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LOCAL_SERVERS = [
    "postgres://postgres@127.0.0.1:5432/postgres",
    "postgres:///postgres?host=/var/run/postgresql",
]
# Imports stay at the priority of the suite (COMMAND_NICENESS): at a lower one, the tests beside it would keep an import
# waiting that another test waits for. A file stays in one worker, so that what its tests share is made once.
PYTEST = [
    "nice",
    "-n",
    "10",
    sys.executable,
    "-m",
    "pytest",
    "--quiet",
    "--numprocesses",
    "2",
    "--dist",
    "loadfile",
]


@dataclass
class Report:
    """What happened, one line a step."""

    lines: list[str] = field(default_factory=list)
    failed: bool = False

    def run(self, name: str, command: list[str], **environment: str) -> None:
        """Run `command` at the top of the checkout and note its outcome and duration."""
        print(f"==> {name}", flush=True)
        started = time.monotonic()
        # Whatever the shell says, each run of pytest names its own database.
        inherited = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
        code = subprocess.run(command, cwd=ROOT, env={**inherited, **environment}, check=False).returncode
        self.failed |= code != 0
        outcome = f"FAILED (exit {code})" if code else "passed"
        self.lines.append(f"{name:<28} {outcome:<18} {time.monotonic() - started:6.1f} s")

    def skip(self, name: str, reason: str) -> None:
        print(f"==> {name}: SKIPPED, {reason}", flush=True)
        self.lines.append(f"{name:<28} SKIPPED: {reason}")

    def print(self) -> None:
        width = max(map(len, self.lines), default=0)
        print("\n" + "=" * width, *self.lines, "=" * width, sep="\n", flush=True)


def lint(report: Report) -> None:
    """Style, format, types, templates and layers."""
    report.run("ruff check", [sys.executable, "-m", "ruff", "check", "--quiet", "."])
    report.run(
        "ruff format", [sys.executable, "-m", "ruff", "format", "--check", "--output-format", "concise", "."]
    )
    report.run("mypy", [sys.executable, "-m", "mypy", "--no-error-summary"])
    report.run("import-linter", [str(BIN / "lint-imports"), "--no-logo"])
    for folder, profile in (("reader", "jinja"), ("desk", "django")):
        command = ["djlint", "--lint", "--quiet", f"--profile={profile}", f"templates/{folder}"]
        report.run(f"djlint {folder}", [sys.executable, "-m", *command])


def test(report: Report) -> None:
    """pytest on SQLite, and on PostgreSQL if one may be used. Chromium drives the site in the SQLite run."""
    no_browser = why_no_browser()
    if no_browser:
        report.skip("browser tests", no_browser)
    run_pytest(report, "pytest on SQLite")

    server, reason = find_postgres()
    if server is None:
        report.skip("pytest on PostgreSQL", reason)
        return
    with scratch_database(server) as url:
        run_pytest(report, "pytest on PostgreSQL", "-m", "not browser", TEST_DATABASE_URL=url)
    if not no_browser:
        report.lines.append(f"{'':<28} (browser tests ran on SQLite only)")


def run_pytest(report: Report, name: str, *arguments: str, **environment: str) -> None:
    """Run pytest in a folder of this run's own.

    In the one it shares with every other run, pytest tidies up after earlier ones when it ends; a folder of theirs that
    will not go away (a process that outlived its run still writes there) would make this run fail.
    """
    with tempfile.TemporaryDirectory(prefix="trendsite-", ignore_cleanup_errors=True) as folder:
        report.run(name, [*PYTEST, f"--basetemp={folder}/pytest", *arguments], **environment)


def find_postgres() -> tuple[str | None, str]:
    """The URL of a server on which databases may be created, and "" — or None and why there is none."""
    given = os.environ.get("TEST_POSTGRES_URL")
    reasons = []
    for url in [given] if given else LOCAL_SERVERS:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error as error:
            reasons.append(str(error).strip().splitlines()[0])
            continue
        if row and row[0]:
            return url, ""
        reasons.append("the role may not create databases")
    where = "TEST_POSTGRES_URL" if given else "no TEST_POSTGRES_URL, and of the local servers"
    return None, f"{where}: {'; '.join(reasons)}"


@contextmanager
def scratch_database(server: str) -> Iterator[str]:
    """The URL of a database name nobody else uses: neither another checkout nor another run of this one.

    Django makes `test_<name>` (one for each worker) from it; what an interrupted run left is dropped at the end.
    """
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    name = f"trendsite_{checkout}_{os.getpid()}"
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            for (left,) in connection.execute(query, [f"test_{name}"]).fetchall():
                connection.execute(f'DROP DATABASE IF EXISTS "{left}" WITH (FORCE)')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-lint", action="store_true", help="leave pytest out")
    options = parser.parse_args()
    report = Report()
    try:
        lint(report)
        if not options.only_lint:
            test(report)
    except KeyboardInterrupt:
        report.failed = True
        report.lines.append("interrupted")
    report.print()
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
