"""A WSGI application behind ASGI: PEP 3333 on one side, the ASGI specification on the other."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref.validate import validator

import pytest

from edge.asgi import Message
from edge.wsgi import AHEAD_BYTES, WSGIBridge

from .serving import Connection, served

Environ = dict[str, Any]
Start = Callable[..., Callable[[bytes], object]]


def scope(**changes: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": "/größe/",
        "raw_path": b"/gr%C3%B6%C3%9Fe/",
        "query_string": b"q=%C3%B6",
        "root_path": "",
        "headers": [(b"host", b"site.example")],
        "client": ("192.0.2.1", 1234),
        "server": ("127.0.0.1", 8000),
        **changes,
    }


class Server:
    """Plays the ASGI server: gives `incoming` to the application and keeps what it sends."""

    def __init__(self, *incoming: Message) -> None:
        self.incoming = list(incoming)
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        await asyncio.sleep(0)
        return self.incoming.pop(0)

    async def send(self, message: Message) -> None:
        await asyncio.sleep(0)
        self.sent.append(message)

    def call(self, application: Any, **changes: Any) -> list[Message]:
        bridge = WSGIBridge(application, threads=2)
        asyncio.run(bridge(scope(**changes), self.receive, self.send))
        return self.sent


def body(text: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": text, "more_body": more}


def of_length(length: int) -> list[tuple[bytes, bytes]]:
    return [(b"content-length", b"%d" % length), (b"content-type", b"text/plain")]


def test_whole_answer_is_sent_at_once() -> None:
    seen: Environ = {}

    def application(environ: Environ, start: Start) -> list[bytes]:
        seen.update(environ)
        start("418 I'm a Teapot", [("Content-Length", "5"), ("X-Name", "é")])
        return [b"he", b"", b"llo"]

    sent = Server().call(application)

    assert [message["type"] for message in sent] == ["http.response.start", *["http.response.body"] * 2]
    assert sent[0]["status"] == 418
    assert sent[0]["headers"] == [(b"content-length", b"5"), (b"x-name", b"\xe9")]
    assert b"".join(message["body"] for message in sent[1:]) == b"hello"
    assert [message["more_body"] for message in sent[1:]] == [True, False]


def test_answer_of_one_part_is_one_message() -> None:
    """What Django answers: everything in one piece, which crosses from the thread once."""

    def application(environ: Environ, start: Start) -> list[bytes]:
        start("200 OK", [("Content-Length", "5")])
        return [b"hello"]

    sent = Server().call(application)

    assert [message.get("body") for message in sent] == [None, b"hello"]
    assert not sent[1]["more_body"]


def test_answer_keeps_to_both_specifications() -> None:
    """The standard library's validator watches both sides of the call."""

    def application(environ: Environ, start: Start) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return [environ["wsgi.input"].read(5)]

    sent = Server(body(b"hello")).call(validator(application), method="POST", headers=of_length(5))

    assert b"".join(message.get("body", b"") for message in sent) == b"hello"


def test_white_space_is_no_part_of_a_value() -> None:
    """RFC 9110, 5.5; there are servers that refuse it."""

    def application(environ: Environ, start: Start) -> list[bytes]:
        start("200 OK", [("Content-Length", "2"), ("Set-Cookie", " a=b; Path=/ ")])
        return [b"ok"]

    start, _ = Server(body(b"")).call(application)

    assert (b"set-cookie", b"a=b; Path=/") in start["headers"]


