"""A real uvicorn in a thread, and clients that speak raw bytes to it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

TIMEOUT = 5.0


@contextmanager
def served(application: Any, **options: Any) -> Iterator[int]:
    """Serve an ASGI application on a free port of this machine; yields the port.

    Without a log of requests, unless asked for: with one, no request takes the short cut of `edge.protocol`.
    """
    options = {"access_log": False, "lifespan": "off", **options}
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        config = uvicorn.Config(
            application, loop="uvloop", log_level="critical", server_header=False, **options
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        deadline = time.monotonic() + TIMEOUT
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.005)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(TIMEOUT)


class Connection:
    """A client's end of a connection; answers are read as HTTP/1.1 frames them."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *exception: object) -> None:
        self.socket.close()

    def send(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def receive(self, *, bodiless: bool = False) -> tuple[int, dict[str, str], bytes]:
        """The next answer: status, headers, body. `bodiless`: it answers HEAD."""
        while b"\r\n\r\n" not in self._buffer:
            self._more()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        status = int(line.split(" ")[1])
        headers = {name.lower(): value for name, value in (field.split(": ", 1) for field in fields)}
        assert len(headers) == len(fields), f"a header comes twice: {fields}"
        if bodiless or status in {204, 304}:
            return status, headers, b""
        length = int(headers["content-length"])
        while len(self._buffer) < length:
            self._more()
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return status, headers, body

    def rest(self) -> bytes:
        """Everything until the server closes the connection."""
        while data := self.socket.recv(65_536):
            self._buffer += data
        return self._buffer

    def _more(self) -> None:
        data = self.socket.recv(65_536)
        if not data:
            raise ConnectionError(f"closed after {self._buffer!r}")
        self._buffer += data
