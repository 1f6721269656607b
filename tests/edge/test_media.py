"""Files under MEDIA_ROOT as the site's own process serves them."""

import os
from pathlib import Path

import pytest
from django.http import HttpResponseBase
from django.test import Client

from edge.file_parts import byte_range, locate
from edge.media import BLOCK_BYTES

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def picture(media_root: Path) -> Path:
    """A file served at /media/2026/cover.abc123.webp."""
    path = media_root / "2026" / "cover.abc123.webp"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


def get(client: Client, **headers: str) -> HttpResponseBase:
    return client.get("/media/2026/cover.abc123.webp", headers=headers)


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response)


def test_whole_file(client: Client, picture: Path) -> None:
    """A picture is served with its type, for ever, and cannot be taken for anything else."""
    response = get(client)

    assert response.status_code == 200
    assert body(response) == CONTENT
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Content-Length"] == "1024"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert not response.cookies


def test_not_gzipped(client: Client, picture: Path) -> None:
    """A picture stays as it is for a client that takes gzip: a range of it must be a range of the file."""
    response = get(client, accept_encoding="gzip")

    assert not response.has_header("Content-Encoding")
    assert body(response) == CONTENT


def test_head(client: Client, picture: Path) -> None:
    """HEAD has the headers of GET and no body."""
    response = client.head("/media/2026/cover.abc123.webp")

    assert response.status_code == 200
    assert response.headers["Content-Length"] == "1024"
    assert body(response) == b""


def test_large_file(client: Client, picture: Path) -> None:
    """A file of several blocks arrives whole."""
    content = os.urandom(2 * BLOCK_BYTES + 7)
    picture.write_bytes(content)

    response = get(client)

    assert response.streaming
    assert body(response) == content


@pytest.mark.django_db
def test_large_file_left_unread(client: Client, picture: Path) -> None:
    """A reader who goes away leaves no file open (an open one would be a ResourceWarning, hence an error)."""
    picture.write_bytes(bytes(2 * BLOCK_BYTES))

    get(client).close()


def test_empty_file(client: Client, picture: Path) -> None:
    """A file without bytes is 200 and empty."""
    picture.write_bytes(b"")

    response = get(client)

    assert (response.status_code, body(response)) == (200, b"")


@pytest.mark.parametrize(
    ("validator", "header"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
)
def test_unchanged(client: Client, picture: Path, validator: str, header: str) -> None:
    """Who has the file already is told so, with the validators and the lifetime again."""
    first = get(client)

    second = get(client, **{header: first.headers[validator]})

    assert second.status_code == 304
    assert body(second) == b""
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_changed(client: Client, picture: Path) -> None:
    """A file of another size or time is another file."""
    first = get(client)
    picture.write_bytes(b"other")

    assert get(client, if_none_match=first.headers["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("header", "content_range", "expected"),
    [
        ("bytes=0-9", "bytes 0-9/1024", CONTENT[:10]),
        ("bytes=1000-", "bytes 1000-1023/1024", CONTENT[1000:]),
        ("bytes=-24", "bytes 1000-1023/1024", CONTENT[-24:]),
        ("bytes=1000-5000", "bytes 1000-1023/1024", CONTENT[1000:]),
        ("bytes=-5000", "bytes 0-1023/1024", CONTENT),
    ],
)
def test_range(client: Client, picture: Path, header: str, content_range: str, expected: bytes) -> None:
    """One range is 206 with exactly those bytes."""
    response = get(client, range=header)

    assert response.status_code == 206
    assert response.headers["Content-Range"] == content_range
    assert response.headers["Content-Length"] == str(len(expected))
    assert body(response) == expected


@pytest.mark.parametrize("header", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_range_outside(client: Client, picture: Path, header: str) -> None:
    """A range without a byte of the file is 416 and says how long the file is."""
    response = get(client, range=header)

    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "bytes=-", "bytes=9-1", "lines=1-2", "bytes=a-b", ""])
def test_range_not_understood(client: Client, picture: Path, header: str) -> None:
    """Several ranges and nonsense get the whole file."""
    response = get(client, range=header)

    assert response.status_code == 200
    assert body(response) == CONTENT


def test_if_range(client: Client, picture: Path) -> None:
    """A range continues only the file it was begun with."""
    etag = get(client).headers["ETag"]

    assert get(client, range="bytes=0-9", if_range=etag).status_code == 206
    assert get(client, range="bytes=0-9", if_range='"another"').status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "2026/",
        "2026",
        "",
        "missing.webp",
        "../secret.webp",
        "2026/../../secret.webp",
        "2026/%2e%2e/%2e%2e/secret.webp",
        "2026//cover.abc123.webp",
        "/etc/passwd",
        "..\\secret.webp",
        ".hidden.webp",
        ".git/cover.webp",
        "page.html",
        "drawing.svg",
        "linked.webp",
        "null\0.webp",
        "x" * 5000 + ".webp",
        "folder.webp",
    ],
)
def test_refused(client: Client, media_root: Path, picture: Path, name: str) -> None:
    """Nothing is served but allowed types that really lie under MEDIA_ROOT; folders are not listed."""
    secret = media_root.parent / "secret.webp"
    secret.write_bytes(b"secret")
    (media_root / "linked.webp").symlink_to(secret)
    (media_root / ".git").mkdir()
    (media_root / "folder.webp").mkdir()
    for hidden in (".hidden.webp", ".git/cover.webp", "page.html", "drawing.svg"):
        (media_root / hidden).write_bytes(b"hidden")

    assert locate(media_root, name) is None
    assert client.get(f"/media/{name}".replace("\0", "%00")).status_code == 404


def test_only_reading(client: Client, picture: Path) -> None:
    """Nothing can be posted."""
    assert client.post("/media/2026/cover.abc123.webp").status_code == 405


@pytest.mark.parametrize("digits", ["9" * 30, "9" * 5000])
def test_absurd_numbers(digits: str) -> None:
    """Numbers no file reaches are out of range, not a crash."""
    with pytest.raises(ValueError, match=r"range|digits"):
        byte_range(f"bytes={digits}-", 10)
