"""Serves the site: `python -m trendsite.serve`, at HOST and PORT with WORKERS processes.

`--check` only says whether it could, so that `make run` stops before its long steps and not after them.
"""

import argparse
import asyncio
import errno
import os
import socket
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import uvicorn
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

SHUTDOWN_SECONDS = 10
# What is on its way when the server is asked to stop gets this long to be taken, in seconds.
DRAIN_SECONDS = 0.2
HIGHEST_PORT = 65_535


def why_not_bindable(host: str, port: int) -> str:
    """A sentence for a person on why no server can listen at `host` and `port`; "" if one can."""
    if not 0 <= port <= HIGHEST_PORT:
        return f"PORT={port} is not a port: there are 0 to {HIGHEST_PORT}."
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        return f"HOST={host} PORT={port} is not an address of this machine ({error})."
    for family, kind, protocol, _, address in addresses:
        with socket.socket(family, kind, protocol) as probe:
            # As the server does: a port that was only just let go is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                return _explain(error, host, port)
    return ""


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program. Stop it, or take another: make run PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} needs privileges this user lacks. Choose one above 1023: make run PORT=8000"
    return f"Cannot listen on {host}, port {port}: {error.strerror}."


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped. Returns the exit code: 1 with a message on stderr if it may not or cannot."""
    parser = argparse.ArgumentParser(prog="python -m trendsite.serve", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the site could be served")
    options = parser.parse_args(arguments)

    try:
        reason = why_not_bindable(settings.SERVER_HOST, settings.SERVER_PORT)
    except ImproperlyConfigured as error:
        reason = str(error)
    if reason:
        sys.stderr.write(reason + "\n")
        return 1
    if not options.check:
        sys.stdout.write(f"==> Serving for {', '.join(settings.ALLOWED_HOSTS)} (Ctrl-C stops it)\n")
        sys.stdout.flush()
        serve()
    return 0


class Workers(Multiprocess):
    """The processes that serve, and the one that looks after them."""

    def terminate_all(self) -> None:
        stop_queueing(self.sockets)
        time.sleep(DRAIN_SECONDS)
        # The system completes connections for as long as anybody holds a socket. Only who takes them may.
        for each in self.sockets:
            each.close()
        super().terminate_all()


class SingleServer(uvicorn.Server):
    """One process that serves."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        stop_queueing(sockets or [])
        await asyncio.sleep(DRAIN_SECONDS)
        await super().shutdown(sockets)


def stop_queueing(sockets: Iterable[socket.socket]) -> None:
    """Let those who come now wait at their end: connections that wait here when the socket is closed would break.

    What waits already is taken in the next moment. Who comes too late finds nobody, and has lost nothing.
    """
    for each in sockets:
        each.listen(0)


def serve() -> None:
    """Run the server until SIGINT or SIGTERM; requests that have begun may finish."""
    config = uvicorn.Config(**_options())
    sockets = [config.bind_socket()]
    if config.workers > 1:
        Workers(config, sockets=sockets).run()
        return
    single = SingleServer(config)
    with suppress(KeyboardInterrupt):
        single.run(sockets)
    if not single.started:
        sys.exit(STARTUP_FAILURE)


def _options() -> dict[str, Any]:
    return {
        "app": "trendsite.asgi:application",
        "host": settings.SERVER_HOST,
        "port": settings.SERVER_PORT,
        "workers": settings.SERVER_WORKERS,
        "loop": "uvloop",
        "http": "trendsite.asgi:protocol",
        "ws": "none",
        "lifespan": "on",
        "access_log": settings.ACCESS_LOG,
        "server_header": False,
        "timeout_graceful_shutdown": SHUTDOWN_SECONDS,
        # A new process imports everything before it is ready, which takes seconds where there is much to do.
        "timeout_worker_healthcheck": 30,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trendsite.settings")
    sys.exit(main())
