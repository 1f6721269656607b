"""Runs `tools.writer` beside a benchmark, and keeps its journal."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .load import ROOT
from .serials import Journal


@contextmanager
def writer(
    name: str,
    site: dict[str, str],
    journal: Journal,
    *,
    namespace: str = "",
    count: int = 0,
    pause: float = 0.0,
) -> Iterator[None]:
    """Publishes the article of writer `name` as long as this lasts, or `count` times."""
    command = [sys.executable, "-m", "tools.writer", name, str(count), str(pause)]
    process = subprocess.Popen(
        ["ip", "netns", "exec", namespace, *command] if namespace else command,
        cwd=ROOT,
        env={**os.environ, **site, "PYTHONPATH": f"{ROOT}:{ROOT / 'bench'}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def listen() -> None:
        for line in process.stdout or ():
            who, number, moment = line.split()
            journal.commit(who, int(number), float(moment))

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    try:
        yield
        if process.poll():
            raise RuntimeError(f"Writer {name} ended with {process.returncode}")
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait(60)
        listening.join(10)
