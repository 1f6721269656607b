"""Files that are sent from disk past Django: whole, in part, to clients that read as they like."""

import asyncio
import errno
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from edge import large_files
from edge.asgi import Message
from edge.cache import PageCache
from edge.large_files import BLOCK_BYTES, LargeFiles
from edge.protocol import protocol_for

from .fakes import FakeSite, cache_for, fetch, policy
from .serving import Connection, served

LARGE = random.Random(1).randbytes(3 * BLOCK_BYTES + 7)  # noqa: S311
SMALL = LARGE[:1000]
NAME = "/media/2026/large.webp"
KEPT = 100_000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "large.webp").write_bytes(LARGE)
    (folder / "2026" / "small.webp").write_bytes(SMALL)
    (tmp_path / "secret.webp").write_bytes(LARGE)
    return folder


@pytest.fixture
def site() -> FakeSite:
    return FakeSite("from Django")


@pytest.fixture
def files(root: Path, site: FakeSite) -> LargeFiles:
    return LargeFiles(site, root=root, prefix="/media/", policy=policy(), kept=KEPT)


def get(files: LargeFiles, path: str = NAME, **options: Any) -> Any:
    return asyncio.run(fetch(files, path, **options))


def test_whole_file(files: LargeFiles, site: FakeSite) -> None:
    answer = get(files)

    assert (answer.status, answer.body) == (200, LARGE)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["content-length"] == str(len(LARGE))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert site.times == 0


def test_head(files: LargeFiles) -> None:
    """RFC 9110, 9.3.2: the headers of GET, no body."""
    head, full = get(files, method="HEAD"), get(files)

    assert head.body == b""
    assert (head.status, head.headers) == (full.status, full.headers)


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-", 100, len(LARGE) - 1),
        ("bytes=-10", len(LARGE) - 10, len(LARGE) - 1),
        (f"bytes={BLOCK_BYTES - 1}-{2 * BLOCK_BYTES}", BLOCK_BYTES - 1, 2 * BLOCK_BYTES),
    ],
)
def test_range(files: LargeFiles, header: str, first: int, last: int) -> None:
    """RFC 9110, 14.2: one range is 206 with exactly those bytes."""
    answer = get(files, headers=[("Range", header)])

    assert (answer.status, answer.body) == (206, LARGE[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(LARGE)}"
    assert answer.headers["content-length"] == str(last - first + 1)


def test_range_of_a_small_file(files: LargeFiles, site: FakeSite) -> None:
    answer = get(files, "/media/2026/small.webp", headers=[("Range", "bytes=10-19")])

    assert (answer.status, answer.body) == (206, SMALL[10:20])
    assert site.times == 0


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-1", "x"])
def test_range_not_understood(files: LargeFiles, header: str) -> None:
    """RFC 9110, 14.2: several ranges, and what is no range, may be answered with the whole."""
    answer = get(files, headers=[("Range", header)])

    assert (answer.status, answer.body) == (200, LARGE)


def test_range_outside(files: LargeFiles) -> None:
    answer = get(files, headers=[("Range", f"bytes={len(LARGE)}-")])

    assert (answer.status, answer.body) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{len(LARGE)}"


def test_if_range(files: LargeFiles) -> None:
    """RFC 9110, 13.1.5: a range continues only the file that it was begun with."""
    first = get(files).headers

    for value, status in (
        (first["etag"], 206),
        (first["last-modified"], 206),
        ('"another"', 200),
        (f"W/{first['etag']}", 200),
        ("Tue, 14 Nov 2023 10:00:00 GMT", 200),
    ):
        answer = get(files, headers=[("Range", "bytes=0-9"), ("If-Range", value)])
        assert answer.status == status, value


def test_conditions(files: LargeFiles) -> None:
    """RFC 9110, 13: who has the file is told so; who means another one too."""
    etag = get(files).headers["etag"]

    unchanged = get(files, headers=[("If-None-Match", etag), ("Range", "bytes=0-9")])

    assert (unchanged.status, unchanged.body) == (304, b"")
    assert unchanged.headers["etag"] == etag
    assert get(files, headers=[("If-Match", '"another"')]).status == 412
    assert get(files, headers=[("If-Match", etag)]).status == 200


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/articles/", {}),
        ("/media/2026/small.webp", {}),
        ("/media/2026/missing.webp", {}),
        ("/media/../secret.webp", {}),
        ("/media/%2e%2e/secret.webp", {}),
        ("/media/2026/", {}),
        (NAME, {"method": "POST"}),
        (NAME, {"host": "evil.example"}),
        (NAME, {"host": None}),
        (NAME, {"headers": [("Host", "site.example")]}),
    ],
)
def test_somebody_elses(files: LargeFiles, site: FakeSite, path: str, options: Any) -> None:
    """What is no large file, and who asks somebody else, is the application's: it says 404, 405 and 400 well."""
    assert get(files, path, **options).text == ("from Django" if options.get("method") != "HEAD" else "")
    assert site.times == 1


