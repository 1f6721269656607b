"""FastAPI that answers with the same bytes, which it has in memory."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tools.load import Case, Server, free_port

from .packages import Page, installed, written

APPLICATION = """
from fastapi import FastAPI, Response

body = open("page.html", "rb").read()
application = FastAPI()

@application.get({path!r})
async def page() -> Response:
    return Response(body, media_type="text/html")
"""


def cases(folder: Path, page: Page) -> Iterator[Case]:
    packages = installed("fastapi", "fastapi", "uvicorn", "uvloop", "httptools")
    written(folder, {"same_bytes.py": APPLICATION.format(path=page.path), "page.html": page.html.decode()})
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "same_bytes:application",
        "--port",
        str(port),
        "--loop",
        "uvloop",
    ]
    command += ["--http", "httptools", "--no-access-log", "--log-level", "error"]
    server = Server("FastAPI", command, port, {"PYTHONPATH": f"{packages}:{folder}"}, folder=folder)
    yield Case("FastAPI, the same bytes", server, page.path)
