"""An article's page from the site and from others, in one run: one core for the server, one for wrk.

Beside nginx, which sends the page from disk, stand Django, FastAPI, Wagtail and Ghost where they can be installed
(below var/bench, once, with pip and npm; Ghost takes some minutes), and granian as an ASGI server of another make.
Takes about four minutes. ROUNDS (3) and SECONDS (2) change how long each case is measured, PEERS=off leaves the others
out.
"""

import gzip
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from servers import Missing, NotInstalled, Page
from servers import cases as peers
from servers.packages import installed
from tools.client import Answer, Client
from tools.load import Case, Server, end_with_signals, free_port, machine, measure, missing, table
from tools.site import environment, prepare, server

ROUNDS = int(os.environ.get("ROUNDS", "3"))
SECONDS = int(os.environ.get("SECONDS", "2"))
PATH = "/articles/sqlite-in-production/"
GZIP = {"Accept-Encoding": "gzip"}
BROTLI = {"Accept-Encoding": "br"}

NGINX = """
worker_processes 1; daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
    default_type text/html;
    server {{ listen 127.0.0.1:{port}; root {folder}/files; gzip_static {gzip}; }}
}}
"""

# What a server costs that answers everything with the same bytes: nothing inside ASGI can be faster.
CONSTANT = """
headers = {headers!r}
body = {body!r}

async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({{"type": "http.response.start", "status": 200, "headers": headers}})
    await send({{"type": "http.response.body", "body": body}})
"""


def uvicorn(name: str, target: str, site: dict[str, str], *options: str) -> Server:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        target,
        "--port",
        str(port),
        "--loop",
        "uvloop",
        "--http",
        "httptools",
    ]
    command += ["--no-access-log", "--log-level", "error", "--no-server-header", *options]
    return Server(name, command, port, site)


def granian(name: str, target: str, site: dict[str, str]) -> Server:
    """Raises NotInstalled."""
    packages = installed("granian", "granian")
    port = free_port()
    command = [sys.executable, "-m", "granian", target, "--interface", "asgi", "--port", str(port)]
    command += ["--loop", "uvloop", "--http", "1", "--no-ws", "--log-level", "critical"]
    return Server(name, command, port, {**site, "PYTHONPATH": f"{site['PYTHONPATH']}:{packages}"})


def nginx(folder: Path, *, gzip_static: str) -> Server:
    port = free_port()
    config = folder / f"nginx-{gzip_static}.conf"
    config.write_text(NGINX.format(folder=folder, port=port, gzip=gzip_static))
    return Server(f"nginx-{gzip_static}", ["nginx", "-c", str(config)], port)


def fetch(serving: Server, **headers: str) -> Answer:
    client = Client(serving.host, serving.port)
    try:
        return client.get(PATH, **headers)
    finally:
        client.close()


def build(folder: Path, stack: ExitStack) -> list[Case]:
    """Start everything, and say what is to be measured."""

    def start(serving: Server) -> Server:
        serving.start()
        stack.callback(serving.stop)
        return serving

    site = environment(folder)
    prepare(site)
    ours = start(server("trendsite", site))
    page, packed, brotli = fetch(ours), fetch(ours, **GZIP), fetch(ours, **BROTLI)
    sizes = [answer.headers["content-length"] for answer in (page, packed, brotli)]
    print("{}: {} bytes, gzip {}, brotli {}".format(PATH, *sizes))

    file = folder / "files" / PATH.strip("/") / "index.html"
    file.parent.mkdir(parents=True)
    file.write_bytes(page.body)
    file.with_name("index.html.gz").write_bytes(gzip.compress(page.body, 6))
    plain, static = start(nginx(folder, gzip_static="off")), start(nginx(folder, gzip_static="on"))

    told = start(uvicorn("uvicorn", "trendsite.asgi:application", site))
    # Without a lifespan uvicorn is not given the protocol class.
    wrapper = start(uvicorn("wrapper", "trendsite.asgi:application", site, "--lifespan", "off"))
    cold = start(server("cold", {**site, "EDGE_CACHE": "off"}))
    # A page that is some seconds old says since when it is what it is.
    settled = fetch(ours).headers
    sent = [(k.encode(), v.encode()) for k, v in settled.items() if k not in {"date", "connection"}]
    (folder / "constant.py").write_text(CONSTANT.format(headers=sent, body=page.body))
    constant = start(uvicorn("constant", "constant:application", site))

    known, of_file = {"If-None-Match": page.headers["etag"]}, {"If-None-Match": fetch(plain).headers["etag"]}
    cases = [
        Case("nginx, file", plain, PATH),
        Case("trendsite, plain", ours, PATH, against="nginx, file"),
        Case("nginx, gzip_static", static, PATH, GZIP),
        Case("trendsite, gzip", ours, PATH, GZIP, against="nginx, gzip_static"),
        Case("trendsite, brotli", ours, PATH, BROTLI, against="nginx, gzip_static"),
        Case("nginx, 304", plain, PATH, of_file),
        Case("trendsite, 304", ours, PATH, known, against="nginx, 304"),
        Case("trendsite under plain uvicorn, plain", told, PATH, against="nginx, file"),
        Case("trendsite as ASGI wrapper, plain", wrapper, PATH, against="nginx, file"),
        Case("uvicorn, constant answer", constant, PATH, against="nginx, file"),
        Case("trendsite, every page made anew", cold, PATH, against="nginx, file", connections=4),
    ]
    if os.environ.get("PEERS") != "off":
        try:
            other = start(granian("granian", "trendsite.asgi:application", site))
            same = start(granian("granian-constant", "constant:application", site))
        except NotInstalled as error:
            print(f"NOT INSTALLED: granian: {error}")
        else:
            cases += [
                Case("trendsite as ASGI wrapper under granian, plain", other, PATH, against="nginx, file"),
                Case("granian, constant answer", same, PATH, against="nginx, file"),
            ]
        for case in peers(folder, Page(PATH, page.body)):
            if isinstance(case, Missing):
                print(f"NOT INSTALLED: {case.name}: {case.reason}")
                continue
            start(case.server)
            case.against = "nginx, file"
            cases.append(case)
    return cases


def main() -> int:
    if programs := missing("nginx", "wrk", "taskset"):
        print(f"SKIPPED: {', '.join(programs)} not found (apt-get install nginx-light wrk util-linux)")
        return 0
    end_with_signals()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="bench-edge-") as name, ExitStack() as stack:
        cases = build(Path(name), stack)
        measure(cases, rounds=ROUNDS, seconds=SECONDS)
        print(f"\n{table(cases)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
