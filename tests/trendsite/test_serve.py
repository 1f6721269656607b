"""What is said before the server starts."""

import socket

import pytest

from trendsite.serve import main, why_not_bindable


def test_free_port() -> None:
    """A free port is no reason not to start."""
    assert why_not_bindable("127.0.0.1", 0) == ""


def test_port_taken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A taken port is named with the way out, and the exit code is 1."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("HOST", "127.0.0.1")
        monkeypatch.setenv("PORT", str(port))

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