def test_site_for_https_alone(root: Path, site: FakeSite) -> None:
    files = LargeFiles(site, root=root, prefix="/media/", policy=policy(secure=True), kept=KEPT)

    assert get(files).text == "from Django"
    assert get(files, headers=[("X-Forwarded-Proto", "https")]).body == LARGE
    assert get(files, scheme="https").body == LARGE


def test_file_that_may_not_be_read(
    files: LargeFiles, site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> int:
        raise PermissionError(errno.EACCES, "no")

    with monkeypatch.context() as patch:
        patch.setattr(large_files.os, "open", fail)
        answer = get(files)

    assert answer.text == "from Django"


@pytest.mark.parametrize("reason", [errno.EAGAIN, errno.EOPNOTSUPP])
def test_file_on_a_slow_disk(files: LargeFiles, monkeypatch: pytest.MonkeyPatch, reason: int) -> None:
    """What is not in the kernel's memory, or where that cannot be asked, is read by a thread."""

    def fail(*arguments: object) -> int:
        raise OSError(reason, "not now")

    monkeypatch.setattr(large_files.os, "preadv", fail)

    assert get(files).body == LARGE


def test_file_that_becomes_shorter(files: LargeFiles, root: Path) -> None:
    """The connection breaks off, and the client knows: it got fewer bytes than it was promised."""
    sent: list[Message] = []

    async def scene() -> None:
        async def send(message: Message) -> None:
            sent.append(message)
            os.truncate(root / "2026" / "large.webp", BLOCK_BYTES)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {
            "type": "http",
            "method": "GET",
            "path": NAME,
            "headers": [(b"host", b"site.example")],
            "scheme": "http",
        }
        await files(scope, receive, send)

    with pytest.raises(OSError, match="shorter"):
        asyncio.run(scene())
    assert sum(len(message.get("body", b"")) for message in sent) == BLOCK_BYTES


def test_server_that_sends_files_itself(files: LargeFiles, root: Path) -> None:
    """ASGI's extension `http.response.pathsend`: for whole files, and for nothing else."""
    sent: list[Message] = []

    async def ask(*headers: tuple[bytes, bytes], method: str = "GET") -> list[str]:
        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        sent.clear()
        scope = {
            "type": "http",
            "method": method,
            "path": NAME,
            "headers": [(b"host", b"site.example"), *headers],
            "scheme": "http",
            "extensions": {"http.response.pathsend": {}},
        }
        await files(scope, receive, send)
        return [message["type"].rpartition(".")[2] for message in sent]

    assert asyncio.run(ask()) == ["start", "pathsend"]
    assert sent[1]["path"] == str(root / "2026" / "large.webp")
    assert asyncio.run(ask((b"range", b"bytes=0-9"))) == ["start", "body"]
    assert asyncio.run(ask(method="HEAD")) == ["start", "body"]


@pytest.fixture
def port(root: Path) -> Iterator[tuple[int, PageCache]]:
    cache = cache_for(FakeSite())
    files = LargeFiles(cache, root=root, prefix="/media/", policy=policy(), kept=KEPT)
    with served(files, http=protocol_for(cache)) as number:
        yield number, cache


def test_clients_that_read_slowly(port: tuple[int, PageCache]) -> None:
    """More of them than there are threads hold nobody up, and get every byte."""
    request = f"GET {NAME} HTTP/1.1\r\nHost: site.example\r\n\r\n".encode()
    slow = [Connection(port[0]) for _ in range(12)]
    for connection in slow:
        connection.send(request * 3)
    with Connection(port[0]) as quick:
        began = time.monotonic()
        quick.send(b"GET / HTTP/1.1\r\nHost: site.example\r\n\r\n")
        assert quick.receive()[0] == 200
        assert time.monotonic() - began < 2
    for connection in slow:
        with connection:
            for _ in range(3):
                assert connection.receive()[2] == LARGE


def test_small_files_are_pages_of_the_cache(root: Path) -> None:
    """The second time they do not reach Django, and a range of one is still a range."""
    picture = FakeSite()
    picture.headers = {"Content-Type": "image/webp", "Cache-Control": "public, max-age=31536000, immutable"}
    picture.body = "small"
    cache = cache_for(picture)
    files = LargeFiles(cache, root=root, prefix="/media/", policy=policy(), kept=KEPT)
    ask = b"GET /media/2026/small.webp HTTP/1.1\r\nHost: site.example\r\n%b\r\n"
    with served(files, http=protocol_for(cache)) as number, Connection(number) as connection:
        bodies = []
        for extra in (b"", b"", b"", b"Range: bytes=0-9\r\n", b""):
            connection.send(ask % extra)
            bodies.append(connection.receive()[2])

    assert bodies == [b"small", b"small", b"small", SMALL[:10], b"small"]
    assert picture.times == 1
