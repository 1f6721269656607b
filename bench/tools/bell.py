"""A Redis server of our own, which keeps nothing."""

import shutil
import signal
import subprocess
import time

import redis

from .load import free_port

START_SECONDS = 10.0


def why_not() -> str:
    return "" if shutil.which("redis-server") else "redis-server not found (apt-get install redis-server)"


class Redis:
    """Runs at `host` and a port that stays the same over restarts."""

    def __init__(self, *, host: str = "127.0.0.1") -> None:
        self.host = host
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://{self.host}:{self.port}/0"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                "redis-server",
                "--bind",
                self.host,
                "--port",
                str(self.port),
                "--save",
                "",
                "--protected-mode",
                "no",
            ],
            cwd="/tmp",  # noqa: S108  (it writes nothing)
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                redis.Redis.from_url(self.url, socket_timeout=1).ping()
                return
            except redis.RedisError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        """It is gone at once; whoever is connected is told by the kernel."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """It goes on accepting connections, and says nothing."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
