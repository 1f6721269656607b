"""The page cache beside nginx, in one run: the same article page from both, one core for the server, one for wrk.

Takes about two minutes. ROUNDS and SECONDS change how long each case is measured.
"""

import gzip
import os
import subprocess
import sys
import tempfile
import urllib.request
from importlib.util import find_spec
from pathlib import Path

from tools.load import ROOT, Case, Server, free_port, machine, measure, missing, table

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

# What uvicorn costs that answers everything with the same bytes: nothing inside ASGI can be faster.
CONSTANT = """
headers = {headers!r}
body = {body!r}

async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({{"type": "http.response.start", "status": 200, "headers": headers}})
    await send({{"type": "http.response.body", "body": body}})
"""

FASTAPI = """
from fastapi import FastAPI, Response

body = open({path!r}, "rb").read()
application = FastAPI()

@application.get("{address}")
async def page() -> Response:
    return Response(body, media_type="text/html")
"""


def environment(folder: Path, **changes: str) -> dict[str, str]:
    return {
        "SECRET_KEY": "only-for-benchmarks-0123456789-abcdefghij",
        "DEBUG": "off",
        "HOST": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "EDGE_SNAPSHOTS": "",
        "CACHE_URL": "locmemcache://",
        "RUN_SCHEDULER": "off",
        "DJANGO_SETTINGS_MODULE": "trendsite.settings",
        "PYTHONPATH": f"{ROOT}:{folder}",
        **changes,
    }


def prepare(folder: Path) -> None:
    """A site with the sample content."""
    for arguments in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"], ["first_run"]):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**os.environ, **environment(folder)},
            check=True,
            stdout=subprocess.DEVNULL,
        )


def uvicorn(name: str, target: str, folder: Path, **changes: str) -> Server:
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
    command += ["--no-access-log", "--log-level", "error", "--no-server-header"]
    return Server(name, command, port, environment(folder, **changes))


def nginx(folder: Path, *, gzip_static: str) -> Server:
    port = free_port()
    config = folder / f"nginx-{gzip_static}.conf"
    config.write_text(NGINX.format(folder=folder, port=port, gzip=gzip_static))
    return Server(f"nginx-{gzip_static}", ["nginx", "-c", str(config)], port)


def fetch(server: Server, **headers: str) -> tuple[bytes, dict[str, str]]:
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{PATH}", headers=headers)
    with urllib.request.urlopen(request) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def ours(folder: Path) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "trendsite.serve"]
    return Server("trendsite", command, port, environment(folder, PORT=str(port)))


def optional(folder: Path) -> list[Case]:
    """Peers that need what the site does not: measured where it is installed."""
    cases = []
    if find_spec("gunicorn"):
        port = free_port()
        (folder / "cached_settings.py").write_text(
            "from trendsite.settings import *\n"
            "MIDDLEWARE = ['django.middleware.cache.UpdateCacheMiddleware', *MIDDLEWARE,"
            " 'django.middleware.cache.FetchFromCacheMiddleware']\n"
        )
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "trendsite.wsgi",
            "-b",
            f"127.0.0.1:{port}",
            "--threads",
            "4",
        ]
        settings = environment(folder, DJANGO_SETTINGS_MODULE="cached_settings")
        cases.append(
            Case("Django's per-site cache, gunicorn", Server("gunicorn", command, port, settings), PATH)
        )
    else:
        print("SKIPPED: Django's per-site cache (pip install gunicorn)")
    if find_spec("fastapi"):
        source = FASTAPI.format(path=str(folder / "files" / PATH.strip("/") / "index.html"), address=PATH)
        (folder / "with_fastapi.py").write_text(source)
        server = uvicorn("fastapi", "with_fastapi:application", folder)
        cases.append(Case("FastAPI, the same bytes", server, PATH))
    else:
        print("SKIPPED: FastAPI (pip install fastapi)")
    return cases


def main() -> int:
    if programs := missing("nginx", "wrk", "taskset"):
        print(f"SKIPPED: {', '.join(programs)} not found (apt-get install nginx-light wrk util-linux)")
        return 0
    print(machine())
    with tempfile.TemporaryDirectory(prefix="bench-edge-") as name:
        folder = Path(name)
        prepare(folder)
        started: list[Server] = []
        try:
            cases = build(folder, started)
            measure(cases, rounds=ROUNDS, seconds=SECONDS)
            print()
            print(table(cases))
        finally:
            for server in started:
                server.stop()
    return 0


def build(folder: Path, started: list[Server]) -> list[Case]:
    """Start everything, and say what is to be measured."""

    def start(server: Server) -> Server:
        server.start()
        started.append(server)
        return server

    site = start(ours(folder))
    body, headers = fetch(site)
    _, packed = fetch(site, **GZIP)
    _, brotli = fetch(site, **BROTLI)
    print(f"{PATH}: {len(body):,} bytes, gzip {packed['content-length']}, brotli {brotli['content-length']}")

    page = folder / "files" / PATH.strip("/") / "index.html"
    page.parent.mkdir(parents=True)
    page.write_bytes(body)
    page.with_name("index.html.gz").write_bytes(gzip.compress(body, 6))
    plain, static = start(nginx(folder, gzip_static="off")), start(nginx(folder, gzip_static="on"))
    _, of_file = fetch(plain)

    sent = [
        (key.encode(), value.encode()) for key, value in headers.items() if key not in {"date", "connection"}
    ]
    (folder / "constant.py").write_text(CONSTANT.format(headers=sent, body=body))
    constant = start(uvicorn("constant", "constant:application", folder))
    wrapper = start(uvicorn("wrapper", "trendsite.asgi:application", folder))
    cold = start(uvicorn("cold", "trendsite.asgi:application", folder, EDGE_CACHE="off"))

    cases = [
        Case("nginx, file", plain, PATH),
        Case("trendsite, plain", site, PATH, against="nginx, file"),
        Case("nginx, gzip_static", static, PATH, GZIP),
        Case("trendsite, gzip", site, PATH, GZIP, against="nginx, gzip_static"),
        Case("trendsite, brotli", site, PATH, BROTLI, against="nginx, gzip_static"),
        Case("nginx, 304", plain, PATH, {"If-None-Match": of_file["etag"]}),
        Case("trendsite, 304", site, PATH, {"If-None-Match": headers["etag"]}, against="nginx, 304"),
        Case("trendsite as ASGI wrapper, plain", wrapper, PATH, against="nginx, file"),
        Case("uvicorn, constant answer", constant, PATH, against="nginx, file"),
        Case("trendsite, every page made anew", cold, PATH, against="nginx, file", connections=4),
    ]
    for case in optional(folder):
        start(case.server)
        case.against = "nginx, file"
        cases.append(case)
    return cases


if __name__ == "__main__":
    sys.exit(main())
