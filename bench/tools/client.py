"""A client that takes nothing on trust: it frames answers as HTTP/1.1 says, and notes when each was asked for."""

import gzip
import socket
import time
import zlib
from dataclasses import dataclass

import brotli

TIMEOUT = 30.0


@dataclass(frozen=True)
class Answer:
    """`body` is decoded. `asked` and `came` are seconds since 1970. `cookies` are those that it sets."""

    status: int
    headers: dict[str, str]
    body: bytes
    asked: float
    came: float
    cookies: list[tuple[str, str]]


class BadAnswer(Exception):
    """What came is no whole answer."""


class Client:
    """A connection that is kept open for as long as the server wants."""

    def __init__(self, host: str, port: int, *, timeout: float = TIMEOUT) -> None:
        self.host = host
        self.port = port
        self._socket = socket.create_connection((host, port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        self.closing = False

    def close(self) -> None:
        self._socket.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        """One request. Raises OSError where the connection breaks, BadAnswer for an answer that is none."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return self.send("\r\n".join([*lines, "", ""]).encode() + body)

    def send(self, raw: bytes) -> Answer:
        asked = time.time()
        self._socket.sendall(raw)
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            self._more()
        line, *lines = self._buffer[:end].decode("latin-1").split("\r\n")
        self._buffer = self._buffer[end + 4 :]
        if not line.startswith("HTTP/1.1 "):
            raise BadAnswer(line)
        headers: dict[str, str] = {}
        cookies = []
        for name, padded in (each.split(":", 1) for each in lines):
            value = padded.strip()
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                cookies.append((key, rest.partition(";")[0]))
            elif headers.setdefault(name.lower(), value) != value:
                raise BadAnswer(f"{name} comes twice: {lines}")
        status = int(line.split(" ")[1])
        body = b"" if status in {204, 304} else self._read(int(headers["content-length"]))
        self.closing = headers.get("connection", "").lower() == "close"
        return Answer(status, headers, _decoded(body, headers), asked, time.time(), cookies)

    def _read(self, length: int) -> bytes:
        while len(self._buffer) < length:
            self._more()
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return body

    def _more(self) -> None:
        data = self._socket.recv(262_144)
        if not data:
            begun = f" after {len(self._buffer)} bytes of an answer" if self._buffer else ""
            raise ConnectionError(f"closed{begun}")
        self._buffer += data


def _decoded(body: bytes, headers: dict[str, str]) -> bytes:
    coding = headers.get("content-encoding", "")
    try:
        if coding == "gzip":
            return gzip.decompress(body)
        if coding == "br":
            return bytes(brotli.decompress(body))
    except (OSError, EOFError, zlib.error, brotli.error) as error:
        raise BadAnswer(f"{coding} that cannot be read: {error}") from error
    return body
