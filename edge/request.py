"""A GET or HEAD read from its raw bytes, if it is so plain that no parser could read it otherwise.

Anything unusual is None, and goes to the server's own parser: this is a shortcut, not a second opinion.
"""

import re
from dataclasses import dataclass

# Longer ones are rare, and would fill the memory of remembered requests.
MAX_BYTES = 4_096
END = b"\r\n\r\n"
_LINE = re.compile(rb"(GET|HEAD) (/[\x21\x24-\x3b\x3d\x3f-\x7e]*) HTTP/1\.1")
_FIELD = re.compile(rb"([!#$%&'*+.^`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e]*)")
# With one of these a request is no plain one: it has a body, another protocol or conditions of its own.
UNUSUAL = frozenset(
    [
        b"authorization",
        b"content-length",
        b"expect",
        b"http2-settings",
        b"if-match",
        b"if-unmodified-since",
        b"keep-alive",
        b"proxy-connection",
        b"range",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    ]
)


@dataclass(frozen=True, slots=True)
class PlainRequest:
    """The parts of a plain request; header names are lower case."""

    head: bool
    path: bytes
    query: bytes
    headers: dict[bytes, bytes]
    close: bool


def read(raw: bytes) -> PlainRequest | None:
    """The request that `raw` is, from its first byte to its last; None if it is anything but plain."""
    if len(raw) > MAX_BYTES or not raw.endswith(END):
        return None
    line, *fields = raw[: -len(END)].split(b"\r\n")
    start = _LINE.fullmatch(line)
    if start is None:
        return None
    headers: dict[bytes, bytes] = {}
    for field in fields:
        match = _FIELD.fullmatch(field)
        if match is None:
            return None
        name = match[1].lower()
        # A header that comes twice means something only to who knows it.
        if name in headers or name in UNUSUAL:
            return None
        headers[name] = match[2].rstrip(b" \t")
    connection = headers.get(b"connection", b"").lower()
    if b"host" not in headers or connection not in {b"", b"keep-alive", b"close"}:
        return None
    path, _, query = start[2].partition(b"?")
    return PlainRequest(start[1] == b"HEAD", path, query, headers, connection == b"close")
