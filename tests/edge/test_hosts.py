"""Whole sites in their own processes, in the short form of what `bench/` does at length: several processes, two hosts,
a database that goes and comes back. Each program ends with 1 if anything was not as promised. They take minutes, so
they run where WHOLE_SITES is set: `WHOLE_SITES=on make test`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.skipif("WHOLE_SITES" not in os.environ, reason="takes minutes: set WHOLE_SITES=on"),
    pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="brings its own databases: once is enough"),
    # Of which a busy machine needs several.
    pytest.mark.timeout(600),
]


def run(program: str, **environment: str) -> str:
    """What a program of `bench/` printed, all of whose promises were kept; skips, saying why, where it cannot run."""
    kept = {
        name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}
    }
    process = subprocess.Popen(
        [sys.executable, f"bench/{program}.py"],
        cwd=ROOT,
        env={**kept, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        printed, errors = process.communicate(timeout=500)
    except subprocess.TimeoutExpired:
        # So that it takes down what it has put up.
        process.terminate()
        printed, errors = process.communicate()
    if "SKIPPED:" in printed:
        pytest.skip(next(line for line in printed.splitlines() if "SKIPPED:" in line))
    assert process.returncode == 0, printed + errors[-4000:]
    return printed


def test_publishes_and_reads_of_several_processes() -> None:
    """No page is torn or older than a second, and the process that published shows the new one at once."""
    assert "| sqlite |" in run("consistency", PUBLISHES="40", WORKERS="3", READERS="4", DATABASES="sqlite")


def test_two_hosts() -> None:
    """What is published at one host is read at the other within a second, with and without NOTIFY."""
    assert "the LISTEN connections are cut" in run("hosts", RINGS="notify", SECONDS="2")


def test_two_hosts_with_redis() -> None:
    """The same with Redis, when that dies and comes back."""
    assert "Redis comes back" in run("hosts", RINGS="redis", WATCHES="3", SECONDS="1")


def test_stop_under_load() -> None:
    """Who has a connection when a site with one process is asked to stop has an answer; who comes later is refused."""
    assert "SIGTERM to the parent" in run("reload", WORKERS="1", CLIENTS="8")


def test_database_is_killed() -> None:
    """Pages that were read stay, over a restart too; others and forms get 503; it is over by itself."""
    assert "100.00%" in run("outage", KINDS="killed", SECONDS="6", RATE="100")
