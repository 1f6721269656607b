"""A plain file server, and a reader of its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any


@dataclass
class Response:
    """What `tests.project.crawl` reads of an answer."""

    status_code: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)
    streaming: bool = False


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """The tests say what they saw."""


@dataclass
class Reader:
    """Fetches from the server; goes on where it is sent for want of a final slash, as browsers do."""

    port: int

    def get(self, url: str) -> Response:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", url)
            answer = connection.getresponse()
            headers = {name.title(): value for name, value in answer.getheaders()}
            body = answer.read()
        finally:
            connection.close()
        if answer.status in {301, 302}:
            return self.get(headers["Location"])
        return Response(answer.status, body, headers)


@contextmanager
def serving(folder: Path) -> Iterator[Reader]:
    """Serve `folder` on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Reader(server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
