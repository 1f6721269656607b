"""The real server with what it serves besides Django's answers, and its way to stop."""

import gzip
import http.client
import json
import re
import time
from dataclasses import dataclass

import pytest

from .running_site import RunningSite


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def request(site: RunningSite, path: str, *, method: str = "GET", **headers: str) -> Answer:
    """One request on a connection of its own, with nothing added, followed or decoded."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    response = connection.getresponse()
    answer = Answer(
        response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    )
    connection.close()
    return answer


def asset(site: RunningSite, suffix: str) -> str:
    """The address of a static file that the home page names."""
    found = re.search(rf'"(/static/[^"]+\.{suffix})"', request(site, "/").body.decode())
    assert found
    return found[1]


def test_page(running_site: RunningSite) -> None:
    """A page arrives whole, compressed for who asks, without a cookie and without naming the server."""
    plain = request(running_site, "/")
    packed = request(running_site, "/", Accept_Encoding="gzip")

    assert plain.status == packed.status == 200
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "set-cookie" not in plain.headers
    assert "server" not in plain.headers


@pytest.mark.parametrize("suffix", ["css", "js"])
def test_static_files(running_site: RunningSite, suffix: str) -> None:
    """Static files have hashed names, were compressed beforehand, and may be kept for ever."""
    path = asset(running_site, suffix)

    answer = request(running_site, path, Accept_Encoding="br, gzip")

    assert re.search(rf"\.[0-9a-f]{{12}}\.{suffix}$", path)
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "br"
    assert "immutable" in answer.headers["cache-control"]
    assert "charset" in answer.headers["content-type"]


def test_picture(running_site: RunningSite) -> None:
    """A picture of an article comes from the same process, in parts where that is asked for."""
    found = re.search(
        r'"(/media/[^"]+)"', request(running_site, "/articles/sqlite-in-production/").body.decode()
    )
    assert found
    path = found[1]

    whole = request(running_site, path, Accept_Encoding="gzip")
    part = request(running_site, path, Range="bytes=10-19", Accept_Encoding="gzip")
    head = request(running_site, path, method="HEAD")

    assert whole.status == 200
    assert "immutable" in whole.headers["cache-control"]
    assert "content-encoding" not in whole.headers
    assert (part.status, part.body) == (206, whole.body[10:20])
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))


def test_unknown_host(running_site: RunningSite) -> None:
    """Who asks for another site's name gets no page of this one."""
    assert request(running_site, "/", Host="evil.example").status == 400


@pytest.mark.parametrize("query", ["q=caf\u00e9", "q=%ff%fe", "page=-1", "page=%00", "q=" + "a" * 4000])
def test_strange_queries(running_site: RunningSite, query: str) -> None:
    """Whatever stands in a query, the answer is a page or a 4xx, never a failure of the server."""
    connection = http.client.HTTPConnection("127.0.0.1", running_site.port, timeout=20)
    connection.putrequest("GET", "/search/", skip_host=True)
    # http.client refuses bytes beyond ASCII; clients that send them exist.
    connection._buffer[0] = f"GET /search/?{query} HTTP/1.1".encode()
    connection.putheader("Host", f"127.0.0.1:{running_site.port}")
    connection.endheaders()

    status = connection.getresponse().status
    connection.close()

    assert status < 500


def test_websocket(running_site: RunningSite) -> None:
    """A handshake for a websocket is answered as the plain request that it also is."""
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}

    assert request(running_site, "/healthz", **upgrade).status == 200


def test_readiness(running_site: RunningSite) -> None:
    """The site that is served is ready, and says so to machines."""
    assert json.loads(request(running_site, "/readyz").body)["status"] == "ready"


def test_scheduled_article_goes_live(running_site: RunningSite) -> None:
    """A scheduled article appears by itself, and what follows is claimed once although two processes tick."""
    moment = float(
        running_site.python(
            "from datetime import timedelta\n"
            "from django.utils import timezone\n"
            "from articles import publishing\n"
            "from articles.document import parse\n"
            "text = '---\\ntitle: On time\\nslug: on-time\\n---\\n\\nHere it is.\\n'\n"
            "article = publishing.create(document=parse(text), by=None)\n"
            "at = timezone.now() + timedelta(seconds=8)\n"
            "publishing.schedule(article=article, by=None, at=at)\n"
            "print(at.timestamp())"
        )
    )
    before = request(running_site, "/articles/on-time/").status
    # A busy machine may take longer than that to end the process and to ask.
    assert before == 404 or time.time() >= moment
    deadline = time.monotonic() + 30

    while request(running_site, "/articles/on-time/").status != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1.5)  # long enough for each process to have ticked after that

    kinds = running_site.python(
        "from articles.models import Event\n"
        "for event in Event.objects.filter(article__slug='on-time').order_by('pk'): print(event.kind)"
    ).split()
    assert kinds == ["created", "scheduled", "went_live"]


def test_first_run_is_not_repeated(running_site: RunningSite) -> None:
    """Another `make run` neither imports nor makes an account, and prints no password."""
    assert running_site.manage("first_run") == ""


def test_no_failure_was_logged(running_site: RunningSite) -> None:
    """Nothing in this module made the server fail."""
    assert "Traceback" not in running_site.log.read_text()


def test_stops_cleanly(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Ctrl-C ends the server at once with exit code 0 and without a traceback, the scheduler included."""
    site = RunningSite(tmp_path_factory.mktemp("short"))
    site.environment["WORKERS"] = "1"
    site.manage("migrate", "--no-input", "--verbosity", "0")
    (site.folder / "static").mkdir()
    site.start()
    started = time.monotonic()

    code = site.stop()

    assert code == 0
    assert time.monotonic() - started < 5
    assert "Traceback" not in site.log.read_text()
