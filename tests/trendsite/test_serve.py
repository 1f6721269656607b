"""What is said before the server starts."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from trendsite.serve import main, why_not_bindable

ROOT = Path(__file__).resolve().parents[2]


def test_free_port() -> None:
    """A free port is no reason not to start."""
    assert why_not_bindable("127.0.0.1", 0) == ""


def test_port_taken(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """A taken port is named with the way out, and the exit code is 1."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        settings.SERVER_HOST, settings.SERVER_PORT = "127.0.0.1", port

        code = main(["--check"])

    assert code == 1
    message = capsys.readouterr().err
    assert f"Port {port} on 127.0.0.1 is taken" in message
    assert f"make run PORT={port + 1}" in message


def test_address_of_another_machine() -> None:
    """An address this machine does not have (RFC 5737's example network) is named."""
    assert "192.0.2.1" in why_not_bindable("192.0.2.1", 8000)


def test_impossible_port() -> None:
    """A port number that cannot exist is a message, not a traceback."""
    assert "PORT=70000" in why_not_bindable("127.0.0.1", 70_000)


def test_unsafe_settings() -> None:
    """A site that may not start says why in plain lines, without a traceback."""
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "weak", "ALLOWED_HOSTS": "*"}

    done = subprocess.run(
        [sys.executable, "-m", "trendsite.serve", "--check"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("This site will not start:\n  - SECRET_KEY is too easy to guess")
    assert "Traceback" not in done.stderr
