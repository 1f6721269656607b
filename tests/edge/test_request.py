"""The shortcut for plain requests: it reads one way only, or not at all."""

import pytest

from edge.request import MAX_BYTES, PlainRequest, read

PLAIN = b"GET /a/?b=c HTTP/1.1\r\nHost: site.example\r\nAccept-Encoding: \t gzip  \r\n\r\n"


def test_plain_request() -> None:
    assert read(PLAIN) == PlainRequest(
        head=False,
        path=b"/a/",
        query=b"b=c",
        headers={b"host": b"site.example", b"accept-encoding": b"gzip"},
        close=False,
    )


def test_close_and_head() -> None:
    request = read(b"HEAD / HTTP/1.1\r\nhost: a\r\nConnection: Close\r\n\r\n")

    assert request is not None
    assert request.head
    assert request.close


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN[:-1],
        PLAIN + b"x",
        PLAIN.replace(b"GET", b"POST"),
        PLAIN.replace(b"GET", b"get"),
        PLAIN.replace(b"HTTP/1.1", b"HTTP/1.0"),
        PLAIN.replace(b"HTTP/1.1", b"HTTP/2.0"),
        PLAIN.replace(b"GET /", b"GET  /"),
        PLAIN.replace(b"GET /", b"GET http://site.example/"),
        PLAIN.replace(b"/a/", b"*"),
        PLAIN.replace(b"/a/", b"/a#b"),
        PLAIN.replace(b"/a/", b"/a b"),
        PLAIN.replace(b"/a/", b"/\xc3\xa9"),
        PLAIN.replace(b"/a/", b"/a\x00"),
        PLAIN.replace(b"Host: site.example\r\n", b""),
        PLAIN.replace(b"Host:", b"Host :"),
        PLAIN.replace(b"Host:", b"Host"),
        PLAIN.replace(b"Host: site.example", b"Host: site.example\r\nHost: site.example"),
        PLAIN.replace(b"Host: site.example", b"Host: site.example\r\n folded: x"),
        PLAIN.replace(b"Host: site.example", b"Host: site.example\nx: y"),
        PLAIN.replace(b"Host: site.example", b"Host: site.example\rx: y"),
        PLAIN.replace(b"Host: site.example", b"Host: site\x00example"),
        PLAIN.replace(b"Host: site.example", b"Host: site\xffexample"),
        PLAIN.replace(b"\r\n", b"\n"),
        b"\r\n" + PLAIN,
        PLAIN.replace(b"Accept-Encoding", b"Content-Length"),
        PLAIN.replace(b"Accept-Encoding", b"Transfer-Encoding"),
        PLAIN.replace(b"Accept-Encoding", b"Authorization"),
        PLAIN.replace(b"Accept-Encoding", b"Upgrade"),
        PLAIN.replace(b"Accept-Encoding", b"Expect"),
        PLAIN.replace(b"Accept-Encoding", b"If-Match"),
        PLAIN.replace(b"Accept-Encoding", b"X_Underscored"),
        PLAIN.replace(b"Accept-Encoding: ", b"Connection: upgrade, x"),
        PLAIN.replace(b"gzip", b"g" * MAX_BYTES),
        b"",
        b"\r\n\r\n",
    ],
)
def test_anything_else_is_for_the_parser(raw: bytes) -> None:
    assert read(raw) is None