def test_environ() -> None:
    """PEP 3333: paths and headers are bytes decoded as Latin-1; a header that comes twice is joined."""
    seen: Environ = {}

    def application(environ: Environ, start: Start) -> list[bytes]:
        seen.update(environ)
        start("204 No Content", [])
        return []

    headers = [
        (b"host", b"site.example"),
        (b"content-type", b"text/plain"),
        (b"x-forwarded-for", b"192.0.2.7"),
        (b"x-forwarded-for", b"192.0.2.8"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
    ]
    Server().call(application, headers=headers)

    assert seen["PATH_INFO"].encode("latin-1").decode() == "/größe/"
    assert {name: value for name, value in seen.items() if not name.startswith("wsgi.")} == {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/größe/".encode().decode("latin-1"),
        "QUERY_STRING": "q=%C3%B6",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "REMOTE_PORT": "1234",
        "HTTP_HOST": "site.example",
        "CONTENT_TYPE": "text/plain",
        "HTTP_X_FORWARDED_FOR": "192.0.2.7,192.0.2.8",
        "HTTP_COOKIE": "a=1; b=2",
    }
    assert seen["wsgi.url_scheme"] == "https"


def test_root_path_is_the_script_name() -> None:
    seen: Environ = {}

    def application(environ: Environ, start: Start) -> list[bytes]:
        seen.update(environ)
        start("204 No Content", [])
        return []

    Server().call(application, root_path="/blog", path="/blog/about/", client=None, server=None)

    assert (seen["SCRIPT_NAME"], seen["PATH_INFO"], seen["SERVER_PORT"]) == ("/blog", "/about/", "80")
    assert "REMOTE_ADDR" not in seen


@pytest.mark.parametrize("pieces", [1, 7, 1000])
def test_body_in_pieces(pieces: int) -> None:
    """However a body comes, and whether it is awaited or read, the application reads all of it and then the end."""
    text = b"line\nof text\n" * 10_000
    size = len(text) // pieces + 1
    parts = [text[start : start + size] for start in range(0, len(text), size)]
    messages = [body(part, more=number < len(parts) - 1) for number, part in enumerate(parts)]
    read: list[bytes] = []

    def application(environ: Environ, start: Start) -> list[bytes]:
        stream = environ["wsgi.input"]
        read.extend([stream.read(3), stream.readline(), *stream, stream.read(1), stream.read()])
        start("204 No Content", [])
        return []

    Server(*messages).call(application, method="POST", headers=of_length(len(text)))

    assert read[:2] == [b"lin", b"e\n"]
    assert b"".join(read) == text
    assert read[-2:] == [b"", b""]


def test_large_body_is_read_as_it_comes() -> None:
    """No more is held in memory than is awaited; the thread reads the rest itself."""
    piece = b"x" * 100_000
    pieces = 3 * AHEAD_BYTES // len(piece)
    server = Server(*(body(piece, more=number < pieces - 1) for number in range(pieces)))
    waiting: list[int] = []

    def application(environ: Environ, start: Start) -> list[bytes]:
        waiting.append(len(server.incoming))
        start("200 OK", [])
        return [b"%d" % len(environ["wsgi.input"].read())]

    sent = server.call(application, method="POST", headers=of_length(pieces * len(piece)))

    assert waiting[0] > pieces // 2
    assert b"".join(message.get("body", b"") for message in sent) == b"%d" % (pieces * len(piece))


def test_client_that_goes_away_before_its_request_is_whole() -> None:
    """The application never sees half a form."""
    called: list[Environ] = []

    def application(environ: Environ, start: Start) -> list[bytes]:
        called.append(environ)
        return []

    sent = Server(body(b"ha", more=True), {"type": "http.disconnect"}).call(
        application, method="POST", headers=of_length(4)
    )

    assert (called, sent) == ([], [])


def test_client_that_goes_away_in_the_middle_of_an_upload() -> None:
    """Reading on is an error, as it is with any connection that breaks."""

    def application(environ: Environ, start: Start) -> list[bytes]:
        environ["wsgi.input"].read()
        return []

    server = Server(body(b"x" * AHEAD_BYTES, more=True), {"type": "http.disconnect"})
    with pytest.raises(ConnectionResetError):
        server.call(application, method="POST", headers=of_length(2 * AHEAD_BYTES))


def test_streamed_answer_leaves_as_it_is_made() -> None:
    """PEP 3333: no part waits for the next one. The iterable is closed in the end."""
    server, closed = Server(), threading.Event()

    class Parts:
        def __iter__(self) -> Iterator[bytes]:
            for number in range(3):
                assert len(server.sent) == (0 if not number else number + 1)
                yield b"%d" % number

        def close(self) -> None:
            closed.set()

    def application(environ: Environ, start: Start) -> Parts:
        start("200 OK", [])
        return Parts()

    sent = server.call(application)

    assert [message["body"] for message in sent[1:]] == [b"0", b"1", b"2", b""]
    assert closed.is_set()


def test_write() -> None:
    """The callable that start_response returns, which only old applications use."""

    def application(environ: Environ, start: Start) -> list[bytes]:
        write = start("200 OK", [])
        write(b"old ")
        return [b"style"]

    sent = Server().call(application)

    assert b"".join(message.get("body", b"") for message in sent) == b"old style"


def test_second_start_replaces_the_first() -> None:
    """An error handler may begin anew as long as nothing was sent."""

    def application(environ: Environ, start: Start) -> list[bytes]:
        start("200 OK", [])
        try:
            raise ValueError
        except ValueError as error:
            start("500 Internal Server Error", [], (type(error), error, error.__traceback__))
        return [b""]

    assert Server().call(application)[0]["status"] == 500


def test_second_start_is_too_late() -> None:
    def application(environ: Environ, start: Start) -> list[bytes]:
        start("200 OK", [])(b"sent")
        try:
            raise ValueError("in the middle")
        except ValueError as error:
            start("500 Internal Server Error", [], (type(error), error, error.__traceback__))
        return []

    with pytest.raises(ValueError, match="in the middle"):
        Server().call(application)


def test_no_start_at_all() -> None:
    with pytest.raises(RuntimeError, match="start_response"):
        Server().call(lambda environ, start: [])


def test_failure_is_the_callers() -> None:
    closed = threading.Event()

    class Failing:
        def __iter__(self) -> Iterator[bytes]:
            raise OSError("disk")

        def close(self) -> None:
            closed.set()

    def application(environ: Environ, start: Start) -> Failing:
        start("200 OK", [])
        return Failing()

    with pytest.raises(OSError, match="disk"):
        Server().call(application)
    assert closed.is_set()


def test_slow_senders_hold_no_thread() -> None:
    """As many clients as there are threads send half a form and wait; others are answered all the same."""

    def application(environ: Environ, start: Start) -> list[bytes]:
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    half = b"POST / HTTP/1.1\r\nHost: site.example\r\nContent-Length: 10\r\n\r\nhalf"
    with served(WSGIBridge(application, threads=2)) as port:
        slow = [Connection(port) for _ in range(4)]
        for connection in slow:
            connection.send(half)
        with Connection(port) as connection:
            connection.send(b"GET / HTTP/1.1\r\nHost: site.example\r\n\r\n")
            assert connection.receive()[2] == b"ok"
        for connection in slow:
            connection.send(b"+ half")
            assert connection.receive()[2] == b"ok"
            connection.socket.close()
